#include "database/retrieval_gap_table.hpp"

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_retrieval_gap_sql{R"(
    INSERT INTO retrieved_without_kosd (study_instance_uid, note_version, way, destination, retrieved_ms)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (study_instance_uid, note_version, way) DO NOTHING)"};
constexpr Statement remove_retrieval_gap_sql{
    "DELETE FROM retrieved_without_kosd WHERE study_instance_uid = $1 AND note_version = $2 AND way = $3"};
constexpr Statement remove_by_kosd_sql{R"(
    DELETE FROM retrieved_without_kosd
     WHERE study_instance_uid = $1 AND way = $2
       AND note_version = (SELECT k.note_version FROM instance i JOIN kosd k ON k.instance = i.id
                            WHERE i.sop_instance_uid = $3))"};
constexpr Statement list_retrieval_gap_sql = visible<Door::archive>(R"(
    SELECT g.note_version,
           coalesce((SELECT v.uuid FROM visible_note_version v WHERE v.id = g.note_version AND v.state = 'current'), ''),
           g.way, coalesce(n.is_retired, 0),
           CASE WHEN EXISTS (SELECT 1 FROM kosd k JOIN instance i ON i.id = k.instance JOIN study s ON s.id = i.study
                              WHERE k.note_version = g.note_version AND s.study_instance_uid = g.study_instance_uid)
                THEN 1 ELSE 0 END,
           CASE WHEN EXISTS (SELECT 1 FROM kosd k JOIN instance i ON i.id = k.instance
                               JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid
                                              AND d.destination = g.destination
                              WHERE k.note_version = g.note_version AND d.study_instance_uid = g.study_instance_uid
                                AND d.state IN ('delivered', 'committed'))
                THEN 1 ELSE 0 END
      FROM retrieved_without_kosd g LEFT JOIN destination n ON n.id = g.destination
     WHERE g.study_instance_uid = $1
     ORDER BY g.way, g.note_version)");
constexpr Statement studies_retrieval_gap_sql{R"(
    SELECT DISTINCT study_instance_uid FROM retrieved_without_kosd WHERE study_instance_uid > $1
     ORDER BY study_instance_uid LIMIT $2)"};

}  // namespace

void add_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, const RetrievalGap& gap,
                       std::optional<std::int64_t> destination, std::int64_t now_ms) {
    transaction.execute(add_retrieval_gap_sql, {study_instance_uid, gap.note_version, gap.way, destination, now_ms});
}

void remove_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, const RetrievalGap& gap) {
    transaction.execute(remove_retrieval_gap_sql, {study_instance_uid, gap.note_version, gap.way});
}

bool remove_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, std::string_view way,
                          std::string_view kosd_sop_instance_uid) {
    return transaction.change(remove_by_kosd_sql, {study_instance_uid, way, kosd_sop_instance_uid}) > 0;
}

std::vector<RetrievalGap> list_retrieval_gaps(Connection& connection, std::string_view study_instance_uid) {
    std::vector<RetrievalGap> gaps;
    Rows rows = connection.query(list_retrieval_gap_sql, {study_instance_uid});
    while (rows.next()) {
        RetrievalGap& gap = gaps.emplace_back();
        gap.note_version = rows.integer(0);
        gap.note = rows.string(1);
        gap.way = rows.string(2);
        gap.is_void = gap.note.empty() || rows.integer(3) != 0;
        gap.has_kosd = rows.integer(4) != 0;
        gap.went = rows.integer(5) != 0;
    }
    return gaps;
}

std::vector<std::string> find_studies_with_gaps(Connection& connection, std::string_view after_study,
                                                std::int64_t limit) {
    std::vector<std::string> studies;
    Rows rows = connection.query(studies_retrieval_gap_sql, {after_study, limit});
    while (rows.next()) studies.push_back(rows.string(0));
    return studies;
}

}  // namespace kinote::database
