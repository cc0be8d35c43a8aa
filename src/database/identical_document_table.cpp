#include "database/identical_document_table.hpp"

#include "database/kosd_source_table.hpp"
#include "database/lists.hpp"
#include "database/note_bulk_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement is_named_sql{"SELECT 1 FROM identical_document WHERE sop_instance_uid = $1 LIMIT 1"};
constexpr Statement find_identical_document_sql{R"(
    SELECT i.sop_instance_uid, v.note, v.id, CASE WHEN v.state = 'superseded' THEN 1 ELSE 0 END,
           CASE WHEN o.source = 'received' AND o.marked_ms IS NULL AND o.parted = 0
                     AND NOT EXISTS (SELECT 1 FROM note_version c WHERE c.note = o.id AND c.id <> v.id)
                THEN 1 ELSE 0 END,
           s.patient, v.title_value, v.title_scheme, v.description
      FROM (SELECT n.id FROM instance n WHERE n.sop_instance_uid {in_texts}
            UNION SELECT d.instance FROM identical_document d WHERE d.sop_instance_uid = $2) AS one_named
      JOIN instance i ON i.id = one_named.id
      JOIN study s ON s.id = i.study
      JOIN kosd k ON k.instance = i.id
      JOIN note_version v ON v.id = k.note_version
      JOIN note o ON o.id = v.note
     WHERE i.sop_instance_uid <> $2 AND (o.withheld IS NULL OR o.withheld = 'rejected') AND v.state <> 'withdrawn'
     ORDER BY v.id, i.id LIMIT 100)"};

constexpr Statement add_identical_document_sql{R"(
    INSERT INTO identical_document (instance, sop_instance_uid) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

constexpr Statement link_study_identical_document_sql{R"(
    INSERT INTO note_study (note_version, study) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
constexpr Statement show_notes_identical_document_sql{R"(
    UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL
     WHERE id {in_ids} AND marked_ms IS NOT NULL
       AND (SELECT d.note FROM documented_note d WHERE d.note = note.id LIMIT 1) IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM deletion d
                        WHERE d.state = 'marked' AND d.level = 'note'
                          AND d.subject IN (note.uuid, (SELECT j.uuid FROM note j WHERE j.id = note.same_as))))"};
constexpr Statement hide_document_sql{R"(
    UPDATE instance
       SET (marked_ms, marked_by, mark_cause) = (SELECT n.marked_ms, n.marked_by, n.mark_cause FROM note n WHERE n.id = $2)
     WHERE id = $1 AND marked_ms IS NULL AND EXISTS (SELECT 1 FROM note n WHERE n.id = $2 AND n.marked_ms IS NOT NULL))"};
constexpr Statement note_mark_identical_document_sql{"UPDATE study SET has_marks = 1 WHERE id = $1 AND has_marks = 0"};

constexpr Statement carry_over_sql{R"(
    UPDATE kosd SET note_version = $2 WHERE note_version = $1
    RETURNING instance, (SELECT i.study FROM instance i WHERE i.id = kosd.instance))"};

constexpr Statement find_other_sql{R"(
    SELECT i.sop_instance_uid, s.study_instance_uid
      FROM kosd k JOIN instance i ON i.id = k.instance JOIN study s ON s.id = i.study
     WHERE k.note_version = $1 AND k.instance <> $2
     ORDER BY k.instance LIMIT 1)"};
constexpr Statement stand_by_sql{R"(
    UPDATE note_version SET kosd_sop_instance_uid = $2, study_instance_uid = $3 WHERE id = $1)"};
constexpr Statement set_source_sql{R"(
    UPDATE note SET source_key = $2 WHERE id = (SELECT v.note FROM note_version v WHERE v.id = $1))"};

void read_references(Connection& connection, std::vector<NoteOfDocument>& found) {
    std::vector<std::int64_t> versions;
    versions.reserve(found.size());
    for (const NoteOfDocument& document : found) versions.push_back(document.note_version);
    const auto selections = read_selections(connection, versions);
    for (NoteOfDocument& document : found) {
        const auto selection = selections.find(document.note_version);
        if (selection != selections.end()) document.content.references = selection->second;
    }
}

}  // namespace

std::vector<NoteOfDocument> find_notes_of_identical_documents(Connection& connection, std::string_view sop_instance_uid,
                                                              std::span<const std::string_view> named) {
    std::vector<NoteOfDocument> found;
    // Most have nothing to do with another: PostgreSQL plans the list anew each time, for longer than all else takes.
    if (named.empty() && !connection.query(is_named_sql, {sop_instance_uid}).next()) return found;
    {
        Rows rows =
            connection.query(find_identical_document_sql, {text_list(connection.engine(), named), sop_instance_uid});
        while (rows.next()) {
            NoteOfDocument document{rows.string(0),
                                    rows.integer(1),
                                    rows.integer(2),
                                    rows.integer(3) != 0,
                                    rows.integer(4) != 0,
                                    rows.integer(5),
                                    {}};
            document.content.title = {rows.string(6), rows.string(7), ""};
            document.content.description = rows.optional_string(8).value_or("");
            found.push_back(std::move(document));
        }
    }
    read_references(connection, found);
    return found;
}

void add_identical_documents(Transaction& transaction, std::int64_t instance, std::span<const std::string_view> named) {
    for (const std::string_view uid : named) transaction.execute(add_identical_document_sql, {instance, uid});
}

void add_document(Transaction& transaction, const NoteOfDocument& present, const JoiningDocument& document) {
    transaction.execute(link_study_identical_document_sql, {present.note_version, document.study});
    show_documented_notes(transaction, {&present.note, 1});
    if (transaction.change(hide_document_sql, {document.instance, present.note}) > 0) {
        transaction.execute(note_mark_identical_document_sql, {document.study});
    }
    if (present.is_superseded) (void)withhold_superseded_kosds(transaction, present.note_version);
    recount_studies_of_note(transaction, present.note);
}

void merge_notes(Transaction& transaction, const NoteOfDocument& from, const NoteOfDocument& into) {
    std::vector<JoiningDocument> documents;
    {
        Rows rows = transaction.query(carry_over_sql, {from.note_version, into.note_version});
        while (rows.next()) documents.push_back({rows.integer(0), rows.integer(1)});
    }
    remove_note(transaction, from.note);
    for (const JoiningDocument& document : documents) add_document(transaction, into, document);
}

void show_documented_notes(Transaction& transaction, std::span<const std::int64_t> notes) {
    transaction.execute(show_notes_identical_document_sql, {id_list(transaction.connection().engine(), notes)});
}

bool hand_on_note(Transaction& transaction, std::int64_t note_version, std::int64_t instance) {
    std::string uid;
    std::string study;
    {
        Rows row = transaction.query(find_other_sql, {note_version, instance});
        if (!row.next()) return false;
        uid = row.string(0);
        study = row.string(1);
    }
    transaction.execute(stand_by_sql, {note_version, uid, study});
    transaction.execute(set_source_sql, {note_version, uid});
    return true;
}

}  // namespace kinote::database
