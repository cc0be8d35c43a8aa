#include "exporter/delivery_ledger.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "database/deletion_table.hpp"
#include "database/withdrawal_table.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::Transaction;
using testing::SizeIs;

// Both images of the study go to NORTH.
class DeliveryLedgerTest : public test::SiteTest {
protected:
    DeliveryLedgerTest() {
        destination_.name = destination_.ae_title = "NORTH";
        destination_.host = "127.0.0.1";
        destination_.port = 1;
        destination_.wants_rejections = true;
        Transaction transaction{connection()};
        database::set_destination(transaction, destination_, 0);
        destination_.id = 1;
        export_ =
            database::add_export(transaction, {1, test::study_uid, database::ExportScope::study, false, "anna"}, 0);
        transaction.commit();
        for (const std::string_view uid : {test::ct_1_uid, test::ct_2_uid}) accept(test::image_of_study(uid));
        ledger_.emplace(database(), clock(), destination_, export_);
    }

    std::vector<database::ObjectToSend> to_send() {
        return database::find_objects_to_send(connection(), *database::find_export(connection(), export_), 0, 10);
    }
    static database::Delivery answered(const database::ObjectToSend& object) {
        return {object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, object.sha256, true, 0, ""};
    }
    std::string state(std::string_view uid) {
        for (const auto& row : database::list_deliveries(connection(), test::study_uid, "", "", 10)) {
            if (row.sop_instance_uid == uid) return row.state;
        }
        return "none";
    }
    std::size_t withdrawn_by_marking(std::string_view uid) {
        Transaction transaction{connection()};
        const database::DeletionTarget target{database::DeletionLevel::object, uid, test::study_uid};
        const auto reach = database::mark_for_deletion(transaction, target, "anna", 0);
        const auto opened = database::withdraw_marked(transaction, reach->mark_cause, 0);
        transaction.commit();
        return opened.size();
    }

    database::Destination destination_;
    std::int64_t export_ = 0;
    std::optional<DeliveryLedger> ledger_;
};

TEST_P(DeliveryLedgerTest, what_began_before_its_sender_died_may_be_there_is_withdrawn_and_goes_again) {
    ledger_->begin(to_send());
    ledger_.reset();
    EXPECT_EQ(state(test::ct_1_uid), "begun");
    EXPECT_THAT(to_send(), SizeIs(2)) << "nobody takes it for delivered";
    EXPECT_EQ(database::count_deliveries(connection(), *database::find_export(connection(), export_)).refused, 0);
    EXPECT_EQ(withdrawn_by_marking(test::ct_1_uid), 1);
}

TEST_P(DeliveryLedgerTest, what_began_and_did_not_go_is_as_it_was_before) {
    const auto objects = to_send();
    ledger_->begin(objects);
    ledger_->end();
    EXPECT_EQ(state(test::ct_1_uid), "none");
    EXPECT_EQ(withdrawn_by_marking(test::ct_1_uid), 0);
    ledger_->begin({&objects[1], 1});
    ledger_->add(answered(objects[1]));
    ledger_->end();
    connection().run_script("UPDATE delivery SET state = 'rejected'");
    ledger_->begin({&objects[1], 1});
    ledger_->end();
    EXPECT_EQ(state(test::ct_2_uid), "rejected");
    EXPECT_EQ(number({"SELECT count(*) FROM delivery WHERE begun_ms IS NOT NULL"}), 0);
}

TEST_P(DeliveryLedgerTest, what_is_answered_is_so_and_the_rest_has_begun_until_the_end) {
    const auto objects = to_send();
    ledger_->begin(objects);
    ledger_->add(answered(objects[0]));
    EXPECT_EQ(state(test::ct_1_uid), "begun");
    ledger_->flush();
    EXPECT_EQ(state(test::ct_1_uid), "delivered");
    EXPECT_EQ(state(test::ct_2_uid), "begun");
    ledger_->leave_begun(objects[1].sop_instance_uid);
    ledger_->end();
    EXPECT_EQ(state(test::ct_2_uid), "begun") << "the association ended over it";
    EXPECT_EQ(withdrawn_by_marking(test::ct_2_uid), 1);
}

TEST_P(DeliveryLedgerTest, what_is_refused_after_associations_ended_over_it_may_be_there_all_the_same) {
    const auto objects = to_send();
    ledger_->begin(objects);
    database::Delivery lost = answered(objects[0]);
    lost.is_delivered = false;
    lost.status.reset();
    lost.comment = "the association ended 3 times";
    lost.may_be_there = true;
    ledger_->add(lost);
    ledger_->end();
    EXPECT_EQ(state(test::ct_1_uid), "refused");
    EXPECT_EQ(withdrawn_by_marking(test::ct_1_uid), 1);
}

TEST_P(DeliveryLedgerTest, what_began_before_may_be_there_whatever_becomes_of_it_in_the_next_attempt) {
    const auto objects = to_send();
    ledger_->begin(objects);
    ledger_.emplace(database(), clock(), destination_, export_);
    ledger_->begin(objects);
    database::Delivery refused = answered(objects[0]);
    refused.is_delivered = false;
    refused.status = 0x0111;
    ledger_->add(refused);
    ledger_->end();  // the second one was hidden before its turn came
    EXPECT_EQ(state(test::ct_1_uid), "refused");
    EXPECT_EQ(state(test::ct_2_uid), "begun");
    EXPECT_EQ(withdrawn_by_marking(test::ct_1_uid), 1);
    EXPECT_EQ(withdrawn_by_marking(test::ct_2_uid), 1);
}

TEST_P(DeliveryLedgerTest, what_is_hidden_does_not_begin) {
    const auto objects = to_send();
    EXPECT_EQ(withdrawn_by_marking(test::ct_1_uid), 0);
    ledger_->begin(objects);
    EXPECT_EQ(state(test::ct_1_uid), "none");
    EXPECT_EQ(state(test::ct_2_uid), "begun");
}

INSTANTIATE_TEST_SUITE_P(Engines, DeliveryLedgerTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
