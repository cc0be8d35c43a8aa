#include "media/disc_verification.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/header.hpp"
#include "dicom/uid.hpp"
#include "media/directory_keys.hpp"
#include "media/disc_reader.hpp"
#include "media/file_names.hpp"
#include "note/kos_reader.hpp"

namespace kinote::media {
namespace {

using base::Error;
using base::ErrorKind;
using Bytes = std::vector<std::byte>;
namespace tag = dicom::tag;

constexpr std::size_t read_piece_size = std::size_t{1} << 20U;
constexpr std::uint64_t most_directory_bytes = std::uint64_t{256} << 20U;
constexpr std::uint32_t most_directory_elements = 20'000'000;
constexpr std::uint64_t most_checksum_bytes = std::uint64_t{256} << 20U;

std::string folded(std::string_view path) {
    std::string upper{path};
    std::ranges::transform(upper, upper.begin(),
                           [](unsigned char one) { return static_cast<char>(std::toupper(one)); });
    return upper;
}

struct ReadFile {
    std::string path;
    std::string sha256;
    bool is_object = false;
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string transfer_syntax_uid;
    bool is_recorded = false;
};

/// What is kept of a file while it is read.
struct Kept {
    Bytes start;  ///< at most a piece
    Bytes whole;  ///< of the files that are read as a whole
};

class Verification {
public:
    Verification(const std::stop_token& stop, const std::function<void(std::uint64_t)>& tell)
        : stop_{stop}, tell_{tell} {}

    DiscVerdict run(const std::filesystem::path& path) {
        DiscReader disc{path};
        while (DiscFile* const file = disc.next()) {
            read(*file);
            if (tell_) tell_(++verdict_.files);
        }
        verdict_.files = files_.size();
        if (const auto declared = declared_image_size(path); declared && *declared > std::filesystem::file_size(path)) {
            add_problem("", "the image is shorter than it says: it was cut off");
        }
        compare_checksums();
        compare_directory();
        compare_references();
        return std::move(verdict_);
    }

private:
    void add_problem(std::string path, std::string what) {
        ++verdict_.all_problems;
        if (verdict_.problems.size() < DiscVerdict::most_problems) {
            verdict_.problems.push_back({std::move(path), std::move(what)});
        }
    }

    void add_remark(std::string path, std::string what) {
        if (verdict_.remarks.size() < DiscVerdict::most_problems) {
            verdict_.remarks.push_back({std::move(path), std::move(what)});
        }
    }

    void read(DiscFile& file) {
        const std::string name = folded(file.path());
        const bool is_directory = name == directory_file;
        const bool is_checksums = name == checksum_file;
        const std::uint64_t limit = is_directory ? most_directory_bytes : is_checksums ? most_checksum_bytes : 0;
        Kept kept;
        ReadFile read{file.path(), read_through(file, limit, kept), false, {}, {}, {}, false};
        if (is_directory) {
            directory_ = std::move(kept.whole);
        } else if (is_checksums) {
            checksums_.emplace(kept.whole.size(), '\0');
            std::ranges::transform(kept.whole, checksums_->begin(),
                                   [](std::byte one) { return static_cast<char>(one); });
        } else {
            look_into(read, kept.start);
        }
        if (!files_.emplace(name, std::move(read)).second) add_problem(file.path(), "two files have this name");
    }

    // @return its digest.
    std::string read_through(DiscFile& file, std::uint64_t limit, Kept& kept) {
        base::Sha256 digest;
        Bytes piece(read_piece_size);
        for (bool is_first = true;; is_first = false) {
            if (stop_.stop_requested()) throw Error{ErrorKind::unavailable, "the verification was stopped"};
            const std::size_t count = file.read(piece);
            const auto bytes = std::span{piece}.first(count);
            digest.add(bytes);
            verdict_.bytes += count;
            if (limit > 0) {
                if (kept.whole.size() + count > limit) {
                    throw Error{ErrorKind::invalid, fmt::format("{} is larger than {} bytes", file.path(), limit)};
                }
                kept.whole.insert(kept.whole.end(), bytes.begin(), bytes.end());
            }
            if (is_first) kept.start.assign(bytes.begin(), bytes.end());
            if (count < piece.size()) return digest.hex();
        }
    }

    void look_into(ReadFile& read, const Bytes& start) {
        const dicom::MemorySource source{start};
        if (!dicom::looks_like_dicom(source)) return;
        read.is_object = true;
        ++verdict_.objects;
        try {
            const dicom::Header header = dicom::read_header(source);
            read.sop_class_uid = header.sop_class_uid;
            read.sop_instance_uid = header.sop_instance_uid;
            read.transfer_syntax_uid = header.transfer_syntax_uid;
            objects_.insert(header.sop_instance_uid);
        } catch (const Error& error) {
            add_problem(read.path, fmt::format("the object cannot be read: {}", error.what()));
        }
        if (read.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage) {
            ++verdict_.notes;
            note_references(read, start);
        }
    }

