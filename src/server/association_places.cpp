#include "server/association_places.hpp"

#include "base/error.hpp"

namespace kinote::server {

void AssociationPlaces::set_limit(unsigned limit) {
    {
        const std::lock_guard lock{mutex_};
        limit_ = limit;
    }
    changed_.notify_all();
}

AssociationPlaces::Place AssociationPlaces::take(bool goes_first, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (goes_first) ++first_waiting_;
    const bool has_place =
        changed_.wait(lock, stop, [&] { return taken_ < limit_ && (goes_first || first_waiting_ == 0); });
    if (goes_first) --first_waiting_;
    if (has_place) ++taken_;
    lock.unlock();
    if (goes_first) changed_.notify_all();  // the others no longer wait for this one
    if (!has_place) throw base::Error{base::ErrorKind::unavailable, "stopped while it waited for an association"};
    return Place{*this};
}

void AssociationPlaces::give_back() {
    {
        const std::lock_guard lock{mutex_};
        --taken_;
    }
    changed_.notify_all();
}

}  // namespace kinote::server
