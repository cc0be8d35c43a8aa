#include "database/job_exception_table.hpp"

#include <gmock/gmock.h>

#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class JobExceptionTableTest : public test::DatabaseTest {
protected:
    JobExceptionTableTest() {
        Transaction transaction{connection()};
        declare_queue(transaction, "Q", 0);
        (void)add_job(transaction, {"Q", "KIND", "1", "", "{}", 0}, 0);
        (void)add_job(transaction, {"Q", "KIND", "2", "", "{}", 0}, 0);
        transaction.commit();
    }
    void raise(const NewException& exception, std::int64_t now_ms = 1) {
        Transaction transaction{connection()};
        raise_exception(transaction, exception, now_ms);
        transaction.commit();
    }
    void raise_of_object(std::string_view cause, const std::string& object, std::int64_t now_ms = 1) {
        raise({std::nullopt, cause, "words", "mend it", "1.2", object}, now_ms);
    }
    std::vector<ExceptionRow> open() { return list_exceptions(connection(), INT64_MAX, 100); }
};

TEST_P(JobExceptionTableTest, an_exception_says_what_and_where_and_what_to_do) {
    raise({1, "unavailable", "no disk", "free some", "1.2", "1.2.3"}, 17);
    ASSERT_THAT(open(), SizeIs(1));
    const ExceptionRow row = open().front();
    EXPECT_EQ(row.job, 1);
    EXPECT_EQ(row.cause, "unavailable");
    EXPECT_EQ(row.message, "no disk");
    EXPECT_EQ(row.remedy, "free some");
    EXPECT_EQ(row.study_instance_uid, "1.2");
    EXPECT_EQ(row.sop_instance_uid, "1.2.3");
    EXPECT_EQ(row.state, "open");
    EXPECT_EQ(row.raised_ms, 17);
}

TEST_P(JobExceptionTableTest, one_is_open_for_a_job_whatever_its_cause) {
    raise({1, "unavailable", "no disk", "", "", ""});
    raise({1, "corrupt", "no DICOM", "", "", ""}, 2);
    raise({2, "corrupt", "no DICOM", "", "", ""});
    ASSERT_THAT(open(), SizeIs(2));
    EXPECT_EQ(open().at(1).cause, "corrupt");
    EXPECT_EQ(open().at(1).raised_ms, 2);
}

TEST_P(JobExceptionTableTest, one_is_open_for_a_cause_and_an_object) {
    raise_of_object("other_content", "1.2.3");
    raise_of_object("other_content", "1.2.3", 2);
    raise_of_object("other_patient", "1.2.3");
    raise_of_object("other_content", "1.2.4");
    EXPECT_THAT(open(), SizeIs(3));
    EXPECT_EQ(count_open_exceptions(connection()), 3);
}

TEST_P(JobExceptionTableTest, refusals_beyond_the_limit_of_a_cause_are_counted_by_one) {
    const auto refuse = [this](std::string_view cause, std::int64_t begin, std::int64_t end) {
        Transaction transaction{connection()};
        for (std::int64_t i = begin; i < end; ++i) {
            raise_refusal(transaction, {std::nullopt, cause, "bad", "mend it", "", "1.2." + std::to_string(i)}, i);
        }
        transaction.commit();
    };
    refuse("corrupt", 0, most_refusals_of_a_cause + 3);
    refuse("corrupt", 0, 1);  // one that is listed is brought up to date
    refuse("invalid", 0, 1);
    EXPECT_EQ(count_open_exceptions(connection()), most_refusals_of_a_cause + 2);
    const std::vector<ExceptionRow> newest = list_exceptions(connection(), INT64_MAX, 1, "corrupt");
    ASSERT_THAT(newest, SizeIs(1));
    EXPECT_EQ(newest.front().message, "too many to be listed one by one, 3 more; the last: bad");
    EXPECT_EQ(newest.front().remedy, "mend it");
    EXPECT_EQ(newest.front().sop_instance_uid, "");
    EXPECT_EQ(newest.front().raised_ms, most_refusals_of_a_cause + 2);
}

TEST_P(JobExceptionTableTest, one_that_was_acknowledged_opens_again_when_it_comes_again) {
    raise_of_object("other_content", "1.2.3");
    {
        Transaction transaction{connection()};
        EXPECT_TRUE(acknowledge_exception(transaction, open().front().id));
        EXPECT_FALSE(acknowledge_exception(transaction, open().front().id));
        transaction.commit();
    }
    EXPECT_EQ(open().front().state, "acknowledged");
    raise_of_object("other_content", "1.2.3", 2);
    ASSERT_THAT(open(), SizeIs(1));
    EXPECT_EQ(open().front().state, "open");
}

TEST_P(JobExceptionTableTest, a_closed_one_is_not_listed_and_the_next_is_a_new_one) {
    raise({1, "unavailable", "no disk", "", "", ""});
    {
        Transaction transaction{connection()};
        close_exceptions_of_job(transaction, 1, "retried", 5);
        transaction.commit();
    }
    EXPECT_THAT(open(), IsEmpty());
    raise({1, "unavailable", "no disk", "", "", ""});
    ASSERT_THAT(open(), SizeIs(1));
    EXPECT_EQ(open().front().id, 2);
}

TEST_P(JobExceptionTableTest, pages_go_from_the_newest_to_the_oldest) {
    for (int i = 1; i <= 5; ++i) raise_of_object("other_content", "1.2." + std::to_string(i));
    const auto first = list_exceptions(connection(), INT64_MAX, 2);
    ASSERT_THAT(first, SizeIs(2));
    EXPECT_EQ(first.at(0).sop_instance_uid, "1.2.5");
    const auto second = list_exceptions(connection(), first.back().id, 2);
    EXPECT_EQ(second.at(0).sop_instance_uid, "1.2.3");
}

INSTANTIATE_TEST_SUITE_P(Engines, JobExceptionTableTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
