#pragma once
// A site whose cache fills with archived studies, an hour apart.

#include <string>
#include <string_view>
#include <vector>

#include "autopilot/autopilot_actions.hpp"
#include "autopilot/cache_pressure.hpp"
#include "autopilot/explanation.hpp"
#include "database/deletion_table.hpp"
#include "database/note_table.hpp"
#include "support/archived_site.hpp"

namespace kinote::autopilot {

inline constexpr std::int64_t pressure_hour = 3'600'000;
inline constexpr std::int64_t pressure_day = 24 * pressure_hour;
inline constexpr std::int64_t megabyte = 1'000'000;

class CachePressureTest : public test::ArchivedSiteTest {
protected:
    CachePressureTest() {
        settings_.quota_bytes = 100 * megabyte;
        settings_.thresholds = {{12, 4}, {12, 4}, ""};
        settings_.page = 2;
    }
    AutopilotSettings& settings() { return settings_; }
    CachePressure pressure() { return {settings_, database(), cache(), clock()}; }
    // What a person is told of it; empty where all is well.
    std::string run() {
        try {
            (void)pressure().run({}, std::stop_token{});
            return "";
        } catch (const base::Error& error) {
            return error.what();
        }
    }
    CacheMeasure measure() { return CacheMeter{settings_, database(), cache(), clock()}.measure(); }
    Explanation explain(std::string_view study) {
        return autopilot::explain(settings_, database(), cache(), clock(), study);
    }

    static std::string study(int number) { return "1.2.3.500." + std::to_string(number); }
    static std::string object(int number, int of_study = 1) { return study(number) + "." + std::to_string(of_study); }
    // A study of one large image, which came an hour after the one before.
    void take_in(int number) {
        clock().advance(pressure_hour);
        accept(test::with_pixels(
            test::image_of_study(object(number), "P" + std::to_string(number), study(number) + ".0", study(number)),
            large));
    }
    void archived(int number) {
        take_in(number);
        commit_to_archive(object(number));
    }
    bool is_here(int number, int of_study = 1) { return !stored(object(number, of_study)).is_nearline; }
    // Of a note that nobody has made a KOSD of.
    void note_over(int number) {
        database::NewNote note;
        note.uuid = "11111111-2222-3333-4444-00000000000" + std::to_string(number);
        note.source = database::NoteSource::local;
        note::KeyImageNote content;
        content.study_instance_uid = study(number);
        content.title = {"113000", "DCM", "Of Interest"};
        note::NoteReference reference;
        reference.study_instance_uid = study(number);
        reference.series_instance_uid = study(number) + ".0";
        reference.sop_instance_uid = object(number);
        content.references.push_back(reference);
        database::Transaction transaction{connection()};
        const std::int64_t row = database::add_note(transaction, note, clock().now_ms());
        database::add_note_version(transaction, row, content, {}, clock().now_ms());
        transaction.commit();
    }
    // What is free is no more than what comes in an hour.
    void fill_up() { settings_.quota_bytes = measure().file_bytes + 1; }
    std::vector<std::string> freed(int number) {
        std::vector<std::string> reasons;
        for (const auto& one : database::list_autopilot_decisions(connection(), study(number), 10)) {
            if (one.action == "freed") reasons.push_back(one.reason);
        }
        return reasons;
    }

    static database::AutopilotRule late_rule(const char* status) {
        database::AutopilotRule rule;
        rule.name = "late";
        rule.action = "delete";
        rule.threshold = "red";
        rule.study_status = status;
        rule.exported = "any";
        return rule;
    }
    // From red on, besides one for others that lets a run look at amber.
    void set_late_rule(const char* status) {
        database::AutopilotRule early = late_rule("any");
        early.name = "early";
        early.source = "other";
        early.threshold = "amber";
        set_rule(database(), clock(), late_rule(status), {"anna", "a test"});
        set_rule(database(), clock(), early, {"anna", "a test"});
    }
    // Eight hours of free space.
    void amber() { settings_.quota_bytes = measure().file_bytes + 8 * measure().intake_bytes_per_hour; }
    std::vector<std::string> decisions(int number) {
        std::vector<std::string> found;
        for (const auto& one : database::list_autopilot_decisions(connection(), study(number), 10)) {
            found.push_back(one.action + ": " + one.reason);
        }
        return found;
    }
    void mark(int number) {
        database::Transaction transaction{connection()};
        const std::string uid = study(number);
        ASSERT_TRUE(database::mark_for_deletion(transaction, {database::DeletionLevel::study, uid, uid}, "anna",
                                                clock().now_ms()));
        transaction.commit();
    }

private:
    AutopilotSettings settings_;
};

}  // namespace kinote::autopilot
