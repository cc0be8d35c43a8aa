#include "legacy_migration/note_group.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "legacy_migration/given_rows.hpp"
#include "legacy_migration/sorted_rows.hpp"
#include "legacy_migration/uid_mapping.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<test::GivenRows> rows(const std::vector<test::GivenValue>& ids) {
    std::vector<std::vector<test::GivenValue>> given;
    given.reserve(ids.size());
    for (const test::GivenValue& id : ids) given.push_back({id});
    return std::make_unique<test::GivenRows>(std::vector<std::string>{"source_note_id"}, given);
}

// "a:2" is the note a with two references, "-a:1" one reference without a note.
std::vector<std::string> merge(const std::vector<test::GivenValue>& notes,
                               const std::vector<test::GivenValue>& references, RowOrder order = RowOrder::text) {
    const auto of_notes = rows(notes);
    const auto of_references = rows(references);
    NoteMerge merge{*of_notes, *of_references, order};
    std::vector<std::string> found;
    while (const auto group = merge.next()) {
        found.push_back((group->note ? "" : "-") + group->source_note_id + ":" +
                        std::to_string(group->references.size()) + (group->is_repeated ? " repeated" : ""));
    }
    EXPECT_EQ(merge.notes_taken(), static_cast<std::int64_t>(notes.size()));
    EXPECT_EQ(merge.references_taken(), static_cast<std::int64_t>(references.size()));
    return found;
}

TEST(NoteMerge, brings_notes_and_their_references_together) {
    EXPECT_THAT(merge({"a", "b", "c"}, {"a", "a", "c"}), ElementsAre("a:2", "b:0", "c:1"));
    EXPECT_THAT(merge({}, {}), ElementsAre());
    EXPECT_THAT(merge({"a"}, {}), ElementsAre("a:0"));
}

TEST(NoteMerge, loses_no_reference_without_a_note) {
    EXPECT_THAT(merge({"b", "d"}, {"a", "b", "c", "e", "e"}), ElementsAre("-a:1", "b:1", "-c:1", "d:0", "-e:2"));
    EXPECT_THAT(merge({"a"}, {std::nullopt, "a"}), ElementsAre("-:1", "a:1"));
    EXPECT_THAT(merge({std::nullopt, "a"}, {"a"}), ElementsAre(":0", "a:1"));
}

TEST(NoteMerge, tells_a_repeated_note_from_the_first) {
    EXPECT_THAT(merge({"a", "a", "b"}, {"a", "b"}), ElementsAre("a:1", "a:0 repeated", "b:1"));
}

TEST(NoteMerge, compares_numbers_by_their_value) {
    EXPECT_THAT(merge({"-5", "9", "10", "100"}, {"10", "100"}, RowOrder::number),
                ElementsAre("-5:0", "9:0", "10:1", "100:1"));
    EXPECT_THROW(merge({"9", "x"}, {}, RowOrder::number), base::Error);
}

TEST(NoteMerge, refuses_an_order_that_the_mapping_did_not_promise) {
    try {
        merge({"b", "a"}, {});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        EXPECT_THAT(error.what(), HasSubstr("order = \"any\""));
    }
}

std::vector<std::string> sorted(const std::vector<test::GivenValue>& ids, std::size_t most_bytes) {
    const auto given = rows(ids);
    SortedRows sorted{*given, most_bytes, {}};
    EXPECT_EQ(sorted.size(), static_cast<std::int64_t>(ids.size()));
    std::vector<std::string> found;
    while (const SourceRow* row = sorted.next()) {
        found.push_back(row->values.front().is_null ? "null" : row->values.front().bytes);
        found.back() += "#" + std::to_string(row->number);
    }
    return found;
}

TEST(SortedRows, sorts_by_bytes_and_keeps_the_order_of_equal_ones) {
    for (const std::size_t most_bytes : {1U << 20U, 1U}) {  // in memory, and each row in a piece of its own
        EXPECT_THAT(sorted({"b", "a", std::nullopt, "B", "a", "ä"}, most_bytes),
                    ElementsAre("null#3", "B#4", "a#2", "a#5", "b#1", "ä#6"));
    }
    EXPECT_THAT(sorted({}, 1), ElementsAre());
}

