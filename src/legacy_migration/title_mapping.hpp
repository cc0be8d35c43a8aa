#pragma once
// What the titles of the legacy system are here: codes of CID 7010, by the mapping's table, the standard's own words,
// or else Of Interest with the old words kept.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "legacy_migration/mapping.hpp"
#include "note/code.hpp"

namespace kinote::legacy_migration {

struct MappedTitle {
    note::Code title;
    std::vector<note::Code> modifiers;
    std::string kept_words;  ///< to stand in front of the description; empty where the title says them
    std::string remark;      ///< why the words had to be kept; empty where they had not
};

/// Immutable; any thread.
class TitleMapping {
public:
    /// @param mapping  outlives this.
    explicit TitleMapping(const Mapping& mapping);

    /// @param code, scheme  of the source, empty where it has none; without a scheme DCM is meant.
    /// @param words         the title's text in the source; may be empty.
    [[nodiscard]] MappedTitle map(const std::string& code, const std::string& scheme, const std::string& words) const;

private:
    [[nodiscard]] const TitleRule* find_rule(std::string_view words) const;

    const Mapping& mapping_;
    std::unordered_map<std::string, const TitleRule*> rules_;  // by folded words
    std::unordered_map<std::string, const note::Term*> standard_titles_;
};

/// Whether a text fits a pattern in which * stands for any characters and ? for one byte. Both folded.
[[nodiscard]] bool fits_pattern(std::string_view text, std::string_view pattern);

}  // namespace kinote::legacy_migration
