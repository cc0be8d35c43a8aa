#include <fmt/format.h>

#include "legacy_migration/report_formats.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::int64_t rows_of_html_page = 2'000;
constexpr std::int64_t references_of_page = 40'000;
constexpr std::int64_t most_rows_to_look_at = 1'000;

// Colours are the web client's: quiet grey, one accent, red and amber for what a person must see.
constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Migration of key image notes</title>
<style>
:root { color-scheme: light dark; --ground: #fff; --text: #1c2430; --quiet: #5b6675; --line: #d9dee5;
  --panel: #f5f7f9; --accent: #2266aa; --bad: #b3261e; --warn: #8a5a00; --good: #1c7a3d; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --text: #e6eaf0; --quiet: #9aa5b4; --line: #2c3440;
  --panel: #1a2029; --accent: #7db4ee; --bad: #ff8a80; --warn: #f0b95a; --good: #74d193; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; }
p, dl { margin: .25rem 0; } a { color: var(--accent); } .quiet { color: var(--quiet); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin-top: 1rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem 2.5rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--quiet); padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } thead th { background: var(--panel); position: sticky; top: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.uid { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .82rem; overflow-wrap: anywhere; }
.reason { overflow-wrap: anywhere; min-width: 14rem; }
.bar { margin-top: .45rem; background: var(--panel); height: .55rem; border-radius: .3rem; min-width: 6rem; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--accent); }
.outcome { white-space: nowrap; } .migrated, .updated, .resolved { color: var(--good); }
.rejected, .conflict, .other_patient, .no_note { color: var(--bad); } .not_here { color: var(--warn); }
details summary { cursor: pointer; color: var(--accent); white-space: nowrap; }
details ol { margin: .3rem 0 .2rem 1.6rem; padding: 0; }
.pages { display: flex; flex-wrap: wrap; gap: .3rem .8rem; }
</style></head><body>
)";
constexpr std::string_view foot = "</body></html>\n";
constexpr std::string_view rows_head =
    "<table><thead><tr><th class=\"number\">Row</th><th>Note in the source</th><th>Outcome</th><th>Reason</th>"
    "<th>References</th></tr></thead><tbody>\n";
constexpr std::string_view rows_foot = "</tbody></table>\n";

std::string shown_word(std::string_view word) {
    std::string text{word};
    for (char& character : text) {
        if (character == '_') character = ' ';
    }
    return text;
}

std::string outcome_span(std::string_view outcome) {
    return fmt::format("<span class=\"outcome {}\">{}</span>", outcome, shown_word(outcome));
}

std::string references_html(const ReportRow& row) {
    if (row.references.empty()) return "none";
    std::string html = fmt::format("<details><summary>{}</summary><ol>", row.references.size());
    for (const ReportReference& reference : row.references) {
        html += fmt::format("<li><span class=\"uid\">{}</span>{}{} {}: {}</li>", html_text(reference.sop_instance_uid),
                            reference.frames.empty() ? "" : " frames ", html_text(reference.frames),
                            outcome_span(database::to_string(reference.outcome)), html_text(reference.reason));
    }
    return html + "</ol></details>";
}

std::string row_html(const ReportRow& row) {
    return fmt::format(
        "<tr><td class=\"number\">{}</td><td>{}<br><span class=\"uid quiet\">{}</span></td><td>{}</td>"
        "<td class=\"reason\">{}</td><td>{}</td></tr>\n",
        row.number, html_text(shown_note(row)), html_text(row.study_instance_uid), outcome_span(shown_outcome(row)),
        html_text(row.reason), references_html(row));
}

std::string facts_html(const ReportSummary& summary) {
    const database::MigrationRun& run = summary.run;
    std::string html = fmt::format("<h1>Migration of key image notes</h1><p class=\"quiet\">Run {}{}</p>", run.id,
                                   run.origin.is_dry_run ? ", a trial: no note was written" : "");
    html += fmt::format("<dl class=\"facts\"><dt>Mapping</dt><dd>{}</dd><dt>Source</dt><dd>{}</dd><dt>State</dt><dd>{}",
                        html_text(run.origin.mapping), html_text(run.origin.source), html_text(run.state));
    if (run.error) html += ": " + html_text(*run.error);
    html += fmt::format("</dd><dt>Started</dt><dd>{}</dd>", shown_time(run.started_ms));
    if (run.ended_ms) html += fmt::format("<dt>Ended</dt><dd>{}</dd>", shown_time(*run.ended_ms));
    return html + "</dl>\n";
}

