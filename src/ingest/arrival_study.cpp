#include "ingest/arrival_study.hpp"

#include "database/job_exception_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"
#include "database/study_table.hpp"
#include "dicom/uid.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::ingest {
namespace {

using database::EstablishedBy;
using database::PatientAttributes;
using database::Transaction;
using database::Whereabouts;
using dicom::Header;

PatientAttributes patient_of(const Header& header) {
    return {header.patient_id, header.issuer_of_patient_id, header.patient_name, header.patient_birth_date,
            header.patient_sex};
}

database::StudyAttributes study_of_header(const Header& header) {
    return {header.study_instance_uid,      header.study_date, header.study_time,
            header.accession_number,        header.study_id,   header.study_description,
            header.referring_physician_name};
}

PatientAttributes known_patient(const Whereabouts& whereabouts) {
    return {whereabouts.patient_id, whereabouts.issuer_of_patient_id, whereabouts.patient_name, whereabouts.birth_date,
            ""};
}

void meet_other_patient(Transaction& transaction, jobs::JobQueue& queue, std::int64_t study, const Header& header,
                        EstablishedBy known_by, std::int64_t now_ms) {
    if (known_by == EstablishedBy::note) {
        for (const database::UnregisteredKosd& kosd : database::reopen_kosds_of_study(transaction, study)) {
            queue.enqueue_unless_live(
                transaction, jobs::new_job(jobs::RegisterKosd{kosd.sop_instance_uid, kosd.study_instance_uid}));
        }
        database::withhold_notes_of_study(transaction, study, "other_patient");
    }
    database::raise_exception(
        transaction,
        {std::nullopt, "other_patient", "an object names another patient than its study is known under",
         known_by == EstablishedBy::object
             ? "compare the patients; have the sender correct the object, or correct the study"
             : "compare the patients; release or reject the notes that are withheld",
         header.study_instance_uid, header.sop_instance_uid},
        now_ms);
}

}  // namespace

bool is_kosd(const Header& header) { return header.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage; }

// What the earlier look said of a study is kept to only where it cannot have changed: an object's word stays, and a
// KOSD is judged against its study's patient when it is registered.
std::int64_t study_of_arrival(Transaction& transaction, jobs::JobQueue& queue, const Header& header,
                              const Whereabouts& whereabouts, std::int64_t now_ms) {
    const EstablishedBy by = is_kosd(header) ? EstablishedBy::note : EstablishedBy::object;
    if (whereabouts.study && by == EstablishedBy::note) return *whereabouts.study;
    const PatientAttributes patient = patient_of(header);
    if (whereabouts.study && whereabouts.is_established_by_object) {
        if (!database::can_be_same_patient(known_patient(whereabouts), patient)) {
            meet_other_patient(transaction, queue, *whereabouts.study, header, EstablishedBy::object, now_ms);
        }
        return *whereabouts.study;
    }
    const database::EnsuredStudy study =
        database::ensure_study(transaction, patient, study_of_header(header), by, now_ms);
    if (by == EstablishedBy::object && study.before &&
        !database::can_be_same_patient(study.before->patient_attributes, patient)) {
        meet_other_patient(transaction, queue, study.id, header, study.before->established_by, now_ms);
    }
    return study.id;
}

}  // namespace kinote::ingest
