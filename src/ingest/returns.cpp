#include "ingest/returns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_exception_table.hpp"
#include "database/nearline_table.hpp"
#include "dicom/content_digest.hpp"
#include "ingest/arrival_file.hpp"
#include "ingest/import_run.hpp"
#include "rendering/decoded_digests.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;
using database::Returner;
using dicom::Header;

// Of what cannot be read to its end nothing is known.
std::optional<dicom::ContentDigests> digests_of(const dicom::ByteSource& object) {
    try {
        return dicom::digest_content(object);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid) throw;
        return std::nullopt;
    }
}

// The index's own attributes by name; their values stay out of messages.
std::string differences(const Header& header, const database::Whereabouts& known) {
    std::vector<std::string_view> names;
    if (header.patient_id != known.patient_id) names.emplace_back("PatientID");
    if (header.issuer_of_patient_id != known.issuer_of_patient_id) names.emplace_back("IssuerOfPatientID");
    if (header.patient_name != known.patient_name) names.emplace_back("PatientName");
    if (header.patient_birth_date != known.birth_date) names.emplace_back("PatientBirthDate");
    return names.empty() ? std::string{"attributes that the index does not hold"}
                         : fmt::format("{}", fmt::join(names, ", "));
}

void raise_changed(database::Transaction& transaction, const Returner& by, const Arrival& arrival, const Header& header,
                   const database::Whereabouts& known, std::int64_t now_ms) {
    database::raise_refusal(
        transaction,
        {std::nullopt, "changed_by_archive",
         fmt::format("{} sent the object back with another header than it was given; its pixels are the same. Differs: "
                     "{}. {} bytes with SHA-256 {}, instead of {} with {}",
                     by.name, differences(header, known), arrival.object.size(), arrival.sha256, known.instance->size,
                     known.instance->sha256),
         "compare the patient and study with those of the archive; acknowledge it where the archive is right",
         header.study_instance_uid, header.sop_instance_uid},
        now_ms);
}

enum class Sameness { same, other_header, other };

// However the pixels are compressed, if without loss: an archive may decompress what it keeps, or take nothing else.
Sameness compare(const dicom::ByteSource& arrival, const database::Whereabouts& known) {
    const auto digests = digests_of(arrival);
    if (!digests) return Sameness::other;
    if (digests->content == known.content_sha256) return Sameness::same;
    if (digests->bulk == known.bulk_sha256) return Sameness::other_header;
    const dicom::ContentDigests decoded = rendering::digest_decoded(arrival).value_or(*digests);
    const bool is_known_decoded = !known.decoded_content_sha256.empty();
    if (decoded.content == (is_known_decoded ? known.decoded_content_sha256 : known.content_sha256))
        return Sameness::same;
    return decoded.bulk == (is_known_decoded ? known.decoded_bulk_sha256 : known.bulk_sha256) ? Sameness::other_header
                                                                                              : Sameness::other;
}

}  // namespace

std::optional<Outcome> Returns::take(const Arrival& arrival, const Header& header,
                                     const database::Whereabouts& whereabouts,
                                     std::optional<image_cache::KeptFile>& kept) const {
    const database::StoredObject& known = *whereabouts.instance;
    std::optional<Returner> changed_by;
    const bool is_unknown = whereabouts.content_sha256.empty();  // damaged here before anybody could look into it
    if (arrival.sha256 != known.sha256) {
        const Sameness sameness = is_unknown ? Sameness::other_header : compare(arrival.object, whereabouts);
        if (sameness != Sameness::same) {
            const bool is_in_place = header.sop_class_uid == known.sop_class_uid &&
                                     whereabouts.study == whereabouts.study_of_instance && whereabouts.series;
            if (sameness == Sameness::other || !is_in_place) return std::nullopt;
            changed_by = find_returner_of(database_, arrival, known);
            if (!changed_by) return std::nullopt;
        }
    }
    if (!kept) kept.emplace(keep_file(image_cache_, arrival));  // durable before the transaction
    database::ReturnedObject returned;
    returned.instance = known.instance;
    returned.sop_instance_uid = known.sop_instance_uid;
    returned.sha256_before = known.sha256;
    returned.sha256 = arrival.sha256;
    returned.checksum = arrival.checksum;
    returned.size = static_cast<std::int64_t>(arrival.object.size());
    returned.path = kept->path();
    returned.transfer_syntax_uid = header.transfer_syntax_uid;
    if (changed_by) returned.changed_by = changed_by->destination;
    database_.commit_together([&](database::Transaction& transaction) {
        if (!database::bring_back(transaction, returned, clock_.now_ms())) {
            throw Error{ErrorKind::unavailable, "another arrival of the same object was quicker"};
        }
        if (is_unknown) {
            database::close_exceptions_of_object(transaction, "damaged_here", known.sop_instance_uid, "fetched again",
                                                 clock_.now_ms());
        } else if (changed_by) {
            raise_changed(transaction, *changed_by, arrival, header, whereabouts, clock_.now_ms());
        }
        if (arrival.import != nullptr) {
            arrival.import->add_study(transaction, header.study_instance_uid, clock_.now_ms());
        }
        transaction.when_in_doubt([&kept] { kept->release(); });
    });
    kept->release();
    base::log::debug("an object is back in the cache",
                     {{"sop_instance_uid", known.sop_instance_uid}, {"from", arrival.received_from}});
    return Outcome::stored;
}

std::optional<database::Returner> find_returner_of(database::Database& database, const Arrival& arrival,
                                                   const database::StoredObject& known) {
    if (arrival.calling_ae_title.empty()) return std::nullopt;
    const database::PooledConnection connection = database.connection();
    return database::find_returner(*connection, known.sop_instance_uid, known.sha256, arrival.calling_ae_title);
}

bool is_archives_version(database::Database& database, const Arrival& arrival, const database::StoredObject& present,
                         const dicom::ByteSource& stored) {
    if (!find_returner_of(database, arrival, present)) return false;
    const auto of_arrival = digests_of(arrival.object);
    const auto of_stored = digests_of(stored);
    if (!of_arrival || !of_stored) return false;
    if (of_arrival->bulk == of_stored->bulk) return true;
    return rendering::digest_decoded(arrival.object).value_or(*of_arrival).bulk ==
           rendering::digest_decoded(stored).value_or(*of_stored).bulk;
}

}  // namespace kinote::ingest
