#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "base/error.hpp"
#include "cli/file_search.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "dicom/byte_source.hpp"
#include "note/doctor.hpp"

namespace kinote::cli {
namespace {

using note::Judgement;
using note::Verdict;

std::vector<note::GivenFile> given_files(const std::vector<std::filesystem::path>& paths) {
    FileSearch search{paths, DirectoryFiles::as_they_are};
    std::vector<note::GivenFile> files;
    while (const std::optional<FoundFile> found = search.next()) {
        files.push_back({found->path.string(), [file = *found]() -> std::unique_ptr<dicom::ByteSource> {
                             if (!file.problem.empty()) throw base::Error{base::ErrorKind::not_found, file.problem};
                             return std::make_unique<dicom::FileSource>(file.path);
                         }});
    }
    return files;
}

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
    const std::vector<note::GivenFile> files = given_files(options.paths);
    note::DoctorOptions doctor;
    doctor.is_strict = options.is_strict;
    const std::vector<Judgement> judgements = note::judge(files, doctor);
    if (judgements.empty()) fmt::print(stderr, "kinote: no file was found\n");
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
