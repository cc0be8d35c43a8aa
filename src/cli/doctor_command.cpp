#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/failures.hpp"
#include "cli/file_search.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/repair_printing.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/uid.hpp"
#include "image_cache/image_cache.hpp"
#include "note/doctor.hpp"
#include "object_creator/repair_kosd.hpp"
#include "server/repair_json.hpp"
#include "server/site.hpp"

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

bool is_usable(const Judgement& judgement) {
    const bool is_repaired = judgement.repair && judgement.repair->obstacle.empty();
    const Verdict verdict = is_repaired ? judgement.repair->reading.verdict() : judgement.verdict;
    return verdict == Verdict::compliant || verdict == Verdict::tolerable;
}

// With --repair, what is no file and could be a UID names a KOSD of the site.
bool is_kosd_of_site(const std::filesystem::path& path) {
    return dicom::is_valid_uid(path.string()) && !std::filesystem::exists(path);
}

// What is asked of a site.
class SiteDoctor {
public:
    explicit SiteDoctor(const DoctorOptions& options)
        : options_{options},
          rules_{note::repairable_rules(options.rules)},
          site_{server::open_site(options.given, server::DataFolder::optional)},
          image_cache_{site_.settings.image_cache, *site_.database},
          repairs_{site_.settings.register_kosd, *site_.database, image_cache_, site_.clock} {}

    int repair_all(const std::vector<std::string>& kosds, boost::json::array& told) {
        Failures failures{"kosd"};
        for (const std::string& kosd : kosds) {
            (void)failures.attempt(boost::json::value(kosd), [&] { told.push_back(repair(kosd)); });
        }
        return failures.exit_code();
    }

private:
    boost::json::value repair(const std::string& kosd) {
        const note::Repair preview = repairs_.preview(kosd, rules_);
        if (!options_.json) {
            fmt::print("{}\n", kosd);
            print_repair(preview);
        }
        boost::json::object told{{"kosd", kosd}, {"repair", note::to_json(preview)}, {"made", nullptr}};
        if (!options_.is_dry_run) {
            const database::RepairRow made = repairs_.repair(kosd, rules_, user_of_command());
            if (!options_.json) fmt::print("  repaired: note {}, version {}\n", made.note, made.version);
            told["made"] = server::to_json(made);
        }
        return told;
    }

    const DoctorOptions& options_;
    note::RuleSet rules_;
    server::Site site_;
    image_cache::ImageCache image_cache_;
    object_creator::KosdRepairs repairs_;
};

int judge_files(const DoctorOptions& options, const std::vector<std::filesystem::path>& paths,
                boost::json::array& told) {
    const std::vector<note::GivenFile> files = given_files(paths);
    note::DoctorOptions doctor;
    doctor.is_strict = options.is_strict;
    if (options.repairs) doctor.repairs = note::repairable_rules(options.rules);
    const std::vector<Judgement> judgements = note::judge(files, doctor);
    if (judgements.empty()) fmt::print(stderr, "kinote: no file was found\n");
    for (const Judgement& judgement : judgements) {
        told.push_back(note::to_json(judgement));
        if (options.json) continue;
        print_judgement(judgement);
        if (judgement.repair) print_repair(*judgement.repair);
    }
    return std::ranges::all_of(judgements, is_usable) ? done : done_in_part;
}

}  // namespace

int run(const DoctorOptions& options) {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> kosds;
    for (const std::filesystem::path& path : options.paths) {
        if (options.repairs && is_kosd_of_site(path)) {
            kosds.push_back(path.string());
        } else {
            paths.push_back(path);
        }
    }
    boost::json::array told;
    int code = done;
    if (!paths.empty()) code = judge_files(options, paths, told);
    if (!kosds.empty()) {
        const int of_site = SiteDoctor{options}.repair_all(kosds, told);
        code = paths.empty() || code == of_site ? of_site : static_cast<int>(done_in_part);
    }
    if (options.json) print_json(told);
    return code;
}

}  // namespace kinote::cli
