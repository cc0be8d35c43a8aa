#include "note/repair.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/sop_class.hpp"
#include "note/content_item.hpp"
#include "note/document_value.hpp"
#include "note/repaired_references.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

// What is not repaired because of the document as a whole.
std::string why_not_at_all(NoteRole role) {
    switch (role) {
        case NoteRole::rejection:
            return "a rejection note takes effect as it came, or not at all: its sender must send another one";
        case NoteRole::manifest: return "a manifest is the list of its maker: only notes are written anew";
        case NoteRole::note: break;
    }
    return {};
}

bool has_errors(const std::vector<Finding>& findings) {
    return std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::error; });
}

class Repairer {
public:
    Repairer(const dicom::Dataset& kos, const ReadingOptions& options, const RuleSet& chosen)
        : kos_{kos}, chosen_{chosen}, references_{kos, options, chosen} {
        repair_.reading = read_kos(kos, options);
    }

    Repair repair() {
        std::vector<Finding> findings = std::exchange(repair_.reading.findings, {});
        const bool was_usable = !has_errors(findings);
        const std::string why = why_not_at_all(repair_.reading.role);
        if (why.empty()) mend_note(findings);
        for (Finding& finding : findings) {
            if (why.empty()) {
                mend(std::move(finding));
            } else {
                leave(std::move(finding), why);
            }
        }
        repair_.obstacle = obstacle(was_usable);
        return std::move(repair_);
    }

private:
    void mend_note(const std::vector<Finding>& findings) {
        KeyImageNote& note = repair_.reading.note;
        references_.repair(note);
        if (chosen_.contains(RuleId::K14)) {
            if (const Term* known = find_document_title(note.title)) note.title.meaning = known->meaning;
        }
        if (chosen_.contains(RuleId::K37)) {
            std::erase_if(note.observers, [](const Observer& observer) {
                return observer.type == ObserverType::person && observer.name.empty();
            });
        }
        if (chosen_.contains(RuleId::K18)) {
            for (const Finding& finding : findings) {
                if (finding.rule == RuleId::K18) keep_text(finding);
            }
        }
        unplaced_ = count_unplaced(note);
    }

    // A text without a name that the reader passes over, as there is a description, is not lost.
    void keep_text(const Finding& finding) {
        std::string& description = repair_.reading.note.description;
        const std::string text = text_at(finding.place);
        if (text.empty() || description.find(text) != std::string::npos) return;
        if (!description.empty()) description += '\n';
        description += text;
    }

    void mend(Finding finding) {
        const Remedy& known = remedy(finding.rule);
        if (!known.is_safe) {
            leave(std::move(finding), std::string{known.text});
        } else if (!chosen_.contains(finding.rule)) {
            leave(std::move(finding), "it was not chosen to be repaired");
        } else if (auto after = mended(finding)) {
            const std::string before = describe_place(kos_, finding.place);
            repair_.repaired.push_back({std::move(finding), before, *std::move(after)});
        } else {
            std::string why = why_not(finding);
            leave(std::move(finding), std::move(why));
        }
    }

    void leave(Finding finding, std::string why) {
        repair_.reading.findings.push_back(finding);
        repair_.left.push_back({std::move(finding), std::move(why)});
    }

    // What stands for it afterwards; nothing where this one has no remedy although its rule has.
    [[nodiscard]] std::optional<std::string> mended(const Finding& finding) const {
        switch (finding.rule) {
            case RuleId::K01: return mended_uid(finding);
            case RuleId::K02: return mended_file_meta(finding);
            case RuleId::K04: return fmt::format("{} references", repair_.reading.note.references.size());
            case RuleId::K05:
            case RuleId::K06: return mended_evidence();
            case RuleId::K07:
            case RuleId::K20:
            case RuleId::K26:
            case RuleId::K32:
            case RuleId::K39: return "(left out)";
            case RuleId::K08: return references_.class_at(finding.place);
            case RuleId::K09: return "KO";
            case RuleId::K10: return "CONTAINER";
            case RuleId::K11: return "SEPARATE";
            case RuleId::K14: return mended_title();
            case RuleId::K15: return "DCMR 2010";
            case RuleId::K17:
            case RuleId::K18: return mended_text();
            case RuleId::K19: return "no concept name";
            case RuleId::K21: return mended_value_type(finding);
            case RuleId::K22: return "the whole object";
            case RuleId::K24:
            case RuleId::K25: return mended_studies();
            case RuleId::K28:
            case RuleId::K29: return mended_attribute(finding);
            case RuleId::K30: return mended_characters(finding);
            case RuleId::K40: return references_.uid_at(finding.place);
            default: return std::string{remedy(finding.rule).text};
        }
    }

    [[nodiscard]] static std::string why_not(const Finding& finding) {
        switch (finding.rule) {
            case RuleId::K01: return "the study is known by its UID, and an object by its own: ask its sender";
            case RuleId::K05:
            case RuleId::K06:
            case RuleId::K24:
            case RuleId::K25:
                return "where a referenced object lies is not known yet: repair it once the objects are here";
            case RuleId::K08: return "which class is right is known once the object is here";
            case RuleId::K30: return "characters are lost that cannot be read in any character set";
            case RuleId::K40: return "neither the evidence nor the index has the object under a well formed UID";
            default: break;
        }
        return std::string{remedy(finding.rule).text};
    }

    // Of the document itself and its series; one that is absent or malformed is an error.
    [[nodiscard]] static std::optional<std::string> mended_uid(const Finding& finding) {
        const bool is_own = finding.place == dicom::keyword_of(tag::SOPInstanceUID) ||
                            finding.place == dicom::keyword_of(tag::SeriesInstanceUID);
        if (!is_own || finding.severity == Severity::error) return std::nullopt;
        return "a UID of its own";
    }

