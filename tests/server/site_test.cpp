#include "server/site.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_database.hpp"

namespace kinote::server {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;
using testing::HasSubstr;

class SiteTest : public ::testing::Test {
protected:
    GivenOptions given(const std::string& database = "") const {
        GivenOptions options;
        options.data = data();
        if (!database.empty()) options.command_line["database"] = database;
        return options;
    }
    [[nodiscard]] fs::path data() const { return folder_.path() / "data"; }
    static std::string refusal(const GivenOptions& options, ErrorKind kind, DataFolder need = DataFolder::required) {
        try {
            (void)open_site(options, need);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), kind);
            return error.what();
        }
        return "no refusal";
    }

private:
    test::TemporaryFolder folder_;
};

TEST_F(SiteTest, the_first_start_writes_the_database_in_use_for_its_owner_alone) {
    (void)open_site(given(), DataFolder::required);
    const std::string content = base::read_text_file(data() / "kinote.toml", 1 << 20);
    EXPECT_THAT(content, HasSubstr("\ndatabase = \"kinote.sqlite\""));
    EXPECT_TRUE(fs::exists(data() / "kinote.sqlite"));
    struct stat status {};
    ASSERT_EQ(::stat((data() / "kinote.toml").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(SiteTest, the_written_configuration_names_every_key_and_can_be_read_again) {
    (void)open_site(given(), DataFolder::required);
    const std::string content = base::read_text_file(data() / "kinote.toml", 1 << 20);
    for (const base::ConfigurationKey& key : configuration_keys()) {
        if (key.name == data_key) continue;  // the folder does not say where it lies
        const std::string name{key.name.substr(key.name.find('.') + 1)};
        EXPECT_THAT(content, HasSubstr(name + " = ")) << key.name;
    }
    EXPECT_NO_THROW((void)open_site(given(), DataFolder::required));
}

TEST_F(SiteTest, every_commented_default_of_the_written_configuration_is_right) {
    (void)open_site(given(), DataFolder::required);
    std::istringstream lines{base::read_text_file(data() / "kinote.toml", 1 << 20)};
    const fs::path uncommented = data() / "all.toml";
    std::ofstream all{uncommented};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# ")) continue;  // words
        if (line.find("api_token") != std::string::npos || line.starts_with("database")) continue;
        all << (line.starts_with("#") ? line.substr(1) : line) << "\n";
    }
    all.close();
    GivenOptions options = given();
    options.configuration_file = uncommented;
    EXPECT_EQ(refusal(options, ErrorKind::invalid), "no refusal");
}

TEST_F(SiteTest, a_later_command_uses_the_folders_database_and_refuses_another) {
    (void)open_site(given("first.sqlite"), DataFolder::required);
    const Site site = open_site(given(), DataFolder::optional);
    EXPECT_EQ(site.settings.database_url, (data() / "first.sqlite").string());
    EXPECT_EQ(refusal(given("./first.sqlite"), ErrorKind::invalid), "no refusal") << "the same by another name";
    EXPECT_THAT(refusal(given("second.sqlite"), ErrorKind::invalid), HasSubstr("first.sqlite"));
    EXPECT_FALSE(fs::exists(data() / "second.sqlite"));
}

TEST_F(SiteTest, postgresql_is_written_and_found_again) {
    const test::PostgresqlDatabase database;
    (void)open_site(given(database.url()), DataFolder::required);
    const Site site = open_site(given(), DataFolder::required);
    EXPECT_EQ(site.settings.database_url, database.url());
    EXPECT_EQ(site.database->engine(), database::Engine::postgresql);
    EXPECT_FALSE(fs::exists(data() / "kinote.sqlite"));
}

TEST_F(SiteTest, a_database_that_cannot_be_opened_does_not_bind_the_folder) {
    (void)refusal(given("postgresql://nobody@127.0.0.1:1/none"), ErrorKind::unavailable);
    EXPECT_FALSE(fs::exists(data() / "kinote.toml"));
    EXPECT_EQ(refusal(given("kinote.sqlite"), ErrorKind::invalid), "no refusal");
    EXPECT_THAT(base::read_text_file(data() / "kinote.toml", 1 << 20), HasSubstr("\ndatabase = \"kinote.sqlite\""));
}

TEST_F(SiteTest, what_touches_objects_wants_a_data_folder) {
    EXPECT_THAT(refusal({}, ErrorKind::invalid), HasSubstr("--data"));
    GivenOptions database_only;
    database_only.command_line["database"] = (data().parent_path() / "alone.sqlite").string();
    EXPECT_THAT(refusal(database_only, ErrorKind::invalid), HasSubstr("--data"));
    (void)database::Database{(data().parent_path() / "alone.sqlite").string()}.connection();
    EXPECT_NO_THROW((void)open_site(database_only, DataFolder::optional));
}

TEST_F(SiteTest, a_look_at_a_folder_that_is_not_there_does_not_make_it) {
    EXPECT_THAT(refusal(given(), ErrorKind::not_found, DataFolder::optional), HasSubstr(data().string()));
    EXPECT_FALSE(fs::exists(data()));
}

TEST_F(SiteTest, a_look_at_a_folder_whose_database_is_gone_does_not_make_an_empty_one) {
    (void)open_site(given(), DataFolder::required);
    fs::remove(data() / "kinote.sqlite");
    EXPECT_THAT(refusal(given(), ErrorKind::not_found, DataFolder::optional), HasSubstr("kinote.sqlite"));
    EXPECT_FALSE(fs::exists(data() / "kinote.sqlite"));
}

TEST_F(SiteTest, a_look_at_any_folder_leaves_it_as_it_is) {
    fs::create_directory(data());
    EXPECT_THAT(refusal(given(), ErrorKind::not_found, DataFolder::optional), HasSubstr("there is no database"));
    EXPECT_TRUE(fs::is_empty(data()));
}

TEST_F(SiteTest, a_database_that_is_newer_is_refused) {
    {
        const Site site = open_site(given(), DataFolder::required);
        site.database->connection()->run_script(
            "INSERT INTO schema_step (number, name, sha256, applied_ms) VALUES (9999, 'later', '', 0)");
    }
    EXPECT_THAT(refusal(given(), ErrorKind::refused), HasSubstr("newer than this program"));
}

TEST_F(SiteTest, the_queues_are_declared_once_and_keep_their_state) {
    const Site site = open_site(given(), DataFolder::required);
    declare_queues(site);
    {
        const database::PooledConnection connection = site.database->connection();
        database::Transaction transaction{*connection};
        database::set_queue_state(transaction, jobs::queue::mvf_object_creator, "halted", 1);
        transaction.commit();
    }
    declare_queues(site);
    const auto queues = database::read_queues(*site.database->connection(), 0);
    ASSERT_EQ(queues.size(), 5U);
    EXPECT_EQ(queues[0].name, "CD_EXPORT");
    EXPECT_EQ(queues[1].name, "LEGACY_MIGRATION");
    EXPECT_EQ(queues[2].name, "MVF_OBJECT_CREATOR");
    EXPECT_EQ(queues[2].state, "halted");
    EXPECT_EQ(queues[3].name, "RULES");
    EXPECT_EQ(queues[4].name, "STORAGE_COMMITMENT");
}

TEST_F(SiteTest, a_folder_has_one_name_among_all_nodes) {
    (void)open_site(given(), DataFolder::required);
    const std::string name = node_name(data());
    EXPECT_EQ(node_name(data()), name);
    const test::TemporaryFolder other;
    EXPECT_NE(node_name(other.path()), name);
}

}  // namespace
}  // namespace kinote::server
