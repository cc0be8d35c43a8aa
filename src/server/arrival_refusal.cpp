#include "server/arrival_refusal.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "database/job_exception_table.hpp"

namespace kinote::server {

StoreRefusal refusal_of(ingest::Outcome outcome) {
    switch (outcome) {
        case ingest::Outcome::stored:
        case ingest::Outcome::same_content: return {};
        case ingest::Outcome::rejected:
            return {dimse::Status::rejected_object_again, "a rejection note has named this object"};
        case ingest::Outcome::other_content:
            return {dimse::Status::duplicate_sop_instance, "other content is here under this UID"};
    }
    std::abort();
}

void raise_arrival_refusal(database::Database& database, const base::Clock& clock, const RefusedArrival& arrival,
                           const base::Error& error) {
    if (error.kind() != base::ErrorKind::corrupt && error.kind() != base::ErrorKind::invalid) return;
    database.commit_together([&](database::Transaction& transaction) {
        database::raise_refusal(
            transaction,
            {std::nullopt, to_string(error.kind()),
             fmt::format("an object from {} was refused and not kept: {}", arrival.received_from, error.what()),
             "have the sender mend the object and send it again", "", arrival.sop_instance_uid},
            clock.now_ms());
    });
}

}  // namespace kinote::server
