#include "exporter/delivery_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "database/creatable_note.hpp"
#include "database/whole_commit.hpp"
#include "database/withdrawal_table.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::exporter {

using database::ObjectToSend;
using database::Transaction;

void DeliveryLedger::begin(std::span<const ObjectToSend> objects) {
    write(objects, true);
    std::ranges::set_difference(now_.now, now_.before, std::inserter(open_, open_.end()));
}

void DeliveryLedger::add(database::Delivery delivery) {
    open_.erase(delivery.sop_instance_uid);
    if (!delivery.is_delivered && now_.before.contains(delivery.sop_instance_uid)) delivery.may_be_there = true;
    results_.push_back(std::move(delivery));
}

void DeliveryLedger::leave_begun(const std::string& sop_instance_uid) {
    open_.erase(sop_instance_uid);
    left_.push_back(sop_instance_uid);
}

void DeliveryLedger::flush() {
    if (!results_.empty() || !left_.empty()) write({}, false);
}

void DeliveryLedger::end() {
    if (!results_.empty() || !left_.empty() || !open_.empty()) write({}, true);
}

void DeliveryLedger::write(std::span<const ObjectToSend> next, bool releases) {
    database::BegunDeliveries begun;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        if (destination_.wants_rejections) hold_studies(transaction, next);
        database::add_deliveries(transaction, destination_.id, export_, results_);
        const std::vector<std::string_view> left{left_.begin(), left_.end()};
        if (!left.empty()) database::leave_deliveries_begun(transaction, destination_.id, left, clock_.now_ms());
        const std::vector<std::string_view> unsent{open_.begin(), open_.end()};
        if (releases && !unsent.empty()) database::release_deliveries(transaction, destination_.id, unsent);
        if (destination_.wants_rejections) withdraw_hidden(transaction);
        if (next.empty()) return;
        std::vector<std::string_view> beginning;
        for (const ObjectToSend& object : next) beginning.emplace_back(object.sop_instance_uid);
        begun = database::begin_deliveries(transaction, destination_.id, beginning, clock_.now_ms());
    });
    results_.clear();
    left_.clear();
    if (!releases) return;
    open_.clear();
    now_ = std::move(begun);
}

// Whoever hides an object holds its study: either he sees that it has begun, or the sender that it is hidden.
void DeliveryLedger::hold_studies(Transaction& transaction, std::span<const ObjectToSend> next) const {
    std::set<std::string_view> studies;
    for (const database::Delivery& result : results_) studies.insert(result.study_instance_uid);
    for (const ObjectToSend& object : next) studies.insert(object.study_instance_uid);
    if (!studies.empty()) database::hold_studies(transaction, {studies.begin(), studies.end()});
}

// What was hidden while it went, and is in no withdrawal that is still to go.
void DeliveryLedger::withdraw_hidden(Transaction& transaction) const {
    std::vector<std::string_view> sent{left_.begin(), left_.end()};
    for (const database::Delivery& result : results_) {
        if (result.is_delivered || result.may_be_there) sent.emplace_back(result.sop_instance_uid);
    }
    if (sent.empty()) return;
    const auto opened = database::withdraw_hidden_at(transaction, destination_.id, sent, clock_.now_ms());
    jobs::enqueue_withdrawals(transaction, opened, clock_.now_ms());
}

}  // namespace kinote::exporter
