#include <gmock/gmock.h>

#include <filesystem>

#include "cli/options.hpp"

namespace kinote::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename CommandOptions>
CommandOptions parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "kinote");
    const auto result = parse_command_line(static_cast<int>(words.size()), words.data());
    const auto* options = std::get_if<Options>(&result);
    if (options == nullptr || !std::holds_alternative<CommandOptions>(*options)) {
        ADD_FAILURE() << "another command, or none";
        return {};
    }
    return std::get<CommandOptions>(*options);
}

/// The exit code, and what was printed on both outputs.
std::pair<int, std::string> refused(std::vector<const char*> words) {
    words.insert(words.begin(), "kinote");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto result = parse_command_line(static_cast<int>(words.size()), words.data());
    const std::string printed = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
    const int* code = std::get_if<int>(&result);
    return {code == nullptr ? -1 : *code, printed};
}

TEST(CommandLineTest, serve_takes_its_options_as_configuration_keys) {
    const auto options = parsed<ServeOptions>({"serve", "--data", "/d", "--dicom-port", "0", "--http-port", "8080",
                                               "--dicom-address", "127.0.0.2", "--http-address", "127.0.0.3",
                                               "--ae-title", "NORTH", "--database", "postgresql://u@h/n"});
    EXPECT_EQ(options.given.data, "/d");
    const auto& keys = options.given.command_line;
    EXPECT_EQ(keys.at("dicom.port"), "0");
    EXPECT_EQ(keys.at("http.port"), "8080");
    EXPECT_EQ(keys.at("dicom.address"), "127.0.0.2");
    EXPECT_EQ(keys.at("http.address"), "127.0.0.3");
    EXPECT_EQ(keys.at("database"), "postgresql://u@h/n");
    EXPECT_THAT(keys, testing::Contains(testing::Pair(testing::HasSubstr("ae_title"), "NORTH")));
}

TEST(CommandLineTest, every_key_that_an_option_stands_for_is_declared) {
    const auto options =
        parsed<ServeOptions>({"serve", "--data", "/d", "--dicom-port", "0", "--http-port", "0", "--dicom-address", "x",
                              "--http-address", "x", "--ae-title", "X", "--database", "x", "--log-level", "info"});
    for (const auto& [key, value] : options.given.command_line) {
        EXPECT_THAT(server::configuration_keys(),
                    testing::Contains(testing::Field(&base::ConfigurationKey::name, key)));
    }
}

TEST(CommandLineTest, a_data_folder_is_absolute_from_then_on) {
    EXPECT_EQ(parsed<StudiesOptions>({"studies", "--data", "here"}).given.data, std::filesystem::absolute("here"));
}

TEST(CommandLineTest, import_takes_paths_and_its_flags) {
    const auto options = parsed<ImportOptions>({"import", "--data", "/d", "--adopt", "--link", "--json", "a", "b"});
    EXPECT_THAT(options.paths, ElementsAre("a", "b"));
    EXPECT_TRUE(options.adopts);
    EXPECT_TRUE(options.links);
    EXPECT_TRUE(options.json);
    EXPECT_EQ(refused({"import", "--data", "/d"}).first, usage) << "no path";
    EXPECT_EQ(refused({"import", "--data", "/d", "--threads", "0", "a"}).first, usage);
}

TEST(CommandLineTest, jobs_and_queues_have_their_actions) {
    using Jobs = JobsOptions::Action;
    using Queues = QueuesOptions::Action;
    EXPECT_EQ(parsed<JobsOptions>({"jobs", "list", "--data", "/d", "--state", "err*"}).state, "err*");
    const auto retry = parsed<JobsOptions>({"jobs", "retry", "--data", "/d", "17", "18"});
    EXPECT_EQ(retry.action, Jobs::retry);
    EXPECT_THAT(retry.ids, ElementsAre(17, 18));
    EXPECT_EQ(parsed<JobsOptions>({"jobs", "abandon", "--data", "/d", "17"}).action, Jobs::abandon);
    EXPECT_EQ(parsed<QueuesOptions>({"queues", "list", "--data", "/d"}).action, Queues::list);
    EXPECT_EQ(parsed<QueuesOptions>({"queues", "halt", "Q", "--data", "/d"}).action, Queues::halt);
    EXPECT_EQ(parsed<QueuesOptions>({"queues", "start", "Q", "--data", "/d"}).action, Queues::start);
    const auto wait = parsed<QueuesOptions>({"queues", "wait", "Q", "--timeout", "5", "--data", "/d"});
    EXPECT_EQ(wait.action, Queues::wait);
    EXPECT_EQ(wait.name, "Q");
    EXPECT_EQ(wait.timeout_seconds, 5);
    EXPECT_EQ(refused({"jobs", "retry", "--data", "/d", "seventeen"}).first, usage);
    EXPECT_EQ(refused({"queues", "wait", "--data", "/d"}).first, usage) << "no name";
}

