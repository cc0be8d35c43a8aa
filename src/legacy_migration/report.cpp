#include "legacy_migration/report.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "legacy_migration/report_formats.hpp"

namespace kinote::legacy_migration {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int64_t most_reasons = 50;
constexpr std::int64_t most_differences = 200;

void remove_row_pages(const std::filesystem::path& folder) {
    std::error_code failure;
    for (std::int64_t page = 1; std::filesystem::remove(folder / html_page_name(page), failure); ++page) {
    }
}

ReportSummary summary_of(database::Connection& connection, std::int64_t run) {
    const auto found = database::find_migration_run(connection, run);
    if (!found) throw Error{ErrorKind::not_found, fmt::format("there is no migration run {}", run)};
    ReportSummary summary;
    summary.run = *found;
    summary.rows_to_look_at = database::count_rows_to_look_at(connection, run);
    summary.reasons = database::count_reasons(connection, run, most_reasons);
    if (!found->origin.is_dry_run) {
        summary.differences = database::compare_studies(connection, *found, "", most_differences);
    }
    return summary;
}

}  // namespace

void prepare_report_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw Error{ErrorKind::refused,
                    fmt::format("cannot make the folder {} for the report: {}", folder.string(), failure.message())};
    }
    const std::filesystem::path trial = folder / fmt::format(".{}", base::random_hex(8));
    try {
        const base::File file = base::File::create(trial);
    } catch (const Error& error) {
        throw Error{ErrorKind::refused, fmt::format("the report cannot be written: {}", error.what())};
    }
    std::filesystem::remove(trial, failure);
}

void write_report(database::Database& database, std::int64_t run, const std::filesystem::path& folder) {
    const database::PooledConnection connection = database.connection();
    const ReportSummary summary = summary_of(*connection, run);
    prepare_report_folder(folder);
    remove_row_pages(folder);
    TextReport text{folder, summary};
    CsvReport csv{folder};
    HtmlRowPages pages{folder};
    ReportRows rows{*connection, run, {}};
    while (const ReportRow* row = rows.next()) {
        text.add(*row);
        csv.add(*row);
        pages.add(*row);
    }
    text.close();
    csv.close();
    pages.close();
    ReportRows to_look_at{*connection, run, {true, {}}};
    write_html_overview(folder, summary, to_look_at, pages.pages());
}

}  // namespace kinote::legacy_migration
