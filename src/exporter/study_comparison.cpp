#include "exporter/study_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.hpp"
#include "dimse/status.hpp"
#include "exporter/difference_reason.hpp"

namespace kinote::exporter {
namespace {

using database::Difference;
using database::HeldObject;
using database::KnownObject;
using database::LedgerEntry;

constexpr std::int64_t compared_page_size = 1'000;
// Where somebody there took the first rejection back it is made once more; who shows it then follows none.
constexpr std::int64_t most_withdrawals = 2;

bool was_delivered(const LedgerEntry& entry) { return entry.state == "delivered" || entry.state == "committed"; }

bool was_missed(const LedgerEntry& entry) { return entry.comment.starts_with(database::not_found_there); }

bool was_lost(const HeldObject& object) {
    return object.ledger && object.ledger->state == "refused" && was_missed(*object.ledger) &&
           object.ledger->sha256 == object.sha256;
}

// It is seen there although the ledger says that it was not found there, or that it was withdrawn.
bool is_there_all_the_same(const HeldObject& object) {
    if (!object.ledger || object.ledger->sha256 != object.sha256) return false;
    const std::string& state = object.ledger->state;
    return object.ledger->may_be_there || state == "rejected" || state == "superseded" || was_lost(object) ||
           (was_delivered(*object.ledger) && object.ledger->missed_ms);
}

bool is_refused_as_rejected(const LedgerEntry& entry) {
    return entry.status == static_cast<std::int64_t>(dimse::Status::rejected_object_again);
}

// The ledger says that the destination hides it.
bool is_known_hidden(const LedgerEntry& entry) { return entry.state == "rejected" && was_missed(entry); }

// Missed there, sent again, taken, and missed once more: no rejection is known that would say why.
bool is_hidden_there(const HeldObject& object) {
    if (!object.ledger || !object.ledger->missed_ms || !object.withdrawn_by.empty()) return false;
    const LedgerEntry& entry = *object.ledger;
    return entry.sha256 == object.sha256 && entry.sent_ms > *entry.missed_ms &&
           (was_delivered(entry) || (is_known_hidden(entry) && !is_refused_as_rejected(entry)));
}

// A rejection hides it there, and to send it once more was in vain.
bool is_withdrawn_there(const HeldObject& object) {
    if (!object.ledger) return false;
    const LedgerEntry& entry = *object.ledger;
    if (entry.state == "refused" && is_refused_as_rejected(entry)) return true;
    if (is_known_hidden(entry)) return !is_hidden_there(object);
    return !object.withdrawn_by.empty() && (was_delivered(entry) || was_lost(object));
}

std::string delivery_of(const LedgerEntry& entry) {
    std::string words = fmt::format("sent {}", base::iso_8601(entry.sent_ms));
    if (entry.committed_ms) words += fmt::format(", committed {}", base::iso_8601(*entry.committed_ms));
    return words;
}

Difference difference(const HeldObject& object, std::string_view reason, std::string detail) {
    Difference found;
    found.sop_instance_uid = object.sop_instance_uid;
    found.series_instance_uid = object.series_instance_uid;
    found.sop_class_uid = object.sop_class_uid;
    found.reason = reason;
    found.detail = std::move(detail);
    return found;
}

std::string withdrawal_of(const HeldObject& object) {
    const LedgerEntry& entry = *object.ledger;
    std::string words = object.withdrawn_by.empty()
                            ? std::string{"a rejection note has named it there"}
                            : fmt::format("withdrawn there by the rejection note {}", object.withdrawn_by);
    if (is_refused_as_rejected(entry)) {
        return fmt::format("{}; sent again {}, and refused as rejected: {:04X}{}{}", words,
                           base::iso_8601(entry.sent_ms), *entry.status, entry.comment.empty() ? "" : ": ",
                           entry.comment);
    }
    return fmt::format("{}; sent again {}, and not shown there", words, base::iso_8601(entry.sent_ms));
}

std::string concealment_of(const LedgerEntry& entry) {
    return fmt::format("not found there {}, sent again {}, and not shown there", base::iso_8601(*entry.missed_ms),
                       base::iso_8601(entry.sent_ms));
}

Difference missing(const HeldObject& object) {
    if (!object.ledger) return difference(object, reason::not_sent, {});
    const LedgerEntry& entry = *object.ledger;
    if (is_withdrawn_there(object)) return difference(object, reason::withdrawn_there, withdrawal_of(object));
    if (is_hidden_there(object)) return difference(object, reason::hidden_there, concealment_of(entry));
    if (was_delivered(entry)) return difference(object, reason::unknown_there, delivery_of(entry));
    if (was_lost(object)) return difference(object, reason::unknown_there, entry.comment);
    if (entry.state != "refused") return difference(object, reason::not_sent, "withdrawn there, and not sent since");
    if (entry.may_be_there && !entry.status)
        return difference(object, reason::not_sent, "it began, and was not answered");
    const std::string status = entry.status ? fmt::format("{:04X}", *entry.status) : std::string{"not sent"};
    return difference(object, reason::refused,
                      entry.comment.empty() ? status : fmt::format("{}: {}", status, entry.comment));
}

// What is there, and how it is known here.
struct Judgement {
    std::string_view reason;
    std::string detail;
};
std::optional<Judgement> judge(const KnownObject* known, const std::string& study) {
    if (known == nullptr) return Judgement{reason::unknown_here, {}};
    if (known->withheld == "rejection") return std::nullopt;  // a rejection note, which was to go there
    if (!known->is_visible && known->withdrawn >= most_withdrawals) {
        return Judgement{reason::shown_all_the_same,
                         fmt::format("{} rejection notes have withdrawn it there", known->withdrawn)};
    }
    if (!known->is_visible && known->is_only_copy && !known->mark_cause.empty()) {
        return Judgement{reason::kept_until_purged, "marked by " + known->mark_cause};
    }
    if (known->study_instance_uid.empty()) return Judgement{reason::purged, "it was sent from here"};
    if (known->is_visible && known->study_instance_uid == study) return std::nullopt;
    if (known->is_visible) return Judgement{reason::other_study, "here in study " + known->study_instance_uid};
    if (!known->mark_cause.empty()) return Judgement{reason::hidden_here, "marked by " + known->mark_cause};
    if (known->withheld == "superseded") return Judgement{reason::superseded, "the note has a newer version"};
    if (!known->withheld.empty()) return Judgement{reason::hidden_here, "withheld: " + known->withheld};
    return Judgement{reason::hidden_here, "rejected by a rejection note"};
}

void compare_found(const HeldObject& object, StudyComparison& compared) {
    if (is_there_all_the_same(object)) compared.found.push_back(object);
    const bool is_other = object.ledger && was_delivered(*object.ledger) && object.ledger->sha256 != object.sha256;
    if (is_other) {
        compared.differences.push_back(difference(object, reason::older_there, delivery_of(*object.ledger)));
    } else if (object.has_newer_version) {
        compared.differences.push_back(difference(object, reason::newer_version, "the note was edited here since"));
    }
}

void compare_missing(HeldObject& object, StudyComparison& compared) {
    compared.differences.push_back(missing(object));
    const bool is_of_ledger = object.ledger && object.ledger->sha256 == object.sha256;
    if (!is_of_ledger) return;
    const bool is_noted = object.ledger->state == "rejected";
    if (is_withdrawn_there(object)) {
        if (!is_noted) compared.withdrawn.push_back(std::move(object));
    } else if (is_hidden_there(object)) {
        if (!is_noted) compared.hidden.push_back(std::move(object));
    } else if (was_delivered(*object.ledger)) {
        compared.lost.push_back(std::move(object));
    }
}

void compare_held(database::Connection& connection, const database::HeldScope& scope,
                  const std::vector<RemoteObject>& there, StudyComparison& compared, std::vector<bool>& is_held) {
    std::int64_t after = 0;
    for (auto page = database::find_held_objects(connection, scope, after, compared_page_size); !page.empty();
         page = database::find_held_objects(connection, scope, after, compared_page_size)) {
        after = page.back().instance;
        for (HeldObject& object : page) {
            const auto at =
                std::ranges::lower_bound(there, object.sop_instance_uid, {}, &RemoteObject::sop_instance_uid);
            const bool is_there = at != there.end() && at->sop_instance_uid == object.sop_instance_uid;
            const bool is_sent_since = object.ledger && object.ledger->sent_ms >= scope.before_ms;
            if (is_there) {
                is_held[static_cast<std::size_t>(at - there.begin())] = true;
                compare_found(object, compared);
            } else if (!is_sent_since) {
                compare_missing(object, compared);
            }
        }
    }
}

void compare_there(database::Connection& connection, const database::HeldScope& scope,
                   const std::vector<const RemoteObject*>& page, StudyComparison& compared) {
    std::vector<std::string_view> uids;
    uids.reserve(page.size());
    for (const RemoteObject* one : page) uids.emplace_back(one->sop_instance_uid);
    const auto known = database::find_known_objects(connection, scope.destination, uids);
    for (const RemoteObject* one : page) {
        const auto found = std::ranges::find(known, one->sop_instance_uid, &KnownObject::sop_instance_uid);
        const auto judged = judge(found == known.end() ? nullptr : &*found, scope.study_instance_uid);
        if (!judged) continue;
        Difference& added = compared.differences.emplace_back();
        added.sop_instance_uid = one->sop_instance_uid;
        added.series_instance_uid = one->series_instance_uid;
        added.sop_class_uid = one->sop_class_uid;
        added.reason = judged->reason;
        added.detail = judged->detail;
    }
}

}  // namespace

StudyComparison compare(database::Connection& connection, const database::HeldScope& scope,
                        const std::vector<RemoteObject>& there) {
    constexpr std::size_t most_named = 200;
    StudyComparison compared;
    std::vector<bool> is_held(there.size());
    compare_held(connection, scope, there, compared, is_held);
    std::vector<const RemoteObject*> page;
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (!is_held[i]) page.push_back(&there[i]);
        if (page.size() < most_named && i + 1 < there.size()) continue;
        if (!page.empty()) compare_there(connection, scope, page, compared);
        page.clear();
    }
    std::ranges::stable_sort(compared.differences, {}, &Difference::sop_instance_uid);
    const auto by_uid = [](const HeldObject& object) { return object.sop_instance_uid; };
    std::ranges::sort(compared.lost, {}, by_uid);
    std::ranges::sort(compared.withdrawn, {}, by_uid);
    std::ranges::sort(compared.hidden, {}, by_uid);
    std::ranges::sort(compared.found, {}, by_uid);
    return compared;
}

}  // namespace kinote::exporter
