#pragma once
// What stands for the identifiers of an export: made from them and a secret key, so that every object of the export is
// given the same without a table, and nobody without the key can find the way back.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kinote::deidentification {

/// Of the standard, as PS3.6 lists them: below its root, and no component of more than four digits. Also the transfer
/// syntaxes known here. An instance that somebody numbered below the standard's root is not.
[[nodiscard]] bool is_standard_uid(std::string_view uid);

/// A value; any thread.
class UidMapping {
public:
    static constexpr std::size_t least_key_size = 16;

    /// @param key  of one export: random, secret, and never used for another recipient.
    /// @throws base::Error invalid for a key of fewer bytes than the least.
    explicit UidMapping(std::span<const std::byte> key);

    /// `2.25.` and a UUID of version 8 (RFC 9562) that HMAC-SHA-256 makes of the UID without padding. A UID of the
    /// standard and an empty one stay as they are; what is no UID is mapped like one.
    [[nodiscard]] std::string map(std::string_view uid) const;

    /// "ANON-" and twelve hexadecimal digits, for Patient Name and Patient ID: the same for one patient in every study
    /// of the export. Two of 100,000 patients are given the same with a probability of 0.002 %.
    /// @param patient_id  as in the objects, without padding. Empty where they have none: then the caller gives
    /// something else that tells the patients apart, as the Study Instance UID.
    [[nodiscard]] std::string pseudonym(std::string_view patient_id, std::string_view issuer = {}) const;

    /// A CS value of nine characters: equal labels stay equal.
    [[nodiscard]] std::string label(std::string_view label) const;

private:
    [[nodiscard]] std::string code_of(std::string_view kind, std::string_view value) const;

    std::string key_;
};

}  // namespace kinote::deidentification
