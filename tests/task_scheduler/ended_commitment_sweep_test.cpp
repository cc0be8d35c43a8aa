#include "task_scheduler/ended_commitment_sweep.hpp"

#include <gtest/gtest.h>

#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Statement;

class EndedCommitmentSweepTest : public test::SiteTest {
protected:
    EndedCommitmentSweepTest() {
        connection().run_script(R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0))");
    }
    void add_request(const std::string& uid, const std::string& state, std::int64_t requested_ms) {
        connection().run_script(
            "INSERT INTO commitment_request (transaction_uid, destination, export, "
            "study_instance_uid, attempt, state, requested_ms) VALUES ('" +
            uid + "', 1, 1, '1.2', 1, '" + state + "', " + std::to_string(requested_ms) + ")");
        connection().run_script(
            "INSERT INTO commitment_request_item (request, sop_instance_uid, sop_class_uid, sha256) "
            "SELECT id, '1.2.1', '1.9', 'x' FROM commitment_request WHERE transaction_uid = '" +
            uid + "'");
    }
    void add_of_peer(const std::string& uid, const std::string& reported_ms) {
        connection().run_script(
            "INSERT INTO peer_commitment (calling_ae_title, transaction_uid, called_ae_title, "
            "address, received_ms, reported_ms) VALUES ('CALLER', '" +
            uid + "', '', '', 0, " + reported_ms + ")");
        connection().run_script(
            "INSERT INTO peer_commitment_item (commitment, position, sop_class_uid, "
            "sop_instance_uid) SELECT id, 1, '1.9', '1.2.1' FROM peer_commitment "
            "WHERE transaction_uid = '" +
            uid + "'");
    }
    void sweep() {
        const EndedCommitmentSweep under_test{{.keep_ms = 100, .page = 2}, database(), clock()};
        EXPECT_EQ(under_test.run("", {}), "");
    }
};

TEST_P(EndedCommitmentSweepTest, what_is_over_goes_once_it_is_old_with_what_it_was_about) {
    const std::int64_t now = clock().now_ms();
    for (const char* state : {"answered", "given_up", "dropped", "asking", "asked"}) {
        add_request(std::string{"old."} + state, state, now - 101);
        add_request(std::string{"new."} + state, state, now - 100);
    }
    sweep();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM commitment_request WHERE transaction_uid LIKE 'new.%'"}), 5);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM commitment_request WHERE state IN ('asking', 'asked')"}), 4);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM commitment_request"}), 7);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM commitment_request_item"}), 7);
}

TEST_P(EndedCommitmentSweepTest, what_was_reported_to_peers_goes_and_what_was_not_stays) {
    const std::int64_t now = clock().now_ms();
    for (int i = 0; i < 5; ++i) add_of_peer("old." + std::to_string(i), std::to_string(now - 101));
    add_of_peer("new", std::to_string(now));
    add_of_peer("open", "NULL");
    sweep();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM peer_commitment"}), 2);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM peer_commitment_item"}), 2);
}

TEST_P(EndedCommitmentSweepTest, a_stop_is_heeded) {
    add_request("old", "answered", 0);
    const std::stop_source stop;
    stop.request_stop();
    (void)EndedCommitmentSweep{{}, database(), clock()}.run("", stop.get_token());
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM commitment_request"}), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, EndedCommitmentSweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
