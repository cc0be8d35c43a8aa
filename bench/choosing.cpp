// Choosing what to free among many cached objects beside the same among a hundredth of them, and storing while a run of
// Autopilot looks through all of them beside storing alone. SQLite, and PostgreSQL where KINOTE_TEST_POSTGRESQL names a
// server. Usage: choosing [--short] [--objects N]

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "autopilot/cache_pressure.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "creator_rooms.hpp"
#include "database/cache_meter_table.hpp"
#include "dicom/uid.hpp"
#include "place.hpp"
#include "result_row.hpp"
#include "sample_objects.hpp"

namespace {

using namespace kinote;
using bench::Place;
using bench::seconds_since;
using bench::Steady;

constexpr std::int64_t objects_of_a_study = 50;
constexpr std::int64_t size_of_an_object = 500'000;
constexpr int rounds = 5;

struct Scale {
    std::int64_t objects = 10'000'000;
    std::int64_t chosen = 1'000;  // studies
    double storing_seconds = 5;
};

// Studies 1.2.n of fifty images each that an archive has committed, accessed in the order of their numbers.
constexpr std::string_view fill_template = R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms, is_archive)
VALUES ('VAULT', 'VAULT', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0, 1);
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
VALUES ('P', '', '', '', '', '');
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @studies)
SELECT (SELECT min(id) FROM patient), '1.2.' || i, '', '', '', '', '', '', 'object', 1 FROM n;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
SELECT id, study_instance_uid || '.1', 'CT', '', '' FROM study ORDER BY id;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
SELECT e.id, e.study, e.series_instance_uid || '.' || n.i, '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.1', '', 1,
       512, 512, 500000, 'x', 'objects/' || e.study || '/' || n.i, 'C-STORE NORTH 192.0.2.7', 1, 1
  FROM series e CROSS JOIN n ORDER BY e.id, n.i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      sent_ms, committed_ms)
SELECT (SELECT min(id) FROM destination), i.sop_instance_uid, '1.2.' || i.study, i.sop_class_uid, 'x', 'committed', 0,
       '', 1, 1
  FROM instance i WHERE i.study <= @delivered;
INSERT INTO cached_study (study, source, arrived_ms, last_access_ms, file_bytes, plain_bytes)
SELECT id, 'NORTH', 1, id, 25000000, 25000000 FROM study ORDER BY id;
UPDATE cache_meter SET file_bytes = CAST(@studies AS BIGINT) * 25000000, last_instance = (SELECT max(id) FROM instance),
                       round_ms = 9000000000000000 WHERE id = 1;
ANALYZE;
)";

std::string fill_text(std::int64_t studies, std::int64_t delivered) {
    std::string text{fill_template};
    const auto put = [&text](std::string_view word, std::int64_t value) {
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
            text.replace(at, word.size(), std::to_string(value));
        }
    };
    put("@studies", studies);
    put("@delivered", delivered);
    return text;
}

/// A site whose cache is full.
class FullSite {
public:
    FullSite(const Place& place, std::int64_t objects, std::int64_t delivered) : rooms_{place} {
        rooms_.database.connection()->run_script(fill_text(objects / objects_of_a_study, delivered));
        settings_.quota_bytes = objects * size_of_an_object;  // and as much comes in an hour
        database::PooledConnection connection = rooms_.database.connection();
        database::Transaction transaction{*connection};
        database::add_intake(transaction, {rooms_.clock.now_ms() / 3'600'000 * 3'600'000, settings_.quota_bytes});
        transaction.commit();
        settings_.most_studies_of_a_run = objects;
        settings_.look_again_ms = 1;
    }

    /// Choosing so many studies with everything that is asked of them, in seconds.
    double choose(std::int64_t studies) {
        const auto begin = Steady::now();
        const auto chosen = pressure().preview(studies);
        const double took = seconds_since(begin);
        for (const auto& one : chosen) {
            if (!one.goes) fail("a study does not go: " + one.reason);
        }
        if (std::ssize(chosen) != studies) fail("not all were chosen");
        return took;
    }

