// How many durable jobs a second the queue does, beside a plain libpq program that claims and ends jobs of a table of
// its own and does nothing else; and how long an idle worker takes to start. PostgreSQL, one database per contender.
// Usage: jobs KINOTE_DATABASE_URL LIMIT_DATABASE_URL MODE WORKERS JOBS
//   limit-single    claim, commit, end, commit        kinote-single    the same with our tables
//   limit-batch:N   end N and claim N in one commit   kinote-pool:N    our worker pool, N jobs at once
//   kinote-start    the 99th percentile from enqueueing to start with idle workers, in ms
// Prints one number: jobs a second, or milliseconds.

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "database/database.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "database/schema.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace {

using namespace kinote;
using Steady = std::chrono::steady_clock;

constexpr std::string_view queue_name = "BENCH";
constexpr std::string_view kind = "NOTHING";
constexpr std::int64_t lease_ms = 60'000;

double seconds_since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

/// Runs as many threads of the work and gives the seconds until all have ended.
double timed(int workers, const std::function<void(int)>& work) {
    const auto begin = Steady::now();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < workers; ++i) threads.emplace_back([&work, i] { work(i); });
    }
    return seconds_since(begin);
}

// The limit.

/// A session that prepares what it is told once and runs it with text parameters.
class PlainSession {
public:
    explicit PlainSession(const std::string& url) : session_{PQconnectdb(url.c_str()), PQfinish} {
        if (PQstatus(session_.get()) != CONNECTION_OK) throw std::runtime_error{PQerrorMessage(session_.get())};
    }
    void run(const char* sql) { check(PQexec(session_.get(), sql)); }
    void prepare(const char* name, const char* sql) { check(PQprepare(session_.get(), name, sql, 0, nullptr)); }
    /// The first column of what it returns.
    std::vector<std::string> execute(const char* name, const std::vector<const char*>& values) {
        const Result result = check(
            PQexecPrepared(session_.get(), name, static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0));
        std::vector<std::string> column;
        for (int row = 0; row < PQntuples(result.get()); ++row) column.emplace_back(PQgetvalue(result.get(), row, 0));
        return column;
    }

private:
    using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
    Result check(PGresult* given) const {
        Result result{given, PQclear};
        const ExecStatusType status = PQresultStatus(given);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw std::runtime_error{PQerrorMessage(session_.get())};
        }
        return result;
    }
    std::unique_ptr<PGconn, decltype(&PQfinish)> session_;
};

constexpr const char* plain_claim_sql =
    "UPDATE plain_job SET state = 'in_progress', worker = $2 WHERE id IN (SELECT id FROM plain_job WHERE state = 'new' "
    "ORDER BY priority, id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING id";
constexpr const char* plain_end_sql = "UPDATE plain_job SET state = 'done' WHERE id = ANY (CAST($1 AS BIGINT[]))";

void fill_plain_table(const std::string& url, int jobs) {
    PlainSession session{url};
    session.run("DROP TABLE IF EXISTS plain_job");
    session.run(
        "CREATE TABLE plain_job (id BIGSERIAL PRIMARY KEY, priority BIGINT NOT NULL, state TEXT NOT NULL, "
        "worker TEXT, subject TEXT NOT NULL)");
    session.run("CREATE INDEX ON plain_job (priority, id) WHERE state = 'new'");
    session.prepare("fill",
                    "INSERT INTO plain_job (priority, state, subject) SELECT 50, 'new', 'job ' || number FROM "
                    "generate_series(1, CAST($1 AS INTEGER)) AS number");
    (void)session.execute("fill", {std::to_string(jobs).c_str()});
    session.run("ANALYZE plain_job");
}

std::string array_of_ids(const std::vector<std::string>& ids) {
    std::string list = "{";
    for (const std::string& id : ids) list += (list.size() > 1 ? "," : "") + id;
    return list + "}";
}

double plain_jobs(const std::string& url, int workers, int jobs, int batch) {
    fill_plain_table(url, jobs);
    const double seconds = timed(workers, [&](int number) {
        PlainSession session{url};
        session.prepare("claim", plain_claim_sql);
        session.prepare("end", plain_end_sql);
        const std::string worker = std::to_string(number);
        const std::string size = std::to_string(batch);
        const bool is_together = batch > 1;
        std::vector<std::string> claimed = session.execute("claim", {size.c_str(), worker.c_str()});
        while (!claimed.empty()) {
            if (is_together) session.run("BEGIN");
            (void)session.execute("end", {array_of_ids(claimed).c_str()});
            claimed = session.execute("claim", {size.c_str(), worker.c_str()});
            if (is_together) session.run("COMMIT");
        }
    });
    return jobs / seconds;
}

// Ours.

void fill_queue(database::Database& database, const base::SystemClock& clock, int jobs) {
    database::bring_schema_up_to_date(database, clock.now_ms());
    const database::PooledConnection connection = database.connection();
    connection->run_script("DELETE FROM job");
    database::Transaction transaction{*connection};
    database::declare_queue(transaction, queue_name, clock.now_ms());
    for (int number = 0; number < jobs; ++number) {
        database::add_job_unless_live(
            transaction, {queue_name, kind, "job " + std::to_string(number), "", "{}", jobs::priority::normal},
            clock.now_ms());
    }
    transaction.commit();
    connection->run_script("ANALYZE job");
}

