#include "object_creator/create_kosd.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "database/awaited_object_table.hpp"
#include "database/creatable_note.hpp"
#include "database/export_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/setting_table.hpp"
#include "dicom/byte_source.hpp"
#include "note/kos_writer.hpp"
#include "note/kosd_source_json.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using database::CreatableNote;
using database::FrozenKosd;
using database::Transaction;

constexpr std::string_view installation_setting = "installation";

}  // namespace

base::Uuid installation_of(database::Database& database) {
    const database::PooledConnection connection = database.connection();
    if (const auto known = database::find_setting(*connection, installation_setting)) return base::parse_uuid(*known);
    Transaction transaction{*connection};
    const std::string uuid = database::ensure_setting(transaction, installation_setting, base::random_uuid());
    transaction.commit();
    return base::parse_uuid(uuid);
}

StudyOfCopy CreateKosdHandler::read_study(database::Connection& connection, const std::string& study) const {
    const auto known = database::find_study_of_kosd(connection, study);
    if (!known) {
        throw Error{ErrorKind::invalid, fmt::format("the note refers to study {}, of which nothing is known here: "
                                                    "import or fetch one of its objects",
                                                    study)};
    }
    StudyOfCopy copy;
    copy.study = known->study;
    if (known->an_object.empty()) return copy;
    const auto object = database::find_visible_object(connection, known->an_object);
    if (!object) return copy;
    try {
        copy.context = dicom::read_study_context(*image_cache_.open(*object), settings_.fallback_character_set);
    } catch (const Error& error) {  // the document can do without
        base::log::warn("an object cannot be read for what it says of its study",
                        {{"sop_instance_uid", known->an_object}, {"error", error.what()}});
    }
    return copy;
}

CreateKosdHandler::Studies CreateKosdHandler::read_studies(database::Connection& connection,
                                                           const Selection& selection) const {
    Studies studies;
    for (const std::string& study : selection.studies) studies.emplace(study, read_study(connection, study));
    return studies;
}

// What it cannot be made without is written down first, and looked for once more: what arrives from then on finds it.
std::optional<CreatableNote> CreateKosdHandler::find_note(const jobs::NoteVersion& about) const {
    const database::PooledConnection connection = database_.connection();
    std::optional<CreatableNote> note = database::find_creatable_note(*connection, about.note, about.version);
    if (!note) return note;
    const std::vector<std::string> unplaced = unplaced_references(*note);
    if (unplaced.empty()) return note;
    Transaction transaction{*connection};
    database::await_no_more(transaction, note->note_version);  // what an earlier try missed may be known by now
    for (const std::string& object : unplaced) database::await_object(transaction, object, note->note_version);
    transaction.commit();
    return database::find_creatable_note(*connection, about.note, about.version);
}

jobs::Ending CreateKosdHandler::operator()(const database::ClaimedJob& job, const std::stop_token&) const {
    const jobs::NoteVersion about = jobs::note_version_of(job);
    Studies studies;
    if (const auto note = find_note(about)) {
        const database::PooledConnection connection = database_.connection();
        if (!note->is_frozen && !note->has_kosd) studies = read_studies(*connection, select(*note));
    }
    return
        [this, about, studies = std::move(studies)](Transaction& transaction) { create(transaction, about, studies); };
}

// What is visible is asked once more behind the lock on the studies, which marks take, too.
std::optional<CreatableNote> CreateKosdHandler::hold(Transaction& transaction, const jobs::NoteVersion& about,
                                                     const Studies& studies) {
    std::set<std::string, std::less<>> held;
    for (const auto& [study, copy] : studies) held.insert(study);
    while (true) {
        database::hold_studies(transaction, {held.begin(), held.end()});
        std::optional<CreatableNote> note =
            database::find_creatable_note(transaction.connection(), about.note, about.version);
        if (!note || note->is_frozen || note->has_kosd) return note;
        const std::size_t known = held.size();
        for (const std::string& study : select(*note).studies) held.insert(study);
        held.insert(note->study_instance_uid);
        if (held.size() == known) return note;
    }
}

