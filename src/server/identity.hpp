#pragma once
// What the objects that are made here say of who made them.

#include "exporter/note_sheet.hpp"
#include "exporter/rejection_note.hpp"
#include "object_creator/create_kosd.hpp"
#include "server/site.hpp"

namespace kinote::server {

[[nodiscard]] object_creator::CreateKosdSettings create_settings(const Site& site);
[[nodiscard]] exporter::RejectionNoteIdentity rejection_note_identity(const Site& site);
[[nodiscard]] exporter::SheetIdentity sheet_identity(const Site& site);

}  // namespace kinote::server
