#include "notification/message.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/digest.hpp"

namespace kinote::notification {
namespace {

using database::Notification;
using testing::HasSubstr;
using testing::Not;

Notification sample() {
    Notification one;
    one.uuid = "11111111-2222-4333-8444-555555555555";
    one.channel = "mail";
    one.cause = "other_content";
    one.kind = "opened";
    one.raised = 2;
    one.standing = 3;
    one.studies = {"1.2.3", "1.2.4"};
    one.remedy = "look at them";
    one.first_ms = 1'772'368'496'789;
    one.last_ms = one.first_ms + 1;
    one.created_ms = one.last_ms;
    one.revision = 1;
    return one;
}

TEST(Message, the_web_server_gets_what_a_program_needs) {
    const auto body = boost::json::parse(webhook_body(sample(), "https://kinote.example/")).as_object();
    EXPECT_EQ(body.at("id"), "11111111-2222-4333-8444-555555555555");
    EXPECT_EQ(body.at("kind"), "opened");
    EXPECT_EQ(body.at("cause"), "other_content");
    EXPECT_EQ(body.at("summary"), "2 new exceptions: other_content");
    EXPECT_EQ(body.at("raised"), 2);
    EXPECT_EQ(body.at("open"), 3);
    EXPECT_EQ(body.at("studies"), boost::json::array({"1.2.3", "1.2.4"}));
    EXPECT_EQ(body.at("link"), "https://kinote.example/status");
    EXPECT_EQ(body.at("first_at"), "2026-03-01T12:34:56.789Z");
}

TEST(Message, a_signature_covers_the_time_and_the_body) {
    const std::string signature = webhook_signature("secret", "{}", 1'764'320'400'999);
    EXPECT_EQ(signature, "t=1764320400,v1=" + base::hmac_sha256_hex("secret", "1764320400.{}"));
    // RFC 4231 4.3, test case 2.
    EXPECT_EQ(base::hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Message, a_mail_has_its_head_and_plain_lines) {
    const std::string mail =
        mail_message(sample(), "kinote@site.example", {"a@site.example", "b@site.example"}, "", 1'772'368'496'789);
    EXPECT_THAT(mail, HasSubstr("Date: Sun, 01 Mar 2026 12:34:56 +0000\r\n"));
    EXPECT_THAT(mail, HasSubstr("From: kinote <kinote@site.example>\r\n"));
    EXPECT_THAT(mail, HasSubstr("To: a@site.example,\r\n b@site.example\r\n"));
    EXPECT_THAT(mail, HasSubstr("Subject: [kinote] 2 new exceptions: other_content\r\n"));
    EXPECT_THAT(mail, HasSubstr("Message-ID: <11111111-2222-4333-8444-555555555555.1@site.example>\r\n"));
    EXPECT_THAT(mail, HasSubstr("\r\n\r\n2 new exceptions: other_content.\r\n"));
    EXPECT_THAT(mail, HasSubstr("3 exceptions of this cause wait for a person.\r\n"));
    EXPECT_THAT(mail, HasSubstr("look at them\r\n"));
    EXPECT_THAT(mail, HasSubstr("1.2.3\r\n1.2.4\r\n"));
}

TEST(Message, nothing_can_begin_a_line_of_its_own) {
    Notification hostile = sample();
    hostile.cause = "a\r\nBcc: everybody@example.com";
    hostile.remedy = "x\r\n.\r\nMAIL FROM:<>\xC3\xA9";
    hostile.studies = {std::string(2'000, '1')};
    const std::string mail = mail_message(hostile, "kinote@site.example", {"a@site.example"}, "", 0);
    EXPECT_THAT(mail, Not(HasSubstr("\nBcc")));
    EXPECT_THAT(mail, Not(HasSubstr("\nMAIL")));
    EXPECT_THAT(mail, Not(HasSubstr("\xC3")));
    for (std::size_t begin = 0; begin < mail.size();) {
        const std::size_t end = mail.find("\r\n", begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - begin, 998U);
        begin = end + 2;
    }
}

}  // namespace
}  // namespace kinote::notification
