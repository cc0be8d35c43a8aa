#include "database/name_folding.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "base/folded_text.hpp"
#include "base/log.hpp"
#include "database/setting_table.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view version_setting = "patient_names_folded_as";
constexpr std::int64_t page_size = 1'000;

constexpr Statement page_sql{"SELECT id, patient_name, folded_name FROM patient WHERE id > $1 ORDER BY id LIMIT $2"};
// Where another name has come meanwhile, it was folded as it is to be.
constexpr Statement refold_sql{"UPDATE patient SET folded_name = $2 WHERE id = $1 AND patient_name = $3"};

struct Name {
    std::int64_t patient = 0;
    std::string name;
    std::string folded;
};

// @param after  moves to the last patient of the page. False behind the last page.
bool refold_page(Connection& connection, std::int64_t& after) {
    std::vector<Name> outdated;
    std::int64_t looked_at = 0;
    {
        Rows rows = connection.query(page_sql, {after, page_size});
        while (rows.next()) {
            ++looked_at;
            after = rows.integer(0);
            std::string folded = base::searchable(rows.text(1));
            if (folded != rows.text(2)) outdated.push_back({after, rows.string(1), std::move(folded)});
        }
    }
    if (!outdated.empty()) {
        Transaction transaction{connection};
        for (const Name& one : outdated) transaction.execute(refold_sql, {one.patient, one.folded, one.name});
        transaction.commit();
    }
    return looked_at == page_size;
}

}  // namespace

void refold_names(Database& database) {
    const PooledConnection connection = database.connection();
    if (find_setting(*connection, version_setting) == base::searchable_version) return;
    std::int64_t after = 0;
    while (refold_page(*connection, after)) {
    }
    Transaction transaction{*connection};
    set_setting(transaction, version_setting, base::searchable_version);
    transaction.commit();
    base::log::info("the names of patients are folded for searching", {{"version", base::searchable_version}});
}

}  // namespace kinote::database
