#include "server/settings.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::server {
namespace {

using testing::HasSubstr;

class SettingsTest : public ::testing::Test {
protected:
    SettingsTest() { given_.data = folder_.path(); }

    void set(const std::string& key, const std::string& value) { given_.command_line[key] = value; }
    Settings read() { return read_settings(given_); }
    std::string refusal() {
        try {
            (void)read();
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
            return error.what();
        }
        return "no refusal";
    }

    test::TemporaryFolder folder_;
    GivenOptions given_;
};

TEST_F(SettingsTest, without_a_word_everything_stays_on_loopback) {
    const Settings settings = read();
    EXPECT_EQ(settings.dimse.listen_address, "127.0.0.1");
    EXPECT_EQ(settings.http.address, "127.0.0.1");
    EXPECT_EQ(settings.dimse.ae_title.text(), "KINOTE");
    EXPECT_TRUE(settings.dimse.must_called_ae_title_match);
    EXPECT_EQ(settings.image_cache.most_bytes_in_database, 65'536U);
    EXPECT_EQ(settings.image_cache.folder, folder_.path() / "cache");
}

TEST_F(SettingsTest, a_file_that_is_just_arriving_is_no_stray) {
    set("cache.stray_age_seconds", "599");
    EXPECT_THAT(refusal(), HasSubstr("cache.stray_age_seconds"));
    set("cache.stray_age_seconds", "600");
    EXPECT_EQ(read().stray_age_seconds, 600);
}

TEST_F(SettingsTest, what_failed_is_not_tried_again_at_once) {
    set("queues.rules.retry_interval_seconds", "0");
    EXPECT_THAT(refusal(), HasSubstr("queues.rules.retry_interval_seconds: must be 1 at least"));
    set("queues.rules.retry", "none");
    EXPECT_EQ(read().rules_retry.mode, jobs::RetryMode::none);
}

TEST_F(SettingsTest, red_is_not_above_amber_and_hours_are_hours) {
    set("autopilot.red_hours", "13");
    EXPECT_EQ(refusal(), "autopilot.red_hours (13) must not be above autopilot.amber_hours (12)");
    set("autopilot.amber_hours", "13");
    EXPECT_EQ(read().autopilot.thresholds.day.red_hours, 13);
    set("autopilot.red_hours_at_night", "25");
    EXPECT_THAT(refusal(), HasSubstr("autopilot.red_hours_at_night (25)"));
    set("autopilot.red_hours_at_night", "0");
    set("autopilot.archive_hours", "20-6");
    EXPECT_THAT(refusal(), HasSubstr("autopilot.archive_hours: '20-6'"));
    set("autopilot.archive_hours", "");
    set("autopilot.quota_megabytes", "2");
    EXPECT_EQ(read().autopilot.quota_bytes, 2'097'152);
}

TEST_F(SettingsTest, dicom_beyond_loopback_wants_a_list_of_those_who_may_call) {
    set("dicom.address", "0.0.0.0");
    EXPECT_THAT(refusal(), HasSubstr("dicom.calling_ae_titles"));
    set("dicom.calling_ae_titles", "NORTH,SOUTH");
    EXPECT_EQ(read().dimse.allowed_calling_ae_titles.size(), 2U);
}

TEST_F(SettingsTest, http_beyond_loopback_does_not_start) {
    for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
        set("http.address", address);
        EXPECT_THAT(refusal(), HasSubstr("loopback")) << address;
    }
    set("http.address", "::1");
    EXPECT_EQ(read().http.address, "::1");
}

TEST_F(SettingsTest, an_address_must_be_numeric) {
    for (const char* key : {"http.address", "dicom.address"}) {
        for (const char* address : {"localhost", "127.1", "127.0.0.1:80", "[::1]", ""}) {
            set(key, address);
            EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(key), HasSubstr("no numeric address"))) << address;
        }
        set(key, "127.0.0.1");
    }
}

TEST_F(SettingsTest, a_uid_to_accept_must_be_one) {
    for (const char* key : {"dicom.storage_classes", "dicom.transfer_syntaxes"}) {
        set(key, "1.2.3,1.2.3.bad.x");
        EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(key), HasSubstr("1.2.3.bad.x"))) << key;
        set(key, "1.2.3");
    }
    EXPECT_EQ(refusal(), "no refusal");
}

