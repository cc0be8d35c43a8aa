#pragma once
// Tells people of exceptions: the work of a recurring task.

#include <stop_token>
#include <string>

#include "notification/delivery.hpp"
#include "notification/digest.hpp"

namespace kinote::notification {

/// One thread: the Task Scheduler's, on the node that runs the tasks.
class Notifications {
public:
    Notifications(const NotificationSettings& settings, database::Database& database, const base::Clock& clock)
        : digest_{settings, database, clock}, delivery_{settings, database, clock} {}

    /// Writes the messages that are to be written, and sends what is due. @return the cursor as it was: none is needed.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const {
        digest_.write(stop);
        delivery_.deliver(stop);
        return cursor;
    }

private:
    Digest digest_;
    Delivery delivery_;
};

}  // namespace kinote::notification
