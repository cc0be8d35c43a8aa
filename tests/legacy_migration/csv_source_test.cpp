#include "legacy_migration/csv_source.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "legacy_migration/given_rows.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CsvSourceTest : public ::testing::Test {
protected:
    CsvSource open(const std::string& content) {
        std::ofstream{folder_.path() / "notes.csv", std::ios::binary} << content;
        return CsvSource{folder_.path() / "notes.csv"};
    }
    test::TemporaryFolder folder_;
};

TEST_F(CsvSourceTest, reads_fields_with_and_without_quotation_marks) {
    CsvSource source = open("a,b\r\n1,\"two, \"\"2\"\"\nlines\"\r\n,\"\"\r\n");
    EXPECT_THAT(source.columns(), ElementsAre("a", "b"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("1", "two, \"2\"\nlines"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre(std::nullopt, std::nullopt));
    EXPECT_EQ(source.next(), nullptr);
}

TEST_F(CsvSourceTest, passes_over_a_byte_order_mark_and_empty_lines) {
    CsvSource source = open(
        "\xEF\xBB\xBF"
        "a,b\n\n\n1,2\n\n");
    EXPECT_THAT(source.columns(), ElementsAre("a", "b"));
    const SourceRow* row = source.next();
    EXPECT_THAT(test::values_of(*row), ElementsAre("1", "2"));
    EXPECT_EQ(row->number, 4);
    EXPECT_EQ(source.next(), nullptr);
}

TEST_F(CsvSourceTest, reads_a_last_line_that_does_not_end) {
    CsvSource source = open("a,b\n1,2");
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("1", "2"));
    EXPECT_EQ(source.next(), nullptr);
}

TEST_F(CsvSourceTest, names_the_line_of_a_record_with_another_number_of_fields) {
    CsvSource source = open("a,b\n1,2\n1,2,3\n4,5\n");
    (void)source.next();
    EXPECT_EQ(source.next()->fault, "notes.csv line 3: it has 3 fields, not 2");
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("4", "5"));
}

TEST_F(CsvSourceTest, a_quotation_mark_that_is_never_closed_costs_one_line) {
    CsvSource source = open("a,b\n1,\"open\n2,b\n3,c\n");
    EXPECT_THAT(source.next()->fault, HasSubstr("line 2: a quotation mark is never closed"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("2", "b"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("3", "c"));
    EXPECT_EQ(source.next(), nullptr);
}

TEST_F(CsvSourceTest, tells_of_quotation_marks_in_the_wrong_place) {
    CsvSource source = open("a,b\n1,x\"y\n2,\"b\"c\n3,d\n");
    EXPECT_THAT(source.next()->fault, HasSubstr("line 2: a quotation mark stands within a field"));
    EXPECT_THAT(source.next()->fault, HasSubstr("line 3: a field goes on behind its closing quotation mark"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("3", "d"));
}

TEST_F(CsvSourceTest, tells_of_bytes_that_are_no_utf8) {
    CsvSource source = open("a,b\n1,L\xE4sion\n2,L\xC3\xA4sion\n");
    EXPECT_EQ(source.next()->fault, "notes.csv line 2: field 2 is no UTF-8");
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("2", "Läsion"));
}

TEST_F(CsvSourceTest, a_record_of_megabytes_costs_one_line_and_no_memory) {
    CsvSource source = open("a,b\n1," + std::string(5U << 20U, 'x') + "\n2,b\n");
    EXPECT_THAT(source.next()->fault, HasSubstr("line 2: the record is longer than 2 MiB"));
    EXPECT_THAT(test::values_of(*source.next()), ElementsAre("2", "b"));
}

TEST_F(CsvSourceTest, refuses_files_without_names_of_columns) {
    EXPECT_THROW(open(""), base::Error);
    EXPECT_THROW(open("\"a\n"), base::Error);
    try {
        const CsvSource absent{folder_.path() / "references.csv"};
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);  // it may come
    }
}

}  // namespace
}  // namespace kinote::legacy_migration
