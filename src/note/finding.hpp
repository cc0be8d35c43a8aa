#pragma once
// What is wrong with a Key Object Selection Document: the rules, and where one is broken.

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::note {

enum class Severity : std::uint8_t {
    error,        ///< class R: the document cannot be used
    warning,      ///< class W: tolerable
    information,  ///< class I
};

/// "error", "warning", "information".
[[nodiscard]] std::string_view to_string(Severity severity);

/// The rules for received documents, K01 to K40.
enum class RuleId : std::uint8_t {
    K01 = 1,
    K02,
    K03,
    K04,
    K05,
    K06,
    K07,
    K08,
    K09,
    K10,
    K11,
    K12,
    K13,
    K14,
    K15,
    K16,
    K17,
    K18,
    K19,
    K20,
    K21,
    K22,
    K23,
    K24,
    K25,
    K26,
    K27,
    K28,
    K29,
    K30,
    K31,
    K32,
    K33,
    K34,
    K35,
    K36,
    K37,
    K38,
    K39,
    K40,
};

struct Rule {
    RuleId id;
    std::string_view text;    ///< what is demanded
    std::string_view clause;  ///< of the standard
};

/// All rules in order.
[[nodiscard]] std::span<const Rule> rules();
[[nodiscard]] const Rule& rule(RuleId id);
/// "K07".
[[nodiscard]] std::string to_string(RuleId id);
/// Of "K07"; nothing for another word.
[[nodiscard]] std::optional<RuleId> find_rule(std::string_view word);

struct Finding {
    RuleId rule = RuleId::K01;
    Severity severity = Severity::error;
    std::string
        place;  ///< a path such as "ContentSequence[3]/ReferencedSOPSequence", items from 1; empty for the whole
    std::string message;  ///< for a person; names no patient

    friend bool operator==(const Finding&, const Finding&) = default;
};

enum class Verdict : std::uint8_t {
    compliant,      ///< no error, no warning
    tolerable,      ///< warnings only
    non_compliant,  ///< an error
    unreadable,     ///< no Key Object Selection Document at all
};

/// "compliant", "tolerable", "non-compliant", "unreadable".
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// Compliant, tolerable or non-compliant.
[[nodiscard]] Verdict verdict_of(std::span<const Finding> findings);

/// An object with `rule`, `severity`, `clause`, `place` (null for the whole document), `message`.
[[nodiscard]] boost::json::value to_json(const Finding& finding);
[[nodiscard]] boost::json::value to_json(std::span<const Finding> findings);
/// Reads what to_json wrote. @throws base::Error invalid for anything else.
[[nodiscard]] std::vector<Finding> findings_from_json(const boost::json::value& json);

}  // namespace kinote::note
