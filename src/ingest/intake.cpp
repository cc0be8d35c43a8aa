#include "ingest/intake.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/awaited_object_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/kosd_source_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"
#include "database/rejection_table.hpp"
#include "database/study_change_table.hpp"
#include "database/study_table.hpp"
#include "database/tombstone_table.hpp"
#include "dicom/structure.hpp"
#include "dicom/uid.hpp"
#include "ingest/arrival_file.hpp"
#include "ingest/arrival_study.hpp"
#include "ingest/import_run.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;
using database::Whereabouts;
using dicom::Header;

// Another arrival of the same object was quicker, or the database was lost and may be back: look again.
constexpr int most_tries = 4;

// As the file meta information says it, which may be any bytes.
void check_transfer_syntax(const Header& header) {
    if (dicom::is_valid_uid(header.transfer_syntax_uid)) return;
    throw Error{ErrorKind::corrupt, "the Transfer Syntax UID of the file meta information is no UID"};
}

void check_expectation(const Arrival& arrival, const Header& header) {  // K02
    const bool class_differs =
        !arrival.expected_sop_class_uid.empty() && arrival.expected_sop_class_uid != header.sop_class_uid;
    const bool instance_differs =
        !arrival.expected_sop_instance_uid.empty() && arrival.expected_sop_instance_uid != header.sop_instance_uid;
    if (!arrival.expected_study_instance_uid.empty() &&
        arrival.expected_study_instance_uid != header.study_instance_uid) {
        throw Error{ErrorKind::invalid, fmt::format("it is of study {}, and was to be stored in study {}",
                                                    header.study_instance_uid, arrival.expected_study_instance_uid)};
    }
    if (class_differs || instance_differs) {
        throw Error{ErrorKind::invalid,
                    fmt::format("the command says instance {} of class {}, the data set says {} of {}",
                                arrival.expected_sop_instance_uid, arrival.expected_sop_class_uid,
                                header.sop_instance_uid, header.sop_class_uid)};
    }
}

// What is deflated is not inflated for this: its readers do that anyway, and tell.
std::string damage_of(const dicom::ByteSource& object, const Header& header) {
    if (header.transfer_syntax_uid == dicom::uid::DeflatedExplicitVRLittleEndian) return {};
    try {
        (void)dicom::check_structure(object);
        return {};
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        return error.what();
    }
}

Acceptance acceptance(Outcome outcome, const Header& header, const std::string& damage) {
    return {
        outcome, header.sop_instance_uid, header.sop_class_uid, header.series_instance_uid, header.study_instance_uid,
        damage};
}

}  // namespace

Intake::Opened Intake::open(const Arrival& arrival) const {
    Opened opened{dicom::read_header(arrival.object, settings_.fallback_character_set), {}};
    check_transfer_syntax(opened.header);
    check_expectation(arrival, opened.header);
    if (is_kosd(opened.header)) return opened;  // registering judges it as a whole
    opened.damage = damage_of(arrival.object, opened.header);
    if (!opened.damage.empty()) {
        base::log::warn("a damaged object is kept as it came",
                        {{"sop_instance_uid", opened.header.sop_instance_uid}, {"damage", opened.damage}});
    }
    return opened;
}

Intake::Opened Intake::open_foreign(const Arrival& arrival) const {
    Opened opened = open(arrival);
    opened.standing =
        rejection_standing(settings_.rejection, arrival, is_kosd(opened.header), opened.header.transfer_syntax_uid);
    return opened;
}

Acceptance Intake::accept(const Arrival& arrival) {
    const Opened opened = open_foreign(arrival);
    const std::string& uid = opened.header.sop_instance_uid;
    std::optional<image_cache::KeptFile> kept;  // at the first try, for all of them
    for (int attempt = 1;; ++attempt) {
        try {
            return acceptance(accept_once(arrival, opened, kept), opened.header, opened.damage);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::unavailable || attempt == most_tries) throw;
            base::log::debug("an arrival is tried again", {{"sop_instance_uid", uid}, {"error", error.what()}});
        }
    }
}

