#pragma once
// A database full of rows whose session asks each engine for its own plan of every statement.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/test_database.hpp"
#include "support/watched_connection.hpp"

namespace kinote::test {

class FilledPlanTest : public DatabaseTest {
protected:
    /// @param fill_sql  what fills the tables. @param large  those of its tables, and the names that statements give
    /// them, that must not be walked.
    FilledPlanTest(std::string_view fill_sql, std::vector<std::string> large)
        : large_{std::move(large)}, watched_{connection(), true} {
        connection().run_script(std::string{fill_sql});
    }

    [[nodiscard]] database::Connection& watched() { return watched_; }
    [[nodiscard]] std::string plan() { return watched_.seen().back().plan; }
    /// No statement that was seen walks one of the large tables.
    void expect_indexes() {
        for (const auto& seen : watched_.seen()) {
            for (const std::string& table : large_) {
                EXPECT_FALSE(walks(seen.plan, table)) << seen.text << "\n" << seen.plan;
            }
        }
        watched_.forget();
    }

private:
    static bool walks(const std::string& plan, const std::string& table) {
        return (plan + "\n").find("SCAN " + table + "\n") != std::string::npos ||
               plan.find("Seq Scan on public." + table + " ") != std::string::npos;
    }

    std::vector<std::string> large_;
    WatchedConnection watched_;
};

}  // namespace kinote::test