void CreateKosdHandler::create(Transaction& transaction, const jobs::NoteVersion& about, Studies studies) const {
    const auto note = hold(transaction, about, studies);
    if (!note) return;
    database::await_no_more(transaction, note->note_version);
    std::vector<FrozenKosd> documents;
    if (note->is_frozen) {
        documents = database::find_kosd_sources(transaction.connection(), note->note_version);
    } else if (!note->has_kosd) {
        documents = freeze(transaction, *note, std::move(studies));
    }
    for (const FrozenKosd& frozen : documents) {
        store(transaction, frozen);
        send_after(transaction, about.note, frozen.study_instance_uid);
    }
}

// Where its study went without it.
void CreateKosdHandler::send_after(Transaction& transaction, const std::string& note, const std::string& study) const {
    for (std::string& destination : database::find_destinations_without_kosd(transaction.connection(), study, note)) {
        (void)database::ensure_job(transaction, jobs::new_job(jobs::ExportStudy{std::move(destination), study}),
                                   clock_.now_ms());
    }
}

std::vector<FrozenKosd> CreateKosdHandler::freeze(Transaction& transaction, const CreatableNote& note,
                                                  Studies studies) const {
    const Selection selection = select(note);
    if (selection.references.empty()) return {};
    for (const std::string& study : selection.studies) {
        const auto read = studies.find(study);
        if (read == studies.end()) {
            studies.emplace(study, read_study(transaction.connection(), study));
        } else if (const auto now = database::find_study_of_kosd(transaction.connection(), study)) {
            read->second.study = now->study;  // it may have become another patient's before it was held
        }
    }
    std::vector<note::KosdStudy> known;
    if (!studies.contains(note.study_instance_uid)) {
        const auto filed = database::find_study_of_kosd(transaction.connection(), note.study_instance_uid);
        if (filed) known.push_back(filed->study);
    }
    for (const std::string& study : selection.studies) known.push_back(studies.at(study).study);
    require_one_patient(note, known);
    std::vector<FrozenKosd> documents;
    const std::string omitted = boost::json::serialize(boost::json::value_from(selection.omitted));
    for (note::KosdSource& source : build_kosd_sources(note, selection, studies, settings_.identity, clock_.now_ms())) {
        FrozenKosd& frozen = documents.emplace_back();
        frozen.note_version = note.note_version;
        frozen.study_instance_uid = source.study.study_instance_uid;
        frozen.sop_instance_uid = source.sop_instance_uid;
        frozen.series_instance_uid = source.series_instance_uid;
        frozen.instance_number = database::next_kosd_instance_number(transaction, source.series_instance_uid);
        source.instance_number = std::to_string(frozen.instance_number);
        frozen.source = note::to_json(source);
        frozen.omitted = omitted;
        frozen.sha256 = base::sha256_hex(note::write_kosd(source));
        database::add_kosd_source(transaction, frozen, clock_.now_ms());
    }
    return documents;
}

void CreateKosdHandler::store(Transaction& transaction, const FrozenKosd& frozen) const {
    const std::vector<std::byte> bytes = note::write_kosd(note::kosd_source_from_json(frozen.source));
    if (base::sha256_hex(bytes) != frozen.sha256) {
        throw Error{ErrorKind::internal, fmt::format("the KOSD {} would get other bytes than when it was first made: "
                                                     "edit the note, so that a new version is made",
                                                     frozen.sop_instance_uid)};
    }
    const dicom::MemorySource object{bytes};
    ingest::Arrival arrival{object};
    arrival.sha256 = frozen.sha256;
    arrival.received_from = "kinote";
    intake_.add_made(transaction, arrival);
    transaction.after_commit([uid = frozen.sop_instance_uid, study = frozen.study_instance_uid] {
        base::log::info("KOSD made", {{"sop_instance_uid", uid}, {"study", study}});
    });
}

}  // namespace kinote::object_creator
