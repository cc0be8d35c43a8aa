#pragma once
// The rows of a run as reports tell of them: each with a reason, and with its references one by one.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "database/connection.hpp"
#include "database/migration_table.hpp"
#include "note/key_image_note.hpp"

namespace kinote::legacy_migration {

struct ReportReference {
    std::int64_t place = 0;  ///< from 1, in the source's order
    database::ReferenceOutcome outcome = database::ReferenceOutcome::resolved;
    std::string sop_instance_uid;  ///< empty where the source has none that can be read
    std::string frames;            ///< "2,5,7"; empty for all
    std::string reason;            ///< never empty
    bool has_remark = false;       ///< taken, and its reason says what is otherwise than in the source
};

struct ReportRow {
    std::int64_t number = 0;
    std::string source_note_id;
    std::optional<database::NoteOutcome> outcome;  ///< absent: references without a note, or a row of the UID mapping
    bool is_of_uid_mapping = false;
    std::string reason;  ///< never empty
    std::string study_instance_uid;
    bool needs_a_look = false;
    std::vector<ReportReference> references;
};

/// The outcome as reports print it: that of references without a note is "no_note".
[[nodiscard]] std::string_view shown_outcome(const ReportRow& row);
/// What reports call the note: its id in the source; "uid_mapping" for a row of that.
[[nodiscard]] std::string shown_note(const ReportRow& row);

/// Why a row met its outcome, also where it is the usual reason. Never empty.
[[nodiscard]] std::string told_reason(const database::MigrationRow& row);

/// Rows read forward once, in pages. One thread; the connection is used for nothing else meanwhile.
class ReportRows {
public:
    /// @param after_number  begins behind the row of that number
    ReportRows(database::Connection& connection, std::int64_t run, database::MigrationRowFilter filter,
               std::int64_t after_number = 0)
        : connection_{connection}, run_{run}, filter_{std::move(filter)}, next_after_{after_number} {}

    /// Null behind the last one. Valid until the next call.
    [[nodiscard]] const ReportRow* next();

private:
    using Selections = std::unordered_map<std::int64_t, std::vector<note::NoteReference>>;

    [[nodiscard]] bool fill_page();
    void read_selections();
    void tell_references(const database::MigrationRow& row);

    database::Connection& connection_;
    std::int64_t run_;
    database::MigrationRowFilter filter_;
    std::vector<database::MigrationRow> page_;
    std::size_t next_in_page_ = 0;
    std::size_t selections_end_ = 0;          // rows of the page whose selections are read
    Selections selections_;                   // by note_version
    std::optional<std::int64_t> next_after_;  // absent: the last page is there
    ReportRow row_;
};

}  // namespace kinote::legacy_migration