double single_jobs(database::Database& database, const base::SystemClock& clock, int workers, int jobs) {
    fill_queue(database, clock, jobs);
    const double seconds = timed(workers, [&](int number) {
        const std::string worker = "worker " + std::to_string(number);
        const database::PooledConnection connection = database.connection();
        while (true) {
            const auto claimed = database::claim_jobs_at_once(*connection, queue_name, worker, clock.now_ms(),
                                                              clock.now_ms() + lease_ms, 1);
            if (claimed.empty()) return;
            database::Transaction ending{*connection};
            database::finish_jobs(ending, {&claimed.front().id, 1}, worker, clock.now_ms());
            ending.commit();
        }
    });
    return jobs / seconds;
}

jobs::WorkerPoolSettings pool_settings(int workers, int at_once) {
    jobs::WorkerPoolSettings settings;
    settings.queue = queue_name;
    settings.worker_prefix = "bench";
    settings.threads = static_cast<unsigned>(workers);
    settings.jobs_at_once = at_once;
    return settings;
}

/// Counts up to a number, for one who waits.
class CountDown {
public:
    explicit CountDown(int count) : left_{count} {}
    void count() {
        const std::lock_guard lock{mutex_};
        if (--left_ == 0) reached_.notify_all();
    }
    void wait() {
        std::unique_lock lock{mutex_};
        reached_.wait(lock, [this] { return left_ <= 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable reached_;
    int left_;
};

double pool_jobs(database::Database& database, const base::SystemClock& clock, int workers, int jobs, int at_once) {
    fill_queue(database, clock, jobs);
    jobs::WakeUp wake_up;
    CountDown ended{jobs};
    const auto begin = Steady::now();
    const jobs::WorkerPool pool{
        pool_settings(workers, at_once),
        database,
        clock,
        wake_up,
        {{std::string{kind}, [&ended](const database::ClaimedJob&, const std::stop_token&) -> jobs::Ending {
              return [&ended](database::Transaction& transaction) {
                  transaction.after_commit([&ended] { ended.count(); });
              };
          }}}};
    ended.wait();
    return jobs / seconds_since(begin);
}

double start_time(database::Database& database, const base::SystemClock& clock, int workers, int jobs) {
    fill_queue(database, clock, 0);
    jobs::WakeUp wake_up;
    jobs::JobQueue queue{clock, wake_up};
    std::atomic<Steady::time_point> sent;
    std::vector<double> waited;
    std::unique_ptr<CountDown> started;
    const jobs::WorkerPool pool{
        pool_settings(workers, 32),
        database,
        clock,
        wake_up,
        {{std::string{kind}, [&](const database::ClaimedJob&, const std::stop_token&) -> jobs::Ending {
              waited.push_back(seconds_since(sent) * 1e3);
              return [&](database::Transaction& transaction) { transaction.after_commit([&] { started->count(); }); };
          }}}};
    for (int number = 0; number < jobs; ++number) {
        started = std::make_unique<CountDown>(1);
        {
            const database::PooledConnection connection = database.connection();
            database::Transaction transaction{*connection};
            queue.enqueue(transaction, {queue_name, kind, "start " + std::to_string(number), "", "{}", 0});
            sent = Steady::now();
            transaction.commit();
        }
        started->wait();
        std::this_thread::sleep_for(std::chrono::milliseconds{20 + 13 * (number % 5)});
    }
    std::ranges::sort(waited);
    return waited.at(waited.size() * 99 / 100);
}

int number_behind_colon(std::string_view mode) { return std::atoi(mode.data() + mode.find(':') + 1); }

double run(const std::string& own_url, const std::string& limit_url, std::string_view mode, int workers, int jobs) {
    if (mode == "limit-single") return plain_jobs(limit_url, workers, jobs, 1);
    if (mode.starts_with("limit-batch:")) return plain_jobs(limit_url, workers, jobs, number_behind_colon(mode));
    database::Database database{own_url};
    const base::SystemClock clock;
    if (mode == "kinote-single") return single_jobs(database, clock, workers, jobs);
    if (mode == "kinote-start") return start_time(database, clock, workers, jobs);
    if (mode.starts_with("kinote-pool:")) return pool_jobs(database, clock, workers, jobs, number_behind_colon(mode));
    throw std::runtime_error{"no such mode"};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) {
        std::fputs("usage: jobs KINOTE_DATABASE_URL LIMIT_DATABASE_URL MODE WORKERS JOBS\n", stderr);
        return 2;
    }
    base::log::set_level(base::log::Level::error);
    try {
        std::printf("%.3f\n",
                    run(arguments[1], arguments[2], arguments[3], std::atoi(arguments[4]), std::atoi(arguments[5])));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "jobs: %s\n", error.what());
        return 1;
    }
    return 0;
}
