#include "deidentification/uid_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "dicom/transfer_syntax.hpp"

namespace kinote::deidentification {
namespace {

constexpr std::string_view standard_root = "1.2.840.10008.";
constexpr std::size_t most_digits_of_standard = 4;
constexpr std::size_t longest_of_standard = 40;

std::string_view without_padding(std::string_view text) {
    const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
    while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
    while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
    return text;
}

std::string upper_case(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

}  // namespace

bool is_standard_uid(std::string_view uid) {
    if (dicom::find_transfer_syntax(uid) != nullptr) return true;
    if (!uid.starts_with(standard_root) || uid.size() > longest_of_standard) return false;
    uid.remove_prefix(standard_root.size());
    std::size_t digits = 0;
    for (const char c : uid) {
        if (c != '.' && (c < '0' || c > '9')) return false;
        digits = c == '.' ? 0 : digits + 1;
        if (digits > most_digits_of_standard) return false;
    }
    return true;
}

UidMapping::UidMapping(std::span<const std::byte> key) : key_{reinterpret_cast<const char*>(key.data()), key.size()} {
    if (key.size() < least_key_size) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the key of a de-identified export has {} bytes; it needs {} or more", key.size(),
                                      least_key_size)};
    }
}

/// The kinds keep apart what is made of equal values for different purposes.
std::string UidMapping::code_of(std::string_view kind, std::string_view value) const {
    return base::hmac_sha256_hex(key_, fmt::format("{}|{}", kind, value));
}

std::string UidMapping::map(std::string_view uid) const {
    uid = without_padding(uid);
    if (uid.empty() || is_standard_uid(uid)) return std::string{uid};
    const std::string digits = code_of("uid", uid);
    base::Uuid uuid{};
    for (std::size_t index = 0; index < uuid.size(); ++index) {
        unsigned value = 0;
        std::from_chars(digits.data() + 2 * index, digits.data() + 2 * index + 2, value, 16);
        uuid.at(index) = static_cast<std::byte>(value);
    }
    uuid[6] = (uuid[6] & std::byte{0x0F}) | std::byte{0x80};
    uuid[8] = (uuid[8] & std::byte{0x3F}) | std::byte{0x80};
    return "2.25." + base::decimal(uuid);
}

std::string UidMapping::pseudonym(std::string_view patient_id, std::string_view issuer) const {
    // The length keeps "A|B" of issuer "C" apart from "A" of issuer "B|C".
    const std::string code = code_of("patient", fmt::format("{}|{}|{}", patient_id.size(), patient_id, issuer));
    return "ANON-" + upper_case(code.substr(0, 12));
}

std::string UidMapping::label(std::string_view label) const {
    return "L" + upper_case(code_of("label", without_padding(label)).substr(0, 8));
}

}  // namespace kinote::deidentification