TEST(CommandLineTest, jobs_queues_and_exceptions_list_where_no_action_is_named) {
    const auto jobs = parsed<JobsOptions>({"jobs", "--data", "/d", "--state", "error", "--limit", "7"});
    EXPECT_EQ(jobs.action, JobsOptions::Action::list);
    EXPECT_EQ(jobs.state, "error");
    EXPECT_EQ(jobs.limit, 7);
    EXPECT_EQ(parsed<QueuesOptions>({"queues", "--data", "/d"}).action, QueuesOptions::Action::list);
    const auto exceptions = parsed<ExceptionsOptions>({"exceptions", "--by-cause", "--data", "/d"});
    EXPECT_EQ(exceptions.action, ExceptionsOptions::Action::list);
    EXPECT_TRUE(exceptions.by_cause);
}

TEST(CommandLineTest, an_unknown_command_or_action_is_named) {
    const std::vector<std::vector<const char*>> wrong{{"bogus"}, {"bogus", "--data", "/d"}, {"jobs", "bogus"}};
    for (const std::vector<const char*>& words : wrong) {
        const auto [code, printed] = refused(words);
        EXPECT_EQ(code, usage);
        EXPECT_THAT(printed, HasSubstr("bogus"));
    }
}

TEST(CommandLineTest, migrate_takes_a_source_and_a_mapping) {
    const auto options = parsed<MigrateOptions>({"migrate", "--data", "/d", "--mapping", "impax", "--odbc", "DSN=OLD",
                                                 "--dry-run", "--inspect", "--report", "/r", "--json"});
    EXPECT_EQ(options.mapping, "impax");
    EXPECT_EQ(options.odbc, "DSN=OLD");
    EXPECT_TRUE(options.dry_run);
    EXPECT_TRUE(options.inspect);
    EXPECT_EQ(options.report, "/r");
}

TEST(CommandLineTest, doctor_takes_files_and_no_data_folder) {
    const auto options = parsed<DoctorOptions>({"doctor", "--json", "a.dcm", "b.dcm"});
    EXPECT_THAT(options.paths, ElementsAre("a.dcm", "b.dcm"));
    EXPECT_TRUE(options.json);
    EXPECT_EQ(refused({"doctor"}).first, usage);
}

TEST(CommandLineTest, what_is_wrong_ends_as_wrong_usage_with_words) {
    EXPECT_EQ(refused({}).first, usage);
    EXPECT_EQ(refused({"bake"}).first, usage);
    const auto [code, words] = refused({"serve", "--no-such-option"});
    EXPECT_EQ(code, usage);
    EXPECT_THAT(words, HasSubstr("no-such-option"));
}

TEST(CommandLineTest, help_and_version_end_well) {
    EXPECT_EQ(refused({"--help"}).first, done);
    const auto [code, words] = refused({"--version"});
    EXPECT_EQ(code, done);
    EXPECT_THAT(words, testing::StartsWith("kinote "));
}

TEST(CommandLineTest, every_command_says_what_it_is_for_with_an_example) {
    for (const char* command :
         {"serve", "import", "migrate", "studies", "notes", "jobs", "queues", "exceptions", "doctor"}) {
        const auto [code, words] = refused({command, "--help"});
        EXPECT_EQ(code, done) << command;
        EXPECT_THAT(words, HasSubstr("kinote " + std::string{command})) << command;
        EXPECT_THAT(words, HasSubstr("Examples:")) << command;
        EXPECT_THAT(refused({"--help"}).second, HasSubstr(command));
    }
}

TEST(CommandLineTest, what_is_done_to_a_queue_or_an_exception_is_shown_by_an_example) {
    for (const char* action : {"halt", "start", "wait"}) {
        const std::string example = std::string{"kinote queues "} + action + " ";
        EXPECT_THAT(refused({"queues", "--help"}).second, HasSubstr(example));
        EXPECT_THAT(refused({"queues", action, "--help"}).second, HasSubstr(example));
    }
    for (const auto& words : {refused({"exceptions", "--help"}), refused({"exceptions", "acknowledge", "--help"})}) {
        EXPECT_THAT(words.second, HasSubstr("kinote exceptions acknowledge --data /srv/kinote 17 18"));
    }
}

}  // namespace
}  // namespace kinote::cli
