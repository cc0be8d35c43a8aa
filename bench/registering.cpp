// Registering of KOSDs that are stored: one by one, and in bulk from files (adopted, swept, registered), beside plain
// programs that do nothing but write the same rows, one KOSD or 100 to a commit. SQLite, and PostgreSQL where
// KINOTE_TEST_POSTGRESQL names a server. Usage: registering [--short]

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "creator_rooms.hpp"
#include "database/kosd_table.hpp"
#include "dicom/uid.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/worker_pool.hpp"
#include "object_creator/register_kosd.hpp"
#include "place.hpp"
#include "plain_writer.hpp"
#include "result_row.hpp"
#include "sample_objects.hpp"
#include "task_scheduler/unregistered_kosd_sweep.hpp"

namespace {

using namespace kinote;
using bench::Place;
using bench::seconds_since;
using bench::Steady;
namespace fs = std::filesystem;

constexpr int adopting_threads = 4;  // as the command does unless told otherwise
constexpr std::size_t files_together = 50;
constexpr unsigned bulk_workers = 2;

/// The rooms that adopt and register.
class Site {
public:
    explicit Site(const Place& place)
        : rooms_{place}, register_kosd_{{}, rooms_.database, rooms_.image_cache, rooms_.clock} {}

    void adopt(const std::vector<fs::path>& files) {
        std::atomic<std::size_t> next = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < adopting_threads; ++i) {
            threads.emplace_back([&] {
                for (std::size_t first = next.fetch_add(files_together); first < files.size();
                     first = next.fetch_add(files_together)) {
                    adopt(std::span{files}.subspan(first, std::min(files_together, files.size() - first)));
                }
            });
        }
    }
    void sweep(std::size_t kosds) {
        task_scheduler::UnregisteredKosdSweepSettings settings;
        settings.most_per_minute = static_cast<std::int64_t>(kosds) * 60'000 / settings.interval_ms + 60'000;
        task_scheduler::UnregisteredKosdSweep sweep{settings, rooms_.database, rooms_.queue};
        (void)sweep.run("", std::stop_token{});
    }
    void register_all(unsigned workers, std::int64_t at_once) {
        const jobs::WorkerPool pool{bench::CreatorRooms::pool_settings(workers, at_once),
                                    rooms_.database,
                                    rooms_.clock,
                                    rooms_.wake_up,
                                    {{std::string{jobs::RegisterKosd::kind}, register_kosd_}}};
        const database::PooledConnection connection = rooms_.database.connection();
        while (database::count_unregistered(*connection) > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }

private:
    void adopt(std::span<const fs::path> files) {
        std::vector<std::vector<std::byte>> bytes;
        std::deque<dicom::MemorySource> sources;
        std::vector<ingest::Arrival> arrivals;
        for (const fs::path& path : files) {
            const dicom::FileSource file{path};
            (void)file.read_at(0, bytes.emplace_back(file.size()));
            base::Sha256 digest;
            digest.add(bytes.back());
            ingest::Arrival& arrival = arrivals.emplace_back(sources.emplace_back(bytes.back()));
            arrival.sha256 = digest.hex();
            arrival.received_from = "adoption";
            arrival.enqueues_jobs = false;
        }
        (void)rooms_.intake.accept_together(arrivals);
    }

    bench::CreatorRooms rooms_;
    object_creator::RegisterKosdHandler register_kosd_;
};

/// The rows of a registration, and nothing else.
class PlainRegistering {
public:
    explicit PlainRegistering(const std::string& url) : writer_{bench::open_plain_writer(url)} {
        kosds_ = writer_->read(
            "SELECT k.instance, i.study, i.sop_instance_uid, s.study_instance_uid, j.id FROM kosd k JOIN instance i ON "
            "i.id = k.instance JOIN study s ON s.id = i.study JOIN job j ON j.subject = i.sop_instance_uid");
        note_ = writer_->prepare(
            "INSERT INTO note (id, uuid, source, source_system, source_key, source_digest, created_ms) VALUES ($1, $2, "
            "'received', 'KOSD', $3, '', 0)");
        version_ = writer_->prepare(
            "INSERT INTO note_version (id, note, version, state, title_value, title_scheme, title_meaning, modifiers, "
            "description, author, observers, made_at, study_instance_uid, selection_digest, kosd_sop_instance_uid, "
            "findings, created_ms, is_taken_over) VALUES ($1, $2, 1, 'current', '113000', 'DCM', 'Of Interest', '[]', "
            "'Nodule in the left upper lobe, see frames', 'Referrer^Rita', '[]', '20240105121314', $3, $4, $5, '[]', "
            "0, "
            "1)");
        reference_ = writer_->prepare(
            "INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, "
            "sop_instance_uid, sop_class_uid, frames) VALUES ($1, $2, $3, $4, $5, $6, '')");
        link_ = writer_->prepare("INSERT INTO note_study (note_version, study) VALUES ($1, $2)");
        count_ = writer_->prepare("UPDATE study SET note_count = note_count + 1 WHERE id = $1");
        kosd_ = writer_->prepare(
            "UPDATE kosd SET registration_state = 'registered', role = 'note', reader_version = 1, title_value = "
            "'113000', title_scheme = 'DCM', title_meaning = 'Of Interest', reference_count = 10, note_version = $1, "
            "registered_ms = 1 WHERE instance = $2");
        job_ = writer_->prepare("UPDATE job SET state = 'done', ended_ms = 1 WHERE id = $1");
    }

