// Repairs of stored KOSDs: what is registered, what is made of it, and what taking it back brings, on both engines.
#include "object_creator/repair_kosd.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <functional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/held_note.hpp"
#include "database/kosd_table.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "dicom/dataset.hpp"
#include "dicom/shared_data.hpp"
#include "object_creator/create_kosd.hpp"
#include "object_creator/register_kosd.hpp"
#include "support/test_site.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using database::Statement;
using database::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace tag = dicom::tag;
using dicom::Vr;

constexpr std::string_view rejection_uid = "1.2.3.100.9.5";

constexpr Statement state_of_kosd_sql{R"(
    SELECT k.registration_state FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1)"};
constexpr Statement is_visible_sql{"SELECT count(*) FROM visible_instance WHERE sop_instance_uid = $1"};
constexpr Statement versions_sql{"SELECT count(*) FROM note_version"};

const database::Actor anna{"anna", "test"};

test::BuiltItem quarantined_kos() { return test::good_kos().set(test::element(tag::ValueType, Vr::CS, "TEXT")); }
test::BuiltItem wrong_modality() { return test::good_kos().set(test::element(tag::Modality, Vr::CS, "SR")); }

class RepairKosdTest : public test::SiteTest {
protected:
    RepairKosdTest() {
        accept(test::image_of_study(test::ct_1_uid));
        accept(test::image_of_study(test::ct_2_uid));
    }

    void register_kosd(std::string_view uid = test::kos_uid) {
        const RegisterKosdHandler handler{settings_, database(), cache(), clock()};
        database::ClaimedJob job;
        job.subject = uid;
        end(handler(job, std::stop_token{}));
    }
    void arrive(const test::BuiltItem& kos, std::string_view uid = test::kos_uid) {
        ASSERT_EQ(accept(kos), ingest::Outcome::stored);
        register_kosd(uid);
    }
    [[nodiscard]] KosdRepairs repairs() { return {settings_, database(), cache(), clock()}; }
    database::RepairRow repair(std::string_view uid = test::kos_uid) {
        return repairs().repair(uid, note::repairable_rules(), anna);
    }
    database::RepairRow take_back() { return repairs().take_back(test::kos_uid, "wrong", anna); }
    std::string refusal(const std::function<void()>& work) {
        try {
            work();
            return "done";
        } catch (const Error& error) {
            return error.what();
        }
    }
    std::vector<database::ListedNote> notes() { return database::list_notes_of_study(connection(), test::study_uid); }
    void create(const std::string& uuid, std::int64_t version) {
        CreateKosdSettings create;
        create.identity.installation = installation_of(database());
        create.identity.equipment.manufacturer = "kinote";
        const CreateKosdHandler handler{create, database(), cache(), intake(), clock()};
        database::ClaimedJob job;
        job.subject = jobs::new_job(jobs::CreateKosd{uuid, version, "", 0}).subject;
        end(handler(job, std::stop_token{}));
    }
    // The one that was made here of the version.
    std::string made_of(std::int64_t version) {
        return text({R"(SELECT c.sop_instance_uid FROM kosd_source c JOIN note_version v ON v.id = c.note_version
                         WHERE v.version = $1)"},
                    {version});
    }
    std::string state(std::string_view uid = test::kos_uid) { return text(state_of_kosd_sql, {uid}); }
    bool is_visible(std::string_view uid) { return number(is_visible_sql, {uid}) == 1; }
    void edit(const std::string& uuid) {
        note::KeyImageNote content;
        content.study_instance_uid = test::study_uid;
        content.title = {"113003", "DCM", "For Surgery"};
        content.references.resize(1);
        content.references.front().sop_instance_uid = test::ct_1_uid;
        Transaction transaction{connection()};
        database::NewVersion version;
        version.is_taken_over = false;
        database::add_note_version(transaction, database::hold_note(transaction, uuid)->note, content, version, 0);
        transaction.commit();
    }
    std::vector<std::string> audited() {
        std::vector<std::string> actions;
        database::Rows rows = connection().query({"SELECT actor, action FROM audit_event ORDER BY id"});
        while (rows.next()) actions.push_back(rows.string(0) + " " + rows.string(1));
        return actions;
    }
    void have_destination(std::string_view delivered) {
        connection().run_script(R"(
            INSERT INTO queue (name, state, changed_ms) VALUES ('SEND_NORTH', 'running', 0);
            INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                                     wants_rejections, associations, retry, retry_interval_ms, most_attempts,
                                     allowed_hours, source, changed_ms)
            VALUES ('NORTH', 'NORTH', 'north', 104, '', 0, 0, 1, 1, 'automatic', 0, 1, '', 'person', 0))");
        deliver(delivered);
    }
    void deliver(std::string_view uid) {
        connection().change(Statement{R"(
            INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state,
                                  comment, sent_ms)
            SELECT 1, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, 'delivered', '', 0
              FROM instance i JOIN study s ON s.id = i.study WHERE i.sop_instance_uid = $1)"},
                            {uid});
    }
    std::vector<std::string> withdrawn() {
        std::vector<std::string> found;
        database::Rows rows = connection().query(
            {"SELECT w.cause, t.sop_instance_uid FROM withdrawal w JOIN withdrawal_item t ON t.withdrawal = w.id "
             "ORDER BY w.id"});
        while (rows.next()) found.push_back(rows.string(0) + " " + rows.string(1));
        return found;
    }

    RegisterKosdSettings settings_;

