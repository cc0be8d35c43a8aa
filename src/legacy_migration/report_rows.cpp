#include "legacy_migration/report_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "database/note_bulk_table.hpp"

namespace kinote::legacy_migration {
namespace {

using database::MigrationRow;
using database::NoteOutcome;
using database::ReferenceOutcome;

constexpr std::int64_t rows_of_page = 500;
constexpr std::int64_t references_at_once = 20'000;

std::string_view usual_reason(const std::optional<NoteOutcome>& outcome) {
    if (!outcome) return "no note has this source_note_id";
    switch (*outcome) {
        case NoteOutcome::migrated: return "new here";
        case NoteOutcome::updated: return "changed in the source since an earlier run: a new version";
        case NoteOutcome::already_there: return "taken over by an earlier run, and unchanged";
        case NoteOutcome::deleted_in_source: return "the source says that it is deleted";
        case NoteOutcome::conflict: return "changed on both sides";
        case NoteOutcome::other_patient: return "its study is known here under another patient";
        case NoteOutcome::rejected: return "it cannot be taken over";
    }
    std::abort();
}

std::string_view usual_reason(ReferenceOutcome outcome) {
    switch (outcome) {
        case ReferenceOutcome::resolved: return "its object is here";
        case ReferenceOutcome::not_here: return "its object is not here yet";
        case ReferenceOutcome::rejected: return "it cannot be taken over with its note";
    }
    std::abort();
}

std::int64_t reference_count(const MigrationRow& row) {
    std::int64_t count = 0;
    for (const database::ReferenceRun& run : row.references) count += run.count;
    return count;
}

}  // namespace

std::string_view shown_outcome(const ReportRow& row) {
    if (row.is_of_uid_mapping) return "rejected";
    return row.outcome ? database::to_string(*row.outcome) : "no_note";
}

std::string shown_note(const ReportRow& row) {
    if (row.is_of_uid_mapping) return "uid_mapping";
    return row.source_note_id.empty() ? "(no id)" : row.source_note_id;
}

std::string told_reason(const MigrationRow& row) {
    return row.reason.empty() ? std::string{usual_reason(row.outcome)} : row.reason;
}

bool ReportRows::fill_page() {
    page_.clear();
    next_in_page_ = 0;
    selections_end_ = 0;
    while (page_.empty() && next_after_) {
        auto found = database::search_migration_rows(connection_, run_, filter_, *next_after_, rows_of_page);
        page_ = std::move(found.rows);
        next_after_ = found.next_after;
    }
    return !page_.empty();
}

// Of as many rows of the page as have not too many references together.
void ReportRows::read_selections() {
    std::vector<std::int64_t> versions;
    std::int64_t references = 0;
    while (selections_end_ < page_.size() && references < references_at_once) {
        const MigrationRow& row = page_[selections_end_++];
        references += reference_count(row);
        if (row.note_version) versions.push_back(*row.note_version);
    }
    selections_ = database::read_selections(connection_, versions);
}

const ReportRow* ReportRows::next() {
    if (next_in_page_ == page_.size() && !fill_page()) return nullptr;
    if (next_in_page_ == selections_end_) read_selections();
    const MigrationRow& row = page_[next_in_page_++];
    row_.number = row.number;
    row_.source_note_id = row.source_note_id;
    row_.outcome = row.outcome;
    row_.reason = told_reason(row);
    row_.study_instance_uid = row.study_instance_uid;
    row_.needs_a_look = row.needs_a_look;
    row_.is_of_uid_mapping = database::is_of_uid_mapping(row);
    tell_references(row);
    return &row_;
}

// What was taken stands in note_reference in its order; details tell of all others.
void ReportRows::tell_references(const MigrationRow& row) {
    static const std::vector<note::NoteReference> none;
    const auto found = row.note_version ? selections_.find(*row.note_version) : selections_.end();
    const std::vector<note::NoteReference>& taken = found == selections_.end() ? none : found->second;
    std::size_t next_taken = 0;
    std::size_t next_detail = 0;
    row_.references.clear();
    for (const database::ReferenceRun& run : row.references) {
        for (std::int64_t i = 0; i < run.count; ++i) {
            ReportReference& reference = row_.references.emplace_back();
            reference.place = static_cast<std::int64_t>(row_.references.size());
            reference.outcome = run.outcome;
            reference.reason = usual_reason(run.outcome);
            if (run.outcome != ReferenceOutcome::rejected && next_taken < taken.size()) {
                reference.sop_instance_uid = taken[next_taken].sop_instance_uid;
                reference.frames = fmt::format("{}", fmt::join(taken[next_taken].frames, ","));
                ++next_taken;
            }
            if (next_detail == row.details.size() || row.details[next_detail].place != reference.place) continue;
            const database::ReferenceDetail& detail = row.details[next_detail++];
            reference.sop_instance_uid = detail.sop_instance_uid;
            if (detail.reason.empty()) continue;
            reference.reason = detail.reason;
            reference.has_remark = run.outcome != ReferenceOutcome::rejected;
        }
    }
}

}  // namespace kinote::legacy_migration
