#include "exporter/delivery_ledger.hpp"

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
    for (const ObjectToSend& object : objects) {
        if (!begun_before_.contains(object.sop_instance_uid)) begun_.insert(object.sop_instance_uid);
    }
}

void DeliveryLedger::add(database::Delivery delivery) {
    begun_.erase(delivery.sop_instance_uid);
    if (!delivery.is_delivered && begun_before_.contains(delivery.sop_instance_uid)) delivery.may_be_there = true;
    results_.push_back(std::move(delivery));
}

void DeliveryLedger::flush() {
    if (!results_.empty()) write({}, false);
}

void DeliveryLedger::end() {
    if (!results_.empty() || !begun_.empty()) write({}, true);
}

void DeliveryLedger::write(std::span<const ObjectToSend> next, bool releases) {
    std::vector<std::string> begun_before;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        if (destination_.wants_rejections) hold_studies(transaction, next);
        database::add_deliveries(transaction, destination_.id, export_, results_);
        if (releases && !begun_.empty()) {
            const std::vector<std::string_view> unsent{begun_.begin(), begun_.end()};
            database::release_deliveries(transaction, destination_.id, unsent);
        }
        if (destination_.wants_rejections) withdraw_hidden(transaction);
        if (next.empty()) return;
        std::vector<std::string_view> beginning;
        for (const ObjectToSend& object : next) beginning.emplace_back(object.sop_instance_uid);
        begun_before = database::begin_deliveries(transaction, destination_.id, beginning, clock_.now_ms());
    });
    results_.clear();
    if (!releases) return;
    begun_.clear();
    begun_before_ = {begun_before.begin(), begun_before.end()};
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
    std::vector<std::string_view> delivered;
    for (const database::Delivery& result : results_) {
        if (result.is_delivered || result.may_be_there) delivered.emplace_back(result.sop_instance_uid);
    }
    if (delivered.empty()) return;
    const auto opened = database::withdraw_hidden_at(transaction, destination_.id, delivered, clock_.now_ms());
    jobs::enqueue_withdrawals(transaction, opened, clock_.now_ms());
}

}  // namespace kinote::exporter