private:
    void end(const jobs::Ending& ending) {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
};

TEST_P(RepairKosdTest, a_quarantined_kosd_becomes_a_note_and_stays_as_it_came) {
    const std::string bytes = test::part10(quarantined_kos());
    arrive(quarantined_kos());
    EXPECT_EQ(state(), "quarantined");
    EXPECT_THAT(notes(), IsEmpty());
    const note::Repair preview = repairs().preview(test::kos_uid, note::repairable_rules());
    ASSERT_THAT(preview.repaired, SizeIs(1));
    EXPECT_EQ(preview.repaired.front().before, "TEXT");
    EXPECT_EQ(preview.repaired.front().after, "CONTAINER");
    EXPECT_EQ(preview.obstacle, "");
    EXPECT_EQ(state(), "quarantined") << "a preview changes nothing";

    const database::RepairRow made = repair();
    EXPECT_EQ(made.state, "in_force");
    EXPECT_TRUE(made.was_quarantined);
    EXPECT_EQ(made.rules, "[\"K10\"]");
    EXPECT_EQ(made.repaired_by, "anna");
    EXPECT_EQ(state(), "registered");
    EXPECT_EQ(database::count_quarantined(connection()), 0);
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().version, 2);
    EXPECT_EQ(notes().front().title.value, "113000");
    EXPECT_EQ(notes().front().author, "Reader^Anna");
    EXPECT_THAT(notes().front().references, SizeIs(2));
    EXPECT_EQ(stored_bytes(test::kos_uid), bytes);
    EXPECT_THAT(audited(), ElementsAre("anna kosd_repaired"));
}

TEST_P(RepairKosdTest, what_goes_out_is_a_new_object_that_names_the_one_it_comes_from) {
    arrive(quarantined_kos());
    const std::string uuid = repair().note;
    EXPECT_TRUE(is_visible(test::kos_uid)) << "until its successor is here";
    create(uuid, 2);
    const std::string made = made_of(2);
    EXPECT_NE(made, test::kos_uid);
    EXPECT_FALSE(is_visible(test::kos_uid));
    EXPECT_TRUE(is_visible(made));
    const dicom::Dataset kos = dicom::Dataset::parse(*database::find_object_in_place(connection(), made)->object.bytes);
    EXPECT_THAT(note::read_kos(kos).findings, IsEmpty());
    const auto source = kos.items(tag::ConversionSourceAttributesSequence).first();
    ASSERT_TRUE(source);
    EXPECT_EQ(source->text(tag::ReferencedSOPInstanceUID), test::kos_uid);
    const auto contribution = kos.items(tag::ContributingEquipmentSequence).first();
    ASSERT_TRUE(contribution);
    EXPECT_THAT(contribution->text(tag::ContributionDescription), HasSubstr("K10"));
    const std::string bytes = stored_bytes(made);
    create(uuid, 2);
    EXPECT_EQ(stored_bytes(made), bytes) << "however often the job runs";
}

