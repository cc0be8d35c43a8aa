#include "base/log.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::base::log {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class LogTest : public ::testing::Test {
protected:
    ~LogTest() override { set_level(Level::info); }
    template <typename Call>
    static std::string written(Call call) {
        testing::internal::CaptureStderr();
        call();
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(LogTest, an_event_is_one_line_with_its_fields) {
    const std::string line = written([] { info("an object is stored", {{"job", 17}, {"from", "NORTH"}}); });
    EXPECT_THAT(line, HasSubstr("Z info an object is stored job=17 from=NORTH"));
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
}

TEST_F(LogTest, a_value_cannot_forge_a_line_or_a_field) {
    const std::string line = written([] { info("read", {{"name", "a\nb"}, {"path", "x y=\"z\""}, {"nothing", ""}}); });
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
    EXPECT_THAT(line, HasSubstr(R"(name=a\x0ab)"));
    EXPECT_THAT(line, HasSubstr(R"(path="x y=\"z\"")"));
    EXPECT_THAT(line, EndsWith("nothing=\"\"\n"));
}

TEST_F(LogTest, what_lies_below_the_level_is_not_written) {
    EXPECT_THAT(written([] { debug("detail"); }), IsEmpty());
    set_level(Level::error);
    EXPECT_THAT(written([] { warn("degraded"); }), IsEmpty());
    EXPECT_THAT(written([] { error("act"); }), HasSubstr("error act"));
    set_level(Level::debug);
    EXPECT_THAT(written([] { debug("detail"); }), HasSubstr("debug detail"));
}

TEST_F(LogTest, levels_are_read_from_their_words) {
    EXPECT_EQ(level_from("warn"), Level::warn);
    EXPECT_THROW((void)level_from("loud"), Error);
}

TEST_F(LogTest, nothing_goes_to_standard_output) {
    testing::internal::CaptureStdout();
    (void)written([] { error("act"); });
    EXPECT_THAT(testing::internal::GetCapturedStdout(), IsEmpty());
}

}  // namespace
}  // namespace kinote::base::log