std::vector<std::variant<Acceptance, Error>> Intake::accept_together(std::span<const Arrival> arrivals) {
    std::vector<std::optional<Opened>> opened(arrivals.size());  // of those that have not been taken in yet
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        try {
            if (arrivals[i].object.size() > image_cache_.most_bytes_in_database()) continue;
            opened[i] = open_foreign(arrivals[i]);
        } catch (const Error&) {  // accept() says it of this one alone
            opened[i].reset();
        }
    }
    std::vector<std::optional<Acceptance>> accepted(arrivals.size());
    try {
        database_.commit_together([&](Transaction& transaction) {
            accepted.assign(arrivals.size(), std::nullopt);
            for (std::size_t i = 0; i < arrivals.size(); ++i) {
                if (!opened[i]) continue;
                const Header& header = opened[i]->header;
                const Whereabouts whereabouts =
                    database::find_whereabouts(transaction.connection(), header.study_instance_uid,
                                               header.series_instance_uid, header.sop_instance_uid);
                if (whereabouts.instance || is_return(whereabouts)) continue;
                add_rows(transaction, arrivals[i], *opened[i], whereabouts, std::nullopt);
                accepted[i] = acceptance(Outcome::stored, header, opened[i]->damage);
            }
        });
    } catch (const Error& error) {
        base::log::debug("objects are taken in one by one", {{"error", error.what()}});
        accepted.assign(arrivals.size(), std::nullopt);
    }
    std::vector<std::variant<Acceptance, Error>> results;
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        results.push_back(accepted[i] ? std::variant<Acceptance, Error>{std::move(*accepted[i])}
                                      : accept_or_error(arrivals[i]));
    }
    return results;
}

void Intake::add_made(Transaction& transaction, const Arrival& made) {
    const Opened opened = open(made);
    const Header& header = opened.header;
    const Whereabouts whereabouts = database::find_whereabouts(transaction.connection(), header.study_instance_uid,
                                                               header.series_instance_uid, header.sop_instance_uid);
    if (!whereabouts.instance) {
        add_rows(transaction, made, opened, whereabouts, std::nullopt);
    } else if (whereabouts.instance->sha256 != made.sha256) {
        throw Error{ErrorKind::refused, fmt::format("another object is here under the UID {} of one that is made here",
                                                    header.sop_instance_uid)};
    }
}

std::variant<Acceptance, Error> Intake::accept_or_error(const Arrival& arrival) {
    try {
        return accept(arrival);
    } catch (...) {
        return base::current_error();
    }
}

Outcome Intake::accept_once(const Arrival& arrival, const Opened& opened, std::optional<image_cache::KeptFile>& kept) {
    const Whereabouts whereabouts = look(opened.header);
    if (kept && whereabouts.instance && whereabouts.instance->path == kept->path()) {  // a commit that seemed to fail
        kept->release();
        return Outcome::stored;
    }
    if (is_return(whereabouts) &&
        rejected_.meet_return(arrival, opened.header, whereabouts) == RejectedReturn::refuse) {
        return Outcome::rejected;
    }
    if (whereabouts.instance && whereabouts.instance->is_nearline) {
        const auto taken = returns_.take(arrival, opened.header, whereabouts, kept);
        return taken ? *taken : duplicates_.refuse(arrival, opened.header);
    }
    if (whereabouts.instance) return meet_known(arrival, opened, *whereabouts.instance);

    const bool is_large = arrival.object.size() > image_cache_.most_bytes_in_database();
    if (is_large && !kept) kept.emplace(keep_file(image_cache_, arrival));  // durable before the transaction
    const std::optional<std::string> path = kept ? std::optional{kept->path()} : std::nullopt;
    database_.commit_together([&](Transaction& transaction) {
        add_rows(transaction, arrival, opened, whereabouts, path);
        if (kept) transaction.when_in_doubt([&kept] { kept->release(); });
    });
    if (kept) kept->release();
    return Outcome::stored;
}

Whereabouts Intake::look(const Header& header) const {
    const database::PooledConnection connection = database_.connection();
    return database::find_whereabouts(*connection, header.study_instance_uid, header.series_instance_uid,
                                      header.sop_instance_uid);
}

Outcome Intake::meet_known(const Arrival& arrival, const Opened& opened, const database::StoredObject& present) {
    const Outcome outcome = duplicates_.meet(arrival, opened.header, present);
    if (outcome == Outcome::same_content && opened.standing == RejectionStanding::may) {
        rejected_.accept_waiting(arrival, opened.header);
    }
    return outcome;
}

void Intake::tell_of_return(Transaction& transaction, const Arrival& arrival, const Header& header) const {
    database::raise_exception(
        transaction,
        {std::nullopt, "came_back_deleted",
         fmt::format("an object that was deleted and purged has come again by {}: it stays hidden, and is purged again "
                     "after its grace",
                     arrival.received_from),
         fmt::format(
             "undo to keep it: kinote deletions undo --study {}; else nothing, or have its sender delete it, too",
             header.study_instance_uid),
         header.study_instance_uid, ""},
        clock_.now_ms());
}

