#include "exporter/commitment_check.hpp"

#include "base/error.hpp"
#include "dicom/source_digest.hpp"
#include "dicom/uid.hpp"
#include "image_cache/damage.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int64_t checked_page_size = 200;

}  // namespace

void CommitmentCheck::run(std::int64_t commitment, const std::stop_token& stop) const {
    std::int64_t after = 0;
    for (;;) {
        std::vector<database::ObjectToCheck> page;
        {
            const database::PooledConnection connection = database_.connection();
            page = database::find_objects_to_check(*connection, commitment, after, checked_page_size);
        }
        if (page.empty()) return;
        std::vector<Finding> findings;
        findings.reserve(page.size());
        for (const database::ObjectToCheck& object : page) findings.push_back(look_at(object, stop));
        write(commitment, findings);
        after = page.back().position;
    }
}

CommitmentCheck::Finding CommitmentCheck::look_at(const database::ObjectToCheck& object,
                                                  const std::stop_token& stop) const {
    if (!object.visible) return {object.position, CommitmentFailure::no_such_object_instance, {}, nullptr};
    const database::StoredObject& stored = *object.visible;
    if (stored.sop_class_uid != object.sop_class_uid) {
        return {object.position, CommitmentFailure::class_instance_conflict, {}, nullptr};
    }
    // An archive in use has taken responsibility for this very content: nothing goes from the cache without.
    if (stored.is_nearline) return {object.position, CommitmentFailure::none, {}, nullptr};
    try {
        const auto bytes = image_cache_.open(stored);  // corrupt where the size is another
        if (dicom::sha256_of(*bytes, stop) == stored.sha256)
            return {object.position, CommitmentFailure::none, {}, nullptr};
        return {object.position, CommitmentFailure::processing_failure, "its bytes are not those that came", &stored};
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::unavailable) throw;
        return {object.position, CommitmentFailure::processing_failure, error.what(), &stored};
    }
}

void CommitmentCheck::write(std::int64_t commitment, const std::vector<Finding>& findings) const {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    for (const Finding& finding : findings) {
        database::set_checked(transaction, commitment, finding.position, static_cast<std::int64_t>(finding.failure));
        if (finding.object == nullptr) continue;
        const database::StoredObject& object = *finding.object;
        image_cache::raise_damage(transaction, object, finding.damage, clock_.now_ms());
    }
    transaction.commit();
}

dimse::EventReport CommitmentCheck::report(const database::PeerCommitment& commitment,
                                           const std::string& retrieve_ae_title) const {
    std::vector<ReportedObject> objects;
    std::uint16_t event_type = all_committed;
    const database::PooledConnection connection = database_.connection();
    std::int64_t after = 0;
    for (;;) {
        auto page = database::list_checked_objects(*connection, commitment.id, after, checked_page_size);
        if (page.empty()) break;
        after = page.back().position;
        for (database::CheckedObject& one : page) {
            auto failure = static_cast<CommitmentFailure>(one.failure);
            if (!one.is_visible) failure = CommitmentFailure::no_such_object_instance;
            if (failure != CommitmentFailure::none) event_type = failures_exist;
            objects.push_back({{std::move(one.sop_class_uid), std::move(one.sop_instance_uid)}, failure});
        }
    }
    return {std::string{dicom::uid::StorageCommitmentPushModel},
            std::string{dicom::uid::StorageCommitmentPushModelInstance}, event_type,
            write_report(commitment.transaction_uid, retrieve_ae_title, objects)};
}

}  // namespace kinote::exporter
