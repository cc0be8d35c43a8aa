#include "legacy_migration/batch_writer.hpp"

#include <algorithm>

#include "legacy_migration/note_writing.hpp"

namespace kinote::legacy_migration {
namespace {

using database::MigrationRow;
using database::NoteOutcome;
using database::ReferenceOutcome;

// Why no reference of a note is taken; empty where they are.
std::string_view why_none_is_taken(const JudgedNote& judged) {
    if (!judged.outcome) return "no note has this source_note_id";
    if (*judged.outcome == NoteOutcome::rejected) return "its note is rejected";
    if (*judged.outcome == NoteOutcome::deleted_in_source) return "its note is deleted in the source";
    return {};
}

void append(std::vector<database::ReferenceRun>& runs, ReferenceOutcome outcome, std::int64_t count) {
    if (!runs.empty() && runs.back().outcome == outcome) {
        runs.back().count += count;
    } else {
        runs.push_back({outcome, count});
    }
}

void tell_references(const BuiltNote& note, const JudgedNote& judged, const BatchIndex& index, MigrationRow& row) {
    const std::string_view why_none = why_none_is_taken(judged);
    std::int64_t place = 0;
    for (const BuiltReference& reference : note.references) {
        ++place;
        const bool is_taken = reference.is_taken && why_none.empty();
        ReferenceOutcome outcome = ReferenceOutcome::rejected;
        if (is_taken) {
            outcome = index.objects.contains(reference.sop_instance_uid) ? ReferenceOutcome::resolved
                                                                         : ReferenceOutcome::not_here;
        }
        append(row.references, outcome, 1);
        // What is in note_reference need not be told again.
        if (is_taken && row.note_version && reference.reason.empty()) continue;
        const bool has_own_reason = !reference.reason.empty();
        row.details.push_back({place, reference.sop_instance_uid,
                               has_own_reason ? reference.reason : std::string{is_taken ? "" : why_none}});
    }
    if (note.excess_references > 0) append(row.references, ReferenceOutcome::rejected, note.excess_references);
}

bool needs_a_look(const BuiltNote& note, const MigrationRow& row) {
    if (!row.outcome) return true;
    switch (*row.outcome) {
        case NoteOutcome::conflict:
        case NoteOutcome::other_patient:
        case NoteOutcome::rejected: return true;
        case NoteOutcome::deleted_in_source: return false;
        case NoteOutcome::migrated:
        case NoteOutcome::updated:
        case NoteOutcome::already_there: break;
    }
    return note.loses || std::ranges::any_of(note.references, &BuiltReference::loses) ||
           std::ranges::any_of(row.references, [](const database::ReferenceRun& run) {
               return run.outcome == ReferenceOutcome::rejected;
           });
}

void count(const MigrationRow& row, database::MigrationCounts& counts) {
    if (row.outcome) ++counts.of(*row.outcome);
    for (const database::ReferenceRun& run : row.references) counts.of(run.outcome) += run.count;
}

}  // namespace

database::MigrationProgressMark BatchWriter::write(database::Transaction& transaction, NoteBatch& batch,
                                                   const database::MigrationProgressMark& mark, std::int64_t now_ms) {
    const BatchIndex index = look_up(transaction.connection(), run_.source_system, batch);
    NoteJudge judge{index, run_.is_dry_run ? &memory_ : nullptr};
    std::vector<JudgedNote> judged;
    judged.reserve(batch.notes.size());
    for (BuiltNote& note : batch.notes) judged.push_back(judge.judge(note));

    std::unordered_map<std::size_t, std::int64_t> written;
    if (!run_.is_dry_run) {
        written = NoteWriting{transaction, {run_.source_system, batch.notes, judged, index, now_ms}}.write();
    }

    database::MigrationProgressMark next = mark;
    std::vector<MigrationRow> rows;
    rows.reserve(batch.notes.size());
    for (std::size_t i = 0; i < batch.notes.size(); ++i) {
        const BuiltNote& note = batch.notes[i];
        MigrationRow& row = rows.emplace_back();
        row.number = ++next.last_row;
        row.source_note_id = note.source_note_id;
        row.outcome = judged[i].outcome;
        row.reason = judged[i].reason;
        row.study_instance_uid = note.content.study_instance_uid;
        if (const auto version = written.find(i); version != written.end()) {
            row.note_version = version->second;
        } else if (row.outcome == NoteOutcome::already_there ||
                   (row.outcome == NoteOutcome::other_patient && judged[i].action == NoteAction::none)) {
            row.note_version = judged[i].present->note_version;
        }
        tell_references(note, judged[i], index, row);
        row.needs_a_look = needs_a_look(note, row);
        count(row, next.counts);
        if (!note.source_note_id.empty()) next.last_source_note_id = note.source_note_id;
    }
    next.counts.notes_read = batch.notes_taken;
    next.counts.references_read = batch.references_taken;
    database::add_migration_rows(transaction, run_.id, rows);
    database::advance_run(transaction, run_.id, next);
    return next;
}

}  // namespace kinote::legacy_migration
