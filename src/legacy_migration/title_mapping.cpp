#include "legacy_migration/title_mapping.hpp"

#include <fmt/format.h>

#include "base/folded_text.hpp"
#include "note/document_title.hpp"

namespace kinote::legacy_migration {
namespace {

using base::folded;

constexpr std::string_view standard_scheme = "DCM";

std::string shown_title(const std::string& code, const std::string& scheme, const std::string& words) {
    if (!words.empty()) return words;
    if (code.empty()) return {};
    return scheme.empty() ? code : fmt::format("{} ({})", code, scheme);
}

MappedTitle as_of_interest(std::string words, std::string remark) {
    return {note::term::OfInterest.code(), {}, std::move(words), std::move(remark)};
}

// A title of the standard as a note can have it without anything that the contract does not give.
MappedTitle from_term(const note::Term& term, std::string words) {
    const note::Code title = term.code();
    if (note::role_of(title) != note::NoteRole::note) {
        std::string remark = fmt::format(
            "the title {} would reject or list what the note references: taken as Of "
            "Interest, its words kept",
            term.meaning);
        return as_of_interest(words.empty() ? std::string{term.meaning} : std::move(words), std::move(remark));
    }
    if (!note::required_modifiers(title).empty()) {
        std::string remark = fmt::format(
            "the title {} needs a modifier, which the mapping's titles do not give: taken "
            "as Of Interest, its words kept",
            term.meaning);
        return as_of_interest(words.empty() ? std::string{term.meaning} : std::move(words), std::move(remark));
    }
    return {title, {}, "", ""};
}

}  // namespace

TitleMapping::TitleMapping(const Mapping& mapping) : mapping_{mapping} {
    for (const note::Term& term : note::document_titles()) {
        standard_titles_.emplace(folded(term.meaning), &term);
    }
    for (const TitleRule& rule : mapping.titles) rules_.emplace(folded(rule.words), &rule);
}

const TitleRule* TitleMapping::find_rule(std::string_view words) const {
    const std::string text = folded(words);
    const auto found = rules_.find(text);
    if (found != rules_.end()) return found->second;
    for (const TitleRule& rule : mapping_.title_patterns) {
        if (fits_pattern(text, folded(rule.words))) return &rule;
    }
    return nullptr;
}

MappedTitle TitleMapping::map(const std::string& code, const std::string& scheme, const std::string& words) const {
    const std::string shown = shown_title(code, scheme, words);
    if (shown.empty()) return as_of_interest("", "");
    for (const std::string& name : {words, fmt::format("{}:{}", scheme, code), code}) {
        if (name.empty() || name == ":") continue;
        if (const TitleRule* rule = find_rule(name)) return {rule->title, rule->modifiers, "", ""};
    }
    if (!code.empty()) {
        const note::Code given{code, scheme.empty() ? std::string{standard_scheme} : scheme, ""};
        if (const note::Term* term = note::find_document_title(given)) return from_term(*term, words);
    }
    const auto standard = standard_titles_.find(folded(words));
    if (standard != standard_titles_.end()) return from_term(*standard->second, words);
    return as_of_interest(shown,
                          fmt::format("the title \"{}\" is in no table: taken as Of Interest, its words kept", shown));
}

bool fits_pattern(std::string_view text, std::string_view pattern) {
    std::size_t star = std::string_view::npos;  // the last one met, and where in the text it began to stand
    std::size_t star_text = 0;
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    while (at < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            star_text = at;
        } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || pattern[in_pattern] == text[at])) {
            ++in_pattern;
            ++at;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            at = ++star_text;
        } else {
            return false;
        }
    }
    while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
    return in_pattern == pattern.size();
}

}  // namespace kinote::legacy_migration
