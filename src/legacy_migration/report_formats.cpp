#include "legacy_migration/report_formats.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"

namespace kinote::legacy_migration {
namespace {

template <typename Outcomes>
void add_counts(std::string& text, const Outcomes& outcomes, const database::MigrationCounts& counts) {
    for (const auto outcome : outcomes) {
        text += fmt::format("  {:<18} {:>10}\n", database::to_string(outcome), counts.of(outcome));
    }
}

std::string text_of(const ReportSummary& summary) {
    const database::MigrationRun& run = summary.run;
    const database::MigrationCounts& counts = run.mark.counts;
    std::string text =
        fmt::format("Migration run {}{}\n\n", run.id, run.origin.is_dry_run ? " (dry: no note was written)" : "");
    text += fmt::format("mapping  {}\nsource   {}\nstate    {}\n", run.origin.mapping, run.origin.source, run.state);
    if (run.error) text += fmt::format("error    {}\n", *run.error);
    text += fmt::format("started  {}\n", shown_time(run.started_ms));
    if (run.ended_ms) text += fmt::format("ended    {}\n", shown_time(*run.ended_ms));
    text += fmt::format("\n{} notes in the source\n", counts.notes_read);
    add_counts(text, database::note_outcomes, counts);
    text += fmt::format("\n{} references in the source\n", counts.references_read);
    add_counts(text, database::reference_outcomes, counts);
    text += fmt::format("\n{} rows need a look\n", summary.rows_to_look_at);
    if (!summary.reasons.empty()) text += "\nMost frequent reasons\n";
    for (const database::ReasonCount& reason : summary.reasons) {
        text +=
            fmt::format("  {:>10}  {}{}\n", reason.rows,
                        reason.outcome ? fmt::format("{}: ", database::to_string(*reason.outcome)) : "", reason.reason);
    }
    if (!summary.differences.empty()) text += "\nStudies with another number of notes here than in the source\n";
    for (const database::StudyDifference& study : summary.differences) {
        text += fmt::format("  {}: {} in the source, {} here\n",
                            study.study_instance_uid.empty() ? "(no study)" : study.study_instance_uid,
                            study.notes_in_source, study.notes_here);
    }
    return text + "\nEvery row\n";
}

std::string csv_line(std::initializer_list<std::string_view> fields) {
    std::string line;
    for (const std::string_view field : fields) {
        if (!line.empty()) line += ',';
        line += csv_field(field);
    }
    return line + "\r\n";
}

}  // namespace

std::string shown_time(std::int64_t utc_ms) {
    std::string text = base::iso_8601(utc_ms);
    constexpr std::size_t seconds_end = 19;
    text[10] = ' ';
    return text.substr(0, seconds_end) + " UTC";
}

TextReport::TextReport(const std::filesystem::path& folder, const ReportSummary& summary)
    : file_{folder / "report.txt"} {
    file_.add(text_of(summary));
}

void TextReport::add(const ReportRow& row) {
    file_.add(
        fmt::format("{}{}: {}: {}\n", row.needs_a_look ? "! " : "  ", shown_note(row), shown_outcome(row), row.reason));
    for (const ReportReference& reference : row.references) {
        file_.add(fmt::format("      {}. {}{}{}: {}: {}\n", reference.place, reference.sop_instance_uid,
                              reference.frames.empty() ? "" : " frames ", reference.frames,
                              database::to_string(reference.outcome), reference.reason));
    }
}

std::string csv_head() {
    return csv_line({"row", "table", "source_note_id", "reference", "study_instance_uid", "sop_instance_uid", "frames",
                     "outcome", "needs_a_look", "reason"});
}

std::string csv_lines(const ReportRow& row) {
    const std::string number = std::to_string(row.number);
    std::string lines;
    if (row.outcome || row.is_of_uid_mapping) {
        lines +=
            csv_line({number, row.is_of_uid_mapping ? "uid_mapping" : "notes", row.source_note_id, "",
                      row.study_instance_uid, "", "", shown_outcome(row), row.needs_a_look ? "yes" : "no", row.reason});
    }
    for (const ReportReference& reference : row.references) {
        const bool is_whole = reference.outcome != database::ReferenceOutcome::rejected && !reference.has_remark;
        lines +=
            csv_line({number, "references", row.source_note_id, std::to_string(reference.place), row.study_instance_uid,
                      reference.sop_instance_uid, reference.frames, database::to_string(reference.outcome),
                      row.needs_a_look && !is_whole ? "yes" : "no", reference.reason});
    }
    return lines;
}

CsvReport::CsvReport(const std::filesystem::path& folder) : file_{folder / "report.csv"} { file_.add(csv_head()); }

}  // namespace kinote::legacy_migration
