#include "legacy_migration/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "base/file.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::string_view database_folder = "/usr/share/zoneinfo";
constexpr std::uint64_t largest_zone_file = 1U << 20U;  // bytes; the largest known has 4,000

bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > 100 || name.front() == '/' || name.find("..") != std::string_view::npos) {
        return false;
    }
    return std::ranges::all_of(name, [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '0' && character <= '9') || std::string_view{"/_+-."}.find(character) != std::string::npos;
    });
}

}  // namespace

/// A TZif file of version 2 or later (RFC 9636 section 3): a block with 32-bit times, which is skipped, one with 64-bit
/// times, and a rule for what comes behind them.
class ZoneFile {
public:
    ZoneFile(std::span<const std::byte> bytes, std::string_view name) : bytes_{bytes}, name_{name} {}

    TimeZone read() {
        const Header first = read_header();
        if (first.version < '2') refuse();
        skip(first.data_size(sizeof(std::int32_t)));
        const Header header = read_header();
        TimeZone zone = read_data(header);
        zone.rule_ = read_rule(zone);
        return zone;
    }

private:
    struct Header {
        char version = 0;
        std::uint32_t utc_flags = 0;
        std::uint32_t standard_flags = 0;
        std::uint32_t leap_seconds = 0;
        std::uint32_t transitions = 0;
        std::uint32_t types = 0;
        std::uint32_t name_bytes = 0;

        [[nodiscard]] std::uint64_t data_size(std::uint64_t time_size) const {
            return transitions * (time_size + 1) + types * std::uint64_t{6} + name_bytes +
                   leap_seconds * (time_size + 4) + standard_flags + utc_flags;
        }
    };

    [[noreturn]] void refuse() const {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the file of the time zone {} cannot be understood", name_)};
    }
    std::span<const std::byte> skip(std::uint64_t count) {
        if (count > bytes_.size()) refuse();
        const auto taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return taken;
    }
    template <typename Integer>
    Integer number() {
        std::uint64_t value = 0;
        for (const std::byte byte : skip(sizeof(Integer))) value = (value << 8U) | std::to_integer<std::uint64_t>(byte);
        return static_cast<Integer>(value);
    }
    Header read_header() {
        constexpr std::uint64_t magic = 0x545A6966;  // "TZif"
        constexpr std::uint64_t reserved = 15;
        if (number<std::uint32_t>() != magic) refuse();
        Header header;
        header.version = number<char>();
        skip(reserved);
        header.utc_flags = number<std::uint32_t>();
        header.standard_flags = number<std::uint32_t>();
        header.leap_seconds = number<std::uint32_t>();
        header.transitions = number<std::uint32_t>();
        header.types = number<std::uint32_t>();
        header.name_bytes = number<std::uint32_t>();
        if (header.types == 0 || header.data_size(sizeof(std::int32_t)) > bytes_.size()) refuse();
        return header;
    }
    TimeZone read_data(const Header& header) {
        TimeZone zone;
        zone.transitions_.resize(header.transitions);
        for (auto& transition : zone.transitions_) transition.at = number<std::int64_t>();
        std::vector<std::uint8_t> types;
        for (std::uint32_t i = 0; i < header.transitions; ++i) types.push_back(number<std::uint8_t>());
        std::vector<std::int32_t> offsets;
        for (std::uint32_t i = 0; i < header.types; ++i) {
            offsets.push_back(number<std::int32_t>());
            skip(2);  // whether it is summer time, and its name
        }
        for (std::uint32_t i = 0; i < header.transitions; ++i) {
            if (types[i] >= offsets.size()) refuse();
            zone.transitions_[i].offset = offsets[types[i]];
        }
        zone.first_offset_ = offsets.front();
        skip(header.name_bytes + std::uint64_t{header.leap_seconds} * 12 + header.standard_flags + header.utc_flags);
        return zone;
    }
    PosixTimeRule read_rule(const TimeZone& zone) {
        const std::string_view text{reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
        const std::size_t end = text.find('\n', 1);
        if (!text.starts_with('\n') || end == std::string_view::npos) refuse();
        const std::string_view rule = text.substr(1, end - 1);
        if (rule.empty()) {  // what holds at the end holds on
            PosixTimeRule constant;
            constant.standard_offset = zone.transitions_.empty() ? zone.first_offset_ : zone.transitions_.back().offset;
            return constant;
        }
        const auto parsed = parse_posix_time_rule(rule);
        if (!parsed) refuse();
        return *parsed;
    }

    std::span<const std::byte> bytes_;
    std::string_view name_;
};

TimeZone TimeZone::find(const std::string& name) {
    const std::filesystem::path file = std::filesystem::path{database_folder} / name;
    if (!is_zone_name(name) || !std::filesystem::is_regular_file(file)) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("\"{}\" is no time zone that this system knows; it must be a name such as "
                                      "Europe/Berlin, of the package tzdata",
                                      name)};
    }
    const std::vector<std::byte> bytes = base::read_file(file, largest_zone_file);
    return ZoneFile{bytes, name}.read();
}

std::int32_t TimeZone::offset_at(std::int64_t utc) const {
    const auto after = std::ranges::upper_bound(transitions_, utc, {}, &Transition::at);
    if (after == transitions_.begin()) return transitions_.empty() ? rule_.offset_at(utc) : first_offset_;
    if (after == transitions_.end()) return rule_.offset_at(utc);
    return std::prev(after)->offset;
}

std::int64_t TimeZone::utc_of(std::int64_t local) const {
    // Offsets lie within a day: one of those in force around the moment is the one.
    constexpr std::int64_t day = 86'400;
    const std::int32_t before = offset_at(local - day);
    const std::int32_t after = offset_at(local + day);
    if (offset_at(local - before) == before) return local - before;
    if (offset_at(local - after) == after) return local - after;
    return local - before;
}

}  // namespace kinote::legacy_migration
