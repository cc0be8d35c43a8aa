#include "database/kosd_table.hpp"

#include <cstdlib>

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_kosd_sql{R"(
    INSERT INTO kosd (instance, registration_state, role, reader_version, reference_count, findings, note_version,
                      registered_ms)
    VALUES ($1, $2, $3, 0, 0, '[]', $4, $5))"};

constexpr Statement set_verdict_sql{R"(
    UPDATE kosd
       SET registration_state = $2, role = $3, reader_version = $4, title_value = $5, title_scheme = $6,
           title_meaning = $7, reference_count = $8, findings = $9, note_version = $10, registered_ms = $11
     WHERE instance = $1)"};

constexpr Statement set_state_kosd_sql{R"(
    UPDATE kosd SET registration_state = $2
     WHERE instance = (SELECT id FROM instance WHERE sop_instance_uid = $1))"};

// A KOSD that is being registered at this moment is locked by its job: it is passed over.
constexpr Statement lock_unregistered_sql{R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid
      FROM instance i JOIN study s ON s.id = i.study
     WHERE i.id IN (SELECT k.instance FROM kosd k
                     WHERE k.registration_state = 'unregistered' AND k.instance > $1
                     ORDER BY k.instance LIMIT $2 {skip_locked})
     ORDER BY i.id)"};

constexpr Statement count_unregistered_sql{"SELECT count(*) FROM kosd WHERE registration_state = 'unregistered'"};

constexpr Statement reopen_quarantined_sql{R"(
    UPDATE kosd SET registration_state = 'unregistered'
     WHERE registration_state = 'quarantined' AND reader_version < $1)"};

constexpr Statement reopen_of_study_kosd_sql{R"(
    UPDATE kosd SET registration_state = 'unregistered'
     WHERE registration_state IN ('registered', 'quarantined')
       AND instance IN (SELECT id FROM instance WHERE study = $1)
    RETURNING instance,
              (SELECT i.sop_instance_uid FROM instance i WHERE i.id = kosd.instance),
              (SELECT s.study_instance_uid FROM study s WHERE s.id = $1))"};

constexpr Statement list_quarantined_sql{R"(
    SELECT k.instance, i.sop_instance_uid, s.study_instance_uid, k.role, k.title_value, k.title_scheme,
           k.title_meaning, k.reference_count, k.findings, i.received_from, i.stored_ms
      FROM kosd k JOIN instance i ON i.id = k.instance JOIN study s ON s.id = i.study
     WHERE k.registration_state = 'quarantined' AND i.marked_ms IS NULL
     ORDER BY k.instance DESC LIMIT $1 OFFSET $2)"};
constexpr Statement count_quarantined_sql{R"(
    SELECT count(*) FROM kosd k JOIN instance i ON i.id = k.instance
     WHERE k.registration_state = 'quarantined' AND i.marked_ms IS NULL)"};

// Rejection notes are listed though they are hidden as objects.
constexpr Statement list_selections_sql = visible<Door::selections>(R"(
    SELECT k.instance, i.sop_instance_uid, s.study_instance_uid, k.role, k.title_value, k.title_scheme,
           k.title_meaning, k.reference_count, k.findings, i.received_from, i.stored_ms
      FROM kosd k JOIN instance i ON i.id = k.instance JOIN study s ON s.id = i.study
     WHERE k.role IN ('rejection', 'manifest') AND k.registration_state = 'registered'
       AND (k.role = 'rejection' AND i.marked_ms IS NULL
            OR (SELECT w.id FROM visible_instance w WHERE w.id = i.id) IS NOT NULL)
     ORDER BY k.instance DESC LIMIT $1 OFFSET $2)");
constexpr Statement count_selections_sql = visible<Door::selections>(R"(
    SELECT count(*) FROM kosd k JOIN instance i ON i.id = k.instance
     WHERE k.role IN ('rejection', 'manifest') AND k.registration_state = 'registered'
       AND (k.role = 'rejection' AND i.marked_ms IS NULL
            OR (SELECT w.id FROM visible_instance w WHERE w.id = i.id) IS NOT NULL))");

