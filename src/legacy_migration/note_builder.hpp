#pragma once
// Makes a key image note of what the source has, or says why it cannot.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/study_table.hpp"
#include "legacy_migration/mapping.hpp"
#include "legacy_migration/note_group.hpp"
#include "legacy_migration/time_zone.hpp"
#include "legacy_migration/title_mapping.hpp"
#include "legacy_migration/uid_mapping.hpp"
#include "note/key_image_note.hpp"

namespace kinote::legacy_migration {

/// A reference of the source, in the order of its note.
struct BuiltReference {
    bool is_taken = false;         ///< it is the next one of the note's content
    std::string sop_instance_uid;  ///< as it is here, or as the source has it where it is not taken
    std::string reason;            ///< why it is not taken, or a remark
    bool loses = false;            ///< taken, and not with all that the source has of it
};

/// A note of the source, before anything of the index is known.
struct BuiltNote {
    bool is_note = true;         ///< false: references that no note bears the id of
    std::string source_note_id;  ///< empty where the row has none that can be read
    bool is_deleted = false;     ///< the source says so
    std::string rejection;       ///< why it cannot be taken over; empty where it can
    std::string remark;          ///< what was made otherwise than the source has it; empty where nothing was
    bool loses = false;          ///< something of it is left out
    note::KeyImageNote content;
    database::StudyAttributes study;
    std::optional<std::string> kosd_sop_instance_uid;
    std::string source_digest;  ///< of all that the source says of it, as mapped
    std::vector<BuiltReference> references;
    std::int64_t excess_references = 0;  ///< beyond the limit: not taken, and not in the list
};

/// Immutable; any thread.
class NoteBuilder {
public:
    /// @param mapping, uids  outlive this. @throws Error invalid for an unknown time zone.
    NoteBuilder(const Mapping& mapping, const UidMapping& uids);

    /// @throws nothing for what the source holds.
    [[nodiscard]] BuiltNote build(const NoteGroup& group) const;

private:
    void take_study(const SourceRow& row, BuiltNote& built) const;
    void take_title(const SourceRow& row, BuiltNote& built) const;
    void take_times(const SourceRow& row, BuiltNote& built) const;
    void take_kosd(const SourceRow& row, BuiltNote& built) const;
    void take_references(const NoteGroup& group, BuiltNote& built) const;
    [[nodiscard]] BuiltReference build_reference(const SourceRow& row, note::NoteReference& reference) const;
    [[nodiscard]] std::string optional_uid(const SourceRow& row, ReferenceColumn column, BuiltReference& built) const;

    UidMapping const& uids_;
    TitleMapping titles_;
    std::optional<TimeZone> zone_;
};

/// Appends to a list of remarks.
void add_remark(std::string& remarks, std::string_view remark);

}  // namespace kinote::legacy_migration
