#pragma once
// How many associations a remote system gets at once, whatever they are for.

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace kinote::server {

/// Shared by all who work for one system. Any thread.
class AssociationPlaces {
public:
    /// Held while a job runs.
    class Place {
    public:
        explicit Place(AssociationPlaces& of) : of_{of} {}
        ~Place() { of_.give_back(); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        AssociationPlaces& of_;
    };

    /// From now on so many at once; who has a place already keeps it.
    void set_limit(unsigned limit);
    /// Waits for a place. @param goes_first  before those that do not: somebody waits for what it is for.
    /// @throws base::Error unavailable at a stop.
    [[nodiscard]] Place take(bool goes_first, const std::stop_token& stop);

private:
    void give_back();

    std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    unsigned limit_ = 1;
    unsigned taken_ = 0;
    unsigned first_waiting_ = 0;
};

}  // namespace kinote::server
