#include "base/configuration.hpp"

#include <gmock/gmock.h>

#include <array>
#include <fstream>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::array keys{
    ConfigurationKey{"name", ValueType::text, "KINOTE", "a text"},
    ConfigurationKey{"http.port", ValueType::integer, "8480", "a number", 0, 65'535},
    ConfigurationKey{"http.is_open", ValueType::flag, "false", "a flag"},
    ConfigurationKey{"http.hosts", ValueType::text_list, "", "a list"},
};

class ConfigurationTest : public ::testing::Test {
protected:
    Configuration read() { return Configuration{keys, sources_}; }
    void add_file(const std::string& content) {
        const std::filesystem::path file = folder_.path() / (std::to_string(sources_.files.size()) + ".toml");
        std::ofstream{file} << content;
        sources_.files.push_back(file);
    }
    void set_variable(const std::string& name, const std::string& value) { variables_[name] = value; }
    std::string refusal() {
        try {
            (void)read();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::invalid);
            return error.what();
        }
        return "no refusal";
    }

    std::map<std::string, std::string> variables_;
    Configuration::Sources sources_{{},
                                    {},
                                    [this](const std::string& name) -> std::optional<std::string> {
                                        const auto found = variables_.find(name);
                                        return found == variables_.end() ? std::nullopt : std::optional{found->second};
                                    },
                                    {"titles"}};

private:
    test::TemporaryFolder folder_;
};

TEST_F(ConfigurationTest, a_key_has_its_default_until_something_says_otherwise) {
    const Configuration configuration = read();
    EXPECT_EQ(configuration.text("name"), "KINOTE");
    EXPECT_EQ(configuration.integer("http.port"), 8480);
    EXPECT_FALSE(configuration.flag("http.is_open"));
    EXPECT_THAT(configuration.text_list("http.hosts"), IsEmpty());
    EXPECT_FALSE(configuration.is_set("name"));
}

TEST_F(ConfigurationTest, the_command_line_goes_before_the_environment_and_that_before_the_files) {
    add_file("[http]\nport = 1\nhosts = [\"a\", \"b:80\"]\nis_open = true\n");
    EXPECT_EQ(read().integer("http.port"), 1);
    EXPECT_THAT(read().text_list("http.hosts"), ElementsAre("a", "b:80"));
    EXPECT_TRUE(read().flag("http.is_open"));
    add_file("http.port = 2\n");
    EXPECT_EQ(read().integer("http.port"), 2) << "the later file";
    set_variable("KINOTE_HTTP_PORT", "3");
    EXPECT_EQ(read().integer("http.port"), 3);
    EXPECT_EQ(read().origin("http.port").place, "KINOTE_HTTP_PORT");
    EXPECT_EQ(read().origin("http.hosts").place, sources_.files.front().string());
    EXPECT_EQ(read().origin("name").kind, ValueOrigin::Kind::by_default);
    sources_.command_line["http.port"] = "4";
    EXPECT_EQ(read().origin("http.port").kind, ValueOrigin::Kind::command_line);
    EXPECT_EQ(read().integer("http.port"), 4);
    EXPECT_TRUE(read().is_set("http.port"));
}

TEST_F(ConfigurationTest, an_unknown_key_is_refused_with_file_line_and_key) {
    add_file("name = \"A\"\n[http]\nprot = 80\n");
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("0.toml:3"), HasSubstr("http.prot")));
}

TEST_F(ConfigurationTest, a_value_that_does_not_fit_is_refused_with_where_it_stands) {
    add_file("[http]\nport = 65536\n");
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("0.toml:2"), HasSubstr("65536"), HasSubstr("0 to 65535")));
    sources_.files.clear();
    set_variable("KINOTE_HTTP_PORT", "many");
    EXPECT_THAT(refusal(), HasSubstr("KINOTE_HTTP_PORT"));
    variables_.clear();
    sources_.command_line["http.is_open"] = "yes";
    EXPECT_THAT(refusal(), HasSubstr("neither true nor false"));
}

TEST_F(ConfigurationTest, a_file_that_is_no_toml_is_refused_with_its_line) {
    add_file("name = \"A\"\nname name\n");
    EXPECT_THAT(refusal(), HasSubstr("0.toml:2"));
}

TEST_F(ConfigurationTest, a_list_holds_texts_without_commas) {
    add_file("[http]\nhosts = [1]\n");
    EXPECT_THAT(refusal(), HasSubstr("texts only"));
    sources_.files.clear();
    add_file("[http]\nhosts = [\"a,b\"]\n");
    EXPECT_THAT(refusal(), HasSubstr("comma"));
}

TEST_F(ConfigurationTest, the_tables_of_other_rooms_are_left_to_them) {
    add_file("[[titles]]\nvalue = \"X\"\n");
    EXPECT_EQ(read().text("name"), "KINOTE");
}

TEST_F(ConfigurationTest, asking_for_another_type_than_declared_is_our_own_fault) {
    EXPECT_THROW((void)read().integer("name"), Error);
    EXPECT_THROW((void)read().text("no.such"), Error);
}

}  // namespace
}  // namespace kinote::base