    double per_second(std::size_t at_once) {
        const auto begin = Steady::now();
        for (std::size_t first = 0; first < kosds_.size(); first += at_once) {
            writer_->begin();
            for (std::size_t i = first; i < std::min(first + at_once, kosds_.size()); ++i) write(i);
            writer_->commit();
        }
        return static_cast<double>(kosds_.size()) / seconds_since(begin);
    }

private:
    void write(std::size_t index) {
        const std::vector<std::string>& kosd = kosds_[index];
        const std::string id = std::to_string(index + 1);
        writer_->write(note_, {id, base::random_uuid(), kosd[2]});
        writer_->write(version_, {id, id, kosd[3], base::random_hex(32), kosd[2]});
        for (int position = 1; position <= bench::usual_references; ++position) {
            writer_->write(reference_,
                           {id, std::to_string(position), kosd[3], kosd[3] + ".9",
                            kosd[2] + "." + std::to_string(position), std::string{dicom::uid::CTImageStorage}});
        }
        writer_->write(link_, {id, kosd[1]});
        writer_->write(count_, {kosd[1]});
        writer_->write(kosd_, {id, kosd[0]});
        writer_->write(job_, {kosd[4]});
    }

    std::unique_ptr<bench::PlainWriter> writer_;
    std::vector<std::vector<std::string>> kosds_;
    std::size_t note_ = 0, version_ = 0, reference_ = 0, link_ = 0, count_ = 0, kosd_ = 0, job_ = 0;
};

std::vector<fs::path> write_files(const fs::path& folder, int count) {
    fs::create_directories(folder);
    std::vector<fs::path> files;
    for (int number = 0; number < count; ++number) {
        const bench::SampleIdentity identity = bench::sample_identity("1.2.826.0.1.3680043.10.4", number);
        const auto object =
            bench::as_part_10(dicom::uid::KeyObjectSelectionDocumentStorage, identity, bench::make_kosd(identity));
        files.push_back(folder / (std::to_string(number) + ".dcm"));
        std::ofstream{files.back(), std::ios::binary}.write(reinterpret_cast<const char*>(object.data()),
                                                            static_cast<std::streamsize>(object.size()));
    }
    return files;
}

double one_by_one(const Place& place, const std::vector<fs::path>& files) {
    Site site{place};
    site.adopt(files);
    site.sweep(files.size());
    const auto begin = Steady::now();
    site.register_all(1, 1);
    return static_cast<double>(files.size()) / seconds_since(begin);
}

double in_bulk(const Place& place, const std::vector<fs::path>& files) {
    Site site{place};
    const auto begin = Steady::now();
    site.adopt(files);
    site.sweep(files.size());
    site.register_all(bulk_workers, jobs::WorkerPoolSettings{}.jobs_at_once);
    return static_cast<double>(files.size()) / seconds_since(begin);
}

double plainly(const Place& place, const std::vector<fs::path>& files, std::size_t at_once) {
    {
        Site site{place};
        site.adopt(files);
        site.sweep(files.size());
    }
    return PlainRegistering{place.url()}.per_second(at_once);
}

void compare(const std::string& name, const std::string& server, double bulk_goal, bool is_short) {
    const fs::path parent = fs::temp_directory_path() / ("registering_" + base::random_hex(6));
    const std::vector<fs::path> files = write_files(parent / "files", is_short ? 200 : 2'000);
    std::vector<double> single, bulk, limit, limit_of_batches;
    for (int round = 0; round < (is_short ? 1 : 5); ++round) {
        single.push_back(one_by_one(Place{server, parent}, files));
        limit.push_back(plainly(Place{server, parent}, files, 1));
        bulk.push_back(in_bulk(Place{server, parent}, files));
        limit_of_batches.push_back(plainly(Place{server, parent}, files, 100));
    }
    bench::print_row({"registering one by one, " + name,
                      "limit",
                      "/s",
                      bench::median(single),
                      bench::median(limit),
                      {bench::Bound::at_least, 0.7}});
    bench::print_row({"adopting and registering files, " + name,
                      "limit of batches of 100",
                      "/s",
                      bench::median(bulk),
                      bench::median(limit_of_batches),
                      {bench::Bound::at_least, bulk_goal}});
    fs::remove_all(parent);
}

}  // namespace

int main(int count, char** arguments) {
    base::log::set_level(base::log::Level::error);
    const bool is_short = count > 1 && std::string_view{arguments[1]} == "--short";
    compare("SQLite", "", 0.2, is_short);
    if (const char* server = std::getenv("KINOTE_TEST_POSTGRESQL")) compare("PostgreSQL", server, 0.5, is_short);
    return 0;
}
