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
