#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.hpp"
#include "base/log.hpp"
#include "cli/actor.hpp"
#include "cli/file_search.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/progress.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/source_digest.hpp"
#include "ingest/import_run.hpp"
#include "ingest/intake.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

struct ImportFailure {
    std::string path;
    std::string reason;
};

struct ImportResult {
    std::int64_t files = 0;
    std::int64_t stored = 0;
    std::int64_t duplicates = 0;
    std::int64_t refused = 0;  ///< objects that were not taken: other content is here, or they cannot be understood
    std::int64_t not_dicom = 0;
    /// Each refused object, each path that could not be read, and each named file that is no DICOM.
    std::vector<ImportFailure> failures;
    std::optional<base::Error> broken_off_by;  ///< what hinders every file, as a full disk

    /// Files that are in none of the other numbers: they could not be read, or not be taken in before the end.
    [[nodiscard]] std::int64_t failed() const { return files - stored - duplicates - refused - not_dicom; }
};

constexpr std::size_t most_together = 50;                               // files in one commit
constexpr std::uint64_t most_bytes_waiting = std::uint64_t{64} * 1024;  // of one file

/// A file that was read as a whole.
struct SmallFile {
    SmallFile(FoundFile found, const dicom::FileSource& opened) : file{std::move(found)}, bytes(opened.size()) {
        if (opened.read_at(0, bytes) != bytes.size()) {
            throw base::Error{base::ErrorKind::corrupt, "the file became shorter while it was read"};
        }
    }
    FoundFile file;
    std::vector<std::byte> bytes;
    dicom::MemorySource source{bytes};
};

/// Takes files in by several threads.
class Import {
public:
    Import(const ImportOptions& options, const std::filesystem::path& unpack_folder, ingest::Intake& intake,
           ingest::ImportRun& audited)
        : options_{options},
          intake_{intake},
          audited_{audited},
          search_{options.paths, DirectoryFiles::followed, unpack_folder} {}

    ImportResult run() {
        const auto begin = std::chrono::steady_clock::now();
        {
            const std::jthread counting{[this](const std::stop_token& stop) { count(stop); }};
            const Progress progress{[this, begin] {
                const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
                return progress_line(done_, std::max<std::int64_t>(total_, done_), elapsed.count());
            }};
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
        }
        result_.files = done_;
        return std::move(result_);
    }

private:
    // How many files there are, found beside the work: for the progress alone, so that its failure is none of the
    // import.
    void count(const std::stop_token& stop) {
        try {
            FileSearch search{options_.paths, DirectoryFiles::followed};
            while (!stop.stop_requested() && search.next()) ++total_;
        } catch (...) {
            base::log::debug("the files to import cannot be counted", {{"error", base::current_error().what()}});
        }
    }

    std::optional<FoundFile> next_file() {
        const std::lock_guard lock{search_mutex_};
        return is_broken_off_ ? std::nullopt : search_.next();
    }

    // What is no file's fault ends the import.
    void work() {
        try {
            take_in_files();
        } catch (...) {
            break_off(base::current_error());
        }
    }

    // Small files wait in memory until there are as many as go into one commit.
    void take_in_files() {
        std::deque<SmallFile> waiting;
        while (const std::optional<FoundFile> file = next_file()) {
            try {
                if (!file->problem.empty()) throw base::Error{base::ErrorKind::not_found, file->problem};
                if (look_at(*file, waiting)) ++done_;
            } catch (...) {
                note_failure(*file, base::current_error().what());
                ++done_;
            }
            if (waiting.size() == most_together) take_in(waiting);
        }
        take_in(waiting);
    }

    // Whether the file is done with; else it is one of those that wait.
    bool look_at(const FoundFile& file, std::deque<SmallFile>& waiting) {
        const dicom::FileSource source{file.path};
        if (!dicom::looks_like_dicom(source)) {
            const std::lock_guard lock{mutex_};
            ++result_.not_dicom;
            if (file.is_named) result_.failures.push_back({file.name(), "this is no DICOM file"});
            return true;
        }
        if (source.size() <= most_bytes_waiting) {
            waiting.emplace_back(file, source);
            return false;
        }
        const ingest::Arrival arrival = arrival_of(file, source);
        try {
            note_outcome(file, intake_.accept(arrival).outcome);
        } catch (...) {
            note_refusal(file, base::current_error());
        }
        return true;
    }

