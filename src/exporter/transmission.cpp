#include "exporter/transmission.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "base/log.hpp"
#include "database/nearline_table.hpp"
#include "dimse/status.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;

constexpr std::int64_t transmitted_page_size = 1'000;
constexpr std::size_t most_results = 64;            // begun at once
constexpr std::int64_t longest_in_memory = 500;     // milliseconds
constexpr int most_objects_failing_in_a_row = 100;  // a peer that takes nothing now
constexpr std::int64_t most_losses = 3;             // of one object

std::string first_of(const std::vector<std::string>& objects) {
    constexpr std::size_t most_named = 10;
    const std::size_t named = std::min(objects.size(), most_named);
    return fmt::format("{}{}", fmt::join(std::span{objects}.first(named), ", "),
                       named < objects.size() ? fmt::format(" and {} more", objects.size() - named) : std::string{});
}

}  // namespace

// What changed meanwhile is found by a pass that finds nothing else.
void Transmission::run() {
    flushed_ms_ = clock_.now_ms();
    {
        const database::PooledConnection connection = database_.connection();
        lost_before_ = database::find_lost_objects(*connection, request_.id);
    }
    while (!passing_ && lost_.empty() && send_all()) continue;
    if (!lost_.empty()) {
        throw Error{ErrorKind::unavailable, fmt::format("an association ended over each of {}, which come last in the "
                                                        "next attempt: {}",
                                                        first_of(lost_), last_loss_)};
    }
    if (!passing_ && !may_go_on() && !next_page(0).empty()) passing_.emplace(ErrorKind::unavailable, last_loss_);
    if (passing_) throw Error{*passing_};
}

// @return whether there was anything.
bool Transmission::send_all() {
    Objects lost;
    bool has_sent = false;
    std::int64_t after = 0;
    for (Objects page = next_page(after); !page.empty() && may_go_on(); page = next_page(after)) {
        after = page.back().instance;
        send_page(without_lost(std::move(page), lost));
        has_sent = true;
    }
    std::ranges::stable_sort(
        lost, {}, [this](const ObjectToSend& object) { return lost_before_.at(object.sop_instance_uid).losses; });
    if (may_go_on()) send_page(std::move(lost));
    return has_sent;
}

Transmission::Objects Transmission::without_lost(Objects page, Objects& lost) const {
    const auto [first, last] = std::ranges::stable_partition(
        page, [this](const ObjectToSend& object) { return !lost_before_.contains(object.sop_instance_uid); });
    lost.insert(lost.end(), std::make_move_iterator(first), std::make_move_iterator(last));
    page.erase(first, last);
    return page;
}

// The more were lost before, the more may be lost in a row: so one attempt more gets through twice as many.
bool Transmission::may_go_on() const {
    return failures_in_a_row_ < most_objects_failing_in_a_row &&
           sender_.losses_in_a_row() < ObjectSender::most_losses_in_a_row + lost_before_.size();
}

Transmission::Objects Transmission::next_page(std::int64_t after_instance) {
    const database::PooledConnection connection = database_.connection();
    return database::find_objects_to_send(*connection, request_, after_instance, transmitted_page_size);
}

// Whatever ends a page, what was answered until then stands in the ledger.
void Transmission::send_page(Objects page) {
    page = sender_.begin_page(std::move(page));
    try {
        for (std::span<const ObjectToSend> rest{page}; !rest.empty() && may_go_on();) {
            const std::size_t part = std::min(rest.size(), most_results);
            send_part(rest.first(part));
            rest = rest.subspan(part);
        }
    } catch (...) {
        const Error error = base::current_error();
        ledger_.end();
        throw Error{error};
    }
    ledger_.end();
}

void Transmission::send_part(std::span<const ObjectToSend> part) {
    ledger_.begin(part);
    flushed_ms_ = clock_.now_ms();
    for (const ObjectToSend& object : part) {
        if (!may_go_on()) return;
        if (!ledger_.has_begun(object.sop_instance_uid)) continue;
        try {
            take(object, sender_.send(object));
        } catch (...) {
            if (sender_.is_unanswered()) ledger_.leave_begun(object.sop_instance_uid);
            throw;
        }
        flush_if_due();
    }
}

