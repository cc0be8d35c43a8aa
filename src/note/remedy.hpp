#pragma once
// What can be done about a finding: the remedy of each rule, or why it has none that is safe.

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "note/finding.hpp"

namespace kinote::note {

struct Remedy {
    RuleId rule;
    bool is_safe;           ///< it changes nothing of what its author chose and said
    std::string_view text;  ///< what is done, or why nothing is
};

/// One for each rule, in order.
[[nodiscard]] std::span<const Remedy> remedies();
[[nodiscard]] const Remedy& remedy(RuleId id);

/// Rules whose findings are to be repaired.
using RuleSet = std::set<RuleId>;

/// All that have a safe remedy.
[[nodiscard]] RuleSet repairable_rules();
/// @param words  rules as "K05", or "all" for all that have a safe remedy. @throws base::Error invalid for another
/// word,
///         and for a rule without a safe remedy, with why it has none.
[[nodiscard]] RuleSet repairable_rules(std::span<const std::string> words);
/// The words of a set that was chosen before; what is no rule any more, or has no remedy any more, is left out.
[[nodiscard]] RuleSet known_rules(std::span<const std::string> words);
/// "K05", "K09".
[[nodiscard]] std::vector<std::string> words_of(const RuleSet& rules);

}  // namespace kinote::note
