// KOSDs that are created of notes, durable with their rows: one job after the other, and as many to a commit as a site
// takes, beside a program of DCMTK that writes the same document into a file and syncs it with its folder. SQLite, and
// PostgreSQL where KINOTE_TEST_POSTGRESQL names a server. Usage: creating [--short]

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "creator_rooms.hpp"
#include "database/note_table.hpp"
#include "dicom/uid.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/worker_pool.hpp"
#include "object_creator/create_kosd.hpp"
#include "place.hpp"
#include "result_row.hpp"
#include "sample_objects.hpp"

namespace {

using namespace kinote;
using bench::Place;
using bench::seconds_since;
using bench::Steady;
namespace fs = std::filesystem;

constexpr std::string_view root = "1.2.826.0.1.3680043.10.8";
constexpr std::string_view description = "Nodule in the left upper lobe, see frames";
constexpr int notes_per_study = 4;
constexpr std::uint16_t image_side = 16;  // what is read of an image is its header

bench::SampleIdentity image_of(int study, int number) {
    return bench::sample_identity(root, study * bench::usual_references + number, bench::usual_references);
}

/// The rooms that create.
class Site {
public:
    explicit Site(const Place& place) : rooms_{place} {
        settings_.identity.installation = object_creator::installation_of(rooms_.database);
        settings_.identity.equipment.manufacturer = "kinote";
    }

    /// Images, notes of them, and a job for each note.
    void fill(int notes) {
        for (int study = 0; study * notes_per_study < notes; ++study) {
            for (int number = 0; number < bench::usual_references; ++number) accept(image_of(study, number));
        }
        const database::PooledConnection connection = rooms_.database.connection();
        database::Transaction transaction{*connection};
        for (int number = 0; number < notes; ++number) add_note(transaction, number / notes_per_study);
        transaction.commit();
    }

    double notes_per_second(int notes, unsigned workers, std::int64_t at_once) {
        const object_creator::CreateKosdHandler create{settings_, rooms_.database, rooms_.image_cache, rooms_.intake,
                                                       rooms_.clock};
        const auto begin = Steady::now();
        const jobs::WorkerPool pool{bench::CreatorRooms::pool_settings(workers, at_once),
                                    rooms_.database,
                                    rooms_.clock,
                                    rooms_.wake_up,
                                    {{std::string{jobs::CreateKosd::kind}, create}}};
        while (created() < notes) std::this_thread::sleep_for(std::chrono::milliseconds{10});
        return notes / seconds_since(begin);
    }

private:
    void accept(const bench::SampleIdentity& identity) {
        const std::vector<std::byte> bytes =
            bench::as_part_10(dicom::uid::CTImageStorage, identity, bench::make_ct_image(identity, 1, image_side));
        const dicom::MemorySource source{bytes};
        ingest::Arrival arrival{source};
        arrival.sha256 = base::sha256_hex(bytes);
        arrival.received_from = "bench";
        (void)rooms_.intake.accept(arrival);
    }
    void add_note(database::Transaction& transaction, int study) {
        note::KeyImageNote content;
        content.study_instance_uid = image_of(study, 0).study_instance_uid;
        content.title = {"113000", "DCM", "Of Interest"};
        content.author = "Reader^Anna";
        content.description = description;
        content.times.made_at = "20240105121314.000000+0000";
        content.times.made_at_ms = 1'704'456'794'000;
        for (int number = 0; number < bench::usual_references; ++number) {
            const bench::SampleIdentity image = image_of(study, number);
            note::NoteReference& reference = content.references.emplace_back();
            reference.study_instance_uid = image.study_instance_uid;
            reference.series_instance_uid = image.series_instance_uid;
            reference.sop_instance_uid = image.sop_instance_uid;
            reference.sop_class_uid = dicom::uid::CTImageStorage;
        }
        database::NewNote note;
        note.uuid = base::random_uuid();
        note.source = database::NoteSource::local;
        note.source_system = "kinote";
        database::add_note_version(transaction, database::add_note(transaction, note, 0), content, {}, 0);
        (void)rooms_.queue.enqueue(transaction,
                                   jobs::new_job(jobs::CreateKosd{note.uuid, 1, content.study_instance_uid, 0}));
    }
    [[nodiscard]] std::int64_t created() {
        const database::PooledConnection connection = rooms_.database.connection();
        database::Rows rows = connection->query({"SELECT count(*) FROM kosd"});
        return rows.next() ? rows.integer(0) : 0;
    }

