#pragma once
// Command sets (PS3.7 6.3): the requests that come, the responses that go. Always Implicit VR Little Endian.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/tag.hpp"

namespace kinote::dimse {

/// The value of Command Field (0000,0100), PS3.7 Annex E.1. Others than these are possible.
enum class CommandField : std::uint16_t {
    c_store_request = 0x0001,
    c_get_request = 0x0010,
    c_find_request = 0x0020,
    c_move_request = 0x0021,
    c_echo_request = 0x0030,
    n_event_report_request = 0x0100,
    n_action_request = 0x0130,
    n_create_request = 0x0140,
    c_cancel_request = 0x0FFF,
};
/// Set in the command field of every response.
inline constexpr std::uint16_t response_bit = 0x8000;

/// Values of Command Data Set Type (0000,0800), PS3.7 Annex E.1; any but the first says that a data set follows.
inline constexpr std::uint16_t no_data_set = 0x0101;
inline constexpr std::uint16_t data_set_follows = 0x0000;

/// A command set that was received. Its elements are checked for their lengths only.
class CommandSet {
public:
    /// Bytes of a command set beyond which it is none; the largest of the standard has less than 1 KiB.
    static constexpr std::size_t maximum_size = std::size_t{16} * 1024;

    /// @throws base::Error invalid where it cannot be parsed or has no Command Field.
    explicit CommandSet(std::vector<std::byte> bytes);

    [[nodiscard]] CommandField field() const noexcept { return field_; }
    [[nodiscard]] bool is_response() const noexcept { return (static_cast<std::uint16_t>(field_) & response_bit) != 0; }
    /// Whether a data set follows, by Command Data Set Type (0000,0800); taken for yes where that is absent.
    [[nodiscard]] bool has_data_set() const;

    /// A value of VR US. Nothing where absent or of another length.
    [[nodiscard]] std::optional<std::uint16_t> number(dicom::Tag tag) const;
    /// A value of VR UI, AE or LO without padding. Empty where absent.
    [[nodiscard]] std::string text(dicom::Tag tag) const;

private:
    [[nodiscard]] std::optional<std::span<const std::byte>> value(dicom::Tag tag) const;

    std::vector<std::byte> bytes_;
    CommandField field_{};
};

/// Builds a command set. Elements are to be added in the order of their tags, except Command Group Length, which it
/// adds itself.
class CommandSetWriter {
public:
    CommandSetWriter();

    void add_number(dicom::Tag tag, std::uint16_t number);
    void add_uid(dicom::Tag tag, std::string_view uid);
    void add_text(dicom::Tag tag, std::string_view text);
    void add_tags(dicom::Tag tag, std::span<const dicom::Tag> tags);

    /// The whole command set. Ends the use of this object.
    [[nodiscard]] std::vector<std::byte> bytes();

private:
    void add_head(dicom::Tag tag, std::size_t length);
    void add_padded(dicom::Tag tag, std::string_view text, char padding);

    std::vector<std::byte> bytes_;
};

}  // namespace kinote::dimse
