#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "legacy_migration/inspection.hpp"

namespace kinote::legacy_migration {
namespace {

namespace json = boost::json;

std::string qualified(const CatalogTable& table) {
    return table.schema.empty() ? table.name : table.schema + "." + table.name;
}

std::string table_text(const InspectedTable& inspected) {
    std::string text = fmt::format("  {} ({})\n", qualified(inspected.table), inspected.table.type);
    for (const CatalogColumn& column : inspected.table.columns) {
        text += fmt::format("    {:<32} {}\n", column.name, column.type);
    }
    return text;
}

std::string file_text(const InspectedFile& file) {
    if (!file.is_there) return fmt::format("  {}: not there\n", file.name);
    std::string text = fmt::format("  {}: {}\n", file.name, fmt::join(file.columns, ", "));
    if (!file.missing.empty()) text += fmt::format("    missing: {}\n", fmt::join(file.missing, ", "));
    if (!file.unknown.empty()) text += fmt::format("    unknown: {}\n", fmt::join(file.unknown, ", "));
    if (!file.absent.empty()) text += fmt::format("    may be absent: {}\n", fmt::join(file.absent, ", "));
    return text;
}

json::array array_of(const std::vector<std::string>& texts) {
    json::array array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

json::object table_json(const InspectedTable& inspected) {
    json::array columns;
    for (const CatalogColumn& column : inspected.table.columns) {
        columns.push_back(json::object{{"name", column.name}, {"type", column.type}});
    }
    return json::object{{"schema", inspected.table.schema},
                        {"name", inspected.table.name},
                        {"type", inspected.table.type},
                        {"likeness", inspected.likeness},
                        {"columns", std::move(columns)}};
}

json::object file_json(const InspectedFile& file) {
    return json::object{{"name", file.name},
                        {"is_there", file.is_there},
                        {"columns", array_of(file.columns)},
                        {"missing", array_of(file.missing)},
                        {"absent", array_of(file.absent)},
                        {"unknown", array_of(file.unknown)}};
}

}  // namespace

std::string to_text(const Inspection& inspection) {
    std::string text = fmt::format("source: {}\n", inspection.source);
    if (!inspection.files.empty()) {
        text += "\nfiles and their columns\n";
        for (const InspectedFile& file : inspection.files) text += file_text(file);
    } else {
        text += fmt::format("\n{} of {} tables and views look like notes, the likeliest first\n",
                            inspection.tables.size(), inspection.tables_in_all);
        for (const InspectedTable& table : inspection.tables) text += table_text(table);
    }
    if (!inspection.parameters.empty()) text += "\nparameters of the mapping\n";
    for (const InspectedParameter& parameter : inspection.parameters) {
        text += fmt::format("  {:<24} = {:<28} {}\n", parameter.name, parameter.value,
                            parameter.is_there ? "there" : "NOT THERE: set it to what the source has");
    }
    if (inspection.problems.empty()) return text + "\nthe mapping can read this source\n";
    text += "\nwhat is in the way of a migration\n";
    for (const std::string& problem : inspection.problems) text += fmt::format("  {}\n", problem);
    return text;
}

json::value to_json(const Inspection& inspection) {
    json::array tables;
    for (const InspectedTable& table : inspection.tables) tables.push_back(table_json(table));
    json::array parameters;
    for (const InspectedParameter& parameter : inspection.parameters) {
        parameters.push_back(
            json::object{{"name", parameter.name}, {"value", parameter.value}, {"is_there", parameter.is_there}});
    }
    json::array files;
    for (const InspectedFile& file : inspection.files) files.push_back(file_json(file));
    return json::object{{"source", inspection.source}, {"tables_in_all", inspection.tables_in_all},
                        {"tables", std::move(tables)}, {"parameters", std::move(parameters)},
                        {"files", std::move(files)},   {"problems", array_of(inspection.problems)}};
}

}  // namespace kinote::legacy_migration
