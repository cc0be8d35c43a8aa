#pragma once
// The report of a run for people: as text, as CSV and as HTML, with an outcome and a reason for every row of the
// source.

#include <cstdint>
#include <filesystem>

#include "database/database.hpp"

namespace kinote::legacy_migration {

/// Makes the folder of a report, so that a long run does not end without one.
/// @throws Error refused where it cannot be made, or no file can be written in it.
void prepare_report_folder(const std::filesystem::path& folder);

/// Writes report.txt, report.csv, report.html and the pages report-rows-00001.html, ... into the folder, which is made
/// where it is absent; those of an earlier report are replaced. Memory does not grow with the number of rows.
/// @throws Error not_found for an unknown run, unavailable where a file cannot be written.
void write_report(database::Database& database, std::int64_t run, const std::filesystem::path& folder);

}  // namespace kinote::legacy_migration
