#include "http/target.hpp"

#include <gmock/gmock.h>

namespace kinote::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TargetTest, a_path_becomes_decoded_segments) {
    EXPECT_THAT(read_target("/api/studies/1.2.3/n%C3%B8te").path,
                ElementsAre("api", "studies", "1.2.3", "n\xC3\xB8te"));
    EXPECT_THAT(read_target("/").path, IsEmpty());
    EXPECT_THAT(read_target("/a/").path, ElementsAre("a", ""));
    EXPECT_THAT(read_target("//a").path, ElementsAre("", "a"));
    EXPECT_THAT(read_target("/a+b").path, ElementsAre("a+b"));
}

TEST(TargetTest, a_query_becomes_decoded_parameters_that_may_repeat) {
    const Target target = read_target("/s?PatientName=M%C3%BCller+*&includefield=a%2Cb&includefield=c&flag&=x&&last=");
    EXPECT_EQ(target.fault, "");
    EXPECT_EQ(target.query.find("PatientName"), "M\xC3\xBCller *");
    EXPECT_THAT(target.query.find_all("includefield"), ElementsAre("a,b", "c"));
    EXPECT_EQ(target.query.find("flag"), "");
    EXPECT_EQ(target.query.find("last"), "");
    EXPECT_EQ(target.query.find(""), "x");
}

TEST(TargetTest, the_authority_of_an_absolute_form_is_kept) {
    const Target target = read_target("HTTP://example.org:8080/a?b=c");
    EXPECT_EQ(target.authority, "example.org:8080");
    EXPECT_THAT(target.path, ElementsAre("a"));
    EXPECT_EQ(target.query.find("b"), "c");
    EXPECT_EQ(read_target("http://example.org").fault, "");
    EXPECT_THAT(read_target("http://example.org?b=c").path, IsEmpty());
}

TEST(TargetTest, what_could_leave_a_folder_or_fool_a_reader_is_a_fault) {
    for (const char* target :
         {"/..",     "/a/../b",   "/a/%2e%2E/b", "/.",          "/%2e",     "/a%2Fb", "/a%5cb",  "/a\\b",
          "/a%00",   "/a%0d%0a",  "/a%7f",       "/%",          "/%4",      "/%zz",   "/%C0%AF", "/%ff",
          "/a?b=%0", "/a?b=%00",  "/a?%00=b",    "/a?b=%ff",    "/a#b",     "a",      "*",       "",
          "?a=b",    "http:///a", "http://",     "https://a/b", "ftp://a/b"}) {
        EXPECT_NE(read_target(target).fault, "") << target;
    }
}

}  // namespace
}  // namespace kinote::http