std::vector<UnregisteredKosd> read_unregistered(Rows rows) {
    std::vector<UnregisteredKosd> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    return found;
}

std::vector<ListedKosd> read_listed(Rows rows) {
    std::vector<ListedKosd> listed;
    while (rows.next()) {
        ListedKosd kosd;
        kosd.instance = rows.integer(0);
        kosd.sop_instance_uid = rows.string(1);
        kosd.study_instance_uid = rows.string(2);
        kosd.role = rows.string(3);
        if (!rows.is_null(4)) kosd.title = note::Code{rows.string(4), rows.string(5), rows.string(6)};
        kosd.reference_count = rows.integer(7);
        kosd.findings = rows.string(8);
        kosd.received_from = rows.string(9);
        kosd.stored_ms = rows.integer(10);
        listed.push_back(std::move(kosd));
    }
    return listed;
}

std::int64_t read_count(Rows rows) {
    rows.next();
    return rows.integer(0);
}

}  // namespace

std::string_view to_string(RegistrationState state) {
    switch (state) {
        case RegistrationState::unregistered: return "unregistered";
        case RegistrationState::registered: return "registered";
        case RegistrationState::quarantined: return "quarantined";
        case RegistrationState::given_up: return "given_up";
    }
    std::abort();
}

void add_kosd(Transaction& transaction, std::int64_t instance, const std::optional<std::int64_t>& note_version,
              std::int64_t now_ms) {
    const bool is_ours = note_version.has_value();
    transaction.execute(add_kosd_sql,
                        {instance, to_string(is_ours ? RegistrationState::registered : RegistrationState::unregistered),
                         is_ours ? std::optional{note::to_string(note::NoteRole::note)} : std::nullopt, note_version,
                         is_ours ? std::optional{now_ms} : std::nullopt});
}

void set_verdict(Transaction& transaction, const KosdVerdict& verdict, std::int64_t now_ms) {
    transaction.execute(set_verdict_sql,
                        {verdict.instance, to_string(verdict.state), note::to_string(verdict.role),
                         verdict.reader_version, verdict.title.value, verdict.title.scheme, verdict.title.meaning,
                         verdict.reference_count, verdict.findings, verdict.note_version, now_ms});
}

void set_registration_state(Transaction& transaction, std::string_view sop_instance_uid, RegistrationState state) {
    transaction.execute(set_state_kosd_sql, {sop_instance_uid, to_string(state)});
}

std::vector<UnregisteredKosd> lock_unregistered(Transaction& transaction, std::int64_t after_instance,
                                                std::int64_t limit) {
    return read_unregistered(transaction.query(lock_unregistered_sql, {after_instance, limit}));
}

std::int64_t count_unregistered(Connection& connection) { return read_count(connection.query(count_unregistered_sql)); }

std::int64_t reopen_quarantined(Transaction& transaction, std::int64_t reader_version) {
    return transaction.change(reopen_quarantined_sql, {reader_version});
}

std::vector<UnregisteredKosd> reopen_kosds_of_study(Transaction& transaction, std::int64_t study) {
    return read_unregistered(transaction.query(reopen_of_study_kosd_sql, {study}));
}

std::vector<ListedKosd> list_quarantined(Connection& connection, std::int64_t limit, std::int64_t offset) {
    return read_listed(connection.query(list_quarantined_sql, {limit, offset}));
}

std::int64_t count_quarantined(Connection& connection) { return read_count(connection.query(count_quarantined_sql)); }

std::vector<ListedKosd> list_selections(Connection& connection, std::int64_t limit, std::int64_t offset) {
    return read_listed(connection.query(list_selections_sql, {limit, offset}));
}

std::int64_t count_selections(Connection& connection) { return read_count(connection.query(count_selections_sql)); }

}  // namespace kinote::database
