#pragma once
// The table `repair`: received KOSDs that are shown and sent as a repair reads them, and what was taken back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct NewRepair {
    std::string kosd;  ///< SOP Instance UID of the one that came
    std::string study_instance_uid;
    std::int64_t note_version = 0;  ///< as it is read once repaired
    bool was_quarantined = false;   ///< without the repair it could not be used
    std::string rules;              ///< JSON, an array of words
    std::string changes;            ///< JSON, see note::to_json(RepairedFinding)
    std::string repaired_by;
    bool is_by_rule = false;  ///< the site's standing rule, not a person
};

struct RepairRow {
    std::int64_t id = 0;
    std::string kosd;
    std::string study_instance_uid;
    std::string note;  ///< its uuid
    std::int64_t note_version = 0;
    std::int64_t version = 0;  ///< of the note, as it is read once repaired
    std::string state;         ///< in_force, taken_back
    bool was_quarantined = false;
    std::string rules;
    std::string changes;
    std::string repaired_by;
    bool is_by_rule = false;
    std::int64_t repaired_ms = 0;
    std::optional<std::string> taken_back_by;
    std::optional<std::int64_t> taken_back_ms;
    std::optional<std::string> reason;
};

/// @throws Error refused where one of the KOSD is in force.
void add_repair(Transaction& transaction, const NewRepair& repair, std::int64_t now_ms);
/// The latest of a KOSD.
[[nodiscard]] std::optional<RepairRow> find_repair(Connection& connection, std::string_view kosd);
/// For doors: the same, unless the KOSD or its note is marked for deletion, or purged.
[[nodiscard]] std::optional<RepairRow> find_shown_repair(Connection& connection, std::string_view kosd);
/// Those that find_shown_repair() gives, the latest first. @param state  empty: any.
[[nodiscard]] std::vector<RepairRow> list_repairs(Connection& connection, std::string_view state, std::int64_t limit,
                                                  std::int64_t offset);

/// How a received KOSD stands, as far as a repair asks.
struct RepairableKosd {
    std::string registration_state;
    std::string note;                 ///< uuid of the note that it carries; empty: none
    std::string note_source;          ///< legacy, local, received
    std::optional<std::string> lead;  ///< the KOSD that the carried version came as; another than this one
                                      ///< where it is a further document of the note
    bool is_current = false;          ///< the version that it carries is
    bool is_joined = false;           ///< the note is shown as another one
    bool is_ours = false;             ///< it was made here
    bool is_purged = false;           ///< the note is
    bool is_marked = false;           ///< the KOSD or the note is, for deletion
    bool is_visible = false;          ///< the KOSD is
};
[[nodiscard]] std::optional<RepairableKosd> find_repairable_kosd(Connection& connection, std::string_view kosd);

/// Takes a repair back that is in force, and whose version is the current one: a further version stands as the KOSD
/// came, which carries it and is seen again; the KOSDs that were made of the repaired version are hidden. Where it was
/// quarantined, it is so again, and the note is hidden. To be called by one that holds the note.
void take_back_repair(Transaction& transaction, const RepairRow& repair, std::string_view by, std::string_view reason,
                      std::int64_t now_ms);
/// The repairs in force of KOSDs that a rejection note names, while it hides them, in the order of the KOSDs.
[[nodiscard]] std::vector<RepairRow> find_rejected_repairs(Connection& connection, std::string_view rejection_note);

}  // namespace kinote::database
