#include "note/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "base/error.hpp"

namespace kinote::note {
namespace {

using enum RuleId;

constexpr std::array table{
    Rule{K01, "It is a Key Object Selection Document whose UIDs of class, object, series and study are valid",
         "PS3.5 9"},
    Rule{K02, "The file meta information names the same class and object as the data set", "PS3.10 7.1"},
    Rule{K03, "It references at least one object", "PS3.16 TID 2010 rows 8-10"},
    Rule{K04, "The references are in the content tree, not in the evidence alone", "PS3.16 TID 2010 rows 8-10"},
    Rule{K05, "The evidence sequence is there and not empty", "PS3.3 C.17.6.2"},
    Rule{K06, "What the content tree references is in the evidence", "PS3.3 C.17.6.2"},
    Rule{K07, "What is in the evidence is referenced in the content tree", "PS3.3 C.17.6.2"},
    Rule{K08, "A referenced object has one SOP class, and it is a composite storage class", "PS3.3 C.17.6.2"},
    Rule{K09, "The modality is KO", "PS3.3 C.17.6.1"},
    Rule{K10, "The root content item is a CONTAINER", "PS3.3 C.17.3"},
    Rule{K11, "The continuity of content is SEPARATE", "PS3.3 C.18.8"},
    Rule{K12, "It has a document title", "PS3.3 C.17.3"},
    Rule{K13, "The document title is in CID 7010", "PS3.16 CID 7010"},
    Rule{K14, "The meaning of the document title is that of its code", "PS3.16 CID 7010"},
    Rule{K15, "The content template is DCMR 2010", "PS3.3 A.35.4"},
    Rule{K16, "A title that needs a modifier has one", "PS3.16 TID 2010 rows 3-4"},
    Rule{K17, "There is at most one Key Object Description", "PS3.16 TID 2010 row 7"},
    Rule{K18, "A text has a concept name", "PS3.3 C.17.3"},
    Rule{K19, "A reference has no concept name", "PS3.16 TID 2010 rows 8-10"},
    Rule{K20, "Content items and their relationships are those of the template", "PS3.3 A.35.4-2"},
    Rule{K21, "IMAGE, WAVEFORM and COMPOSITE are used for what they are for", "PS3.3 C.17.3"},
    Rule{K22, "Frame numbers are frames of a multi-frame object", "PS3.3 C.18.4"},
    Rule{K23, "A reference has one item", "PS3.3 C.18.3"},
    Rule{K24, "References to several studies come with the identical documents", "PS3.3 C.17.6.2.1"},
    Rule{K25, "The document belongs to one of the studies that it references", "PS3.3 C.17.6.2.1"},
    Rule{K26, "Nothing is referenced twice, nor the document itself", "PS3.3 C.17.6.2"},
    Rule{K27, "The series holds Key Object Selection Documents alone", "PS3.3 C.17.6.1"},
    Rule{K28, "Instance number, series number, content date and time have values", "PS3.3 C.17.6.1, C.17.6.2"},
    Rule{K29, "Attributes of type 2 are present", "PS3.3 C.7.1.1, C.7.2.1, C.7.5.1, C.17.6.1"},
    Rule{K30, "Text is encoded in the declared character set", "PS3.5 6.1"},
    Rule{K31, "Values are padded as their VR demands", "PS3.5 6.2"},
    Rule{K32, "It has no attributes of other documents and no pixel data", "PS3.3 A.35.4"},
    Rule{K33, "It is of the same patient as its study", "PS3.3 C.7.1.1"},
    Rule{K34, "The referenced objects are here", "PS3.4 B.4"},
    Rule{K35, "No other content has the same SOP Instance UID", "PS3.4 O.3"},
    Rule{K36, "A title of image object change management rejects what is referenced", "IHE RAD TF-2 4.66"},
    Rule{K37, "An observer who is a person has a name", "PS3.16 TID 1003"},
    Rule{K38, "Content items are in the order of the template", "PS3.16 TID 2010"},
    Rule{K39, "Items of the evidence have the attributes of their macro only", "PS3.3 C.17-3a"},
    Rule{K40, "The UIDs of references are well formed", "PS3.5 9"},
};
static_assert(std::ranges::is_sorted(table, {}, &Rule::id) && table.size() == 40);

[[noreturn]] void throw_no_findings(std::string_view what) {
    throw base::Error{base::ErrorKind::invalid, fmt::format("stored findings cannot be read: {}", what)};
}

RuleId rule_from(std::string_view word) {
    if (const std::optional<RuleId> id = find_rule(word)) return *id;
    throw_no_findings(fmt::format("\"{}\" is no rule", word));
}

Severity severity_from(std::string_view word) {
    for (const Severity severity : {Severity::error, Severity::warning, Severity::information}) {
        if (to_string(severity) == word) return severity;
    }
    throw_no_findings(fmt::format("\"{}\" is no severity", word));
}

/// @return empty for null. @throws where the member is absent or neither text nor null.
std::string text_member(const boost::json::object& object, std::string_view name) {
    const boost::json::value* member = object.if_contains(name);
    if (member != nullptr && member->is_null()) return {};
    if (member == nullptr || !member->is_string()) throw_no_findings(fmt::format("\"{}\" is no text", name));
    return std::string{member->get_string()};
}

}  // namespace

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::information: break;
    }
    return "information";
}

std::span<const Rule> rules() { return table; }

const Rule& rule(RuleId id) { return table[static_cast<std::size_t>(id) - 1]; }

std::string to_string(RuleId id) { return fmt::format("K{:02}", static_cast<int>(id)); }

std::optional<RuleId> find_rule(std::string_view word) {
    int number = 0;
    if (word.size() == 3 && word.front() == 'K') std::from_chars(word.data() + 1, word.data() + 3, number);
    if (number < 1 || number > static_cast<int>(table.size())) return std::nullopt;
    return static_cast<RuleId>(number);
}

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::compliant: return "compliant";
        case Verdict::tolerable: return "tolerable";
        case Verdict::non_compliant: return "non-compliant";
        case Verdict::unreadable: break;
    }
    return "unreadable";
}

Verdict verdict_of(std::span<const Finding> findings) {
    const auto has = [&](Severity severity) {
        return std::ranges::find(findings, severity, &Finding::severity) != findings.end();
    };
    if (has(Severity::error)) return Verdict::non_compliant;
    return has(Severity::warning) ? Verdict::tolerable : Verdict::compliant;
}

boost::json::value to_json(const Finding& finding) {
    boost::json::object object;
    object["rule"] = to_string(finding.rule);
    object["severity"] = to_string(finding.severity);
    object["clause"] = rule(finding.rule).clause;
    object["place"] = finding.place.empty() ? boost::json::value() : boost::json::value(finding.place);
    object["message"] = finding.message;
    return object;
}

boost::json::value to_json(std::span<const Finding> findings) {
    boost::json::array array;
    for (const Finding& finding : findings) array.push_back(to_json(finding));
    return array;
}

std::vector<Finding> findings_from_json(const boost::json::value& json) {
    if (!json.is_array()) throw_no_findings("no array");
    std::vector<Finding> findings;
    for (const boost::json::value& element : json.get_array()) {
        if (!element.is_object()) throw_no_findings("an element is no object");
        const boost::json::object& object = element.get_object();
        findings.push_back({rule_from(text_member(object, "rule")), severity_from(text_member(object, "severity")),
                            text_member(object, "place"), text_member(object, "message")});
    }
    return findings;
}

}  // namespace kinote::note
