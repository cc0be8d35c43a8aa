// reconcile, reconciliations: what is here and what a destination shows.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/export_waiting.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/progress.hpp"
#include "exporter/difference_reason.hpp"
#include "exporter/reconcile.hpp"
#include "server/reconcile_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using database::Difference;
using database::Reconciliation;

Reconciliation read(const server::Site& site, std::int64_t id) {
    const database::PooledConnection connection = site.database->connection();
    return server::reconciliation_of(*connection, id);
}

bool is_over(const Reconciliation& one) {
    return one.state != "open" || one.job_state == "error" || one.job_state == "abandoned";
}

std::string words_of_hours(const Reconciliation& one, std::string_view hours) {
    return fmt::format("reconciliation {} waits for the allowed hours of {}, {}", one.id, one.destination_name, hours);
}

std::string progress_of(const Reconciliation& one, double seconds, std::int64_t now_ms) {
    const std::string hours = exporter::awaited_hours(one, now_ms);
    if (!hours.empty()) return words_of_hours(one, hours);
    if (!one.total) return fmt::format("reconciliation {} waits for a worker: it runs where kinote serves", one.id);
    const std::string waits = one.job_state == "retry" ? fmt::format(", waits: {}", one.job_error.value_or("")) : "";
    return fmt::format("{}, {} differences{}", progress_line(one.studies + one.failed, *one.total, seconds),
                       one.differences, printable(waits));
}

Reconciliation wait_for(const server::Site& site, std::int64_t id, const std::optional<std::int64_t>& most_seconds) {
    using std::chrono::steady_clock;
    constexpr std::chrono::milliseconds between_looks{200};
    const auto begin = steady_clock::now();
    const auto seconds = [begin] { return std::chrono::duration<double>{steady_clock::now() - begin}.count(); };
    Reconciliation one = read(site, id);
    if (is_over(one) || most_seconds == 0) return one;
    const Progress progress{[&] { return progress_of(read(site, id), seconds(), site.clock.now_ms()); }};
    while (!is_over(one) && (!most_seconds || seconds() < static_cast<double>(*most_seconds))) {
        std::this_thread::sleep_for(between_looks);
        one = read(site, id);
    }
    return one;
}

void for_each_difference(const server::Site& site, const Reconciliation& of,
                         const std::function<void(const Difference&)>& action) {
    constexpr std::int64_t page_size = 1'000;
    Difference last;
    for (;;) {
        std::vector<Difference> page;
        {
            const database::PooledConnection connection = site.database->connection();
            page = database::list_differences(*connection, of.id, last.study_instance_uid, last.sop_instance_uid,
                                              page_size);
        }
        for (const Difference& one : page) action(one);
        if (page.empty()) return;
        last = page.back();
    }
}

// RFC 4180; a first character that a spreadsheet takes for a formula is kept from that.
std::string csv_field(std::string_view text) {
    std::string field = "\"";
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) field += '\'';
    for (const char character : text) {
        if (character == '"') field += '"';
        field += character;
    }
    return field + '"';
}

void write_csv(const server::Site& site, const Reconciliation& of, std::ostream& output) {
    output << "destination,study_instance_uid,series_instance_uid,sop_instance_uid,sop_class_uid,place,reason,detail,"
              "remedy,export,found_at\r\n";
    for_each_difference(site, of, [&](const Difference& one) {
        const std::string remedy = exporter::remedy_for(one.reason, of.destination_name, one.study_instance_uid);
        output << fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", of.destination_name, one.study_instance_uid,
                              one.series_instance_uid, one.sop_instance_uid, csv_field(one.sop_class_uid),
                              exporter::place_of(one.reason), one.reason, csv_field(one.detail), csv_field(remedy),
                              one.export_id ? fmt::to_string(*one.export_id) : std::string{},
                              base::iso_8601(one.found_ms));
    });
    output.flush();
    if (!output) throw Error{ErrorKind::unavailable, "the CSV could not be written: is the disk full?"};
}

void write_csv(const server::Site& site, const Reconciliation& of, const std::string& path) {
    if (path == "-") return write_csv(site, of, std::cout);
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    if (!file) throw Error{ErrorKind::refused, fmt::format("cannot write {}", path)};
    write_csv(site, of, file);
}

void print_reconciliations(const server::Site& site, const std::vector<Reconciliation>& reconciliations) {
    std::vector<std::vector<std::string>> rows;
    for (const Reconciliation& one : reconciliations) {
        const json::value shown = server::to_json(one, site.clock.now_ms());
        std::vector<std::string> row;
        for (const char* field : {"id", "destination", "state", "total", "studies", "differing", "failed",
                                  "differences", "exports", "requested_at", "study_instance_uid", "error"}) {
            row.push_back(text_of(shown.at(field)));
        }
        rows.push_back(std::move(row));
    }
    print_table({"id", "destination", "state", "total", "compared", "differing", "failed", "differences", "exports",
                 "requested", "study", "error"},
                rows);
}

void show(const server::Site& site, const Reconciliation& one, const std::string& csv, bool as_json) {
    const std::string hours = exporter::awaited_hours(one, site.clock.now_ms());
    if (!hours.empty()) fmt::print(stderr, "{}\n", words_of_hours(one, hours));
    if (!csv.empty()) write_csv(site, one, csv);
    if (csv == "-") return;
    if (as_json) {
        json::value shown = server::to_json(one, site.clock.now_ms());
        json::array differences;
        for_each_difference(site, one, [&](const Difference& difference) {
            differences.push_back(server::difference_to_json(difference, one.destination_name));
        });
        shown.as_object()["found"] = std::move(differences);
        print_json(shown);
        return;
    }
    print_reconciliations(site, {one});
    if (!csv.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for_each_difference(site, one, [&](const Difference& difference) {
        rows.push_back(
            {difference.study_instance_uid, difference.sop_instance_uid, difference.reason, difference.detail,
             difference.export_id
                 ? fmt::format("export {} sends it", *difference.export_id)
                 : exporter::remedy_for(difference.reason, one.destination_name, difference.study_instance_uid)});
    });
    if (!rows.empty()) print_table({"study", "object", "reason", "detail", "remedy"}, rows);
}

int exit_code_of(const Reconciliation& one) {
    if (one.state != "done" || (one.failed > 0 && one.studies == 0)) return failed;
    return one.differences > 0 || one.failed > 0 ? done_in_part : done;
}

}  // namespace

int run(const ReconcileOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the job by polling
    jobs::JobQueue queue{clock, wake_up};
    server::declare_queues(site);
    exporter::Reconciliations reconciliations{site.settings.reconcile, *site.database, queue, clock};
    const std::int64_t id = reconciliations.open(
        {options.destination, options.study, server::day_from("since", options.since), options.fixes},
        user_of_command());
    const Reconciliation one = wait_for(site, id, options.wait_seconds);
    show(site, one, options.csv, options.json);
    return options.wait_seconds == 0 ? done : exit_code_of(one);
}

int run(const ReconciliationsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == ReconciliationsOptions::Action::show) {
        const Reconciliation one = read(site, options.id);
        show(site, one, options.csv, options.json);
        return exit_code_of(one);
    }
    const database::PooledConnection connection = site.database->connection();
    if (options.json) {
        print_json(server::reconciliations_to_json(*connection, INT64_MAX, options.limit, site.clock.now_ms()));
    } else {
        print_reconciliations(site, database::list_reconciliations(*connection, INT64_MAX, options.limit));
    }
    return done;
}

}  // namespace kinote::cli