TEST_F(SettingsTest, a_given_file_may_name_the_data_folder_and_the_folders_own_file_may_not) {
    const std::filesystem::path file = folder_.path() / "site.toml";
    std::ofstream{file} << "data = \"here\"\n";
    GivenOptions options;
    EXPECT_EQ(named_data_folder(options), "");
    options.configuration_file = file;
    EXPECT_EQ(named_data_folder(options), folder_.path() / "here") << "from the folder of the file";
    options.data = "/srv/kinote";
    EXPECT_EQ(named_data_folder(options), "/srv/kinote") << "the command line goes before";
    EXPECT_EQ(read_configuration(options).text(data_key), "/srv/kinote");
    std::ofstream{folder_.path() / "kinote.toml"} << "data = \"/elsewhere\"\n";
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("kinote.toml"), HasSubstr("data")));
}

TEST_F(SettingsTest, a_check_looks_at_the_token_and_at_what_the_migration_needs) {
    const auto fault = [this] {
        try {
            check_settings(read());
        } catch (const base::Error& error) {
            return std::string{error.what()};
        }
        return std::string{"no fault"};
    };
    EXPECT_EQ(fault(), "no fault");
    set("api_token", "short");
    EXPECT_NE(fault(), "no fault");
    set("api_token", "0123456789abcdef");
    set("migration.mapping", "nosuch");
    set("migration.csv", (folder_.path() / "away").string());
    EXPECT_THAT(fault(), HasSubstr("nosuch"));
    set("migration.mapping", "contract");
    EXPECT_THAT(fault(), testing::AllOf(HasSubstr("migration.csv"), HasSubstr("away")));
    std::filesystem::create_directory(folder_.path() / "away");
    EXPECT_EQ(fault(), "no fault");
}

TEST_F(SettingsTest, no_page_of_another_server_reads_dicomweb_unless_its_origin_is_named) {
    EXPECT_THAT(read().dicomweb_origins, testing::IsEmpty());
    for (const std::string wrong : {"viewer.example", "https://viewer.example/", "https://viewer.example/path",
                                    "ftp://viewer.example", "https://a b"}) {
        set("http.dicomweb_origins", wrong);
        EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("http.dicomweb_origins"), HasSubstr(wrong)));
    }
    set("http.dicomweb_origins", "https://viewer.example:8443,http://localhost");
    EXPECT_THAT(read().dicomweb_origins, testing::ElementsAre("https://viewer.example:8443", "http://localhost"));
    set("http.dicomweb_url", "https://pacs.example/dicom-web/");
    EXPECT_THAT(refusal(), HasSubstr("http.dicomweb_url"));
    set("http.dicomweb_url", "https://pacs.example/dicom-web");
    EXPECT_EQ(read().dicomweb_url, "https://pacs.example/dicom-web");
}

TEST_F(SettingsTest, the_given_file_goes_before_the_data_folders_own) {
    std::ofstream{folder_.path() / "kinote.toml"} << "[http]\nport = 1\nthreads = 3\n";
    const std::filesystem::path other = folder_.path() / "other.toml";
    std::ofstream{other} << "[http]\nport = 2\n";
    EXPECT_EQ(read().http.port, 1);
    given_.configuration_file = other;
    EXPECT_EQ(read().http.port, 2);
    EXPECT_EQ(read().http.threads, 3U);
}

TEST_F(SettingsTest, the_pace_of_the_sweep_and_the_limits_are_the_sites) {
    set("sweep.interval_seconds", "2");
    set("sweep.most_per_minute", "30");
    set("cache.most_kilobytes_in_database", "0");
    set("cache.most_refused_megabytes", "3");
    set("dicom.most_associations", "7");
    const Settings settings = read();
    EXPECT_EQ(settings.sweep.interval_ms, 2'000);
    EXPECT_EQ(settings.sweep.most_per_minute, 30);
    EXPECT_EQ(settings.image_cache.most_bytes_in_database, 0U);
    EXPECT_EQ(settings.intake.most_refused_bytes, 3 << 20);
    EXPECT_EQ(settings.dimse.maximum_associations, 7U);
}

TEST_F(SettingsTest, a_wrong_value_names_its_key) {
    set("dicom.most_associations", "0");
    EXPECT_THAT(refusal(), HasSubstr("dicom.most_associations"));
    given_.command_line.clear();
    set("log.level", "loud");
    EXPECT_THAT(refusal(), HasSubstr("loud"));
}

TEST_F(SettingsTest, every_key_has_words_and_a_default_that_is_right) {
    EXPECT_NO_THROW((void)read());
    for (const base::ConfigurationKey& key : configuration_keys()) EXPECT_FALSE(key.description.empty()) << key.name;
}

}  // namespace
}  // namespace kinote::server
