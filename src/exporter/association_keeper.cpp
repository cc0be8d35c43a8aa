#include "exporter/association_keeper.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace kinote::exporter {
namespace {

using database::Destination;
using dimse::RequestedAssociation;

bool serves(const KeptAssociation& kept, const Destination& destination, const ContextNeeds& needs) {
    return kept.destination == destination.id && kept.changed_ms == destination.changed_ms &&
           std::ranges::includes(kept.proposed, needs);
}

bool goes_to(const KeptAssociation& kept, const Destination& destination) {
    const bool is_same_system =
        kept.ae_title == destination.ae_title && kept.host == destination.host && kept.port == destination.port;
    return kept.destination == destination.id || is_same_system;
}

}  // namespace

AssociationKeeper::AssociationKeeper(dicom::AeTitle own_ae_title, dimse::RequestTimeouts timeouts)
    : own_ae_title_{std::move(own_ae_title)},
      timeouts_{timeouts},
      releaser_{[this](const std::stop_token& stop) { release_idle(stop); }} {}

AssociationKeeper::~AssociationKeeper() {
    releaser_.request_stop();
    releaser_.join();
    for (const KeptAssociation& kept : kept_) kept.association->release();
}

KeptAssociation AssociationKeeper::take(const Destination& destination, const ContextNeeds& needs,
                                        const std::stop_token& stop) {
    while (auto kept = take_kept(destination, needs)) {
        if (kept->association->is_usable()) return *std::move(kept);
    }
    release_kept(destination);
    dimse::AssociationRequest request{destination.host, static_cast<std::uint16_t>(destination.port),
                                      propose(destination, needs), timeouts_};
    return {destination.id,
            destination.changed_ms,
            destination.ae_title,
            destination.host,
            destination.port,
            needs,
            std::make_unique<RequestedAssociation>(std::move(request), stop)};
}

// One that is over is ended by the caller: that may take a while, and the others need not wait for it.
std::optional<KeptAssociation> AssociationKeeper::take_kept(const Destination& destination, const ContextNeeds& needs) {
    const std::lock_guard lock{mutex_};
    const auto found =
        std::ranges::find_if(kept_, [&](const KeptAssociation& kept) { return serves(kept, destination, needs); });
    if (found == kept_.end()) return std::nullopt;
    KeptAssociation kept = std::move(*found);
    kept_.erase(found);
    return kept;
}

void AssociationKeeper::release_kept(const Destination& destination) {
    std::vector<KeptAssociation> others;
    {
        const std::lock_guard lock{mutex_};
        const auto of_others =
            std::ranges::partition(kept_, [&](const KeptAssociation& kept) { return !goes_to(kept, destination); });
        others.assign(std::make_move_iterator(of_others.begin()), std::make_move_iterator(of_others.end()));
        kept_.erase(of_others.begin(), of_others.end());
    }
    for (const KeptAssociation& one : others) one.association->release();
}

void AssociationKeeper::give_back(KeptAssociation association) {
    if (!association.association->is_usable()) return;
    const std::lock_guard lock{mutex_};
    kept_.push_back(std::move(association));
}

dimse::Proposal AssociationKeeper::propose(const Destination& destination, const ContextNeeds& needs) const {
    const std::string& calling = destination.calling_ae_title;
    dimse::Proposal proposal{dicom::AeTitle{destination.ae_title},
                             calling.empty() ? own_ae_title_ : dicom::AeTitle{calling}};
    proposal.contexts = contexts_for(needs);
    return proposal;
}

// Peers end associations that lie idle: those are released before that.
void AssociationKeeper::release_idle(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (!stopped_.wait_for(lock, stop, std::chrono::seconds{1}, [] { return false; }) && !stop.stop_requested()) {
        const auto idle =
            std::ranges::partition(kept_, [](const KeptAssociation& kept) { return kept.association->is_usable(); });
        const std::vector<KeptAssociation> ended{std::make_move_iterator(idle.begin()),
                                                 std::make_move_iterator(idle.end())};
        kept_.erase(idle.begin(), idle.end());
        lock.unlock();
        for (const KeptAssociation& one : ended) one.association->release();
        lock.lock();
    }
}

}  // namespace kinote::exporter