void Intake::add_rows(Transaction& transaction, const Arrival& arrival, const Opened& opened,
                      const Whereabouts& whereabouts, const std::optional<std::string>& path) {
    const Header& header = opened.header;
    const std::int64_t study = study_of_arrival(transaction, queue_, header, whereabouts, clock_.now_ms());
    const std::int64_t series = whereabouts.series
                                    ? *whereabouts.series
                                    : database::ensure_series(transaction, study,
                                                              {header.series_instance_uid, header.modality,
                                                               header.series_number, header.series_description});
    std::vector<std::byte> small;
    database::NewInstance instance;
    instance.study = study;
    instance.series = series;
    instance.sop_instance_uid = header.sop_instance_uid;
    instance.sop_class_uid = header.sop_class_uid;
    instance.transfer_syntax_uid = header.transfer_syntax_uid;
    instance.instance_number = header.instance_number;
    instance.number_of_frames = header.number_of_frames;
    instance.rows = header.rows;
    instance.columns = header.columns;
    instance.size = static_cast<std::int64_t>(arrival.object.size());
    instance.sha256 = arrival.sha256;
    instance.checksum = arrival.checksum;
    instance.path = path;
    instance.received_from = arrival.received_from;
    if (!path) {
        instance.bytes = arrival.object.in_memory();
        if (instance.bytes.empty()) {
            small.resize(arrival.object.size());
            (void)arrival.object.read_at(0, small);
            instance.bytes = small;
        }
    }
    const std::optional<database::AddedInstance> added = database::add_instance(transaction, instance, clock_.now_ms());
    if (!added) throw Error{ErrorKind::unavailable, "another arrival of the same object was quicker"};
    const bool stays_deleted =
        whereabouts.has_tombstone &&
        database::mark_returned(transaction, added->id, header.sop_instance_uid, clock_.now_ms());
    if (stays_deleted) tell_of_return(transaction, arrival, header);
    if (settings_.records_changes && arrival.enqueues_jobs && !stays_deleted) {
        database::add_study_change(transaction, study, clock_.now_ms());
    }
    if (is_kosd(header)) {
        add_kosd(transaction, instance, added->id, opened, whereabouts, arrival.enqueues_jobs && !stays_deleted);
        if (stays_deleted && !whereabouts.note_version) {
            database::set_registration_state(transaction, header.sop_instance_uid,
                                             database::RegistrationState::given_up);
        }
    }
    if (!whereabouts.rejected_as.empty()) database::note_arrival_of_rejected(transaction, header.sop_instance_uid);
    if (added->is_awaited) {
        database::resolve_references(transaction, header.sop_instance_uid, header.study_instance_uid,
                                     header.series_instance_uid, header.sop_class_uid, study);
        const std::array<std::string_view, 1> awaited{header.sop_instance_uid};
        (void)database::retry_creations(transaction, awaited, clock_.now_ms());
    }
    if (arrival.import != nullptr) {
        arrival.import->add_study(transaction, header.study_instance_uid, clock_.now_ms());
    }
    if (!opened.damage.empty()) tell_of_damage(transaction, arrival, opened);
}

void Intake::tell_of_damage(Transaction& transaction, const Arrival& arrival, const Opened& opened) const {
    database::raise_refusal(transaction,
                            {std::nullopt, "damaged",
                             fmt::format("an object from {} is kept as it came, but it is damaged: {}",
                                         arrival.received_from, opened.damage),
                             "look whether its sender has it whole; what comes under its UID is kept aside",
                             opened.header.study_instance_uid, opened.header.sop_instance_uid},
                            clock_.now_ms());
}

void Intake::add_kosd(Transaction& transaction, const database::NewInstance& kosd, std::int64_t instance,
                      const Opened& opened, const Whereabouts& whereabouts, bool enqueues_jobs) {
    // One that a version of a note here has reserved is linked to it, not registered again.
    database::add_kosd(transaction, instance, whereabouts.note_version, clock_.now_ms());
    if (whereabouts.note_version) {
        jobs::enqueue_availability_notices(
            transaction, database::withhold_superseded_kosds(transaction, *whereabouts.note_version), clock_.now_ms());
    }
    const Header& header = opened.header;
    if (opened.standing != RejectionStanding::none) {  // out of sight from the start, whatever it will come to
        const bool may_reject = opened.standing == RejectionStanding::may;
        database::add_rejection_note(
            transaction,
            {header.sop_instance_uid, kosd.study, header.study_instance_uid, kosd.received_from,
             may_reject ? database::RejectionState::in_force : database::RejectionState::waiting},
            clock_.now_ms());
        database::withhold_instance(transaction, instance, "rejection");
        const database::Actor sender{std::string{kosd.received_from}, "C-STORE or import"};
        database::add_audit_event(transaction,
                                  {sender, may_reject ? "rejection_received" : "rejection_kept_waiting",
                                   header.sop_instance_uid, header.study_instance_uid},
                                  clock_.now_ms());
    }
    if (!whereabouts.note_version && enqueues_jobs) {
        queue_.enqueue_unless_live(
            transaction, jobs::new_job(jobs::RegisterKosd{header.sop_instance_uid, header.study_instance_uid}));
    }
}

}  // namespace kinote::ingest
