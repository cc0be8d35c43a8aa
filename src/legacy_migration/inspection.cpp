#include "legacy_migration/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "legacy_migration/csv_source.hpp"
#include "legacy_migration/legacy_source.hpp"
#include "legacy_migration/odbc_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_tables = 40;
constexpr std::int64_t least_likeness = 4;

struct Sign {
    std::string_view word;  // in a name, in small letters
    std::int64_t weight;
};
// What vendors call notes, and what notes consist of.
constexpr std::array signs_in_tables{
    Sign{"keyimage", 8}, Sign{"key_image", 8}, Sign{"keyobject", 8}, Sign{"key_object", 8}, Sign{"kosd", 8},
    Sign{"kin", 3},      Sign{"note", 6},      Sign{"annot", 4},     Sign{"bookmark", 4},   Sign{"teach", 3},
    Sign{"comment", 3},  Sign{"remark", 3},    Sign{"select", 2},    Sign{"mark", 2},       Sign{"image", 2},
    Sign{"object", 1},   Sign{"study", 1}};
constexpr std::array signs_in_columns{Sign{"keyimage", 4}, Sign{"key_image", 4}, Sign{"note", 3},   Sign{"title", 2},
                                      Sign{"comment", 2},  Sign{"remark", 2},    Sign{"author", 2}, Sign{"frame", 2},
                                      Sign{"kosd", 3},     Sign{"sop", 2},       Sign{"uid", 1},    Sign{"study", 1},
                                      Sign{"object", 1},   Sign{"user", 1},      Sign{"creat", 1},  Sign{"modif", 1},
                                      Sign{"text", 1},     Sign{"delet", 1}};
constexpr std::int64_t most_of_columns = 12;  // wide tables of anything are no notes

// The heaviest sign in a name.
template <typename Signs>
std::int64_t weight_of(const Signs& signs, const std::string& name) {
    const std::string lower = lower_case(name);
    std::int64_t weight = 0;
    for (const Sign& sign : signs) {
        if (lower.find(sign.word) != std::string::npos) weight = std::max(weight, sign.weight);
    }
    return weight;
}

bool has_name(const std::vector<CatalogTable>& tables, std::string_view value) {
    const std::string_view name = value.substr(value.rfind('.') + 1);  // behind a schema
    return std::ranges::any_of(tables, [&](const CatalogTable& table) {
        return is_same_word(table.name, name) || std::ranges::any_of(table.columns, [&](const CatalogColumn& column) {
                   return is_same_word(column.name, name);
               });
    });
}

// What is wrong with a query shows when it is run; no row of it is read.
void try_queries(const SourcePlace& place, const Mapping& mapping, Inspection& inspection) {
    for (const ContractTable table : {ContractTable::notes, ContractTable::references, ContractTable::uid_mapping}) {
        try {
            (void)open_table(place, mapping, table, {});
        } catch (const base::Error& error) {
            inspection.problems.emplace_back(error.what());
        }
    }
}

void inspect_database(const OdbcPlace& place, const Mapping& mapping, Inspection& inspection) {
    OdbcConnection connection{place.connection};
    std::vector<CatalogTable> tables = read_catalog(connection);
    inspection.tables_in_all = static_cast<std::int64_t>(tables.size());
    for (const auto& [name, value] : mapping.parameters) {
        inspection.parameters.push_back({name, value, has_name(tables, value)});
    }
    for (CatalogTable& table : tables) {
        const std::int64_t likeness = likeness_of(table);
        if (likeness >= least_likeness) inspection.tables.push_back({std::move(table), likeness});
    }
    std::ranges::stable_sort(inspection.tables, std::greater{}, &InspectedTable::likeness);
    if (inspection.tables.size() > most_tables) inspection.tables.resize(most_tables);
}

InspectedFile inspect_file(const std::filesystem::path& folder, ContractTable table,
                           std::vector<std::string>& problems) {
    InspectedFile file;
    file.name = fmt::format("{}.csv", to_string(table));
    file.is_there = std::filesystem::exists(folder / file.name);
    if (!file.is_there) {
        if (table != ContractTable::uid_mapping) problems.push_back(fmt::format("there is no {}", file.name));
        return file;
    }
    try {
        file.columns = CsvSource{folder / file.name}.columns();
    } catch (const base::Error& error) {
        problems.emplace_back(error.what());
        return file;
    }
    const auto is_given = [&file](std::string_view name) {
        return std::ranges::any_of(file.columns, [&](const std::string& each) { return is_same_word(each, name); });
    };
    const auto contract = columns_of(table);
    for (const ContractColumn& column : contract) {
        if (is_given(column.name)) continue;
        (column.is_required ? file.missing : file.absent).emplace_back(column.name);
    }
    for (const std::string& name : file.columns) {
        const bool is_known = std::ranges::any_of(
            contract, [&](const ContractColumn& column) { return is_same_word(column.name, name); });
        if (!is_known) file.unknown.push_back(name);
    }
    for (const std::string& name : file.missing) {
        problems.push_back(fmt::format("{}: the column \"{}\" is missing", file.name, name));
    }
    for (const std::string& name : file.unknown) {
        problems.push_back(fmt::format("{}: the contract has no column \"{}\"", file.name, name));
    }
    return file;
}

void inspect_folder(const CsvPlace& place, Inspection& inspection) {
    if (!std::filesystem::is_directory(place.folder)) {
        throw base::Error{base::ErrorKind::not_found, fmt::format("there is no folder {}", place.folder.string())};
    }
    for (const ContractTable table : {ContractTable::notes, ContractTable::references, ContractTable::uid_mapping}) {
        inspection.files.push_back(inspect_file(place.folder, table, inspection.problems));
    }
}

}  // namespace

std::int64_t likeness_of(const CatalogTable& table) {
    std::int64_t of_columns = 0;
    for (const CatalogColumn& column : table.columns) of_columns += weight_of(signs_in_columns, column.name);
    return weight_of(signs_in_tables, table.name) + std::min(of_columns, most_of_columns);
}

Inspection inspect_source(const MigrationSettings& settings) {
    const Mapping mapping = mapping_of(settings);
    const SourcePlace place = place_of(settings);
    Inspection inspection;
    inspection.source = shown_place(place);
    if (const auto* odbc = std::get_if<OdbcPlace>(&place)) {
        inspect_database(*odbc, mapping, inspection);
        try_queries(place, mapping, inspection);
    } else {
        inspect_folder(std::get<CsvPlace>(place), inspection);
    }
    return inspection;
}

}  // namespace kinote::legacy_migration