void Transmission::take(const ObjectToSend& object, const SendResult& result) {
    switch (result.kind) {
        case SendResult::Kind::hidden: return;
        case SendResult::Kind::away: take_away(object); return;
        case SendResult::Kind::lost: take_loss(object, result); return;
        case SendResult::Kind::answered: take_answer(object, result); return;
        case SendResult::Kind::impossible: break;
    }
    base::log::warn(
        "an object cannot be sent",
        {{"export", request_.id}, {"sop_instance_uid", object.sop_instance_uid}, {"error", result.comment}});
    refuse(object, result.comment, false);
}

void Transmission::take_away(const ObjectToSend& object) {
    {
        const database::PooledConnection connection = database_.connection();
        if (!database::is_archived(*connection, object.sop_instance_uid, object.sha256)) {
            refuse(object,
                   "it is not in the cache, and no archive in use has it: have an archive send it here, or "
                   "import it, then retry",
                   false);
            return;
        }
    }
    passing_.emplace(ErrorKind::unavailable,
                     fmt::format("{} and maybe more of the study is no longer in the cache: its archive is asked for "
                                 "it, see kinote jobs list --kind RETRIEVE",
                                 object.sop_instance_uid));
}

void Transmission::refuse(const ObjectToSend& object, std::string comment, bool may_be_there) {
    ledger_.add({object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, object.sha256, false,
                 std::nullopt, std::move(comment), clock_.now_ms(), may_be_there});
}

void Transmission::take_loss(const ObjectToSend& object, const SendResult& result) {
    flush();  // what went before it is no sign that others go since
    const database::LostObject lost = add_loss(object);
    base::log::warn("an association ended over an object", {{"export", request_.id},
                                                            {"sop_instance_uid", object.sop_instance_uid},
                                                            {"times", lost.losses},
                                                            {"error", result.comment}});
    if (is_last_ || (lost.losses >= most_losses && can_bear_others_since(lost.first_ms))) {
        refuse(object,
               fmt::format("the association ended {} on this object, without an answer: {}",
                           lost.losses == 1 ? "once" : fmt::format("{} times", lost.losses), result.comment),
               true);
    } else {
        ledger_.leave_begun(object.sop_instance_uid);
        lost_.push_back(object.sop_instance_uid);
    }
    last_loss_ = result.comment;
}

database::LostObject Transmission::add_loss(const ObjectToSend& object) const {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    const database::LostObject lost =
        database::add_loss(transaction, request_.id, object.sop_instance_uid, clock_.now_ms());
    transaction.commit();
    return lost;
}

bool Transmission::can_bear_others_since(std::int64_t since_ms) const {
    const database::PooledConnection connection = database_.connection();
    return database::has_delivered_since(*connection, request_, since_ms);
}

void Transmission::take_answer(const ObjectToSend& object, const SendResult& result) {
    const dimse::Answer& answer = result.answer;
    const bool is_stored = dimse::is_stored(answer.status);
    const auto status = static_cast<std::int64_t>(answer.status);
    if (!is_stored && dimse::can_pass(answer.status)) {
        ++failures_in_a_row_;
        passing_.emplace(ErrorKind::unavailable,
                         fmt::format("{} answered {:04X} to {}{}{}", destination_.name, status, object.sop_instance_uid,
                                     answer.error_comment.empty() ? "" : ": ", answer.error_comment));
        return;
    }
    failures_in_a_row_ = 0;
    ledger_.add({object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, result.sha256, is_stored,
                 status, result.comment, clock_.now_ms()});
}

void Transmission::flush_if_due() {
    if (clock_.now_ms() - flushed_ms_ >= longest_in_memory) flush();
}

void Transmission::flush() {
    flushed_ms_ = clock_.now_ms();
    ledger_.flush();
}

}  // namespace kinote::exporter