TEST_P(RepairKosdTest, a_note_with_warnings_gets_a_version_without_them) {
    arrive(wrong_modality());
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().version, 1);
    const std::string uuid = notes().front().uuid;
    EXPECT_EQ(repair().note, uuid) << "it keeps its identity";
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().version, 2);
    create(uuid, 2);
    EXPECT_FALSE(is_visible(test::kos_uid));
}

TEST_P(RepairKosdTest, taken_back_a_quarantined_kosd_is_quarantined_again) {
    arrive(quarantined_kos());
    create(repair().note, 2);
    have_destination(made_of(2));
    const database::RepairRow back = take_back();
    EXPECT_EQ(back.state, "taken_back");
    EXPECT_EQ(back.reason, "wrong");
    EXPECT_EQ(state(), "quarantined");
    EXPECT_EQ(database::count_quarantined(connection()), 1);
    EXPECT_THAT(notes(), IsEmpty());
    EXPECT_TRUE(is_visible(test::kos_uid));
    EXPECT_FALSE(is_visible(made_of(2)));
    EXPECT_THAT(withdrawn(), ElementsAre("deleted " + made_of(2))) << "nothing takes its place";
    EXPECT_THAT(audited(), ElementsAre("anna kosd_repaired", "anna repair_taken_back"));
    EXPECT_EQ(number({"SELECT note_count FROM study WHERE study_instance_uid = $1"}, {test::study_uid}), 0);
}

TEST_P(RepairKosdTest, taken_back_a_note_is_as_its_kosd_came_and_that_takes_the_place_of_what_was_sent) {
    arrive(wrong_modality());
    const std::string uuid = repair().note;
    create(uuid, 2);
    have_destination(made_of(2));
    take_back();
    EXPECT_EQ(state(), "registered");
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().uuid, uuid);
    EXPECT_EQ(notes().front().version, 3) << "an older entity tag does not hold for it";
    EXPECT_TRUE(is_visible(test::kos_uid));
    EXPECT_FALSE(is_visible(made_of(2)));
    EXPECT_THAT(withdrawn(), ElementsAre("replaced " + made_of(2)));
    create(uuid, 3);
    EXPECT_EQ(number({"SELECT count(*) FROM kosd_source"}), 1) << "it goes as the object that came";
}

TEST_P(RepairKosdTest, it_can_be_repaired_again_after_it_was_taken_back) {
    arrive(quarantined_kos());
    create(repair().note, 2);
    take_back();
    const database::RepairRow again = repair();
    EXPECT_EQ(again.version, 4);
    EXPECT_EQ(state(), "registered");
    ASSERT_THAT(notes(), SizeIs(1));
    create(again.note, 4);
    EXPECT_TRUE(is_visible(made_of(4)));
    EXPECT_FALSE(is_visible(made_of(2)));
    EXPECT_FALSE(is_visible(test::kos_uid));
}

TEST_P(RepairKosdTest, what_was_sent_of_the_kosd_is_withdrawn_for_the_new_one) {
    arrive(wrong_modality());
    have_destination(test::kos_uid);
    repair();
    EXPECT_THAT(withdrawn(), ElementsAre("replaced " + std::string{test::kos_uid}));
}

TEST_P(RepairKosdTest, read_again_it_stays_repaired_and_taken_back_it_stays_taken_back) {
    arrive(quarantined_kos());
    settings_.repairs = note::repairable_rules();
    repair();
    register_kosd();
    EXPECT_EQ(state(), "registered");
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().version, 2);
    take_back();
    register_kosd();
    EXPECT_EQ(state(), "quarantined") << "a person's decision goes before the standing rule";
    EXPECT_THAT(notes(), IsEmpty());
}

