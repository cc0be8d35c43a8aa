#include "exporter/ledger_correction.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>

#include "base/clock.hpp"
#include "database/audit_table.hpp"

namespace kinote::exporter {

using database::Transaction;

void correct_ledger(Transaction& transaction, const database::Reconciliation& of, const database::HeldScope& scope,
                    const StudyComparison& compared, std::int64_t now_ms) {
    constexpr std::size_t most_named = 100;
    if (compared.lost.empty() && compared.withdrawn.empty() && compared.hidden.empty() && compared.found.empty())
        return;
    const std::string at = base::iso_8601(now_ms);
    boost::json::array named;
    for (const database::HeldObject& object : compared.withdrawn) {
        database::note_hidden(
            transaction, scope.destination, object,
            fmt::format("{} {} by a query, as a rejection hides it{}; sent again {}", database::not_found_there, at,
                        object.withdrawn_by.empty() ? "" : ", the note " + object.withdrawn_by,
                        base::iso_8601(object.ledger->sent_ms)));
    }
    for (const database::HeldObject& object : compared.hidden) {
        database::note_hidden(transaction, scope.destination, object,
                              fmt::format("{} {} by a query, though it was sent again {} and taken",
                                          database::not_found_there, at, base::iso_8601(object.ledger->sent_ms)));
    }
    for (const database::HeldObject& object : compared.lost) {
        database::note_missing(
            transaction, scope.destination, object,
            fmt::format("{} {} by a query; sent {}{}", database::not_found_there, at,
                        base::iso_8601(object.ledger->sent_ms), object.ledger->committed_ms ? ", committed" : ""),
            now_ms);
        if (named.size() < most_named) named.emplace_back(object.sop_instance_uid);
    }
    for (const database::HeldObject& object : compared.found) {
        database::note_found_again(transaction, scope.destination, object);
    }
    database::add_audit_event(
        transaction,
        {of.actor, "ledger_corrected", of.destination_name, scope.study_instance_uid,
         boost::json::serialize(boost::json::object{{"reconciliation", of.id},
                                                    {"not_found_there", compared.lost.size()},
                                                    {"withdrawn_there", compared.withdrawn.size()},
                                                    {"hidden_there", compared.hidden.size()},
                                                    {"found_again", compared.found.size()},
                                                    {"objects", std::move(named)}})},
        now_ms);
}

}  // namespace kinote::exporter
