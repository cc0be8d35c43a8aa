#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "dicom/byte_source.hpp"
#include "note/doctor.hpp"

namespace kinote::cli {
namespace {

using note::Judgement;
using note::Verdict;

std::vector<std::filesystem::path> files_below(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path& path : paths) {
        if (!std::filesystem::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{path}) {
            if (entry.is_regular_file()) found.push_back(entry.path());
        }
        std::ranges::sort(found);
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

// A file that cannot be opened is judged as one that cannot be read.
class GivenFiles {
public:
    explicit GivenFiles(const std::vector<std::filesystem::path>& paths) {
        for (const std::filesystem::path& path : paths) {
            try {
                sources_.push_back(std::make_unique<dicom::FileSource>(path));
            } catch (const base::Error& error) {
                fmt::print(stderr, "kinote: {}\n", error.what());
                sources_.push_back(std::make_unique<dicom::MemorySource>(std::span<const std::byte>{}));
            }
            files_.push_back({path.string(), sources_.back().get()});
        }
    }
    [[nodiscard]] std::span<const note::GivenFile> files() const { return files_; }

private:
    std::vector<std::unique_ptr<dicom::ByteSource>> sources_;
    std::vector<note::GivenFile> files_;
};

void print_judgement(const Judgement& judgement) {
    fmt::print("{}: {}", printable(judgement.file), to_string(judgement.verdict));
    if (judgement.role && judgement.note) {
        fmt::print(", {} \"{}\" ({}, {}), {} references", to_string(*judgement.role),
                   printable(judgement.note->title.meaning), printable(judgement.note->title.value),
                   printable(judgement.note->title.scheme), judgement.note->references.size());
    }
    fmt::print("\n");
    for (const note::Finding& finding : judgement.findings) {
        fmt::print("  {} {:<11} {}{}{} [{}]\n", note::to_string(finding.rule), to_string(finding.severity),
                   printable(finding.place), finding.place.empty() ? "" : ": ", printable(finding.message),
                   note::rule(finding.rule).clause);
    }
}

}  // namespace

int run(const DoctorOptions& options) {
    const GivenFiles given{files_below(options.paths)};
    note::DoctorOptions doctor;
    doctor.is_strict = options.is_strict;
    const std::vector<Judgement> judgements = note::judge(given.files(), doctor);
    if (options.json) {
        print_json(note::to_json(std::span{judgements}));
    } else {
        for (const Judgement& judgement : judgements) print_judgement(judgement);
    }
    const bool all_usable = std::ranges::all_of(judgements, [](const Judgement& judgement) {
        return judgement.verdict == Verdict::compliant || judgement.verdict == Verdict::tolerable;
    });
    return all_usable ? done : done_in_part;
}

}  // namespace kinote::cli
