#include "media/disc_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file.hpp"
#include "media/iso_volume.hpp"

namespace kinote::media {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr std::uint64_t iso_signature_at = 16 * iso_sector_size + 1;

struct FreeReader {
    void operator()(::archive* reader) const noexcept { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, FreeReader>;

[[noreturn]] void throw_unreadable(const std::filesystem::path& path, ::archive* reader) {
    const char* const why = archive_error_string(reader);
    throw Error{ErrorKind::corrupt, fmt::format("{} cannot be read as a disc: {}", path.string(),
                                                why != nullptr ? why : "no reason given")};
}

std::string plain_path(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
    if (path.ends_with(";1")) path.remove_suffix(2);
    if (path.ends_with('.')) path.remove_suffix(1);
    return std::string{path};
}

class ArchivedFile final : public DiscFile {
public:
    ArchivedFile(const std::filesystem::path& disc, ::archive* reader, std::string path)
        : disc_{disc}, reader_{reader}, path_{std::move(path)} {}

    [[nodiscard]] const std::string& path() const override { return path_; }
    [[nodiscard]] std::size_t read(std::span<std::byte> buffer) override {
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            const la_ssize_t count = archive_read_data(reader_, buffer.data() + filled, buffer.size() - filled);
            if (count < 0) throw_unreadable(disc_, reader_);
            if (count == 0) break;
            filled += static_cast<std::size_t>(count);
        }
        return filled;
    }

private:
    const std::filesystem::path& disc_;
    ::archive* reader_;
    std::string path_;
};

class FolderFile final : public DiscFile {
public:
    FolderFile(const std::filesystem::path& file, std::string path)
        : file_{base::File::open_for_reading(file)}, path_{std::move(path)} {}

    [[nodiscard]] const std::string& path() const override { return path_; }
    [[nodiscard]] std::size_t read(std::span<std::byte> buffer) override {
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            const std::size_t count = file_.read(buffer.subspan(filled));
            if (count == 0) break;
            filled += count;
        }
        return filled;
    }

private:
    base::File file_;
    std::string path_;
};

}  // namespace

class DiscReader::Form {
public:
    virtual ~Form() = default;
    Form() = default;
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;
    [[nodiscard]] virtual DiscFile* next() = 0;
};

namespace {

class Archive final : public DiscReader::Form {
public:
    explicit Archive(const std::filesystem::path& path)
        : path_{path}, file_{base::File::open_for_reading(path)}, reader_{archive_read_new()} {
        archive_read_support_format_iso9660(reader_.get());
        archive_read_support_format_zip(reader_.get());
        if (archive_read_open_fd(reader_.get(), file_.descriptor(), block_size) != ARCHIVE_OK) {
            throw_unreadable(path_, reader_.get());
        }
    }

    [[nodiscard]] DiscFile* next() override {
        for (;;) {
            archive_entry* entry = nullptr;
            const int result = archive_read_next_header(reader_.get(), &entry);
            if (result == ARCHIVE_EOF) return nullptr;
            if (result < ARCHIVE_WARN) throw_unreadable(path_, reader_.get());
            if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) continue;
            const char* const name = archive_entry_pathname_utf8(entry);
            const char* const raw = name != nullptr ? name : archive_entry_pathname(entry);
            if (raw == nullptr) {
                throw Error{ErrorKind::corrupt, fmt::format("{} has a file without a name", path_.string())};
            }
            return &given_.emplace(path_, reader_.get(), plain_path(raw));
        }
    }

private:
    std::filesystem::path path_;
    base::File file_;
    Reader reader_;
    std::optional<ArchivedFile> given_;
};

class Folder final : public DiscReader::Form {
public:
    explicit Folder(const std::filesystem::path& folder) : folder_{folder} {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
            if (entry.is_regular_file() && !entry.is_symlink()) files_.push_back(entry.path());
        }
        std::ranges::sort(files_);
    }

    [[nodiscard]] DiscFile* next() override {
        if (at_ == files_.size()) return nullptr;
        const std::filesystem::path& file = files_[at_++];
        return &given_.emplace(file, plain_path(file.lexically_relative(folder_).generic_string()));
    }

private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> files_;
    std::size_t at_ = 0;
    std::optional<FolderFile> given_;
};

}  // namespace

DiscReader::DiscReader(const std::filesystem::path& path) {
    const std::filesystem::file_status status = std::filesystem::status(path);
    if (!std::filesystem::exists(status)) {
        throw Error{ErrorKind::not_found, fmt::format("there is no {}", path.string())};
    }
    if (std::filesystem::is_directory(status)) {
        form_ = std::make_unique<Folder>(path);
    } else {
        form_ = std::make_unique<Archive>(path);
    }
}

DiscReader::~DiscReader() = default;

DiscFile* DiscReader::next() { return form_->next(); }

namespace {

// @return whether these characters stand there.
bool has_at(const base::File& file, std::uint64_t offset, std::string_view signature) {
    std::array<char, 8> read{};
    const auto bytes = std::as_writable_bytes(std::span{read}).first(signature.size());
    return file.read_at(offset, bytes) == bytes.size() && std::string_view{read.data(), bytes.size()} == signature;
}

}  // namespace

bool is_disc_file(const std::filesystem::path& path) {
    if (!std::filesystem::is_regular_file(path)) return false;
    const base::File file = base::File::open_for_reading(path);
    return has_at(file, 0, "PK\3\4") || has_at(file, iso_signature_at, "CD001");
}

std::optional<std::uint64_t> declared_image_size(const std::filesystem::path& path) {
    if (!std::filesystem::is_regular_file(path)) return std::nullopt;
    const base::File file = base::File::open_for_reading(path);
    if (!has_at(file, iso_signature_at, "CD001")) return std::nullopt;
    constexpr std::uint64_t behind_signature = 80 - 1;
    std::array<std::byte, 4> number{};
    if (file.read_at(iso_signature_at + behind_signature, number) != number.size()) return std::nullopt;
    std::uint64_t sectors = 0;
    for (std::size_t index = number.size(); index > 0; --index) {
        sectors = sectors << 8U | std::to_integer<std::uint64_t>(number.at(index - 1));
    }
    return sectors * iso_sector_size;
}

}  // namespace kinote::media
