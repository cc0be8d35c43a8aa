#include "exporter/withdraw.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/rest.hpp"
#include "database/creatable_note.hpp"
#include "database/instance_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/kosd_table.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/uid.hpp"
#include "dimse/store_scu.hpp"
#include "exporter/agreed_object.hpp"
#include "exporter/export_request.hpp"
#include "jobs/job_kinds.hpp"
#include "note/code.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Destination;
using database::Transaction;
using database::Withdrawal;

const database::Actor withdrawing_actor{"kinote", "withdrawal"};

Withdrawal read_withdrawal(database::Database& database, std::int64_t id) {
    const database::PooledConnection connection = database.connection();
    auto withdrawal = database::find_withdrawal(*connection, id);
    if (withdrawal) return *std::move(withdrawal);
    throw Error{ErrorKind::not_found, fmt::format("there is no withdrawal {}", id)};
}

Destination read_destination(database::Database& database, const Withdrawal& withdrawal) {
    const database::PooledConnection connection = database.connection();
    auto destination = database::find_destination(*connection, withdrawal.destination);
    if (destination && !destination->is_retired && destination->wants_rejections) return *std::move(destination);
    throw Error{ErrorKind::refused, fmt::format("the destination {} is no longer in use, or wants no rejection notes",
                                                withdrawal.destination_name)};
}

jobs::Withdraw withdraw_job(const Withdrawal& withdrawal) {
    return {withdrawal.id, jobs::outgoing_queue(withdrawal.destination_name, withdrawal.is_archive),
            withdrawal.study_instance_uid};
}

}  // namespace

jobs::Ending ReplaceHandler::operator()(const database::ClaimedJob& job, const std::stop_token&) const {
    const Withdrawal withdrawal = read_withdrawal(rooms_.database, jobs::withdrawal_of(job));
    std::vector<std::int64_t> sending;
    if (withdrawal.state == "open") {
        std::vector<std::string> studies;
        {
            const database::PooledConnection connection = rooms_.database.connection();
            studies = database::find_replacing_studies(*connection, withdrawal);
        }
        const ExportRequests requests{rooms_.database, rooms_.queue, rooms_.clock};
        for (const std::string& study : studies) {
            const ExportOrder order{withdrawal.destination_name, study, database::ExportScope::key_images};
            sending.push_back(requests.open(order, withdrawing_actor).job);
        }
    }
    return [this, withdrawal, sending = std::move(sending)](Transaction& transaction) {
        if (withdrawal.state != "open") return;
        const std::int64_t job_after = rooms_.queue.ensure(transaction, jobs::new_job(withdraw_job(withdrawal)));
        (void)database::wait_for(transaction, job_after, sending);
    };
}

jobs::Ending WithdrawHandler::operator()(const database::ClaimedJob& job, const std::stop_token& stop) const {
    Withdrawal withdrawal = read_withdrawal(rooms_.database, jobs::withdrawal_of(job));
    if (withdrawal.state != "open") return [](Transaction&) {};
    const Destination destination = read_destination(rooms_.database, withdrawal);
    wait_for_answers(withdrawal, stop);
    {
        const database::PooledConnection connection = rooms_.database.connection();
        if (withdrawal.cause == "replaced" && !database::has_replacement(*connection, withdrawal)) {
            throw Error{ErrorKind::refused,
                        fmt::format("{} has not got the newer version of the note, so the older one stays there: see "
                                    "kinote exports list --study {}",
                                    destination.name, withdrawal.study_instance_uid)};
        }
        if (database::find_withdrawn_objects(*connection, withdrawal).empty()) {
            return [this, id = withdrawal.id](Transaction& transaction) {
                database::drop_withdrawal(transaction, id, rooms_.clock.now_ms());
            };
        }
    }
    const std::string note = ensure_note(withdrawal);
    send(withdrawal, destination, note, stop);
    base::log::info("withdrawn by a rejection note",
                    {{"withdrawal", withdrawal.id}, {"destination", destination.name}, {"sop_instance_uid", note}});
    return [this, withdrawal = std::move(withdrawal)](Transaction& transaction) {
        database::end_withdrawal(transaction, withdrawal, rooms_.clock.now_ms());
    };
}

// Else a destination would hear of the rejection before it has the object.
void WithdrawHandler::wait_for_answers(const Withdrawal& withdrawal, const std::stop_token& stop) const {
    constexpr std::chrono::milliseconds between_looks{100};
    const auto is_on_its_way = [&] {
        const database::PooledConnection connection = rooms_.database.connection();
        return database::is_on_its_way(*connection, withdrawal, rooms_.clock.now_ms());
    };
    while (is_on_its_way()) {
        if (stop.stop_requested()) throw Error{ErrorKind::unavailable, "the server stops"};
        base::rest(stop, between_looks);
    }
}

