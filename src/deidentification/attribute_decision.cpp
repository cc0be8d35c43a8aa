#include "deidentification/attribute_decision.hpp"

#include <algorithm>
#include <array>

#include "deidentification/safe_text_table.hpp"
#include "dicom/dictionary.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Tag;
using dicom::Vr;

/// What names a kind of object, an encoding or a vocabulary, not an instance: kept even where it is a private one,
/// since no reader could make use of the object else.
constexpr std::array uids_of_kinds{
    Tag{0x0008, 0x0016},  // SOPClassUID
    Tag{0x0008, 0x001A},  // RelatedGeneralSOPClassUID
    Tag{0x0008, 0x001B},  // OriginalSpecializedSOPClassUID
    Tag{0x0008, 0x0062},  // SOPClassesInStudy
    Tag{0x0008, 0x010C},  // CodingSchemeUID
    Tag{0x0008, 0x0117},  // ContextUID
    Tag{0x0008, 0x0118},  // MappingResourceUID
    Tag{0x0008, 0x1150},  // ReferencedSOPClassUID
    Tag{0x0008, 0x115A},  // SOPClassesSupported
    Tag{0x0008, 0x3002},  // AvailableTransferSyntaxUID
    Tag{0x0400, 0x0010},  // MACCalculationTransferSyntaxUID
    Tag{0x3010, 0x0052},  // PertinentSOPClassesInStudy
    Tag{0x3010, 0x0053},  // PertinentSOPClassesInSeries
};
static_assert(std::ranges::is_sorted(uids_of_kinds));

constexpr std::array<std::string_view, 57> published_schemes{"99SDM",       "ACR",        "ASTM-sigpurpose",
                                                             "BARI",        "BI",         "C4",
                                                             "C5",          "CD8",        "CTCAE",
                                                             "CVX",         "DC",         "DCM",
                                                             "FMA",         "HCPCS",      "HL7",
                                                             "HPC",         "I10",        "I10P",
                                                             "I9",          "I9C",        "IANA_MT",
                                                             "IBSI",        "ICDO3",      "ISO19794",
                                                             "ISO3166_1",   "ISO3166_2",  "ISO4217",
                                                             "ISO5218_1",   "ISO639_1",   "ISO639_2",
                                                             "ITIS_TSN",    "JC8",        "JJ1017",
                                                             "LN",          "MA",         "MDC",
                                                             "MDNS",        "MGI",        "MMSCPT",
                                                             "NCIt",        "NDC",        "NEU",
                                                             "NICIP",       "NUCC",       "POS",
                                                             "PUBCHEM_CID", "RADELEMENT", "RADLEX",
                                                             "RFC3066",     "RFC5646",    "RXNORM",
                                                             "SCT",         "SNM3",       "SRT",
                                                             "UBERON",      "UCUM",       "UMLS"};
static_assert(std::ranges::is_sorted(published_schemes));

enum class Kind { text, number_or_bytes, sequence };

Kind kind_of(Vr vr) {
    if (vr == Vr::SQ) return Kind::sequence;
    if (vr == Vr::IS || vr == Vr::DS) return Kind::number_or_bytes;
    return dicom::is_text(vr) ? Kind::text : Kind::number_or_bytes;
}

/// PS3.3 C.9.2 and the retired curves: 60xx and 50xx, even groups only.
bool is_overlay_or_curve(Tag tag) { return (tag.group & 0xFF00U) == 0x6000 || (tag.group & 0xFF00U) == 0x5000; }

Action action_by_vr(Tag tag, Vr vr) {
    switch (vr) {
        case Vr::PN:
        case Vr::LO:
        case Vr::SH:
        case Vr::LT:
        case Vr::ST:
        case Vr::UT:
        case Vr::UC: return is_safe_text(tag) ? Action::keep : Action::replace;
        case Vr::DA:
        case Vr::TM:
        case Vr::DT:
        case Vr::AS: return Action::replace;
        case Vr::UI: return std::ranges::binary_search(uids_of_kinds, tag) ? Action::keep : Action::map;
        case Vr::UR: return is_safe_text(tag) ? Action::keep : Action::remove;
        case Vr::AE:
        case Vr::UN: return Action::remove;
        default: return Action::keep;
    }
}

bool is_number_text(std::string_view value) {
    using std::string_view_literals::operator""sv;
    return value.find_first_not_of("0123456789+-.eE\\ \0"sv) == std::string_view::npos;
}

/// PS3.5 6.2: 16 characters. Lower case is found in the field, and says no more than upper case.
bool is_code_string(std::string_view value) {
    while (true) {
        const std::size_t end = value.find('\\');
        std::string_view one = value.substr(0, end);
        while (!one.empty() && (one.back() == ' ' || one.back() == '\0')) one.remove_suffix(1);
        if (one.size() > 16 || one.find_first_of("^=@/") != std::string_view::npos) return false;
        if (end == std::string_view::npos) return true;
        value.remove_prefix(end + 1);
    }
}

}  // namespace

Action action_for(Tag tag) {
    if (tag.is_private() || tag.is_group_length() || tag.group < 0x0008 || is_overlay_or_curve(tag)) {
        return Action::remove;
    }
    if (const AttributeRule* rule = find_rule(tag)) return rule->action;
    return dicom::keyword_of(tag).empty() ? Action::remove : action_by_vr(tag, dicom::dictionary_vr(tag));
}

bool is_of_its_kind(Tag tag, Vr written) {
    if (written == Vr::UN) return true;
    return dicom::is_known(written) && kind_of(written) == kind_of(dicom::dictionary_vr(tag));
}

std::string_view replacement_value(Vr vr) {
    using std::string_view_literals::operator""sv;
    switch (vr) {
        case Vr::PN: return "Anonymous";
        case Vr::DA: return "19000101";
        case Vr::DT: return "19000101000000";
        case Vr::TM: return "000000";
        case Vr::AS: return "000Y";
        case Vr::IS:
        case Vr::DS: return "0";
        default: break;
    }
    if (dicom::is_text(vr)) return "ANONYMIZED";
    return "\0\0\0\0\0\0\0\0"sv.substr(0, std::max(dicom::number_size(vr), 2U));
}

bool is_as_its_vr_demands(Vr vr, std::string_view value) {
    if (vr == Vr::IS || vr == Vr::DS) return is_number_text(value);
    return vr != Vr::CS || is_code_string(value);
}

bool is_published_coding_scheme(std::string_view designator) {
    return std::ranges::binary_search(published_schemes, designator);
}

}  // namespace kinote::deidentification
