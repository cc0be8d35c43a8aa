#pragma once
// The queues as a person sees them: with what lies in them, and whether their hours let anything go.

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "database/queue_table.hpp"

namespace kinote::server {

struct ListedQueue {
    database::QueueRow queue;
    std::string allowed_hours;  ///< as its destination has them; empty: all
    bool is_open = true;        ///< now is one of them
};
[[nodiscard]] std::vector<ListedQueue> list_queues(database::Connection& connection, std::int64_t now_ms);

/// Those of them that their hours keep shut now.
[[nodiscard]] std::set<std::string, std::less<>> closed_queues(database::Connection& connection, std::int64_t now_ms);

/// With a number for each job state, 0 included.
[[nodiscard]] boost::json::value to_json(const ListedQueue& listed);

}  // namespace kinote::server
