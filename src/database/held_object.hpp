#pragma once
// What is held here of a study, with what the ledger of a destination says: one side of a comparison.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/export_table.hpp"

namespace kinote::database {

/// What of a study a destination is to have: what was ever asked to go there, or how it is set where nothing was.
[[nodiscard]] ExportScope scope_at(Connection& connection, std::int64_t destination,
                                   std::string_view study_instance_uid, ExportScope otherwise);

struct LedgerEntry {
    std::string state;
    std::optional<std::int64_t> status;
    std::string comment;
    std::string sha256;  ///< of what was sent
    std::int64_t sent_ms = 0;
    std::optional<std::int64_t> committed_ms;
    std::optional<std::int64_t> missed_ms;  ///< when a comparison last missed it there; absent once it was seen there
    bool may_be_there = false;              ///< it began to go there, and its sender did not live to see the answer
};

/// A visible object of the scope.
struct HeldObject {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;
    std::string sha256;
    std::optional<LedgerEntry> ledger;
    bool has_newer_version = false;  ///< it is the KOSD of a note that was edited since
    /// The rejection note that has withdrawn it there, before it was sent once more; empty: none has.
    std::string withdrawn_by;
};
struct HeldScope {
    std::int64_t destination = 0;
    std::string study_instance_uid;
    ExportScope scope = ExportScope::study;
    std::int64_t before_ms = 0;  ///< what arrived then or later is left out
};
/// A page behind that instance.
[[nodiscard]] std::vector<HeldObject> find_held_objects(Connection& connection, const HeldScope& scope,
                                                        std::int64_t after_instance, std::int64_t limit);

/// What is known here of an object that is there. Those of which nothing is known are left out.
struct KnownObject {
    std::string sop_instance_uid;
    std::string study_instance_uid;  ///< empty where only the ledger has it
    bool is_visible = false;
    std::string withheld;        ///< why
    std::string mark_cause;      ///< of one that is marked for deletion
    std::int64_t withdrawn = 0;  ///< how often rejection notes withdrew it there; 0: the ledger has it as there
    bool is_only_copy = false;   ///< it is NEARLINE, and the destination is an archive
};
[[nodiscard]] std::vector<KnownObject> find_known_objects(Connection& connection, std::int64_t destination,
                                                          std::span<const std::string_view> sop_instance_uids);

/// The destination does not show the object though it was delivered: it is to go again. Nothing where the ledger says
/// otherwise by now. @param comment  begins with not_found_there.
void note_missing(Transaction& transaction, std::int64_t destination, const HeldObject& object,
                  std::string_view comment, std::int64_t now_ms);
inline constexpr std::string_view not_found_there = "not found there";
/// The same for one that is hidden there, by a rejection or for a reason of the destination's own: it does not go again
/// by itself.
void note_hidden(Transaction& transaction, std::int64_t destination, const HeldObject& object,
                 std::string_view comment);
/// What was not found there once, or was hidden there, is there all the same.
void note_found_again(Transaction& transaction, std::int64_t destination, const HeldObject& object);

}  // namespace kinote::database
