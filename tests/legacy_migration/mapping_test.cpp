#include "legacy_migration/mapping.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::HasSubstr;

constexpr std::string_view least = R"(
name = "old"
[queries]
notes = "SELECT * FROM n"
references = "SELECT * FROM r"
)";

std::string refusal(const std::string& toml) {
    try {
        (void)parse_mapping(toml, "old.toml");
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        return error.what();
    }
    return "not refused";
}

std::string with(std::string_view more) { return std::string{least} + std::string{more}; }

TEST(Mapping, those_that_ship_can_be_read) {
    for (const char* name : {"contract", "impax", "horos"}) {
        const Mapping mapping = load_mapping(name);
        EXPECT_EQ(mapping.name, name);
        EXPECT_FALSE(mapping.query(ContractTable::notes).empty());
        EXPECT_EQ(mapping.digest.size(), 64U);
    }
}

TEST(Mapping, names_the_line_of_what_is_wrong) {
    EXPECT_THAT(refusal(with("[colours]\nred = 1\n")), HasSubstr("old.toml:6"));
    EXPECT_THAT(refusal("name = \"old\"\nqueries = ["), HasSubstr("old.toml:"));
    EXPECT_THAT(refusal("[queries]\nnotes = \"x\"\nreferences = \"y\"\n"), HasSubstr("must have \"name\""));
    EXPECT_THAT(refusal("name = \"old\"\n[queries]\nnotes = \"x\"\n"), HasSubstr("must have \"references\""));
    EXPECT_THAT(refusal(with("[transforms.notes]\ncreated_at = \"rot13\"\n")), HasSubstr("no transform \"rot13\""));
    EXPECT_THAT(refusal(with("[transforms.notes]\ncolour = \"unix\"\n")), HasSubstr("no column \"colour\""));
    EXPECT_THAT(refusal(with("[transforms.notes]\nauthor_name = \"unix\"\n")), HasSubstr("makes a time"));
    EXPECT_THAT(refusal("order = \"random\"\n" + std::string{least}), HasSubstr("text, number or any"));
    EXPECT_THAT(refusal("time_zone = \"Mars/Olympus\"\n" + std::string{least}), HasSubstr("Mars/Olympus"));
}

TEST(Mapping, takes_titles_of_notes_alone) {
    const Mapping mapping = parse_mapping(with("[titles]\n\"Lehre\" = \"113004\"\n"), "old.toml");
    EXPECT_EQ(mapping.titles.front().title.value, "113004");
    EXPECT_THAT(refusal(with("[titles]\n\"Weg damit\" = \"113001\"\n")), HasSubstr("no title of a note"));
    EXPECT_THAT(refusal(with("[titles]\n\"X\" = \"999\"\n")), HasSubstr("no title of PS3.16 CID 7010"));
    EXPECT_THAT(refusal(with("[titles]\n\"Beste\" = \"113013\"\n")), HasSubstr("must have \"modifiers\""));
    const Mapping best =
        parse_mapping(with("[titles]\n\"Beste\" = { code = \"113013\", modifiers = [\"113014\"] }\n"), "old.toml");
    EXPECT_EQ(best.titles.front().modifiers.front().value, "113014");
}

TEST(Mapping, puts_identifiers_alone_into_queries) {
    Mapping mapping = parse_mapping(R"(
name = "old"
[parameters]
table = "dbo.kin_note"
[queries]
notes = "SELECT {fn UCASE(a)} FROM {table}"
references = "SELECT 1"
)",
                                    "old.toml");
    EXPECT_EQ(with_parameters(mapping, mapping.query(ContractTable::notes)), "SELECT {fn UCASE(a)} FROM dbo.kin_note");
    set_parameters(mapping, {{"table", "other"}});
    EXPECT_EQ(with_parameters(mapping, "{table}"), "other");
    EXPECT_THROW(set_parameters(mapping, {{"table", "x; DROP TABLE note"}}), base::Error);
    EXPECT_THROW(set_parameters(mapping, {{"unknown", "x"}}), base::Error);
    EXPECT_THAT(refusal("name = \"o\"\n[queries]\nnotes = \"SELECT {gone}\"\nreferences = \"SELECT 1\"\n"),
                HasSubstr("{gone}"));
    EXPECT_THAT(refusal(with("[parameters]\nt = \"a b\"\n")), HasSubstr("no identifier"));
}

TEST(Mapping, names_the_line_of_a_query_that_would_write) {
    EXPECT_THAT(refusal("name = \"o\"\n[queries]\nnotes = \"SELECT 1\"\nreferences = \"DELETE FROM t\"\n"),
                AllOf(HasSubstr("old.toml:4"), HasSubstr("\"references\""), HasSubstr("must be a SELECT")));
    EXPECT_THAT(
        refusal("name = \"o\"\n[queries]\nnotes = \"SELECT 1\"\nreferences = \"SELECT 1\"\ncount = \"CALL p()\"\n"),
        HasSubstr("\"count\""));
}

TEST(Mapping, a_name_that_is_none_says_which_there_are) {
    try {
        (void)load_mapping("sectra");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("contract, horos, impax"));
    }
}

}  // namespace
}  // namespace kinote::legacy_migration
