#pragma once
// The tables `export` and `delivery`: what was asked to go to a destination, and the ledger of what became of it.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// What of a study goes out.
enum class ExportScope { study, key_images };
[[nodiscard]] std::string_view to_string(ExportScope scope);

enum class ExportState { open, done, done_in_part };
[[nodiscard]] std::string_view to_string(ExportState state);

struct NewExport {
    std::int64_t destination = 0;
    std::string_view study_instance_uid;
    ExportScope scope = ExportScope::study;
    bool is_again = false;  ///< also what the ledger says is there
    std::string_view requested_by;
    bool leaves_refused = false;  ///< what the destination has refused for good is left to a person
};

/// What became of the objects that an export sent.
struct ExportCounts {
    std::int64_t delivered = 0;
    std::int64_t warned = 0;  ///< of those
    std::int64_t refused = 0;
    std::int64_t unsent = 0;     ///< of the refused ones those that the destination never answered: known until it ends
    std::int64_t committed = 0;  ///< of the delivered ones those that the destination has taken responsibility for
};

/// How an export ended.
struct ExportEnd {
    ExportState state = ExportState::done;
    ExportCounts counts;
    std::string remarks;             ///< JSON, an array of texts
    std::string notes_without_kosd;  ///< JSON, an array of note ids
};

struct ExportRow {
    std::int64_t id = 0;
    std::int64_t destination = 0;
    std::string destination_name;
    std::string study_instance_uid;
    ExportScope scope = ExportScope::study;
    bool is_again = false;
    bool leaves_refused = false;
    std::string state;  ///< open as long as its job has not ended it
    std::string requested_by;
    std::int64_t requested_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::optional<std::int64_t> job;
    std::optional<std::string> job_state;
    std::optional<std::string> job_error;  ///< of its last attempt
    std::string remarks;                   ///< JSON, an array of texts
    std::string notes_without_kosd;        ///< JSON, an array of the ids of notes whose KOSDs could not be made
    ExportCounts counts;                   ///< of one that has ended
};

/// @return its number.
[[nodiscard]] std::int64_t add_export(Transaction& transaction, const NewExport& request, std::int64_t now_ms);
void set_export_job(Transaction& transaction, std::int64_t id, std::int64_t job);
void end_export(Transaction& transaction, std::int64_t id, const ExportEnd& end, std::int64_t now_ms);
/// After a person's retry: it is open, and what it was refused may be sent once more.
void begin_export_anew(Transaction& transaction, const ExportRow& request);
[[nodiscard]] std::optional<ExportRow> find_export(Connection& connection, std::int64_t id);
/// The latest first. @param study_instance_uid  empty: of all studies. @param before  ids below it.
[[nodiscard]] std::vector<ExportRow> list_exports(Connection& connection, std::string_view study_instance_uid,
                                                  std::int64_t before, std::int64_t limit);
/// The destinations in use that the study went to without the KOSD of that note, as it could not be made. Names.
[[nodiscard]] std::vector<std::string> find_destinations_without_kosd(Connection& connection,
                                                                      std::string_view study_instance_uid,
                                                                      std::string_view note);
/// Jobs of that study's open exports to the destination that live still; nobody ends them before this transaction ends.
[[nodiscard]] std::vector<std::int64_t> hold_open_export_jobs(Transaction& transaction, std::int64_t destination,
                                                              std::string_view study_instance_uid);

/// An object that is to go out.
struct ObjectToSend {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string sop_class_uid;
    std::string transfer_syntax_uid;
    std::string sha256;
    bool is_nearline = false;  ///< its bytes are in an archive, and not here
};
/// The visible objects of the export's scope that have not gone there yet: by the ledger, or, where it is to go again,
/// by this export. A page behind that instance, in the order of arrival.
[[nodiscard]] std::vector<ObjectToSend> find_objects_to_send(Connection& connection, const ExportRow& request,
                                                             std::int64_t after_instance, std::int64_t limit);

/// Whether an export of the whole study would send anything there that the destination has not refused for good: an
/// object, or a note whose KOSD can be made.
[[nodiscard]] bool has_something_to_send(Connection& connection, std::int64_t destination,
                                         const std::string& study_instance_uid);

/// What became of an object that was sent.
struct Delivery {
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string sop_class_uid;
    std::string sha256;
    bool is_delivered = false;
    std::optional<std::int64_t> status;
    std::string comment;
    std::int64_t sent_ms = 0;
    bool may_be_there = false;  ///< though it is refused: once it began there and was not answered
};
/// SOP Instance UIDs.
struct BegunDeliveries {
    std::set<std::string, std::less<>> now;     ///< what is hidden does not begin
    std::set<std::string, std::less<>> before;  ///< of them, never answered: they may be there whatever happens now
};
/// What of these objects is visible begins to go to a destination: from the commit on whoever hides one counts it as
/// sent. That nobody hides one at this moment needs their studies held. @param objects  SOP Instance UIDs.
[[nodiscard]] BegunDeliveries begin_deliveries(Transaction& transaction, std::int64_t destination,
                                               std::span<const std::string_view> objects, std::int64_t now_ms);
/// These have begun and may be there, also where the ledger has come to say otherwise meanwhile.
void leave_deliveries_begun(Transaction& transaction, std::int64_t destination,
                            std::span<const std::string_view> objects, std::int64_t now_ms);
/// These have begun, and did not go.
void release_deliveries(Transaction& transaction, std::int64_t destination, std::span<const std::string_view> objects);
/// Writes the ledger of a destination anew for these objects, which are answered with that. @param export_id  absent
/// where a peer fetched them.
void add_deliveries(Transaction& transaction, std::int64_t destination, const std::optional<std::int64_t>& export_id,
                    std::span<const Delivery> deliveries);

/// An object over which associations of an export ended.
struct LostObject {
    std::int64_t losses = 0;
    std::int64_t first_ms = 0;
};
/// Counts one more. @return with that one.
[[nodiscard]] LostObject add_loss(Transaction& transaction, std::int64_t export_id, std::string_view sop_instance_uid,
                                  std::int64_t now_ms);
/// Those of an export by their SOP Instance UIDs: as many as were lost, also those that went since.
[[nodiscard]] std::map<std::string, LostObject> find_lost_objects(Connection& connection, std::int64_t export_id);
/// Whether the destination has taken something of the export's study since.
[[nodiscard]] bool has_delivered_since(Connection& connection, const ExportRow& request, std::int64_t since_ms);
/// The first objects that the export was refused, in the order of their UIDs.
[[nodiscard]] std::vector<std::string> list_refused(Connection& connection, const ExportRow& request,
                                                    std::int64_t limit);

/// Whether the ledger has anything of a destination.
[[nodiscard]] bool has_deliveries(Connection& connection, std::int64_t destination);

struct DeliveryRow {
    std::string destination_name;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string state;  ///< begun as well: it goes there at this moment, or may have gone before its sender ended
    std::optional<std::int64_t> status;
    std::string comment;
    std::int64_t sent_ms = 0;
    std::optional<std::int64_t> committed_ms;
};
/// The ledger of a study, in the order of destinations and objects. A page behind destination and object.
[[nodiscard]] std::vector<DeliveryRow> list_deliveries(Connection& connection, std::string_view study_instance_uid,
                                                       std::string_view after_destination,
                                                       std::string_view after_object, std::int64_t limit);

/// What the export has sent until now, by the ledger.
[[nodiscard]] ExportCounts count_deliveries(Connection& connection, const ExportRow& request);

}  // namespace kinote::database
