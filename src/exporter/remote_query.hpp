#pragma once
// What a destination shows of a study: C-FIND in the Study Root model, PS3.4 C.6.2.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/find_scu.hpp"

namespace kinote::exporter {

struct RemoteObject {
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;  ///< empty where the destination does not say
};

/// Objects of a study that are kept in memory: a peer that goes on beyond them is refused.
inline constexpr std::size_t most_remote_objects = 1'000'000;

/// Over one association, asked for when it is needed. One thread.
class RemoteQuery {
public:
    /// The destination outlives this.
    RemoteQuery(const database::Destination& destination, dicom::AeTitle own_ae_title, std::stop_token stop)
        : destination_{destination}, own_ae_title_{std::move(own_ae_title)}, stop_{std::move(stop)} {}

    /// Asks at SERIES level, and for each series at IMAGE level: no relational queries are needed. About 200 bytes of
    /// memory an object. @return the objects by UID, each once.
    /// @throws Error unavailable where it may be asked later, also for the statuses that can pass; refused where the
    /// destination takes no queries; corrupt or invalid where it fails for this study.
    [[nodiscard]] std::vector<RemoteObject> objects_of(const std::string& study_instance_uid);
    void release();

private:
    void connect();
    void ask(const std::vector<std::byte>& identifier, const dimse::MatchHandler& handler);

    const database::Destination& destination_;
    dicom::AeTitle own_ae_title_;
    std::stop_token stop_;
    std::optional<dimse::RequestedAssociation> association_;
};

}  // namespace kinote::exporter
