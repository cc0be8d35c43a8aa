#include "media/iso_volume.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <span>

#include "base/error.hpp"

namespace kinote::media {
namespace {

using base::Error;
using base::ErrorKind;
using Bytes = std::vector<std::byte>;

constexpr std::size_t most_folders = 65'535;  // a path table numbers its parents with 16 bits
constexpr std::string_view self_name{"\0", 1};
constexpr std::string_view parent_name{"\1", 1};
constexpr std::size_t fixed_record_size = 33;

std::uint64_t sectors_of(std::uint64_t bytes) { return (bytes + iso_sector_size - 1) / iso_sector_size; }

void put_little(Bytes& bytes, std::uint64_t number, unsigned size) {
    for (unsigned index = 0; index < size; ++index) {
        bytes.push_back(static_cast<std::byte>(number >> (8 * index) & 0xFFU));
    }
}

void put_big(Bytes& bytes, std::uint64_t number, unsigned size) {
    for (unsigned index = size; index > 0; --index) {
        bytes.push_back(static_cast<std::byte>(number >> (8 * (index - 1)) & 0xFFU));
    }
}

// ECMA-119 7.2.3 and 7.3.3.
void put_both(Bytes& bytes, std::uint64_t number, unsigned size) {
    put_little(bytes, number, size);
    put_big(bytes, number, size);
}

void put_text(Bytes& bytes, std::string_view text) {
    std::ranges::transform(text, std::back_inserter(bytes), [](char one) { return static_cast<std::byte>(one); });
}

void put_zeros(Bytes& bytes, std::size_t count) { bytes.resize(bytes.size() + count); }

std::tm utc(std::int64_t ms) { return fmt::gmtime(static_cast<std::time_t>(ms / 1'000)); }

// ECMA-119 9.1.5.
void put_short_date(Bytes& bytes, const std::tm& date) {
    for (const int number : {date.tm_year, date.tm_mon + 1, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec, 0}) {
        bytes.push_back(static_cast<std::byte>(number));
    }
}

// ECMA-119 8.4.26.1.
void put_long_date(Bytes& bytes, const std::tm& date) {
    put_text(bytes, fmt::format("{:%Y%m%d%H%M%S}00", date));
    put_zeros(bytes, 1);
}

void put_no_date(Bytes& bytes) {
    put_text(bytes, std::string(16, '0'));
    put_zeros(bytes, 1);
}

/// How one of the two trees writes names.
class Naming {
public:
    explicit Naming(bool is_joliet) : is_joliet_{is_joliet} {}

    [[nodiscard]] bool is_joliet() const { return is_joliet_; }
    [[nodiscard]] std::string folder(std::string_view name) const { return written(name); }
    /// ECMA-119 7.5: with its separators and its version. In Joliet a name needs no full stop.
    [[nodiscard]] std::string file(std::string_view name) const {
        const bool lacks_stop = !is_joliet_ && name.find('.') == std::string_view::npos;
        return written(fmt::format("{}{};1", name, lacks_stop ? "." : ""));
    }
    void put_padded(Bytes& bytes, std::string_view text, std::size_t size) const {
        std::string whole = written(text.substr(0, is_joliet_ ? size / 2 : size));
        while (whole.size() < size) whole += written(" ").substr(0, size - whole.size());
        put_text(bytes, whole);
    }

private:
    [[nodiscard]] std::string written(std::string_view text) const {
        if (!is_joliet_) return std::string{text};
        std::string wide;
        for (const char one : text) {
            wide += '\0';
            wide += one;
        }
        return wide;
    }

    bool is_joliet_;
};

struct Extent {
    std::uint64_t sector = 0;
    std::uint64_t size = 0;
};

// ECMA-119 9.1.
void put_record(Bytes& bytes, std::string_view name, const Extent& extent, const std::tm& date, bool is_folder) {
    const std::size_t padding = name.size() % 2 == 0 ? 1 : 0;
    bytes.push_back(static_cast<std::byte>(fixed_record_size + name.size() + padding));
    put_zeros(bytes, 1);
    put_both(bytes, extent.sector, 4);
    put_both(bytes, extent.size, 4);
    put_short_date(bytes, date);
    bytes.push_back(is_folder ? std::byte{2} : std::byte{0});
    put_zeros(bytes, 2);
    put_both(bytes, 1, 2);
    bytes.push_back(static_cast<std::byte>(name.size()));
    put_text(bytes, name);
    put_zeros(bytes, padding);
}

// No record lies across the end of a sector.
void put_whole_record(Bytes& bytes, const Bytes& record) {
    const std::size_t left = iso_sector_size - bytes.size() % iso_sector_size;
    if (record.size() > left) put_zeros(bytes, left);
    bytes.insert(bytes.end(), record.begin(), record.end());
}

void fill_sector(Bytes& bytes) { put_zeros(bytes, sectors_of(bytes.size()) * iso_sector_size - bytes.size()); }

/// One of the two trees of folders over the same files.
class Tree {
public:
    Tree(const std::vector<IsoFolder>& folders, const std::vector<std::size_t>& order, Naming naming,
         const std::tm& date)
        : folders_{folders}, order_{order}, naming_{naming}, date_{date}, places_(folders.size()) {}

    /// Gives its folders and path tables their sectors. @return the first free one behind them.
    std::uint64_t place(std::uint64_t free_sector) {
        for (const std::size_t folder : order_) {
            places_[folder].size = folder_bytes(folder).size();
            places_[folder].sector = free_sector;
            free_sector += sectors_of(places_[folder].size);
        }
        path_table_size_ = path_table(false).size();
        path_table_sector_ = free_sector;
        return free_sector + 2 * sectors_of(path_table_size_);
    }

    /// The bytes of all that was placed.
    void put(Bytes& bytes) const {
        for (const std::size_t folder : order_) {
            const Bytes content = folder_bytes(folder);
            bytes.insert(bytes.end(), content.begin(), content.end());
            fill_sector(bytes);
        }
        for (const bool is_big : {false, true}) {
            const Bytes table = path_table(is_big);
            bytes.insert(bytes.end(), table.begin(), table.end());
            fill_sector(bytes);
        }
    }

    /// ECMA-119 8.4 and 8.5.
    void put_descriptor(Bytes& bytes, std::uint64_t all_sectors, const IsoLabels& labels) const {
        const std::size_t begin = bytes.size();
        bytes.push_back(naming_.is_joliet() ? std::byte{2} : std::byte{1});
        put_text(bytes, "CD001");
        bytes.push_back(std::byte{1});
        put_zeros(bytes, 1);
        naming_.put_padded(bytes, "", 32);
        naming_.put_padded(bytes, labels.volume, 32);
        put_zeros(bytes, 8);
        put_both(bytes, all_sectors, 4);
        const std::string_view escape = naming_.is_joliet() ? "%/E" : "";
        put_text(bytes, escape);
        put_zeros(bytes, 32 - escape.size());
        put_both(bytes, 1, 2);
        put_both(bytes, 1, 2);
        put_both(bytes, iso_sector_size, 2);
        put_both(bytes, path_table_size_, 4);
        put_little(bytes, path_table_sector_, 4);
        put_little(bytes, 0, 4);
        put_big(bytes, path_table_sector_ + sectors_of(path_table_size_), 4);
        put_big(bytes, 0, 4);
        put_record(bytes, self_name, rounded(places_.front()), date_, true);
        for (int blank = 0; blank < 3; ++blank) naming_.put_padded(bytes, "", 128);
        naming_.put_padded(bytes, labels.application, 128);
        for (int blank = 0; blank < 3; ++blank) naming_.put_padded(bytes, "", 37);
        put_long_date(bytes, date_);
        put_long_date(bytes, date_);
        put_no_date(bytes);
        put_no_date(bytes);
        bytes.push_back(std::byte{1});
        put_zeros(bytes, begin + iso_sector_size - bytes.size());
    }

private:
    [[nodiscard]] Bytes folder_bytes(std::size_t index) const {
        const IsoFolder& folder = folders_[index];
        Bytes bytes;
        put_record(bytes, self_name, rounded(places_[index]), date_, true);
        put_record(bytes, parent_name, rounded(places_[folder.parent]), date_, true);
        // Files and folders are sorted each, and are merged here.
        auto file = folder.files.begin();
        auto child = folder.folders.begin();
        while (file != folder.files.end() || child != folder.folders.end()) {
            const bool is_folder =
                file == folder.files.end() || (child != folder.folders.end() && folders_[*child].name < file->name);
            Bytes record;
            if (is_folder) {
                put_record(record, naming_.folder(folders_[*child].name), rounded(places_[*child]), date_, true);
                ++child;
            } else {
                put_record(record, naming_.file(file->name), {file->sector, file->size}, date_, false);
                ++file;
            }
            put_whole_record(bytes, record);
        }
        return bytes;
    }

    // A folder's length is that of its sectors.
    [[nodiscard]] static Extent rounded(const Extent& place) {
        return {place.sector, sectors_of(place.size) * iso_sector_size};
    }

    // ECMA-119 9.4. Parents are named by their number in the table.
    [[nodiscard]] Bytes path_table(bool is_big) const {
        std::vector<std::size_t> numbers(folders_.size());
        for (std::size_t at = 0; at < order_.size(); ++at) numbers[order_[at]] = at + 1;
        Bytes bytes;
        for (const std::size_t index : order_) {
            const std::string name = index == 0 ? std::string{self_name} : naming_.folder(folders_[index].name);
            bytes.push_back(static_cast<std::byte>(name.size()));
            put_zeros(bytes, 1);
            const auto put = is_big ? put_big : put_little;
            put(bytes, places_[index].sector, 4);
            put(bytes, numbers[folders_[index].parent], 2);
            put_text(bytes, name);
            put_zeros(bytes, name.size() % 2);
        }
        return bytes;
    }

    const std::vector<IsoFolder>& folders_;
    const std::vector<std::size_t>& order_;  ///< of the path table: by level, then parent, then name
    Naming naming_;
    std::tm date_;
    std::vector<Extent> places_;
    std::uint64_t path_table_size_ = 0;
    std::uint64_t path_table_sector_ = 0;
};

void sort(std::vector<IsoFolder>& folders) {
    for (IsoFolder& folder : folders) {
        std::ranges::sort(folder.files, {}, &IsoFile::name);
        std::ranges::sort(folder.folders, {}, [&](std::size_t index) { return folders[index].name; });
    }
}

// Level by level; within a level as their parents come.
std::vector<std::size_t> path_table_order(const std::vector<IsoFolder>& folders) {
    std::vector<std::size_t> order{0};
    for (std::size_t at = 0; at < order.size(); ++at) {
        const std::vector<std::size_t>& below = folders[order[at]].folders;
        order.insert(order.end(), below.begin(), below.end());
    }
    return order;
}

void put_terminator(Bytes& bytes) {
    bytes.push_back(std::byte{0xFF});
    put_text(bytes, "CD001");
    bytes.push_back(std::byte{1});
    fill_sector(bytes);
}

}  // namespace

IsoVolume make_iso_volume(std::vector<IsoFolder> folders, std::uint64_t free_sector, const IsoLabels& labels) {
    if (folders.size() > most_folders) {
        throw Error{ErrorKind::refused, fmt::format("a disc image has at most {} folders", most_folders)};
    }
    sort(folders);
    const std::vector<std::size_t> order = path_table_order(folders);
    const std::tm date = utc(labels.made_ms);
    Tree plain{folders, order, Naming{false}, date};
    Tree joliet{folders, order, Naming{true}, date};
    const std::uint64_t end = joliet.place(plain.place(free_sector));
    if (end > std::numeric_limits<std::uint32_t>::max()) {
        throw Error{ErrorKind::refused, "a disc image has at most 8 TiB"};
    }
    IsoVolume volume;
    plain.put(volume.tail);
    joliet.put(volume.tail);
    plain.put_descriptor(volume.descriptors, end, labels);
    joliet.put_descriptor(volume.descriptors, end, labels);
    put_terminator(volume.descriptors);
    return volume;
}

}  // namespace kinote::media
