#pragma once
// The table `kosd`: every Key Object Selection Document that is here, its registration state and its verdict.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "note/code.hpp"
#include "note/document_title.hpp"

namespace kinote::database {

enum class RegistrationState { unregistered, registered, quarantined, given_up };

[[nodiscard]] std::string_view to_string(RegistrationState state);

/// What a reading of a KOSD found.
struct KosdVerdict {
    std::int64_t instance = 0;
    RegistrationState state = RegistrationState::registered;
    note::NoteRole role = note::NoteRole::note;
    std::int64_t reader_version = 0;
    note::Code title;
    std::int64_t reference_count = 0;
    std::string findings;                      ///< JSON
    std::optional<std::int64_t> note_version;  ///< the version that it carries
};

struct UnregisteredKosd {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string study_instance_uid;
};

/// A KOSD that is listed by itself: quarantined, a rejection note, a manifest.
struct ListedKosd {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string role;  ///< empty where it has not been read
    std::optional<note::Code> title;
    std::int64_t reference_count = 0;
    std::string findings;  ///< JSON
    std::string received_from;
    std::int64_t stored_ms = 0;
};

/// Adds the row of an object that has just been stored: unregistered, or, where it carries a version of a note that
/// has reserved its UID, registered.
void add_kosd(Transaction& transaction, std::int64_t instance, const std::optional<std::int64_t>& note_version,
              std::int64_t now_ms);
void set_verdict(Transaction& transaction, const KosdVerdict& verdict, std::int64_t now_ms);
void set_registration_state(Transaction& transaction, std::string_view sop_instance_uid, RegistrationState state);

/// The next unregistered ones behind the given instance, oldest first, locked until the transaction's end.
[[nodiscard]] std::vector<UnregisteredKosd> lock_unregistered(Transaction& transaction, std::int64_t after_instance,
                                                              std::int64_t limit);
[[nodiscard]] std::int64_t count_unregistered(Connection& connection);
/// Makes those unregistered that an older reader has quarantined. @return how many.
std::int64_t reopen_quarantined(Transaction& transaction, std::int64_t reader_version);
/// The registered or quarantined KOSDs of a study, to be judged anew: makes them unregistered.
[[nodiscard]] std::vector<UnregisteredKosd> reopen_kosds_of_study(Transaction& transaction, std::int64_t study);

[[nodiscard]] std::vector<ListedKosd> list_quarantined(Connection& connection, std::int64_t limit, std::int64_t offset);
[[nodiscard]] std::int64_t count_quarantined(Connection& connection);
/// Rejection notes, manifests, lists of content, display sets.
[[nodiscard]] std::vector<ListedKosd> list_selections(Connection& connection, std::int64_t limit, std::int64_t offset);
[[nodiscard]] std::int64_t count_selections(Connection& connection);

}  // namespace kinote::database
