#include "server/identity.hpp"

#include "base/uuid.hpp"

namespace kinote::server {

object_creator::CreateKosdSettings create_settings(const Site& site) {
    object_creator::CreateKosdSettings settings = site.settings.create_kosd;
    settings.identity.installation = object_creator::installation_of(*site.database);
    settings.identity.equipment.serial_number = base::to_string(settings.identity.installation);
    return settings;
}

exporter::RejectionNoteIdentity rejection_note_identity(const Site& site) {
    const object_creator::KosdIdentity identity = create_settings(site).identity;
    return {identity.installation, identity.equipment};
}

exporter::SheetIdentity sheet_identity(const Site& site) {
    const object_creator::KosdIdentity identity = create_settings(site).identity;
    return {site.settings.media.identity, identity.installation, identity.equipment};
}

}  // namespace kinote::server
