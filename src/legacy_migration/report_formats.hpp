#pragma once
// The three forms of a report, each written row by row.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "database/migration_table.hpp"
#include "legacy_migration/report_file.hpp"
#include "legacy_migration/report_rows.hpp"

namespace kinote::legacy_migration {

/// What a report says before its rows.
struct ReportSummary {
    database::MigrationRun run;
    std::int64_t rows_to_look_at = 0;
    std::vector<database::ReasonCount> reasons;          ///< the most frequent ones
    std::vector<database::StudyDifference> differences;  ///< the first ones; none of a dry run
};

/// "2026-03-01 12:34:56 UTC"
[[nodiscard]] std::string shown_time(std::int64_t utc_ms);

/// report.txt
class TextReport {
public:
    TextReport(const std::filesystem::path& folder, const ReportSummary& summary);
    void add(const ReportRow& row);
    void close() { file_.close(); }

private:
    ReportFile file_;
};

/// The first line of report.csv, and those of a row: one for its note, and one for each reference.
[[nodiscard]] std::string csv_head();
[[nodiscard]] std::string csv_lines(const ReportRow& row);

/// report.csv: a line for each row of the source, notes and references.
class CsvReport {
public:
    explicit CsvReport(const std::filesystem::path& folder);
    void add(const ReportRow& row) { file_.add(csv_lines(row)); }
    void close() { file_.close(); }

private:
    ReportFile file_;
};

/// The pages report-rows-00001.html, ...: a browser could not show all rows of a large source on one.
class HtmlRowPages {
public:
    explicit HtmlRowPages(std::filesystem::path folder) : folder_{std::move(folder)} {}
    void add(const ReportRow& row);
    void close();
    [[nodiscard]] std::int64_t pages() const { return pages_; }

private:
    std::filesystem::path folder_;
    std::optional<ReportFile> file_;
    std::int64_t pages_ = 0;
    std::int64_t rows_on_page_ = 0;
    std::int64_t references_on_page_ = 0;
};

/// The name of such a page.
[[nodiscard]] std::string html_page_name(std::int64_t page);

/// report.html: the summary, the first rows that need a look, and links to the pages with all rows.
/// @param to_look_at  its rows are read here. @param pages  how many pages of rows there are.
void write_html_overview(const std::filesystem::path& folder, const ReportSummary& summary, ReportRows& to_look_at,
                         std::int64_t pages);

}  // namespace kinote::legacy_migration
