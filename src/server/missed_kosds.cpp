#include "server/missed_kosds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "database/setting_table.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "server/site.hpp"

namespace kinote::server {
namespace {

constexpr std::string_view setting = "queries.kosds_missed_at";
constexpr std::int64_t hour_ms = 3'600'000;

bool narrows_to(const query::Identifier& identifier, dicom::Tag tag, std::string_view value) {
    const query::ValueMatch* match = identifier.narrowing(tag);
    return match != nullptr && match->matches(std::array{std::string{value}});
}

bool is_remembered(database::Connection& connection, std::int64_t now_ms) {
    const auto latest = database::find_setting(connection, setting);
    return latest && *latest > base::iso_8601(now_ms - hour_ms);
}

}  // namespace

void remember_missed_kosds(database::Database& database, const query::Identifier& identifier, std::int64_t now_ms) {
    const query::ValueMatch* study = identifier.narrowing(dicom::tag::StudyInstanceUID);
    if (study == nullptr) return;
    if (!narrows_to(identifier, dicom::tag::Modality, "KO") &&
        !narrows_to(identifier, dicom::tag::SOPClassUID, dicom::uid::KeyObjectSelectionDocumentStorage)) {
        return;
    }
    const database::PooledConnection connection = database.connection();
    if (is_remembered(*connection, now_ms)) return;
    const bool is_missed = std::ranges::any_of(study->uids(), [&connection](const std::string& uid) {
        return !database::find_notes_without_kosd_of_study(*connection, uid).empty();
    });
    if (!is_missed) return;
    database::Transaction transaction{*connection};
    database::set_setting(transaction, setting, base::iso_8601(now_ms));
    transaction.commit();
    base::log::warn("a query for KOSDs found none where there are notes: kosd.create_in_background makes them",
                    {{"study", study->uids().front()}});
}

std::optional<std::string> hint_at_missed_kosds(const Settings& settings) {
    if (settings.creates_in_background) return std::nullopt;
    try {
        const auto url = database_of(settings);
        if (!url) return std::nullopt;
        database::Database database{*url};
        const auto latest = database::find_setting(*database.connection(), setting);
        if (!latest) return std::nullopt;
        return fmt::format(
            "queries for KOSDs found none in studies that have notes, the last at {}: where readers look "
            "for KOSDs first, set kosd.create_in_background = true",
            *latest);
    } catch (const base::Error&) {
        return std::nullopt;  // away, or not a site's database yet: not what is checked here
    }
}

}  // namespace kinote::server
