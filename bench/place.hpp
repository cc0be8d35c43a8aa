#pragma once
// Where a bench measures: a folder and a database that nobody used before.

#include <chrono>
#include <filesystem>
#include <string>

namespace kinote::bench {

using Steady = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

/// A folder and, on PostgreSQL, a database of their own for one measurement; both are gone behind it.
class Place {
public:
    /// @param server  the URL of a PostgreSQL server without a database; empty for SQLite. @param parent  of the
    /// folder.
    Place(const std::string& server, const std::filesystem::path& parent);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] std::string url() const;  ///< of the database
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    void administer(const std::string& sql) const;
    std::string server_;
    std::string name_;
    std::filesystem::path folder_;
};

}  // namespace kinote::bench