TEST_P(RepairKosdTest, the_standing_rule_repairs_what_it_names_on_registration) {
    settings_.repairs = {note::RuleId::K10};
    arrive(quarantined_kos());
    EXPECT_EQ(state(), "registered");
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().front().version, 2);
    const auto made = database::find_repair(connection(), test::kos_uid);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->is_by_rule);
    EXPECT_THAT(audited(), ElementsAre("kinote kosd_repaired"));
    arrive(wrong_modality().set(test::element(tag::SOPInstanceUID, Vr::UI, "1.2.3.100.9.2")), "1.2.3.100.9.2");
    EXPECT_FALSE(database::find_repair(connection(), "1.2.3.100.9.2")) << "it does not name K09";
}

TEST_P(RepairKosdTest, what_an_edit_made_stays) {
    arrive(wrong_modality());
    const std::string uuid = repair().note;
    edit(uuid);
    EXPECT_THAT(refusal([&] { take_back(); }), HasSubstr("edited since"));
    EXPECT_THAT(refusal([&] { repair(); }), HasSubstr("repaired already"));
    EXPECT_EQ(number(versions_sql), 3);
}

TEST_P(RepairKosdTest, what_cannot_be_repaired_is_refused_with_the_reason) {
    EXPECT_THAT(refusal([&] { repair(); }), HasSubstr("no Key Object Selection Document"));
    arrive(test::good_kos());
    EXPECT_THAT(refusal([&] { repair(); }), HasSubstr("nothing that can be repaired"));
    EXPECT_THAT(refusal([&] { take_back(); }), HasSubstr("no repair"));
    arrive(test::with_evidence(test::kos_with_content({test::description("Nothing")}), {})
               .set(test::element(tag::SOPInstanceUID, Vr::UI, "1.2.3.100.9.2")),
           "1.2.3.100.9.2");
    EXPECT_THAT(refusal([&] { repair("1.2.3.100.9.2"); }), HasSubstr("unusable"));
    ASSERT_EQ(accept(wrong_modality().set(test::element(tag::SOPInstanceUID, Vr::UI, "1.2.3.100.9.3"))),
              ingest::Outcome::stored);
    EXPECT_THAT(refusal([&] { repair("1.2.3.100.9.3"); }), HasSubstr("unregistered"));
    arrive(wrong_modality().set(test::element(tag::SOPInstanceUID, Vr::UI, "1.2.3.100.9.4")), "1.2.3.100.9.4");
    repair("1.2.3.100.9.4");
    EXPECT_THAT(refusal([&] { repair("1.2.3.100.9.4"); }), HasSubstr("repaired already"));
    EXPECT_THAT(refusal([&] { (void)repairs().take_back("1.2.3.100.9.4", "", anna); }), HasSubstr("say why"));
}

TEST_P(RepairKosdTest, a_kosd_of_another_patient_is_left_to_a_person) {
    arrive(quarantined_kos().set(test::element(tag::PatientID, Vr::LO, "OTHER")));
    EXPECT_THAT(refusal([&] { repair(); }), HasSubstr("not repaired"));
    EXPECT_EQ(state(), "quarantined");
}

TEST_P(RepairKosdTest, what_is_marked_for_deletion_is_not_told_of) {
    arrive(wrong_modality());
    const std::string uuid = repair().note;
    EXPECT_THAT(database::list_repairs(connection(), "", 10, 0), SizeIs(1));
    EXPECT_TRUE(database::find_shown_repair(connection(), test::kos_uid));
    connection().change(Statement{"UPDATE note SET marked_ms = 1, marked_by = 'anna', mark_cause = 'deletion 1'"});
    EXPECT_THAT(database::list_repairs(connection(), "", 10, 0), IsEmpty());
    EXPECT_FALSE(database::find_shown_repair(connection(), test::kos_uid));
    EXPECT_THAT(refusal([&] { take_back(); }), HasSubstr("marked"));
    connection().change(Statement{"UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL"});
    EXPECT_EQ(take_back().note, uuid);
}