template <typename Outcomes>
std::string counts_html(std::string_view heading, std::int64_t total, const Outcomes& outcomes,
                        const database::MigrationCounts& counts) {
    std::string html = fmt::format("<section><h2>{} {}</h2><table><tbody>", total, heading);
    for (const auto outcome : outcomes) {
        const double share =
            total > 0 ? 100.0 * static_cast<double>(counts.of(outcome)) / static_cast<double>(total) : 0.0;
        html += fmt::format(
            "<tr><th>{}</th><td class=\"number\">{}</td><td><div class=\"bar\"><i style=\"width:{:.2f}%\"></i></div>"
            "</td><td class=\"number\">{:.1f} %</td></tr>",
            outcome_span(database::to_string(outcome)), counts.of(outcome), share, share);
    }
    return html + "</tbody></table></section>";
}

std::string reasons_html(const ReportSummary& summary) {
    if (summary.reasons.empty()) return {};
    std::string html =
        "<h2>Most frequent reasons</h2><table><thead><tr><th class=\"number\">Notes</th><th>Outcome</th>"
        "<th>Reason</th></tr></thead><tbody>";
    for (const database::ReasonCount& reason : summary.reasons) {
        html += fmt::format(R"(<tr><td class="number">{}</td><td>{}</td><td class="reason">{}</td></tr>)", reason.rows,
                            reason.outcome ? outcome_span(database::to_string(*reason.outcome)) : "",
                            html_text(reason.reason));
    }
    return html + "</tbody></table>\n";
}

std::string differences_html(const ReportSummary& summary) {
    if (summary.differences.empty()) return {};
    std::string html =
        "<h2>Studies with another number of notes here than in the source</h2><table><thead><tr><th>Study</th>"
        "<th class=\"number\">In the source</th><th class=\"number\">Here</th></tr></thead><tbody>";
    for (const database::StudyDifference& study : summary.differences) {
        html += fmt::format(R"(<tr><td class="uid">{}</td><td class="number">{}</td><td class="number">{}</td></tr>)",
                            study.study_instance_uid.empty() ? "(no study)" : html_text(study.study_instance_uid),
                            study.notes_in_source, study.notes_here);
    }
    return html + "</tbody></table>\n";
}

}  // namespace

std::string html_page_name(std::int64_t page) { return fmt::format("report-rows-{:05}.html", page); }

void HtmlRowPages::add(const ReportRow& row) {
    if (rows_on_page_ == rows_of_html_page || references_on_page_ >= references_of_page) close();
    if (!file_) {
        ++pages_;
        file_.emplace(folder_ / html_page_name(pages_));
        file_->add(head);
        file_->add(fmt::format("<h1>Every row, page {}</h1><p><a href=\"report.html\">Summary</a></p>\n", pages_));
        file_->add(rows_head);
    }
    file_->add(row_html(row));
    ++rows_on_page_;
    references_on_page_ += static_cast<std::int64_t>(row.references.size());
}

void HtmlRowPages::close() {
    if (!file_) return;
    file_->add(rows_foot);
    file_->add(foot);
    file_->close();
    file_.reset();
    rows_on_page_ = 0;
    references_on_page_ = 0;
}

void write_html_overview(const std::filesystem::path& folder, const ReportSummary& summary, ReportRows& to_look_at,
                         std::int64_t pages) {
    const database::MigrationCounts& counts = summary.run.mark.counts;
    ReportFile file{folder / "report.html"};
    file.add(head);
    file.add(facts_html(summary));
    file.add("<div class=\"columns\">");
    file.add(counts_html("notes in the source", counts.notes_read, database::note_outcomes, counts));
    file.add(counts_html("references in the source", counts.references_read, database::reference_outcomes, counts));
    file.add("</div>\n");
    file.add(reasons_html(summary));
    file.add(differences_html(summary));
    if (summary.rows_to_look_at > 0) {
        file.add(fmt::format("<h2>{} rows need a look</h2>\n", summary.rows_to_look_at));
        if (summary.rows_to_look_at > most_rows_to_look_at) {
            file.add(fmt::format("<p class=\"quiet\">The first {} of them; report.csv has all.</p>\n",
                                 most_rows_to_look_at));
        }
        file.add(rows_head);
        std::int64_t shown = 0;
        for (const ReportRow* row = to_look_at.next(); row != nullptr && shown < most_rows_to_look_at;
             row = to_look_at.next()) {
            file.add(row_html(*row));
            ++shown;
        }
        file.add(rows_foot);
    }
    file.add("<h2>Every row</h2><p class=\"pages\">");
    for (std::int64_t page = 1; page <= pages; ++page) {
        file.add(fmt::format("<a href=\"{}\">page {}</a> ", html_page_name(page), page));
    }
    file.add("</p>\n");
    file.add(foot);
    file.close();
}

}  // namespace kinote::legacy_migration
