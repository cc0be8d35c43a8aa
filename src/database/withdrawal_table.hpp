#pragma once
// The tables `withdrawal` and `withdrawal_item`: what was sent to a destination that wants rejection notes, and is
// withdrawn there.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct OpenedWithdrawal {
    std::int64_t id = 0;
    std::string destination;  ///< its name
    bool is_archive = false;  ///< the destination is one
    std::string study_instance_uid;
    bool is_replacement = false;  ///< a newer version of the note goes first
};

/// For each destination that wants rejection notes and has, or may have, objects that this mark hides: a withdrawal per
/// study. What is NEARLINE stays in its archives until it is purged: there would be nothing to take back.
/// @param mark_cause  of the instances: "deletion 7".
[[nodiscard]] std::vector<OpenedWithdrawal> withdraw_marked(Transaction& transaction, std::string_view mark_cause,
                                                            std::int64_t now_ms);
/// The same for what of these objects has been purged, and of which no withdrawal is open. SOP Instance UIDs.
[[nodiscard]] std::vector<OpenedWithdrawal> withdraw_purged(Transaction& transaction,
                                                            std::span<const std::string_view> objects,
                                                            std::int64_t now_ms);
/// The same for those of these objects, delivered to the destination, that are marked or replaced here, and of which no
/// withdrawal is open there. Where they may be marked at this moment, the study is to be held, as whoever marks holds
/// it.
[[nodiscard]] std::vector<OpenedWithdrawal> withdraw_hidden_at(Transaction& transaction, std::int64_t destination,
                                                               std::span<const std::string_view> objects,
                                                               std::int64_t now_ms);
/// Those that are open there already and have one of the objects.
[[nodiscard]] std::vector<OpenedWithdrawal> find_open_withdrawals(Connection& connection, std::int64_t destination,
                                                                  std::span<const std::string_view> objects);
/// The same as withdraw_marked() for the KOSDs of earlier versions of a note, ours and received ones, and of notes that
/// are shown as it. To be called once the newer version stands.
[[nodiscard]] std::vector<OpenedWithdrawal> withdraw_replaced(Transaction& transaction, std::int64_t note,
                                                              std::int64_t now_ms);
/// The same as withdraw_marked() for the KOSDs of one version of a note, which nothing takes the place of.
[[nodiscard]] std::vector<OpenedWithdrawal> withdraw_version(Transaction& transaction, std::int64_t note_version,
                                                             std::int64_t now_ms);
/// The same for what a received rejection note in force names: that note itself goes there.
[[nodiscard]] std::vector<OpenedWithdrawal> forward_rejection(Transaction& transaction, std::string_view note,
                                                              std::int64_t now_ms);

struct Withdrawal {
    std::int64_t id = 0;
    std::int64_t destination = 0;
    std::string destination_name;
    std::string study_instance_uid;
    std::string cause;  ///< deleted, replaced, forwarded
    std::string state;  ///< open, done, dropped: nothing is left to withdraw, or the destination was removed
    std::optional<std::string> note;
    std::string comment;
    std::int64_t requested_ms = 0;
    std::optional<std::int64_t> ended_ms;
    bool is_archive = false;  ///< the destination is one
};
[[nodiscard]] std::optional<Withdrawal> find_withdrawal(Connection& connection, std::int64_t id);
/// The latest first.
[[nodiscard]] std::vector<Withdrawal> list_withdrawals(Connection& connection, std::int64_t limit, std::int64_t offset);

struct WithdrawnObject {
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;
};
/// Its objects that are hidden here and that the destination has or may have, in the order of their UIDs. Of a
/// forwarded note: those that the destination has, while the note is in force.
[[nodiscard]] std::vector<WithdrawnObject> find_withdrawn_objects(Connection& connection, const Withdrawal& withdrawal);
/// Whether one of its objects goes there at this moment, as far as can be seen: it began a short time ago, or not long
/// ago and a SEND of its study there is in progress.
[[nodiscard]] bool is_on_its_way(Connection& connection, const Withdrawal& withdrawal, std::int64_t now_ms);
/// Of one for a replacement: whether the destination has the KOSD of a later version of each note in that study, or
/// there is none to be had.
[[nodiscard]] bool has_replacement(Connection& connection, const Withdrawal& withdrawal);
/// The studies to send for that: those that the newer versions lie in, as far as something of them is visible. Study
/// Instance UIDs.
[[nodiscard]] std::vector<std::string> find_replacing_studies(Connection& connection, const Withdrawal& withdrawal);

void set_withdrawal_note(Transaction& transaction, std::int64_t id, std::string_view note);
void set_withdrawal_comment(Transaction& transaction, std::int64_t id, std::string_view comment);
/// The destination has taken the rejection note: its ledger says so of the objects.
void end_withdrawal(Transaction& transaction, const Withdrawal& withdrawal, std::int64_t now_ms);
/// The destination shows what the ledger says it has rejected, or knows nothing of, as where a sender died between the
/// answer and its ledger: the ledger has it as delivered.
void note_seen_there(Transaction& transaction, std::int64_t destination, std::span<const std::string_view> objects,
                     std::int64_t now_ms);
/// Nothing is left to withdraw.
void drop_withdrawal(Transaction& transaction, std::int64_t id, std::int64_t now_ms);
/// Those that are open at a destination that goes are dropped, with the reason as their comment. @return how many.
std::int64_t drop_withdrawals_at(Transaction& transaction, std::int64_t destination, std::string_view reason,
                                 std::int64_t now_ms);
/// Whether a rejection note was made here.
[[nodiscard]] bool is_own_rejection_note(Connection& connection, std::string_view sop_instance_uid);

}  // namespace kinote::database
