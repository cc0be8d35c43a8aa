#pragma once
// A database with its schema, a cache and an intake, once on each engine: what the rooms above ingest stand on.

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "database/kosd_table.hpp"
#include "database/queue_table.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "note/kos_builder.hpp"
#include "support/test_database.hpp"

namespace kinote::test {

/// An image of the study of good_kos(), of its patient unless another is given.
inline BuiltItem image_of_study(std::string_view instance, const std::string& patient_id = "PID-1",
                                std::string_view series = ct_series_uid, std::string_view study = study_uid) {
    return small_image()
        .set(element(tag::SOPInstanceUID, Vr::UI, std::string{instance}))
        .set(element(tag::SeriesInstanceUID, Vr::UI, std::string{series}))
        .set(element(tag::StudyInstanceUID, Vr::UI, std::string{study}))
        .set(element(tag::PatientID, Vr::LO, patient_id));
}

/// good_kos() as another object.
inline BuiltItem kos_called(std::string_view instance) {
    return good_kos().set(element(tag::SOPInstanceUID, Vr::UI, std::string{instance}));
}

/// An image with a few hundred bytes more, for the size that a test wants. @param bytes  even.
inline BuiltItem with_pixels(BuiltItem image, std::size_t bytes, char value = '\x11') {
    return image.set({tag::PixelData, Vr::OW, std::string(bytes, value), {}, {}});
}

class SiteTest : public DatabaseTest {
protected:
    SiteTest() {
        database::Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::queue::mvf_object_creator, 0);
        transaction.commit();
    }

    /// As a door hands over what lies in memory.
    ingest::Acceptance accept_in_memory(const std::string& part10, bool enqueues_jobs = true) {
        const std::vector<std::byte> bytes = to_bytes(part10);
        const dicom::MemorySource object{bytes};
        ingest::Arrival arrival{object};
        arrival.sha256 = base::sha256_hex(part10);
        arrival.received_from = "test";
        arrival.enqueues_jobs = enqueues_jobs;
        return intake().accept(arrival);
    }
    ingest::Outcome accept(const BuiltItem& object, bool enqueues_jobs = true) {
        return accept_in_memory(part10(object), enqueues_jobs).outcome;
    }
    /// As a door hands over what it has staged.
    ingest::Outcome accept_staged(const std::string& part10) {
        const std::filesystem::path staged = cache().staging().new_file();
        {
            base::File file = base::File::create(staged);
            file.write(std::as_bytes(std::span{part10}));
        }
        const dicom::FileSource object{staged};
        ingest::Arrival arrival{object};
        arrival.file = staged;
        arrival.sha256 = base::sha256_hex(part10);
        arrival.received_from = "test";
        return intake().accept(arrival).outcome;
    }

    /// Another limit for refused objects, before the first arrival.
    void limit_refused(std::int64_t bytes) { intake_settings_.most_refused_bytes = bytes; }
    image_cache::ImageCache& cache() {
        if (!cache_) cache_.emplace(image_cache::ImageCacheSettings{folder() / "cache"}, database());
        return *cache_;
    }
    ingest::Intake& intake() {
        if (!intake_) intake_.emplace(intake_settings_, database(), cache(), queue_, clock_);
        return *intake_;
    }
    jobs::JobQueue& queue() { return queue_; }
    base::SettableClock& clock() { return clock_; }

    /// The number that a query of one row and column gives.
    std::int64_t number(const database::Statement& statement, std::initializer_list<database::Value> parameters = {}) {
        database::Rows rows = connection().query(statement, parameters);
        return rows.next() ? rows.integer(0) : -1;
    }
    std::string text(const database::Statement& statement, std::initializer_list<database::Value> parameters = {}) {
        database::Rows rows = connection().query(statement, parameters);
        return rows.next() ? rows.string(0) : "no row";
    }
    /// Every file below the cache folder but those of staging folders, by its path in it.
    std::vector<std::string> cache_files() {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder() / "cache" / "objects"}) {
            if (entry.is_regular_file()) {
                files.push_back(std::filesystem::relative(entry.path(), folder() / "cache").string());
            }
        }
        return files;
    }
    /// What lies in this process's staging folder, its lock aside.
    std::size_t staged_files() {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator{cache().staging().path()}) {
            if (entry.path().filename() != "lock") ++count;
        }
        return count;
    }
    /// The bytes of an object as the cache gives them back.
    std::string stored_bytes(std::string_view sop_instance_uid) {
        const auto source = cache().open(database::find_object_in_place(connection(), sop_instance_uid)->object);
        std::string bytes(source->size(), '\0');
        (void)source->read_at(0, std::as_writable_bytes(std::span{bytes}));
        return bytes;
    }

private:
    ingest::IntakeSettings intake_settings_;
    base::SettableClock clock_{1'700'000'000'000};
    jobs::WakeUp wake_up_;
    jobs::JobQueue queue_{clock_, wake_up_};
    std::optional<image_cache::ImageCache> cache_;
    std::optional<ingest::Intake> intake_;
};

}  // namespace kinote::test