    void note_references(const ReadFile& read, const Bytes& start) {
        if (start.size() == read_piece_size) return;  // of no note that was ever seen
        try {
            const note::KosReading reading = note::read_kos(dicom::Dataset::parse(start));
            for (const note::NoteReference& reference : reading.note.references) {
                referenced_.emplace_back(read.path, reference.sop_instance_uid);
            }
        } catch (const Error& error) {
            add_problem(read.path, fmt::format("the note cannot be read: {}", error.what()));
        }
    }

    void compare_checksums() {
        if (!checksums_) return;
        verdict_.has_checksums = true;
        constexpr std::size_t digits = 64;
        std::set<std::string> named{std::string{checksum_file}};
        for (std::string_view rest = *checksums_; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            const std::string_view line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (line.empty()) continue;
            if (line.size() < digits + 3) {
                add_problem(std::string{checksum_file}, fmt::format("a line that is none of sha256sum: {}", line));
                continue;
            }
            const std::string path{line.substr(digits + 2)};
            named.insert(folded(path));
            const auto file = files_.find(folded(path));
            if (file == files_.end()) {
                add_problem(path, "the checksums name it, and it is not on the disc");
            } else if (file->second.sha256 != line.substr(0, digits)) {
                add_problem(path, "it is not what was written: its checksum differs");
            }
        }
        for (const auto& [name, file] : files_) {
            if (!named.contains(name)) add_problem(file.path, "the checksums do not name it");
        }
    }

    void compare_directory() {
        if (directory_.empty()) {
            add_problem("", "there is no DICOMDIR");
            return;
        }
        try {
            dicom::DatasetOptions options;
            options.limits = {most_directory_bytes, most_directory_elements, options.limits.depth};
            const dicom::Dataset directory = dicom::Dataset::parse(std::move(directory_), options);
            for (const dicom::Item record : directory.items(tag::DirectoryRecordSequence)) compare_record(record);
        } catch (const Error& error) {
            add_problem(std::string{directory_file}, fmt::format("it cannot be read: {}", error.what()));
            return;
        }
        for (const auto& [name, file] : files_) {
            if (!file.is_object || file.is_recorded || file.sop_class_uid.empty()) continue;
            if (object_record(file.sop_class_uid) != nullptr) {
                add_problem(file.path, "the DICOMDIR does not name it");
            } else {
                add_remark(file.path, "the DICOMDIR does not name it: it has no record for its SOP class");
            }
        }
    }

    void compare_record(const dicom::Item& record) {
        const std::vector<std::string> components = record.texts(tag::ReferencedFileID);
        if (components.empty()) return;
        ++verdict_.records;
        const std::string path = fmt::format("{}", fmt::join(components, "/"));
        const auto found = files_.find(folded(path));
        if (found == files_.end()) {
            add_problem(path, "the DICOMDIR names it, and it is not on the disc");
            return;
        }
        ReadFile& file = found->second;
        file.is_recorded = true;
        if (!file.is_object) {
            add_problem(path, "the DICOMDIR names it, and it is no DICOM file");
            return;
        }
        const auto compare = [&](dicom::Tag one, const std::string& in_file, std::string_view name) {
            const std::string said = record.text(one);
            if (said.empty() || in_file.empty() || said == in_file) return;
            add_problem(path, fmt::format("its {} is {}, and {} in the DICOMDIR", name, in_file, said));
        };
        compare(tag::ReferencedSOPClassUIDInFile, file.sop_class_uid, "SOP Class UID");
        compare(tag::ReferencedSOPInstanceUIDInFile, file.sop_instance_uid, "SOP Instance UID");
        compare(tag::ReferencedTransferSyntaxUIDInFile, file.transfer_syntax_uid, "Transfer Syntax UID");
    }

    void compare_references() {
        std::map<std::string, std::uint64_t> absent;
        for (const auto& [path, object] : referenced_) {
            if (!objects_.contains(object)) ++absent[path];
        }
        for (const auto& [path, count] : absent) {
            add_remark(path, fmt::format("{} of the objects that this note points at are not on the disc", count));
        }
    }

    const std::stop_token& stop_;
    const std::function<void(std::uint64_t)>& tell_;
    DiscVerdict verdict_;
    std::map<std::string, ReadFile> files_;  ///< by their paths in capitals
    Bytes directory_;
    std::optional<std::string> checksums_;
    std::set<std::string> objects_;
    std::vector<std::pair<std::string, std::string>> referenced_;  ///< a note's path, an object
};

}  // namespace

DiscVerdict verify_disc(const std::filesystem::path& path, const std::stop_token& stop,
                        const std::function<void(std::uint64_t files)>& tell) {
    return Verification{stop, tell}.run(path);
}

}  // namespace kinote::media