    /// Documents stored in a second, while runs look through everything where that is wanted. All must stay.
    double store(double seconds, bool is_looked_through) {
        std::atomic<bool> is_over = false;
        std::jthread looking;
        if (is_looked_through) {
            looking = std::jthread{[&](const std::stop_token& stop) {
                while (!is_over) look_through(stop);
            }};
        }
        std::int64_t stored = 0;
        const auto begin = Steady::now();
        while (seconds_since(begin) < seconds) {
            const bench::SampleIdentity identity = bench::sample_identity("1.2.826.0.1.3680043.10.12", documents_++);
            const std::vector<std::byte> bytes =
                bench::as_part_10(dicom::uid::KeyObjectSelectionDocumentStorage, identity, bench::make_kosd(identity));
            const dicom::MemorySource source{bytes};
            ingest::Arrival arrival{source};
            base::Sha256 digest;
            digest.add(bytes);
            arrival.sha256 = digest.hex();
            arrival.received_from = "bench";
            (void)rooms_.intake.accept(arrival);
            ++stored;
        }
        const double rate = static_cast<double>(stored) / seconds_since(begin);
        is_over = true;
        if (looking.joinable()) {
            looking.request_stop();
            looking.join();
        }
        return rate;
    }

    /// From now on everything has to stay.
    void keep_all() {
        rooms_.database.connection()->run_script(
            "INSERT INTO autopilot_rule (name, source, action, threshold, study_status, exported, hours_since_created, "
            "minimum_age_hours, archive, without_archive, set_by, changed_ms) VALUES ('keep', '*', 'delete', 'none', "
            "'any', 'yes', 0, 0, '', 0, '', 0)");
    }

private:
    [[noreturn]] static void fail(const std::string& why) {
        std::fprintf(stderr, "choosing: %s\n", why.c_str());
        std::exit(1);
    }
    void look_through(const std::stop_token& stop) {
        try {
            (void)pressure().run({}, stop);
        } catch (const base::Error&) {  // that nothing may go, as it is meant to be
        }
    }
    [[nodiscard]] autopilot::CachePressure pressure() {
        return {settings_, rooms_.database, rooms_.image_cache, rooms_.clock};
    }

    bench::CreatorRooms rooms_;
    autopilot::AutopilotSettings settings_;
    int documents_ = 0;
};

void measure(const char* engine, const std::string& server, const std::filesystem::path& parent, const Scale& scale) {
    const Place large_place{server, parent};
    const Place small_place{server, parent};
    const std::int64_t few = scale.objects / 100 / objects_of_a_study * objects_of_a_study;
    const std::int64_t chosen = std::min(scale.chosen, few / objects_of_a_study / 2);
    FullSite large{large_place, scale.objects, chosen};
    FullSite small{small_place, few, chosen};
    std::vector<double> among_many;
    std::vector<double> among_few;
    for (int round = 0; round < rounds; ++round) {
        among_many.push_back(large.choose(chosen) * 1'000);
        among_few.push_back(small.choose(chosen) * 1'000);
    }
    char work[160];
    std::snprintf(work, sizeof work, "choosing %lld studies to free among %lld objects, %s",
                  static_cast<long long>(chosen), static_cast<long long>(scale.objects), engine);
    char peer[80];
    std::snprintf(peer, sizeof peer, "among %lld", static_cast<long long>(few));
    bench::print_row(
        {work, peer, " ms", bench::median(among_many), bench::median(among_few), {bench::Bound::at_most, 2}});
    large.keep_all();
    std::vector<double> beside;
    std::vector<double> alone;
    for (int round = 0; round < 3; ++round) {
        alone.push_back(large.store(scale.storing_seconds, false));
        beside.push_back(large.store(scale.storing_seconds, true));
    }
    std::snprintf(work, sizeof work, "KOSDs stored while %lld objects are looked through, %s",
                  static_cast<long long>(scale.objects), engine);
    bench::print_row({work, "alone", "/s", bench::median(beside), bench::median(alone), {bench::Bound::at_least, 0.4}});
}

}  // namespace

int main(int count, char** arguments) try {
    base::log::set_level(base::log::Level::error);
    Scale scale;
    for (int i = 1; i < count; ++i) {
        const std::string_view word{arguments[i]};
        if (word == "--short") {
            scale = {20'000, 100, 0.5};
        } else if (word == "--objects" && i + 1 < count) {
            scale.objects = std::stoll(arguments[++i]);
        } else {
            std::fputs("usage: choosing [--short] [--objects N]\n", stderr);
            return 2;
        }
    }
    const std::filesystem::path parent = std::filesystem::temp_directory_path() / ("choosing_" + base::random_hex(6));
    measure("SQLite", "", parent, scale);
    const char* server = std::getenv("KINOTE_TEST_POSTGRESQL");
    if (server != nullptr) measure("PostgreSQL", server, parent, scale);
    std::filesystem::remove_all(parent);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "choosing: %s\n", error.what());
    return 1;
}
