#include "exporter/transmission.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "database/withdrawal_table.hpp"
#include "dimse/status.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;

constexpr std::int64_t page_size = 1'000;
constexpr std::size_t most_results = 64;         // in memory
constexpr std::int64_t longest_in_memory = 500;  // milliseconds
constexpr int most_failures_in_a_row = 100;      // a peer that takes nothing now

}  // namespace

// What changed meanwhile is found by a pass that finds nothing else.
void Transmission::run() {
    flushed_ms_ = clock_.now_ms();
    for (bool has_sent = true; has_sent && !passing_;) {
        has_sent = false;
        std::int64_t after = 0;
        for (Objects page = next_page(after); !page.empty() && may_go_on(); page = next_page(after)) {
            after = page.back().instance;
            send_page(std::move(page));
            has_sent = true;
        }
    }
    if (passing_) throw Error{*passing_};
}

bool Transmission::may_go_on() const { return failures_in_a_row_ < most_failures_in_a_row; }

Transmission::Objects Transmission::next_page(std::int64_t after_instance) {
    const database::PooledConnection connection = database_.connection();
    return database::find_objects_to_send(*connection, request_, after_instance, page_size);
}

// Whatever ends a page, what was answered until then stands in the ledger.
void Transmission::send_page(Objects page) {
    try {
        for (const ObjectToSend& object : sender_.begin_page(std::move(page))) {
            if (!may_go_on()) break;
            take(object, sender_.send(object));
            flush_if_due();
        }
    } catch (...) {
        const Error error = base::current_error();
        flush();
        throw Error{error};
    }
    flush();
}

void Transmission::take(const ObjectToSend& object, const SendResult& result) {
    switch (result.kind) {
        case SendResult::Kind::hidden: return;
        case SendResult::Kind::away:
            passing_.emplace(ErrorKind::unavailable,
                             fmt::format("{} and maybe more of the study is no longer in the cache: its archive is "
                                         "asked for it, see kinote jobs list --kind RETRIEVE",
                                         object.sop_instance_uid));
            return;
        case SendResult::Kind::lost:
            base::log::warn(
                "an association ended over an object",
                {{"export", request_.id}, {"sop_instance_uid", object.sop_instance_uid}, {"error", result.comment}});
            passing_.emplace(ErrorKind::unavailable, result.comment);
            return;
        case SendResult::Kind::answered: take_answer(object, result); return;
        case SendResult::Kind::impossible: break;
    }
    base::log::warn(
        "an object cannot be sent",
        {{"export", request_.id}, {"sop_instance_uid", object.sop_instance_uid}, {"error", result.comment}});
    results_.push_back({object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, object.sha256, false,
                        std::nullopt, result.comment, clock_.now_ms()});
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
    results_.push_back({object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, result.sha256,
                        is_stored, status, result.comment, clock_.now_ms()});
}

void Transmission::flush_if_due() {
    if (results_.size() >= most_results || clock_.now_ms() - flushed_ms_ >= longest_in_memory) flush();
}

// What was marked or replaced while it went counts as sent before that.
void Transmission::withdraw_hidden(database::Transaction& transaction) const {
    std::vector<std::string_view> delivered;
    for (const database::Delivery& result : results_) {
        if (result.is_delivered) delivered.emplace_back(result.sop_instance_uid);
    }
    if (delivered.empty()) return;
    const auto opened = database::withdraw_hidden_at(transaction, request_.destination, delivered, clock_.now_ms());
    jobs::enqueue_withdrawals(transaction, opened, clock_.now_ms());
}

void Transmission::flush() {
    flushed_ms_ = clock_.now_ms();
    if (results_.empty()) return;
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    if (destination_.wants_rejections) database::hold_studies(transaction, {request_.study_instance_uid});
    database::add_deliveries(transaction, request_.destination, request_.id, results_);
    if (destination_.wants_rejections) withdraw_hidden(transaction);
    transaction.commit();
    results_.clear();
}

}  // namespace kinote::exporter
