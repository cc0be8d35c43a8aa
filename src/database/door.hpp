#pragma once
// The doors: by what ways objects and notes leave, or are told of. All of them read by the one rule of what is visible.

#include <algorithm>
#include <array>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

enum class Door {
    studies,
    notes,
    selections,
    pictures,
    authoring,
    find,
    qido,
    wado,
    get,
    move,
    transmit,
    archive,
    media,
    creation,
    repair,
    commitment,
    availability,
    comparison,
    withdrawal,
};

struct DoorRow {
    Door door;
    std::string_view name;     ///< in `kinote doors`
    std::string_view through;  ///< what a person or a peer does to pass it
    std::string_view shows;    ///< what passes
};

/// Every door that there is. Statements through which a door reads are made by visible(), which does not compile for a
/// door without a row here; tests/scenarios/test_doors.py tries each of the names.
inline constexpr std::array doors{
    DoorRow{Door::studies, "studies", "GET /api/studies, the Image area, kinote studies", "studies, their counts"},
    DoorRow{Door::notes, "notes", "GET /api/notes, the pages of notes, kinote notes", "notes, what they refer to"},
    DoorRow{Door::selections, "selections", "GET /api/selections", "manifests and other selections"},
    DoorRow{Door::pictures, "pictures", "GET /api/instances/{object}/rendered", "frames as pictures"},
    DoorRow{Door::authoring, "authoring", "POST and PUT /api/notes, kinote notes create",
            "what a note finds of its objects"},
    DoorRow{Door::find, "find", "C-FIND", "patients, studies, series, objects, their counts"},
    DoorRow{Door::qido, "qido", "GET /dicom-web/studies, /series, /instances",
            "studies, series, objects, their counts"},
    DoorRow{Door::wado, "wado", "GET /dicom-web/studies/{study} and below",
            "objects, their attributes, frames, pictures and notes as pages"},
    DoorRow{Door::get, "get", "C-GET", "objects"},
    DoorRow{Door::move, "move", "C-MOVE", "objects"},
    DoorRow{Door::transmit, "transmit", "kinote send, POST /api/exports, rules", "objects, and KOSDs for the notes"},
    DoorRow{Door::archive, "archive", "kinote archive, freeing, RETRIEVE", "objects, and where they are"},
    DoorRow{Door::media, "media", "kinote media export, POST /api/media", "objects on discs, and notes on their pages"},
    DoorRow{Door::creation, "creation", "CREATE_KOSD", "the references of a new KOSD"},
    DoorRow{Door::repair, "repair", "kinote doctor --repair, POST /api/repairs",
            "what is wrong with a KOSD, and its repair"},
    DoorRow{Door::commitment, "commitment", "Storage Commitment as SCP", "that an object is kept"},
    DoorRow{Door::availability, "availability", "Instance Availability Notification", "that objects are here"},
    DoorRow{Door::comparison, "comparison", "kinote reconcile", "what both sides should hold"},
    DoorRow{Door::withdrawal, "withdrawal", "rejection notes", "what no longer counts"},
};

/// Whether the table has the door, once.
[[nodiscard]] consteval bool has_row(Door door) { return std::ranges::count(doors, door, &DoorRow::door) == 1; }

/// SQL through which doors read. Does not compile for a door without a row in the table, nor where the SQL asks none of
/// the views that are the rule: visible_instance, visible_study, visible_note_version.
template <Door... through>
[[nodiscard]] consteval Statement visible(std::string_view sql) {
    static_assert(sizeof...(through) > 0 && (has_row(through) && ...), "a door has one row in database::doors");
    // Not by find(), which asks whether its pointer is null: no constant under g++'s sanitizers.
    if (std::ranges::search(sql, std::string_view{" visible_"}).empty())
        throw "a door reads by the rule of what is visible";
    return Statement{sql};
}

}  // namespace kinote::database
