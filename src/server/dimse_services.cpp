#include "server/dimse_services.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_exception_table.hpp"
#include "query/find.hpp"
#include "server/missed_kosds.hpp"

namespace kinote::server {
namespace {

// A staged file is ours once it is taken; what ingest does not move away goes.
class StagedFile {
public:
    explicit StagedFile(dimse::TakenFile taken) : path_{taken.path}, source_{std::move(taken.file)} {}
    ~StagedFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const dicom::ByteSource& source() const { return source_; }

private:
    std::filesystem::path path_;
    dicom::FileSource source_;
};

ingest::Acceptance accept(ingest::Intake& intake, dimse::StoreRequest& request) {
    std::optional<StagedFile> staged;
    if (request.object.is_in_file()) staged.emplace(request.object.take_file());
    const dicom::ByteSource& object = staged ? staged->source() : request.object;
    ingest::Arrival arrival{object};
    if (staged) arrival.file = staged->path();
    arrival.sha256 = request.object.sha256();
    arrival.checksum = request.object.checksum();
    arrival.received_from = fmt::format("C-STORE {} {}", request.peer.calling_ae_title.text(), request.peer.address);
    arrival.calling_ae_title = request.peer.calling_ae_title.text();
    arrival.address = request.peer.address;
    arrival.expected_sop_class_uid = request.sop_class_uid;
    arrival.expected_sop_instance_uid = request.sop_instance_uid;
    return intake.accept(arrival);
}

void raise_refusal(database::Database& database, const base::Clock& clock, const dimse::StoreRequest& request,
                   const base::Error& error) {
    database.commit_together([&](database::Transaction& transaction) {
        database::raise_refusal(transaction,
                                {std::nullopt, to_string(error.kind()),
                                 fmt::format("an object from {} at {} was refused and not kept: {}",
                                             request.peer.calling_ae_title.text(), request.peer.address, error.what()),
                                 "have the sender mend the object and send it again", "", request.sop_instance_uid},
                                clock.now_ms());
    });
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
            const ingest::Acceptance acceptance = accept(intake, request);
            if (acceptance.outcome == ingest::Outcome::rejected) {
                return {dimse::Status::rejected_object_again, "a rejection note has named this object", {}};
            }
            if (acceptance.outcome == ingest::Outcome::other_content) {
                return {dimse::Status::duplicate_sop_instance, "other content is here under this UID", {}};
            }
            return {};
        } catch (const base::Error& error) {
            const bool is_senders_fault =
                error.kind() == base::ErrorKind::corrupt || error.kind() == base::ErrorKind::invalid;
            if (is_senders_fault) raise_refusal(database, clock, request, error);
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
