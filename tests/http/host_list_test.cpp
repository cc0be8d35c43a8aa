#include "http/host_list.hpp"

#include <gtest/gtest.h>

namespace kinote::http {
namespace {

TEST(HostListTest, without_a_list_the_served_address_and_localhost_are_allowed_with_their_port) {
    const HostList hosts{{}, "192.0.2.7", 8080};
    for (const char* allowed : {"192.0.2.7:8080", "localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"}) {
        EXPECT_TRUE(hosts.allows(allowed)) << allowed;
    }
    for (const char* foreign : {"evil.example:8080", "localhost", "localhost:80", "localhost:80800", "",
                                "localhost:8080.evil.example", "evil.example@localhost:8080"}) {
        EXPECT_FALSE(hosts.allows(foreign)) << foreign;
    }
}

TEST(HostListTest, an_ipv6_address_stands_in_brackets) {
    EXPECT_TRUE((HostList{{}, "2001:db8::1", 8080}.allows("[2001:db8::1]:8080")));
}

TEST(HostListTest, the_port_80_need_not_be_said) {
    EXPECT_TRUE((HostList{{}, "192.0.2.7", 80}.allows("192.0.2.7")));
    EXPECT_TRUE((HostList{{}, "::1", 80}.allows("[::1]")));
}

TEST(HostListTest, an_entry_without_a_port_takes_any_port_and_one_with_a_port_takes_that) {
    const HostList hosts{{"kinote.example.org", "other.example.org:8443"}, "0.0.0.0", 8080};
    EXPECT_TRUE(hosts.allows("kinote.example.org"));
    EXPECT_TRUE(hosts.allows("Kinote.Example.org:443"));
    EXPECT_TRUE(hosts.allows("other.example.org:8443"));
    EXPECT_FALSE(hosts.allows("other.example.org:8444"));
    EXPECT_FALSE(hosts.allows("evil.example:8080"));
}

TEST(HostListTest, a_list_adds_to_the_served_address) {
    const HostList hosts{{"kinote.example.org"}, "192.0.2.7", 8080};
    EXPECT_TRUE(hosts.allows("192.0.2.7:8080"));
    EXPECT_TRUE(hosts.allows("localhost:8080"));
    EXPECT_FALSE(hosts.allows("192.0.2.7:8081"));
}

TEST(HostListTest, a_star_allows_everything) { EXPECT_TRUE((HostList{{"*"}, "0.0.0.0", 1}.allows("any.example"))); }

}  // namespace
}  // namespace kinote::http
