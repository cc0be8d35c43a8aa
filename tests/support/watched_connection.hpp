#pragma once
// A session that writes down what passes through it: how many statements, and how the engine would run each.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::test {

class WatchedConnection final : public database::Connection {
public:
    /// @param inner  outlives this. @param explains  asks for the plan of each statement before it runs.
    explicit WatchedConnection(database::Connection& inner, bool explains = false)
        : inner_{inner}, explains_{explains} {}

    struct Seen {
        std::string text;
        std::string plan;  ///< as the engine prints it, lines parted by line feeds
    };
    [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
    void forget() { seen_.clear(); }

    [[nodiscard]] database::Engine engine() const override { return inner_.engine(); }
    [[nodiscard]] bool is_usable() const override { return inner_.is_usable(); }
    [[nodiscard]] bool is_commit_in_doubt() const override { return inner_.is_commit_in_doubt(); }

    using database::Connection::change;
    using database::Connection::execute;
    using database::Connection::execute_on;
    using database::Connection::query;
    database::Rows query(const database::Statement& statement, database::Parameters parameters) override {
        watch(statement, parameters);
        return inner_.query(statement, parameters);
    }
    void execute(const database::Statement& statement, database::Parameters parameters) override {
        watch(statement, parameters);
        inner_.execute(statement, parameters);
    }
    void execute_on(std::int64_t rows, const database::Statement& statement, database::Parameters parameters) override {
        watch(statement, parameters);
        inner_.execute_on(rows, statement, parameters);
    }
    std::int64_t change(const database::Statement& statement, database::Parameters parameters) override {
        watch(statement, parameters);
        return inner_.change(statement, parameters);
    }
    void run_script(const std::string& sql) override { inner_.run_script(sql); }

private:
    void begin() override { transaction_.emplace(inner_); }
    void commit() override {
        transaction_->commit();
        transaction_.reset();
    }
    void roll_back() noexcept override { transaction_.reset(); }

    void watch(const database::Statement& statement, database::Parameters parameters) {
        Seen seen{std::string{statement.text}, {}};
        if (explains_) seen.plan = plan_of(statement, parameters);
        seen_.push_back(std::move(seen));
    }

    std::string plan_of(const database::Statement& statement, database::Parameters parameters) {
        // Statements are known by the place of their text: it must stay where it is.
        static std::deque<std::string> texts;
        const bool is_sqlite = engine() == database::Engine::sqlite;
        texts.push_back((is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (VERBOSE) ") + std::string{statement.text});
        std::string plan;
        database::Rows rows = inner_.query(database::Statement{texts.back()}, parameters);
        while (rows.next()) plan.append(rows.text(is_sqlite ? 3 : 0)).append("\n");
        return plan;
    }

    database::Connection& inner_;
    bool explains_;
    std::optional<database::Transaction> transaction_;
    std::vector<Seen> seen_;
};

}  // namespace kinote::test
