#include "note/remedy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace kinote::note {
namespace {

using enum RuleId;

constexpr std::array remedy_table{
    Remedy{K01, true,
           "a badly written UID of the document or of its series: the new document has UIDs of its own. The UID of the "
           "study, and one that is absent, has no remedy: its sender must send the document again"},
    Remedy{K02, true, "the file meta information names what the data set says"},
    Remedy{K03, false, "nothing says which objects its author chose"},
    Remedy{K04, true, "the references of the evidence become those of the content tree"},
    Remedy{K05, true, "the evidence is built from the content tree and the index, once all references are known here"},
    Remedy{K06, true, "the evidence is built from the content tree and the index, once all references are known here"},
    Remedy{K07, true, "what the content tree does not reference is left out of the evidence"},
    Remedy{K08, true, "the class is that of the object as it is here, else the one that can be a class of objects"},
    Remedy{K09, true, "the modality is KO"},
    Remedy{K10, true, "the root is read and written as a CONTAINER"},
    Remedy{K11, true, "the continuity of content is SEPARATE"},
    Remedy{K12, false, "which title was meant only its author knows: edit the note and give it one"},
    Remedy{K13, false,
           "the title may be its maker's own: name it under [[titles]] in the configuration, or edit the note"},
    Remedy{K14, true, "the meaning is the standard's for that code"},
    Remedy{K15, true, "the content template is DCMR 2010"},
    Remedy{K16, false, "which modifier was meant only its author knows: edit the note and give it one"},
    Remedy{K17, true, "the texts become one Key Object Description, a paragraph each"},
    Remedy{K18, true, "the text becomes the Key Object Description, or a paragraph of it"},
    Remedy{K19, true, "the reference has no concept name"},
    Remedy{K20, true, "what has no place in the template is left out: nobody is shown it now"},
    Remedy{K21, true, "the value type is that of the object's class"},
    Remedy{K22, true, "the object is referenced as a whole"},
    Remedy{K23, true, "a reference to nothing is left out, one to several objects becomes one for each"},
    Remedy{K24, true, "there is a document in each of the studies, and each names the others"},
    Remedy{K25, true, "the new document lies in the studies that it references"},
    Remedy{K26, true, "what is referenced twice is referenced once, the document itself not at all"},
    Remedy{K27, true, "the new document has a series of its own"},
    Remedy{K28, true, "numbers are given here; date and time are those that the document has elsewhere"},
    Remedy{K29, true, "values are the study's, else they are empty"},
    Remedy{K30, true,
           "text is written in UTF-8, as it is read. Characters that cannot be read in any character set stay unknown"},
    Remedy{K31, true, "values are padded as their VR demands"},
    Remedy{K32, true, "the attributes are left out"},
    Remedy{K33, false, "whose note it is only a person can tell: compare the patients, then delete it or its study"},
    Remedy{K34, false,
           "nothing is wrong with the document: the references resolve by themselves when the objects come"},
    Remedy{K35, false, "which of the two is right only their sender can tell"},
    Remedy{K36, false, "it takes effect as a rejection note"},
    Remedy{K37, true, "an observer without a name is left out"},
    Remedy{K38, true, "the content items stand in the order of the template"},
    Remedy{K39, true, "the attributes are left out of the evidence; frames stand in the content tree"},
    Remedy{K40, true, "the UID is the well formed one that the evidence or the index has for it"},
};
static_assert(std::ranges::is_sorted(remedy_table, {}, &Remedy::rule) && remedy_table.size() == 40);

}  // namespace

std::span<const Remedy> remedies() { return remedy_table; }

const Remedy& remedy(RuleId id) { return remedy_table[static_cast<std::size_t>(id) - 1]; }

RuleSet repairable_rules() {
    RuleSet rules;
    for (const Remedy& one : remedy_table) {
        if (one.is_safe) rules.insert(one.rule);
    }
    return rules;
}

RuleSet repairable_rules(std::span<const std::string> words) {
    RuleSet rules;
    for (const std::string& word : words) {
        if (word == "all") return repairable_rules();
        const std::optional<RuleId> id = find_rule(word);
        if (!id) {
            constexpr std::size_t longest_shown = 20;
            throw base::Error{base::ErrorKind::invalid, fmt::format("'{}' is no rule: K01 to K40, or all",
                                                                    base::first_characters(word, longest_shown))};
        }
        if (!remedy(*id).is_safe) {
            throw base::Error{base::ErrorKind::invalid,
                              fmt::format("{} has no safe remedy: {}", word, remedy(*id).text)};
        }
        rules.insert(*id);
    }
    return rules;
}

RuleSet known_rules(std::span<const std::string> words) {
    RuleSet rules;
    for (const std::string& word : words) {
        const std::optional<RuleId> id = find_rule(word);
        if (id && remedy(*id).is_safe) rules.insert(*id);
    }
    return rules;
}

std::vector<std::string> words_of(const RuleSet& rules) {
    std::vector<std::string> words;
    words.reserve(rules.size());
    for (const RuleId id : rules) words.push_back(to_string(id));
    return words;
}

}  // namespace kinote::note
