#include "server/dimse_services.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/log.hpp"
#include "query/find.hpp"
#include "server/arrival_refusal.hpp"
#include "server/missed_kosds.hpp"
#include "server/object_arrival.hpp"

namespace kinote::server {
namespace {

ingest::Acceptance accept(ingest::Intake& intake, dimse::StoreRequest& request) {
    ObjectArrival arrived{request.object};
    ingest::Arrival& arrival = arrived.arrival();
    arrival.received_from = fmt::format("C-STORE {} {}", request.peer.calling_ae_title.text(), request.peer.address);
    arrival.calling_ae_title = request.peer.calling_ae_title.text();
    arrival.address = request.peer.address;
    arrival.expected_sop_class_uid = request.sop_class_uid;
    arrival.expected_sop_instance_uid = request.sop_instance_uid;
    return intake.accept(arrival);
}

// The answer stands whatever becomes of this.
void bring_back(const exporter::Recall& recall, const std::string& study_instance_uid) {
    try {
        recall.ask_for_query(study_instance_uid);
    } catch (const base::Error& error) {
        base::log::warn("a study that a query asks about could not be asked for",
                        {{"study", study_instance_uid}, {"error", error.what()}});
    }
}

}  // namespace

dimse::StoreHandler make_store_handler(ingest::Intake& intake, database::Database& database, const base::Clock& clock) {
    return [&intake, &database, &clock](dimse::StoreRequest& request) -> dimse::StoreAnswer {
        try {
            const StoreRefusal refusal = refusal_of(accept(intake, request).outcome);
            return {refusal.status, std::string{refusal.words}, {}};
        } catch (const base::Error& error) {
            raise_arrival_refusal(database, clock,
                                  {fmt::format("{} at {}", request.peer.calling_ae_title.text(), request.peer.address),
                                   request.sop_instance_uid},
                                  error);
            throw;
        }
    };
}

dimse::FindHandler make_find_handler(const FindRooms& rooms) {
    const query::Finder finder{
        rooms.database,
        [&image_cache = rooms.image_cache](const database::StoredObject& object) { return image_cache.open(object); },
        rooms.ae_title.text()};
    return [finder, rooms](const dimse::FindRequest& request, const dimse::FindSink& sink) -> dimse::Answer {
        query::QueryTerms terms;
        terms.is_patient_root = request.model == dimse::QueryModel::patient_root;
        terms.is_relational = request.options.relational_queries;
        terms.combines_dates_and_times = request.options.date_time_matching;
        std::optional<query::Identifier> identifier;
        try {
            identifier = query::read_identifier(request.identifier, terms);
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::invalid) throw;
            return {dimse::Status::identifier_does_not_match_sop_class, error.what()};
        }
        bool is_empty = true;
        const query::FindOutcome outcome = finder.find(*identifier, [&sink, &is_empty](const query::FoundMatch& match) {
            is_empty = false;
            return sink({match.identifier, match.has_unsupported_keys});
        });
        if (is_empty) remember_missed_kosds(rooms.database, *identifier, rooms.clock.now_ms());
        if (outcome.study_to_recall && rooms.recall) bring_back(*rooms.recall, *outcome.study_to_recall);
        return {};
    };
}

dimse::QueryOptions query_options() {
    dimse::QueryOptions options;
    options.relational_queries = true;
    options.date_time_matching = true;
    options.fuzzy_semantic_matching = true;  // names are always compared without regard to case and accents
    return options;
}

}  // namespace kinote::server