    bench::CreatorRooms rooms_;
    object_creator::CreateKosdSettings settings_;
};

double create(const Place& place, int notes, unsigned workers, std::int64_t at_once) {
    Site site{place};
    site.fill(notes);
    return site.notes_per_second(notes, workers, at_once);
}

void demand(bool holds, const char* what) {
    if (!holds) throw std::runtime_error{what};
}

void sync(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags);
    demand(descriptor >= 0 && ::fsync(descriptor) == 0, "a file cannot be synced");
    ::close(descriptor);
}

// The document that kinote writes of such a note.
void write_with_dcmtk(const fs::path& folder, int number) {
    const int study = number / notes_per_study;
    DSRDocument document{DSRTypes::DT_KeyObjectSelectionDocument};
    document.setSpecificCharacterSet("ISO_IR 192");
    document.setPatientName("M\xC3\xBCller^J\xC3\xBCrgen");
    document.setPatientID("PID");
    document.createNewSeriesInStudy(image_of(study, 0).study_instance_uid.c_str());
    DSRDocumentTree& tree = document.getTree();
    tree.addContentItem(DSRTypes::RT_isRoot, DSRTypes::VT_Container);
    demand(tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("113000", "DCM", "Of Interest")).good(),
           "no title");
    tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Text, DSRTypes::AM_belowCurrent);
    tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("113012", "DCM", "Key Object Description"));
    tree.getCurrentContentItem().setStringValue(std::string{description}.c_str());
    for (int reference = 0; reference < bench::usual_references; ++reference) {
        const bench::SampleIdentity image = image_of(study, reference);
        tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Image);
        const DSRImageReferenceValue value{UID_CTImageStorage, image.sop_instance_uid.c_str()};
        demand(tree.getCurrentContentItem().setImageReference(value).good(), "no reference");
        document.getCurrentRequestedProcedureEvidence().addItem(image.study_instance_uid.c_str(),
                                                                image.series_instance_uid.c_str(), UID_CTImageStorage,
                                                                image.sop_instance_uid.c_str());
    }
    DcmFileFormat file;
    demand(document.write(*file.getDataset()).good(), "DCMTK does not write the document");
    const fs::path path = folder / (std::to_string(number) + ".dcm");
    demand(file.saveFile(path.c_str(), EXS_LittleEndianExplicit).good(), "the file cannot be written");
    sync(path, O_RDWR);
    sync(folder, O_RDONLY | O_DIRECTORY);
}

double create_with_dcmtk(const fs::path& parent, int notes) {
    const fs::path folder = parent / "dcmtk";
    fs::create_directories(folder);
    const auto begin = Steady::now();
    for (int number = 0; number < notes; ++number) write_with_dcmtk(folder, number);
    const double rate = notes / seconds_since(begin);
    fs::remove_all(folder);
    return rate;
}

void compare(const std::string& name, const std::string& server, bool is_short) {
    const fs::path parent = fs::temp_directory_path() / ("creating_" + base::random_hex(6));
    const int notes = is_short ? 100 : 1'000;
    std::vector<double> single, batches, dcmtk;
    for (int round = 0; round < (is_short ? 1 : 5); ++round) {
        single.push_back(create(Place{server, parent}, notes, 1, 1));
        batches.push_back(create(Place{server, parent}, notes, 2, jobs::WorkerPoolSettings{}.jobs_at_once));
        dcmtk.push_back(create_with_dcmtk(parent, notes));
    }
    const auto print = [&](const std::string& how, const std::vector<double>& rates, double goal) {
        bench::print_row({"creating KOSDs" + how + ", " + name,
                          "DCMTK with fsync",
                          "/s",
                          bench::median(rates),
                          bench::median(dcmtk),
                          {bench::Bound::at_least, goal}});
    };
    print(" one by one", single, 0.7);
    print(" in batches", batches, 1.5);
    fs::remove_all(parent);
}

}  // namespace

int main(int count, char** arguments) {
    base::log::set_level(base::log::Level::error);
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    const bool is_short = count > 1 && std::string_view{arguments[1]} == "--short";
    compare("SQLite", "", is_short);
    if (const char* server = std::getenv("KINOTE_TEST_POSTGRESQL")) compare("PostgreSQL", server, is_short);
    return 0;
}