// It stands in the database before it goes out, so that each attempt sends the same.
std::string WithdrawHandler::ensure_note(Withdrawal& withdrawal) const {
    if (withdrawal.note) return *withdrawal.note;
    std::string uid = "2.25." + base::decimal(base::parse_uuid(base::random_uuid()));
    const database::PooledConnection connection = rooms_.database.connection();
    Transaction transaction{*connection};
    add_note(transaction, uid, withdrawal);
    transaction.commit();
    withdrawal.note = uid;
    return uid;
}

void WithdrawHandler::add_note(Transaction& transaction, const std::string& uid, const Withdrawal& withdrawal) const {
    database::hold_studies(transaction, {withdrawal.study_instance_uid});
    const auto objects = database::find_withdrawn_objects(transaction.connection(), withdrawal);
    const auto known = database::find_study_of_kosd(transaction.connection(), withdrawal.study_instance_uid);
    if (!known || objects.empty()) throw Error{ErrorKind::unavailable, "what was withdrawn changes at this moment"};
    const std::int64_t now_ms = rooms_.clock.now_ms();
    const std::vector<std::byte> bytes =
        write_rejection_note(identity_, {uid, withdrawal.id, known->study, objects}, now_ms);
    const dicom::MemorySource object{bytes};
    ingest::Arrival made{object};
    made.sha256 = base::sha256_hex(bytes);
    made.received_from = "withdrawal";
    made.enqueues_jobs = false;
    rooms_.intake.add_made(transaction, made);
    const auto stored = database::find_object_in_place(transaction.connection(), uid);
    if (!stored) throw Error{ErrorKind::internal, "a rejection note that was made is not here"};
    database::withhold_instance(transaction, stored->object.instance, "rejection");
    database::KosdVerdict verdict;
    verdict.instance = stored->object.instance;
    verdict.role = note::NoteRole::rejection;
    verdict.title = note::term::DataRetentionPolicyExpired.code();
    verdict.reference_count = static_cast<std::int64_t>(objects.size());
    verdict.findings = "[]";
    database::set_verdict(transaction, verdict, now_ms);
    database::set_withdrawal_note(transaction, withdrawal.id, uid);
    database::add_audit_event(transaction,
                              {withdrawing_actor, "rejection_made", uid, withdrawal.study_instance_uid,
                               fmt::format(R"({{"withdrawal":{},"destination":"{}","objects":{}}})", withdrawal.id,
                                           withdrawal.destination_name, objects.size())},
                              now_ms);
}

void WithdrawHandler::send(const Withdrawal& withdrawal, const Destination& destination, const std::string& note,
                           const std::stop_token& stop) const {
    std::optional<database::ObjectInPlace> stored;
    {
        const database::PooledConnection connection = rooms_.database.connection();
        stored = database::find_object_in_place(*connection, note);
    }
    if (!stored) throw Error{ErrorKind::not_found, fmt::format("the rejection note {} is no longer here", note)};
    std::unique_ptr<dicom::ByteSource> bytes = rooms_.image_cache.open(stored->object);
    const dimse::OutgoingObject as_stored = dimse::outgoing_object(*bytes, stored->object.sop_class_uid, note);
    KeptAssociation kept =
        rooms_.associations.take(destination, {{as_stored.sop_class_uid, as_stored.transfer_syntax_uid}}, stop);
    const AgreedObject agreed =
        in_agreed_syntax(std::move(bytes), stored->object, destination.name, agreement_of(*kept.association));
    const dimse::Answer answer = dimse::StoreScu{*kept.association}.store(agreed.outgoing);
    rooms_.associations.give_back(std::move(kept));
    if (dimse::is_stored(answer.status)) return;
    const std::string said = fmt::format("{} answered {:04X} to the rejection note{}{}", destination.name,
                                         static_cast<unsigned>(answer.status), answer.error_comment.empty() ? "" : ": ",
                                         answer.error_comment);
    {
        const database::PooledConnection connection = rooms_.database.connection();
        Transaction transaction{*connection};
        database::set_withdrawal_comment(transaction, withdrawal.id, said);
        transaction.commit();
    }
    if (dimse::can_pass(answer.status)) throw Error{ErrorKind::unavailable, said};
    throw Error{ErrorKind::refused,
                fmt::format("{}; have it take rejection notes, or reject the objects there by hand", said)};
}

}  // namespace kinote::exporter