    void take_in(std::deque<SmallFile>& waiting) {
        std::vector<ingest::Arrival> arrivals;
        arrivals.reserve(waiting.size());
        for (const SmallFile& small : waiting) arrivals.push_back(arrival_of(small.file, small.source));
        const auto results = intake_.accept_together(arrivals);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (const auto* error = std::get_if<base::Error>(&results[i])) {
                note_refusal(waiting[i].file, *error);
            } else {
                note_outcome(waiting[i].file, std::get<ingest::Acceptance>(results[i]).outcome);
            }
            ++done_;
        }
        waiting.clear();
    }

    [[nodiscard]] ingest::Arrival arrival_of(const FoundFile& file, const dicom::ByteSource& source) const {
        ingest::Arrival arrival{source};
        if (options_.links && !file.unpacked) {
            arrival.file = file.path;
            arrival.file_use = ingest::FileUse::link;
        }
        dicom::SourceDigests digests = dicom::digests_of(source, {});
        arrival.sha256 = std::move(digests.sha256);
        arrival.checksum = std::move(digests.checksum);
        arrival.received_from = options_.adopts ? "adoption" : "import";
        arrival.enqueues_jobs = !options_.adopts;
        arrival.import = &audited_;
        return arrival;
    }

    void note_outcome(const FoundFile& file, ingest::Outcome outcome) {
        const std::lock_guard lock{mutex_};
        switch (outcome) {
            case ingest::Outcome::stored: ++result_.stored; break;
            case ingest::Outcome::same_content: ++result_.duplicates; break;
            case ingest::Outcome::rejected:
                ++result_.refused;
                result_.failures.push_back(
                    {file.name(),
                     "a rejection note has named this object: if it is to be seen, take that back: "
                     "kinote rejections list, then kinote rejections undo NOTE --reason WHY"});
                break;
            case ingest::Outcome::other_content:
                ++result_.refused;
                result_.failures.push_back(
                    {file.name(), "another object with other content is here under its SOP Instance UID"});
                break;
        }
    }

    void note_failure(const FoundFile& file, const std::string& reason) {
        const std::lock_guard lock{mutex_};
        result_.failures.push_back({file.name(), reason});
    }

    // What the file is to blame for is noted; where no disk or no database is, the rest would fail alike.
    void note_refusal(const FoundFile& file, const base::Error& error) {
        note_failure(file, error.what());
        if (error.kind() == base::ErrorKind::unavailable) return break_off(error);
        const std::lock_guard lock{mutex_};
        ++result_.refused;
    }

    void break_off(const base::Error& error) {
        const std::lock_guard lock{mutex_};
        result_.broken_off_by = error;
        is_broken_off_ = true;
    }

    const ImportOptions& options_;
    ingest::Intake& intake_;
    ingest::ImportRun& audited_;
    std::mutex search_mutex_;
    FileSearch search_;
    std::atomic<bool> is_broken_off_ = false;
    std::atomic<std::int64_t> total_ = 0;
    std::atomic<std::int64_t> done_ = 0;
    std::mutex mutex_;
    ImportResult result_;
};

constexpr std::size_t most_paths_told = 20;

void audit(const server::Site& site, const ingest::ImportRun& run, std::string_view action,
           const json::object& details) {
    const database::PooledConnection connection = site.database->connection();
    database::Transaction transaction{*connection};
    database::add_audit_event(transaction, {run.actor(), action, run.id(), "", json::serialize(details)},
                              site.clock.now_ms());
    transaction.commit();
}

void audit_begin(const server::Site& site, const ingest::ImportRun& run, const ImportOptions& options) {
    json::array paths;
    for (const std::filesystem::path& path : options.paths) {
        if (paths.size() < most_paths_told) paths.emplace_back(printable(std::filesystem::absolute(path).string()));
    }
    audit(site, run, "import_begun",
          {{"adopts", options.adopts}, {"path_count", options.paths.size()}, {"paths", std::move(paths)}});
}

// Where it cannot be written, the import has ended all the same: what came in has been told study by study.
void audit_end(const server::Site& site, const ingest::ImportRun& run, const ImportResult& result) {
    try {
        audit(site, run, "import_ended",
              {{"files", result.files},
               {"stored", result.stored},
               {"refused", result.refused},
               {"failed", result.failed()},
               {"is_broken_off", result.broken_off_by.has_value()}});
    } catch (const base::Error& error) {
        base::log::warn("the end of an import cannot be written", {{"run", run.id()}, {"error", error.what()}});
    }
}

json::value to_json(const ImportResult& result) {
    json::array failures;
    for (const ImportFailure& failure : result.failures) {
        failures.push_back(json::object{{"path", failure.path}, {"reason", failure.reason}});
    }
    return json::object{{"files", result.files},           {"stored", result.stored},
                        {"duplicates", result.duplicates}, {"refused", result.refused},
                        {"not_dicom", result.not_dicom},   {"failures", std::move(failures)}};
}

void print_text(const ImportResult& result) {
    for (const ImportFailure& failure : result.failures) {
        fmt::print(stderr, "{}: {}\n", printable(failure.path), printable(failure.reason));
    }
    fmt::print("{} files: {} stored, {} here already, {} refused, {} no DICOM, {} failed\n", result.files,
               result.stored, result.duplicates, result.refused, result.not_dicom, result.failed());
}

int exit_code(const ImportResult& result) {
    if (result.broken_off_by) {
        fmt::print(stderr, "kinote: the import is broken off: {}\n", printable(result.broken_off_by->what()));
        return failed;
    }
    if (result.failures.empty()) {
        if (result.files == result.not_dicom) fmt::print(stderr, "kinote: no DICOM file was found\n");
        return done;
    }
    return result.stored + result.duplicates > 0 ? done_in_part : failed;
}

}  // namespace

int run(const ImportOptions& options) {
    server::Site site = server::open_site(options.given, server::DataFolder::required);
    jobs::WakeUp wake_up;
    jobs::JobQueue queue{site.clock, wake_up};
    server::declare_queues(site);
    image_cache::ImageCache image_cache{site.settings.image_cache, *site.database};
    ingest::Intake intake{site.settings.intake, *site.database, image_cache, queue, site.clock};
    ingest::ImportRun audited{user_of_command()};
    audit_begin(site, audited, options);
    const ImportResult result = Import{options, image_cache.staging().path(), intake, audited}.run();
    audit_end(site, audited, result);
    if (options.json) {
        print_json(to_json(result));
    } else {
        print_text(result);
    }
    return exit_code(result);
}

}  // namespace kinote::cli