    [[nodiscard]] std::string mended_file_meta(const Finding& finding) const {
        const bool is_class = finding.place == dicom::keyword_of(tag::MediaStorageSOPClassUID);
        return is_class ? kos_.text(tag::SOPClassUID) : "a UID of its own";
    }

    [[nodiscard]] std::optional<std::string> mended_evidence() const {
        if (unplaced_ > 0) return std::nullopt;
        const KeyImageNote& note = repair_.reading.note;
        return fmt::format("{} objects in {} studies", note.references.size(), studies_of_references(note).size());
    }

    [[nodiscard]] std::optional<std::string> mended_studies() const {
        if (unplaced_ > 0) return std::nullopt;
        return fmt::format("a document in each of: {}", fmt::join(studies_of_references(repair_.reading.note), ", "));
    }

    [[nodiscard]] std::string mended_title() const {
        const Code& title = repair_.reading.note.title;
        return fmt::format("({}, {}, \"{}\")", title.value, title.scheme, title.meaning);
    }

    [[nodiscard]] std::string mended_text() const {
        return fmt::format("Key Object Description \"{}\"", shortened(repair_.reading.note.description));
    }

    [[nodiscard]] std::string text_at(const std::string& place) const {
        const DocumentPlace found = find_place(kos_, place);
        return found.item ? lines_in(*found.item, tag::TextValue) : std::string{};
    }

    [[nodiscard]] std::string mended_value_type(const Finding& finding) const {
        const std::string sop_class = references_.class_at(finding.place + "/ReferencedSOPClassUID").value_or("");
        if (dicom::is_image_storage(sop_class)) return "IMAGE";
        return dicom::is_waveform(sop_class) ? "WAVEFORM" : "COMPOSITE";
    }

    [[nodiscard]] std::string mended_attribute(const Finding& finding) const {
        const std::string& made_at = repair_.reading.note.times.made_at;
        constexpr std::size_t digits_of_date = 8;
        if (finding.place == dicom::keyword_of(tag::InstanceNumber)) return "the next one of its series";
        if (finding.place == dicom::keyword_of(tag::SeriesNumber)) return "that of the series of notes made here";
        if (finding.place == dicom::keyword_of(tag::ContentDate)) {
            return made_at.empty() ? "of when it is made" : made_at.substr(0, digits_of_date);
        }
        if (finding.place == dicom::keyword_of(tag::ContentTime)) {
            return made_at.size() <= digits_of_date ? "of when it is made" : made_at.substr(digits_of_date);
        }
        if (finding.place == dicom::keyword_of(tag::Manufacturer)) return "that of this system";
        if (finding.place == dicom::keyword_of(tag::ReferencedPerformedProcedureStepSequence)) return "(empty)";
        return "as the study has it, else (empty)";
    }

    [[nodiscard]] std::optional<std::string> mended_characters(const Finding& finding) const {
        const DocumentPlace found = find_place(kos_, finding.place);
        if (!found.element) return std::nullopt;
        const dicom::DecodedText decoded = found.element->decoded();
        if (decoded.defect == dicom::TextDefect::replaced) return std::nullopt;
        return fmt::format("\"{}\", in UTF-8", shortened(decoded.text));
    }

    [[nodiscard]] static std::string shortened(const std::string& text) {
        constexpr std::size_t longest = 60;
        const std::string shown{base::first_characters(text, longest)};
        return shown.size() < text.size() ? shown + "..." : shown;
    }

    // A note that can be used as it came is written anew only where a document can be made of it.
    [[nodiscard]] std::string obstacle(bool was_usable) const {
        if (has_errors(repair_.reading.findings)) return "what is left makes it unusable";
        if (repair_.repaired.empty()) return "there is nothing that can be repaired";
        if (!was_usable) return {};
        const KeyImageNote& note = repair_.reading.note;
        if (note.title.is_empty() || note.title.meaning.empty()) return "no document can be made without a title";
        if (!required_modifiers(note.title).empty() && note.modifiers.empty()) {
            return "no document can be made with that title without its modifier";
        }
        return unplaced_ > 0 ? "where a referenced object lies is not known yet" : "";
    }

    const dicom::Dataset& kos_;
    const RuleSet& chosen_;
    RepairedReferences references_;
    Repair repair_;
    std::size_t unplaced_ = 0;
};

}  // namespace

RuleSet Repair::rules() const {
    RuleSet rules;
    for (const RepairedFinding& one : repaired) rules.insert(one.finding.rule);
    return rules;
}

Repair repair_kos(const dicom::Dataset& kos, const ReadingOptions& options, const RuleSet& chosen) {
    return Repairer{kos, options, chosen}.repair();
}

boost::json::value to_json(const std::vector<RepairedFinding>& repaired) {
    boost::json::array array;
    for (const RepairedFinding& one : repaired) {
        boost::json::value finding = to_json(one.finding);
        finding.as_object()["before"] = one.before;
        finding.as_object()["after"] = one.after;
        array.push_back(std::move(finding));
    }
    return array;
}

boost::json::value to_json(const Repair& repair) {
    boost::json::array left;
    for (const LeftFinding& one : repair.left) {
        boost::json::value finding = to_json(one.finding);
        finding.as_object()["why"] = one.why;
        left.push_back(std::move(finding));
    }
    return boost::json::object{
        {"repaired", to_json(repair.repaired)},
        {"left", std::move(left)},
        {"verdict", to_string(repair.reading.verdict())},
        {"obstacle", repair.obstacle.empty() ? boost::json::value() : boost::json::value(repair.obstacle)}};
}

}  // namespace kinote::note
