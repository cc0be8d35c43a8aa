#pragma once
// The tables `reconciliation` and `difference`: what was compared with a destination, and what was found.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/audit_table.hpp"
#include "database/connection.hpp"

namespace kinote::database {

struct NewReconciliation {
    std::int64_t destination = 0;
    std::string study_instance_uid;  ///< empty: all that was asked to go there
    std::int64_t since_ms = 0;       ///< of these what was asked to go there then or later
    bool fixes = false;              ///< what is missing there is sent
};

struct Reconciliation {
    std::int64_t id = 0;
    NewReconciliation order;
    std::string destination_name;
    std::string state;  ///< open, done
    Actor actor;
    std::int64_t requested_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::optional<std::int64_t> job;
    std::optional<std::string> job_state;
    std::optional<std::string> job_error;
    std::string last_study;             ///< that was compared
    std::optional<std::int64_t> total;  ///< studies there are to compare; absent until it has begun
    std::int64_t studies = 0;           ///< compared
    std::int64_t differing = 0;         ///< of those
    std::int64_t failed = 0;            ///< studies that could not be compared
    std::int64_t differences = 0;       ///< objects
    std::int64_t exports = 0;           ///< that were asked for to mend them
    std::string allowed_hours;          ///< of the destination
};

/// The open one of the same order that nobody has given up, or a new one. The caller holds the destination. @return its
/// number, and whether it is new.
struct OpenedReconciliation {
    std::int64_t id = 0;
    bool is_new = true;
};
[[nodiscard]] OpenedReconciliation open_reconciliation(Transaction& transaction, const NewReconciliation& order,
                                                       const Actor& actor, std::int64_t now_ms);
void set_reconciliation_job(Transaction& transaction, std::int64_t id, std::int64_t job);
[[nodiscard]] std::optional<Reconciliation> find_reconciliation(Connection& connection, std::int64_t id);
/// The latest first. @param before  ids below it.
[[nodiscard]] std::vector<Reconciliation> list_reconciliations(Connection& connection, std::int64_t before,
                                                               std::int64_t limit);

/// Whether anything of the study is known here, or was asked to go to that destination.
[[nodiscard]] bool is_comparable(Connection& connection, std::int64_t destination, std::string_view study_instance_uid);
[[nodiscard]] std::int64_t count_studies_to_compare(Connection& connection, const NewReconciliation& order);
/// A page behind that study, in the order of the UIDs.
[[nodiscard]] std::vector<std::string> find_studies_to_compare(Connection& connection, const NewReconciliation& order,
                                                               std::string_view after, std::int64_t limit);

struct Difference {
    std::string study_instance_uid;
    std::string sop_instance_uid;  ///< empty: the study could not be compared
    std::string series_instance_uid;
    std::string sop_class_uid;
    std::string reason;  ///< a word of exporter/difference_reason.hpp
    std::string detail;
    std::optional<std::int64_t> export_id;  ///< that mends it
    std::int64_t found_ms = 0;
};

/// What became of one study.
struct ComparedStudy {
    std::string study_instance_uid;
    std::vector<Difference> differences;
    bool has_failed = false;
    bool is_mended = false;  ///< an export was asked for
};
/// Replaces what was known of the study, and lets the reconciliation go on behind it.
void add_compared_study(Transaction& transaction, const Reconciliation& of, const ComparedStudy& study);
void set_total(Transaction& transaction, std::int64_t id, std::int64_t total);
/// Ends it; earlier ones of the same destination, study and time that are over are removed.
void end_reconciliation(Transaction& transaction, const Reconciliation& ended, std::int64_t now_ms);

/// In the order of studies and objects. A page behind study and object.
[[nodiscard]] std::vector<Difference> list_differences(Connection& connection, std::int64_t reconciliation,
                                                       std::string_view after_study, std::string_view after_object,
                                                       std::int64_t limit);

}  // namespace kinote::database
