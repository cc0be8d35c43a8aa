#include "dimse/associate_request.hpp"

#include <random>

#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

bool is_well_formed(const Bytes& pdu_bytes) {
    return is_well_formed_associate_request(std::as_bytes(std::span{pdu_bytes}).subspan(6));
}

/// A request with one more item at its end.
Bytes with_item(const Bytes& extra) { return pdu(associate_rq, to_pdu({}).substr(6) + extra); }

/// A request with its user information replaced.
Bytes with_user_information(const Bytes& content) {
    AssociateRequest request;
    const Bytes whole = to_pdu(request).substr(6);
    return pdu(associate_rq, whole.substr(0, whole.size() - 23) + item(0x50, content));
}

Bytes with_context(const Bytes& content) { return with_item(item(0x20, content)); }

TEST(AssociateRequestTest, what_peers_ask_for_is_well_formed) {
    EXPECT_TRUE(is_well_formed(to_pdu({})));
    EXPECT_TRUE(is_well_formed(to_pdu({.contexts = {}})));
    EXPECT_TRUE(is_well_formed(to_pdu({.contexts = {{.id = 1}, {.id = 3, .abstract_syntax = "1.2"}}})));
}

TEST(AssociateRequestTest, every_item_of_the_user_information_is_taken) {
    const Bytes maximum_length = item(0x51, Bytes{"\0\0\x40\0", 4});
    const Bytes names = item(0x52, "1.2.3") + item(0x55, "VERSION");
    const Bytes operations = item(0x53, Bytes{"\0\x01\0\x01", 4});
    const Bytes role = item(0x54, Bytes{"\0\x03"
                                        "1.2"
                                        "\0\x01",
                                        7});
    const Bytes extended = item(0x56, Bytes{"\0\x03"
                                            "1.2"
                                            "\x01\x01",
                                            7}) +
                           item(0x57, "whatever");
    const Bytes user = item(0x58, Bytes{"\x01\0\0\x03"
                                        "bob"
                                        "\0\0",
                                        9});
    const Bytes user_and_passcode = item(0x58, Bytes{"\x02\0\0\x03"
                                                     "bob"
                                                     "\0\x02"
                                                     "pw",
                                                     11});
    EXPECT_TRUE(is_well_formed(with_user_information(maximum_length + names + operations + role + extended + user)));
    EXPECT_TRUE(is_well_formed(with_user_information(maximum_length + user_and_passcode)));
    EXPECT_TRUE(is_well_formed(with_user_information(maximum_length + item(0x77, "of a later edition"))));
}

TEST(AssociateRequestTest, what_is_cut_off_anywhere_is_malformed) {
    const Bytes body = to_pdu({}).substr(6);
    std::size_t well_formed = 0;
    for (std::size_t size = 0; size < body.size(); ++size) well_formed += is_well_formed(pdu(1, body.substr(0, size)));
    EXPECT_EQ(well_formed, 3);  // just behind the fixed part, the application context, the presentation context
}

TEST(AssociateRequestTest, lengths_that_do_not_fit_are_malformed) {
    EXPECT_FALSE(is_well_formed(with_item(Bytes{"\x20\0\xFF\xFF", 4})));
    EXPECT_FALSE(is_well_formed(with_item(item(0x10, Bytes(65, '1')))));
    EXPECT_FALSE(is_well_formed(with_context("abc")));
    EXPECT_FALSE(is_well_formed(with_context(Bytes(4, '\0') + item(0x30, Bytes(65, '1')) + item(0x40, "1.2"))));
    EXPECT_FALSE(is_well_formed(with_context(Bytes(4, '\0') + item(0x30, "1.2") + item(0x40, Bytes(65, '1')))));
    EXPECT_FALSE(is_well_formed(with_context(Bytes(4, '\0') + Bytes{"\x40\0\0\x09", 4})));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x51, "12345"))));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x54, Bytes{"\0\x09"
                                                                       "1.2"
                                                                       "\0\x01",
                                                                       7}))));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x56, Bytes{"\0\x09"
                                                                       "1.2",
                                                                       5}))));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x58, Bytes{"\x01\0\0\x09"
                                                                       "bob"
                                                                       "\0\0",
                                                                       9}))));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x58, Bytes{"\x01\0\0\x03"
                                                                       "bob"
                                                                       "\0\x01",
                                                                       9}))));
}

TEST(AssociateRequestTest, a_context_without_transfer_syntax_is_malformed) {
    EXPECT_FALSE(is_well_formed(with_context(Bytes(4, '\0') + item(0x30, "1.2"))));
}

TEST(AssociateRequestTest, what_may_be_there_once_is_malformed_when_there_twice) {
    const Bytes user = item(0x58, Bytes{"\x01\0\0\x03"
                                        "bob"
                                        "\0\0",
                                        9});
    EXPECT_FALSE(is_well_formed(with_user_information(user + user)));
    EXPECT_FALSE(is_well_formed(with_item(item(0x50, ""))));
}

TEST(AssociateRequestTest, answers_within_a_request_are_malformed) {
    EXPECT_FALSE(is_well_formed(with_item(item(0x21, Bytes(4, '\0') + item(0x40, "1.2")))));
    EXPECT_FALSE(is_well_formed(with_user_information(item(0x59, Bytes{"\0\0", 2}))));
}

TEST(AssociateRequestTest, any_damage_is_survived) {
    std::mt19937 random{11};
    const Bytes whole = to_pdu({.contexts = {{.id = 1}, {.id = 3}}}).substr(6);
    for (int round = 0; round < 20'000; ++round) {
        Bytes damaged = whole.substr(0, random() % (whole.size() + 1));
        for (int change = 0; change < 3 && !damaged.empty(); ++change) {
            damaged[random() % damaged.size()] = static_cast<char>(random());
        }
        static_cast<void>(is_well_formed(pdu(associate_rq, damaged)));
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
