#pragma once
// What tells at little cost that something has become other than it was, for those who watch.

#include <cstdint>
#include <string>

#include "database/connection.hpp"

namespace kinote::database {

/// Compared with those of a moment ago: none of them means anything by itself.
struct ChangeMarks {
    std::int64_t audit_event = 0;     ///< the latest
    std::int64_t instance = 0;        ///< the latest
    std::int64_t note_version = 0;    ///< the latest
    std::int64_t job = 0;             ///< the latest
    std::int64_t job_exception = 0;   ///< the latest
    std::int64_t an_export = 0;       ///< the latest
    std::int64_t reconciliation = 0;  ///< the latest
    std::int64_t open_exports = 0;
    bool is_sending = false;    ///< to any destination: how far it is changes all the time
    bool is_comparing = false;  ///< with any destination
    bool is_writing_media = false;
    std::string media;  ///< which exports to media there are, and which of them expire
    std::string tasks;  ///< when they ran and run, and whether they do
    friend bool operator==(const ChangeMarks&, const ChangeMarks&) = default;
};

/// The work does not grow with what is stored.
[[nodiscard]] ChangeMarks read_change_marks(Connection& connection);

}  // namespace kinote::database
