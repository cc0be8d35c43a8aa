#include "database/study_change_table.hpp"

namespace kinote::database {
namespace {

constexpr std::int64_t coarseness_ms = 1'000;

constexpr Statement is_known_sql{"SELECT 1 FROM study_change WHERE study = $1 AND changed_ms > $2 {for_key_share}"};
constexpr Statement add_study_change_sql{R"(
    INSERT INTO study_change (study, changed_ms) VALUES ($1, $2)
    ON CONFLICT (study) DO UPDATE
       SET changed_ms = CASE WHEN excluded.changed_ms > study_change.changed_ms THEN excluded.changed_ms
                             ELSE study_change.changed_ms END)"};
constexpr Statement find_study_sql{"SELECT id FROM study WHERE study_instance_uid = $1"};
// The states are those of the index job_live, which this looks into.
constexpr Statement hold_study_change_sql{R"(
    SELECT c.study, c.changed_ms, (SELECT s.study_instance_uid FROM study s WHERE s.id = c.study),
           CASE WHEN EXISTS (SELECT 1 FROM instance i
                               JOIN kosd k ON k.instance = i.id AND k.registration_state = 'unregistered'
                               JOIN job j ON j.kind = 'REGISTER_KOSD' AND j.subject = i.sop_instance_uid
                                    AND j.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
                                    AND j.state <> 'error'
                              WHERE i.study = c.study AND i.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59')
                THEN 1 ELSE 0 END
      FROM study_change c
     WHERE c.changed_ms <= $1 AND (c.changed_ms, c.study) > ($2, $3)
     ORDER BY c.changed_ms, c.study LIMIT $4 {skip_locked})"};
constexpr Statement forget_study_change_sql{"DELETE FROM study_change WHERE study = $1"};

}  // namespace

void add_study_change(Transaction& transaction, std::int64_t study, std::int64_t now_ms) {
    if (transaction.query(is_known_sql, {study, now_ms - coarseness_ms}).next()) return;
    transaction.execute(add_study_change_sql, {study, now_ms});
}

void add_study_change(Transaction& transaction, std::string_view study_instance_uid, std::int64_t now_ms) {
    std::int64_t study = 0;
    {
        Rows row = transaction.query(find_study_sql, {study_instance_uid});
        if (!row.next()) return;
        study = row.integer(0);
    }
    add_study_change(transaction, study, now_ms);
}

std::vector<ChangedStudy> hold_quiet_studies(Transaction& transaction, std::int64_t quiet_since_ms,
                                             const ChangedStudy& after, std::int64_t limit) {
    std::vector<ChangedStudy> studies;
    Rows rows = transaction.query(hold_study_change_sql, {quiet_since_ms, after.changed_ms, after.study, limit});
    while (rows.next()) {
        studies.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.integer(3) != 0});
    }
    return studies;
}

void forget_study_change(Transaction& transaction, std::int64_t study) {
    transaction.execute(forget_study_change_sql, {study});
}

}  // namespace kinote::database
