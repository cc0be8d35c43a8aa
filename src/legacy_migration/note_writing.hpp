#pragma once
// Writes what was decided of a batch's notes into the note tables.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "database/connection.hpp"
#include "database/note_bulk_table.hpp"
#include "database/study_bulk_table.hpp"
#include "legacy_migration/batch_index.hpp"
#include "legacy_migration/note_judge.hpp"

namespace kinote::legacy_migration {

/// The writing of one batch, in its transaction. One thread.
class NoteWriting {
public:
    /// All but now_ms and the name outlive this.
    struct Batch {
        std::string_view source_system;
        std::vector<BuiltNote>& notes;
        std::vector<JudgedNote>& judged;  ///< of each note; remarks may be added
        const BatchIndex& index;
        std::int64_t now_ms = 0;
    };
    NoteWriting(database::Transaction& transaction, Batch batch) : transaction_{transaction}, batch_{batch} {}

    /// Writes all. @return the version here of each note that has one, by its place in the batch.
    std::unordered_map<std::size_t, std::int64_t> write();

private:
    struct Join {
        database::JoinableNote note;
        std::size_t place = 0;  // in versions_, of the note that it is shown as
        bool is_by_kosd = false;
        std::string kosd_sop_instance_uid;
    };
    /// Studies to be made, and where each stands among them by its UID.
    struct MissingStudies {
        std::vector<database::StudyOfNotes> studies;
        std::unordered_map<std::string, std::size_t> places;
    };

    void collect_studies();
    void take_known_study(std::size_t place, const std::string& uid, const database::StudyRow& study);
    void take_missing_study(std::size_t place, const std::string& uid, MissingStudies& missing) const;
    void replace_studies();
    void collect_versions();
    void find_joins();
    void join_by_kosd(std::size_t place, const database::JoinableNote& owner,
                      const std::unordered_map<std::int64_t, std::vector<note::NoteReference>>& selections);
    void write_joins(const std::vector<database::AddedVersion>& added);
    void withdraw();
    void raise_exceptions();
    void recount();
    [[nodiscard]] const BuiltNote& note_of(std::size_t place) const { return batch_.notes[places_[place]]; }

    database::Transaction& transaction_;
    Batch batch_;
    std::unordered_map<std::string, std::int64_t> studies_;  // rows of all that the batch's notes lie in
    std::set<std::string> named_studies_;                    // whose patient a note of this batch has named
    std::set<std::int64_t> studies_to_recount_;
    std::set<std::int64_t> judged_by_notes_;   // those whose patient only notes had named when the batch was judged
    std::vector<std::int64_t> present_notes_;  // that get another version, or are withdrawn
    std::vector<database::BulkVersion> versions_;
    std::vector<std::size_t> places_;  // of the versions' notes in the batch
    std::vector<Join> joins_;
    std::set<std::int64_t> joined_notes_;
    std::set<std::string> kosds_taken_;
};

}  // namespace kinote::legacy_migration
