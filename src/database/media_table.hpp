#pragma once
// The tables of media: exports to discs, the discs, and the ledger of what is on them.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/export_table.hpp"

namespace kinote::database {

struct MediaPart {
    std::string study_instance_uid;
    std::string note;  ///< uuid of the note whose key group is meant; empty for the study
};

struct NewMediaExport {
    std::string_view label;
    std::string_view form;     ///< iso, zip or folder
    std::string_view profile;  ///< "STD-GEN-CD"
    ExportScope scope = ExportScope::study;
    std::int64_t disc_bytes = 0;
    std::string_view language;              ///< of the pages: en or de
    std::string_view deidentification_key;  ///< empty: nothing is taken out
    std::span<const MediaPart> parts;
    std::span<const std::string> confirmed;  ///< SOP Instance UIDs
    std::span<const std::string> omitted;    ///< the same
    std::string_view requested_by;
};

struct MediaExportRow {
    std::int64_t id = 0;
    std::string label;
    std::string form;
    std::string profile;
    ExportScope scope = ExportScope::study;
    std::int64_t disc_bytes = 0;
    std::string language;
    bool is_deidentified = false;
    std::string deidentification_key;
    std::string state;
    std::string requested_by;
    std::int64_t requested_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::optional<std::int64_t> expires_ms;
    std::optional<std::int64_t> removed_ms;
    std::optional<std::int64_t> job;
    std::optional<std::string> job_state;
    std::optional<std::string> job_error;  ///< of its last attempt
    std::int64_t objects = 0;
    std::int64_t written = 0;
    std::string report;  ///< JSON, an array of texts
};

/// @return its number.
[[nodiscard]] std::int64_t add_media_export(Transaction& transaction, const NewMediaExport& request,
                                            std::int64_t now_ms);
void set_media_export_job(Transaction& transaction, std::int64_t id, std::int64_t job);
[[nodiscard]] std::optional<MediaExportRow> find_media_export(Connection& connection, std::int64_t id);
/// The same, and nobody changes it before this transaction ends.
[[nodiscard]] std::optional<MediaExportRow> hold_media_export(Transaction& transaction, std::int64_t id);
/// The latest first. @param study_instance_uid  empty: of all studies. @param before  ids below it.
[[nodiscard]] std::vector<MediaExportRow> list_media_exports(Connection& connection,
                                                             std::string_view study_instance_uid, std::int64_t before,
                                                             std::int64_t limit);
[[nodiscard]] std::vector<MediaPart> list_media_parts(Connection& connection, std::int64_t id);
[[nodiscard]] std::vector<std::string> list_media_confirmations(Connection& connection, std::int64_t id);
[[nodiscard]] std::vector<std::string> list_media_omissions(Connection& connection, std::int64_t id);
void set_media_progress(Transaction& transaction, std::int64_t id, std::int64_t written, std::int64_t objects);

/// An object that a disc is to hold.
struct MediaObject {
    std::int64_t instance = 0;
    std::int64_t patient = 0;  ///< row
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string series_number;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string transfer_syntax_uid;
    std::string instance_number;
    std::int64_t size = 0;
    bool is_nearline = false;
    bool is_key = false;  ///< of a key group: a key image, a presentation state that it is shown with, a KOSD
};
/// The visible objects that a part means, in the order of arrival.
[[nodiscard]] std::vector<MediaObject> list_media_objects(Connection& connection, const MediaPart& part,
                                                          ExportScope scope);

/// Which of these objects are not visible at this moment. @param objects  SOP Instance UIDs.
[[nodiscard]] std::vector<std::string> find_hidden(Connection& connection, std::span<const std::string_view> objects);

struct MediaDisc {
    std::int64_t number = 0;
    std::string file_name;
    std::int64_t bytes = 0;
    std::string sha256;
    std::int64_t objects = 0;
};
struct MediaLedgerRow {
    std::int64_t disc = 0;
    std::string file_id;
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string sha256;
};
void add_media_disc(Transaction& transaction, std::int64_t id, const MediaDisc& disc);
void add_media_ledger(Transaction& transaction, std::int64_t id, std::span<const MediaLedgerRow> rows);
[[nodiscard]] std::vector<MediaDisc> list_media_discs(Connection& connection, std::int64_t id);
/// A page behind that disc and file.
[[nodiscard]] std::vector<MediaLedgerRow> list_media_ledger(Connection& connection, std::int64_t id,
                                                            std::int64_t after_disc, std::string_view after_file,
                                                            std::int64_t limit);

/// @param report  JSON, an array of texts.
void end_media_export(Transaction& transaction, std::int64_t id, std::string_view report, std::int64_t now_ms,
                      std::int64_t expires_ms);
/// Whether it was open until now.
[[nodiscard]] bool cancel_media_export(Transaction& transaction, std::int64_t id, std::int64_t now_ms);
/// Whether it was done until now: its discs are to be removed.
[[nodiscard]] bool expire_media_export(Transaction& transaction, std::int64_t id, std::int64_t now_ms);
/// Done ones whose time is over, and those whose discs are still to be removed. Ids.
[[nodiscard]] std::vector<std::int64_t> list_expiring_media(Connection& connection, std::int64_t now_ms,
                                                            std::int64_t limit);
void set_media_removed(Transaction& transaction, std::int64_t id, std::int64_t now_ms);

}  // namespace kinote::database
