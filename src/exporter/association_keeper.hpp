#pragma once
// Associations to destinations, kept for the next job to the same one: to ask for one costs more than to send a KOSD.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/requested_association.hpp"
#include "exporter/context_needs.hpp"

namespace kinote::exporter {

/// An association to a destination as it is set now, with what was proposed for it.
struct KeptAssociation {
    std::int64_t destination = 0;
    std::int64_t changed_ms = 0;  ///< of the destination as it was called
    std::string ae_title;         ///< with host and port: the system that it goes to
    std::string host;
    std::int64_t port = 0;
    ContextNeeds proposed;  ///< and what contexts_for() adds to them
    std::unique_ptr<dimse::RequestedAssociation> association;
};

/// Any thread.
class AssociationKeeper {
public:
    /// @param own_ae_title  for destinations that name no other.
    AssociationKeeper(dicom::AeTitle own_ae_title, dimse::RequestTimeouts timeouts);
    /// Releases those that are kept.
    ~AssociationKeeper();
    AssociationKeeper(const AssociationKeeper&) = delete;
    AssociationKeeper& operator=(const AssociationKeeper&) = delete;

    /// One in which all that was proposed, kept or new. @param needs  a part of split(). @param stop  of whoever
    /// uses it; one that was kept heeds the stop of whom it was made for.
    /// @throws base::Error as dimse::RequestedAssociation.
    [[nodiscard]] KeptAssociation take(const database::Destination& destination, const ContextNeeds& needs,
                                       const std::stop_token& stop);
    /// For the next one. One that is over is dropped.
    void give_back(KeptAssociation association);
    /// Releases those to that destination, and to others that are the same system, that nobody uses, for who needs one
    /// that is proposed otherwise: there are no more at once than the destination takes.
    void release_kept(const database::Destination& destination);

private:
    [[nodiscard]] dimse::Proposal propose(const database::Destination& destination, const ContextNeeds& needs) const;
    [[nodiscard]] std::optional<KeptAssociation> take_kept(const database::Destination& destination,
                                                           const ContextNeeds& needs);
    void release_idle(const std::stop_token& stop);

    dicom::AeTitle own_ae_title_;
    dimse::RequestTimeouts timeouts_;
    std::mutex mutex_;  // guards kept_
    std::condition_variable_any stopped_;
    std::vector<KeptAssociation> kept_;
    std::jthread releaser_;
};

}  // namespace kinote::exporter