TEST_P(RepairKosdTest, evidence_is_built_from_the_index) {
    arrive(test::good_kos().remove(tag::CurrentRequestedProcedureEvidenceSequence));
    const std::string uuid = repair().note;
    create(uuid, 2);
    const dicom::Dataset kos =
        dicom::Dataset::parse(*database::find_object_in_place(connection(), made_of(2))->object.bytes);
    EXPECT_THAT(note::read_kos(kos).findings, IsEmpty());
    EXPECT_THAT(note::read_kos(kos).note.references, SizeIs(2));
}

TEST_P(RepairKosdTest, a_rejection_of_the_kosd_takes_what_was_repaired_along) {
    arrive(quarantined_kos());
    create(repair().note, 2);
    have_destination(made_of(2));
    const std::string made = made_of(2);
    test::BuiltItem rejection = test::with_title(
        test::kos_with_content({test::reference(
            "COMPOSITE", test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage, test::kos_uid))}),
        "113037", "DCM", "Rejected for Patient Safety Reasons");
    rejection = test::with_evidence(
        rejection,
        {test::study_item(
            test::study_uid,
            {test::series_item(test::kos_series_uid,
                               {test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage, test::kos_uid)})})});
    rejection.set(test::element(tag::SOPInstanceUID, Vr::UI, std::string{rejection_uid}));
    ASSERT_EQ(accept(rejection), ingest::Outcome::stored);
    connection().run_script("UPDATE rejection_note SET state = 'in_force'");
    register_kosd(rejection_uid);
    EXPECT_THAT(notes(), IsEmpty());
    EXPECT_FALSE(is_visible(test::kos_uid));
    EXPECT_FALSE(is_visible(made));
    EXPECT_THAT(withdrawn(), ElementsAre("deleted " + made));
    EXPECT_EQ(database::find_repair(connection(), test::kos_uid)->state, "taken_back");
    EXPECT_THAT(refusal([&] { repair(); }), HasSubstr("hidden"));
}

TEST_P(RepairKosdTest, every_shared_sample_that_a_person_could_understand_is_registered_and_goes_out_right) {
    const auto files = test::shared_files("generated-kos/bad");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    for (const auto& image : test::shared_files("generated-kos/images")) {
        std::string bytes(std::filesystem::file_size(image), '\0');
        (void)dicom::FileSource{image}.read_at(0, std::as_writable_bytes(std::span{bytes}));
        (void)accept_in_memory(bytes);
    }
    settings_.repairs = note::repairable_rules();
    for (const auto& file : files) {
        std::string bytes(std::filesystem::file_size(file), '\0');
        (void)dicom::FileSource{file}.read_at(0, std::as_writable_bytes(std::span{bytes}));
        const std::string uid = dicom::Dataset::read(dicom::FileSource{file}).text(tag::SOPInstanceUID);
        ASSERT_EQ(accept_in_memory(bytes).outcome, ingest::Outcome::stored) << file;
        register_kosd(uid);
        EXPECT_EQ(state(uid), "registered") << file;
        const auto made = database::find_repair(connection(), uid);
        if (!made) continue;
        create(made->note, made->version);
        database::Rows rows = connection().query({"SELECT sop_instance_uid FROM kosd_source WHERE note_version = $1"},
                                                 {made->note_version});
        std::vector<std::string> documents;
        while (rows.next()) documents.push_back(rows.string(0));
        EXPECT_FALSE(documents.empty()) << file;
        for (const std::string& document : documents) {
            const dicom::Dataset kos =
                dicom::Dataset::parse(*database::find_object_in_place(connection(), document)->object.bytes);
            const note::KosReading reading = note::read_kos(kos);
            EXPECT_THAT(reading.findings, IsEmpty())
                << file << ' ' << boost::json::serialize(to_json(reading.findings));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, RepairKosdTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::object_creator
