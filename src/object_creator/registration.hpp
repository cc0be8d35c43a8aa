#pragma once
// The writing half of REGISTER_KOSD, and of a repair: a KOSD that has been judged becomes a note, or is quarantined.

#include <cstdint>
#include <optional>
#include <vector>

#include "database/audit_table.hpp"
#include "database/identical_document_table.hpp"
#include "database/instance_table.hpp"
#include "database/note_table.hpp"
#include "database/rejection_table.hpp"
#include "note/repair.hpp"

namespace kinote::object_creator {

/// What is repaired, and for whose sake.
struct ChosenRepair {
    const note::Repair* repair = nullptr;  ///< outlives the registration; null: nothing is
    bool is_in_force = false;              ///< one was made before: it is looked at once more
    /// Who asks for it; nothing where the site's standing rule does: then what is not to be repaired is left as it is.
    std::optional<database::Actor> person = std::nullopt;
};

/// One judged KOSD, in the transaction that ends its job. What it is given outlives it.
class Registration {
public:
    Registration(database::Transaction& transaction, const database::ObjectInPlace& kosd,
                 const note::KosReading& reading, ChosenRepair chosen, std::int64_t now_ms);

    /// Writes note, verdict and findings. Of a repair: the document's own reading is the note's first version, the
    /// repaired one the next, of which a KOSD is made when its study leaves.
    /// @param quality  what a rejection note of the title 113001 does.
    /// @throws Error unavailable where the study has become another patient's since the KOSD was judged, or a repair
    /// was
    ///         made or taken back; refused where a person asks for a repair of what is no note of its own as it came.
    void write(database::QualityRejection quality);

private:
    [[nodiscard]] const note::KosReading& shown() const;
    void check_unchanged(const database::KosdSituation& situation) const;
    std::int64_t write_note(const database::KosdSituation& situation);
    bool joins_note_of_identical(const database::KosdSituation& situation);
    bool selects_the_same(std::int64_t note_version);
    std::int64_t add_note(const database::KosdSituation& situation, const database::NewVersion& version);
    void leave_note(const database::NoteOfKosd& present);
    void join_documents(const database::KosdSituation& situation);
    void repair_note(const database::KosdSituation& situation);
    void add_repaired_version(std::int64_t note, std::int64_t version);
    void tell_patient(const database::KosdSituation& situation);
    void tell_places(const std::vector<note::NoteReference>& references);
    void write_verdict(bool is_usable, const std::optional<std::int64_t>& note_version);
    void judge_patient();

    database::Transaction& transaction_;
    const database::ObjectInPlace& kosd_;
    const database::StoredObject& object_;
    const note::KosReading& reading_;
    ChosenRepair chosen_;
    std::vector<note::Finding> findings_;
    std::int64_t now_ms_;
    std::optional<database::NoteOfDocument> joined_;  ///< the note that the KOSD is one more document of
    std::vector<database::NoteOfDocument> doubled_;   ///< notes that go for it
};

}  // namespace kinote::object_creator