TEST(SortedRows, merges_many_pieces_larger_than_their_buffers) {
    std::vector<test::GivenValue> ids;
    for (int i = 0; i < 30'000; ++i) ids.emplace_back(std::to_string(i * 7'919 % 30'011) + std::string(40, 'x'));
    const std::vector<std::string> found = sorted(ids, 300'000);
    ASSERT_EQ(found.size(), ids.size());
    EXPECT_TRUE(
        std::ranges::is_sorted(found, {}, [](const std::string& text) { return text.substr(0, text.find('#')); }));
}

TEST(UidMapping, maps_what_was_given_out_anew) {
    test::GivenRows given{{"old_uid", "new_uid"},
                          {{"1.2.1", "1.3.1"},
                           {"1.2.2", "nonsense"},
                           {"1.2.3", "1.3.3"},
                           {"1.2.3", "1.3.4"},
                           {"1.2.5", "1.3.5"},
                           {"1.2.5", "1.3.5"},
                           {std::nullopt, "1.3.6"}}};
    const UidMapping mapping{given, {"the query uid_mapping", "row"}, {}};
    EXPECT_EQ(mapping.map("1.2.1"), "1.3.1");
    EXPECT_EQ(mapping.map("1.2.9"), "1.2.9");
    EXPECT_EQ(mapping.map("1.2.2"), "");            // the new one is malformed
    EXPECT_EQ(mapping.map("1.2.3"), std::nullopt);  // there are two
    EXPECT_EQ(mapping.map("1.2.5"), "1.3.5");
    EXPECT_EQ(mapping.faults().count, 2);
    EXPECT_EQ(mapping.faults().first,
              (std::vector<std::string>{"the query uid_mapping, row 2: the new_uid \"nonsense\" is no UID",
                                        "the query uid_mapping, row 7: has no old_uid"}));
}

TEST(UidMapping, counts_every_fault_and_tells_the_first) {
    std::vector<std::vector<test::GivenValue>> rows;
    for (int i = 0; i < 250; ++i) rows.push_back({"x", "1.2.3"});
    test::GivenRows given{{"old_uid", "new_uid"}, rows};
    const UidMapping mapping{given, {"uid_mapping.csv", "line"}, {}};
    EXPECT_EQ(mapping.faults().count, 250);
    EXPECT_EQ(mapping.faults().first.size(), 100U);
    EXPECT_EQ(mapping.size(), 0U);
}

TEST(UidMapping, finds_each_of_many) {
    constexpr int rows_in_all = 140'000;
    std::vector<std::vector<test::GivenValue>> rows;
    for (int i = rows_in_all; i > 0; --i) rows.push_back({fmt::format("1.2.{}", 2 * i), fmt::format("1.3.{}", i)});
    rows.push_back({"1.2.2000", "1.4"});
    test::GivenRows given{{"old_uid", "new_uid"}, rows};
    constexpr std::size_t few_bytes = 1U << 20U;
    const UidMapping mapping{given, {"uid_mapping.csv", "line"}, {}, few_bytes};
    EXPECT_EQ(mapping.size(), static_cast<std::uint64_t>(rows_in_all));
    for (int i = 0; i <= rows_in_all + 1; ++i) {
        const std::string mapped = i == 0 || i > rows_in_all ? fmt::format("1.2.{}", 2 * i) : fmt::format("1.3.{}", i);
        const bool has_two = i == 1'000;
        ASSERT_EQ(mapping.map(fmt::format("1.2.{}", 2 * i)), has_two ? std::nullopt : std::optional{mapped});
        const std::string between = fmt::format("1.2.{}", 2 * i + 1);
        ASSERT_EQ(mapping.map(between), between);
    }
    EXPECT_EQ(mapping.map("0.1"), "0.1");
    EXPECT_EQ(mapping.map("2.9"), "2.9");
    EXPECT_EQ(mapping.map(""), "");
}

TEST(UidMapping, is_not_read_on_once_it_is_to_stop_whatever_its_rows_are) {
    std::stop_source stop;
    stop.request_stop();
    for (const char* old_uid : {"1.2.1", "x"}) {
        test::GivenRows given{{"old_uid", "new_uid"}, {{old_uid, "1.3.1"}}};
        EXPECT_THROW((UidMapping{given, {"uid_mapping.csv", "line"}, stop.get_token()}), base::Error);
    }
}

}  // namespace
}  // namespace kinote::legacy_migration
