#pragma once
// A mapping: how a vendor's tables give the columns of the contract, and what its titles mean. One TOML file each;
// docs/migration.md is its reference.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/contract.hpp"
#include "note/code.hpp"

namespace kinote::legacy_migration {

/// In what order of source_note_id the queries give their rows.
enum class RowOrder : std::uint8_t {
    text,    ///< by the bytes of the text in UTF-8
    number,  ///< by the value of a whole number
    any,     ///< in none that can be relied on: they are sorted here
};

/// What makes a text of a column's value.
struct Transform {
    enum class Kind : std::uint8_t {
        packed_uid,  ///< two characters a byte, high half first: 0 ends, 1 to 10 are the digits, 11 is the dot
        epoch_2001,  ///< seconds since 2001-01-01 UTC
        unix_time,   ///< seconds since 1970-01-01 UTC
        julian,      ///< days since noon of -4713-11-24 UTC
        encoding,    ///< text in another character set
    };
    Kind kind = Kind::encoding;
    std::string encoding;  ///< its name as iconv knows it
};

/// What a title of the legacy system is here.
struct TitleRule {
    std::string words;  ///< compared without regard to case; as a pattern * and ? stand for any characters
    note::Code title;   ///< of CID 7010, one of a note
    std::vector<note::Code> modifiers;  ///< of CID 7011 or 7012, where the title must have one
};

struct Mapping {
    std::string name;  ///< of the legacy system: its notes are known by it and their source_note_id
    std::string description;
    std::optional<std::string> time_zone;  ///< IANA name, of times without an offset; absent: unknown
    RowOrder order = RowOrder::text;
    std::map<std::string, std::string> parameters;               ///< identifiers that stand for {name} in the queries
    std::array<std::string, 3> queries;                          ///< by ContractTable; empty: none
    std::string count_query;                                     ///< gives the number of notes; empty: none
    std::array<std::map<std::string, Transform>, 3> transforms;  ///< by ContractTable, then by column
    std::vector<TitleRule> titles;                               ///< whole titles
    std::vector<TitleRule> title_patterns;                       ///< tried in their order
    std::string digest;                                          ///< SHA-256 of the text that it was read from

    [[nodiscard]] const std::string& query(ContractTable table) const {
        return queries[static_cast<std::size_t>(table)];
    }
    [[nodiscard]] const Transform* find_transform(ContractTable table, std::string_view column) const;
};

/// @param origin  what the text is called in messages: a file's name.
/// @throws Error invalid, naming the line, for what breaks TOML or the reference: an unknown key, a title outside CID
///         7010, a parameter that is no identifier, a query that is not one statement that reads.
[[nodiscard]] Mapping parse_mapping(std::string_view toml, std::string_view origin);

/// A mapping that ships with the program ("contract", "impax", "horos"), or one from a file.
/// @throws Error as parse_mapping, and invalid where the name is neither.
[[nodiscard]] Mapping load_mapping(const std::string& name_or_file);

struct ShippedMapping {
    std::string_view name;
    std::string_view toml;
};
/// Made from share/mappings/ by the build.
[[nodiscard]] std::span<const ShippedMapping> shipped_mappings();

/// Sets parameters. @throws Error invalid for one that the mapping does not have, or that is no identifier.
void set_parameters(Mapping& mapping, const std::map<std::string, std::string>& values);

/// A query with its parameters put in. @throws Error invalid for a parameter that the mapping does not have.
[[nodiscard]] std::string with_parameters(const Mapping& mapping, std::string_view query);

}  // namespace kinote::legacy_migration
