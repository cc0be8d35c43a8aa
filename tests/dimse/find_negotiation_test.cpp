// What can be agreed on for queries, and DCMTK's findscu.

#include "dimse/queried_archive.hpp"
#include "dimse/run_tool.hpp"

namespace kinote::dimse::testing {
namespace {

Bytes extended_item(std::string_view sop_class, const Bytes& information) {
    return item(0x56, big_endian(sop_class.size(), 2) + Bytes{sop_class} + information);
}

TEST(FindNegotiationTest, extended_negotiation_agrees_on_what_both_can_do) {
    QueriedArchive archive;
    Services services = archive.services();
    services.query_options = {.relational_queries = true, .fuzzy_semantic_matching = true};
    TestServer server{services};
    const auto agreed_on = [&](const Bytes& offered, std::string_view sop_class = study_find) {
        const RawPeer peer{server.port()};
        AssociateRequest request = find_association();
        request.user_items = extended_item(sop_class, offered);
        const Pdu accepted = peer.associate(request);
        peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
        while (status_of(receive_message_of(peer)) == 0xFF00) {
        }
        const auto items = user_items(accepted, 0x56);
        return items.empty() ? Bytes{"none"} : items.front().substr(2 + sop_class.size());
    };
    EXPECT_EQ(agreed_on("\x01\x01\x01\x01"), (Bytes{"\x01\0\x01\0", 4}));
    EXPECT_EQ(archive.options, (QueryOptions{.relational_queries = true, .fuzzy_semantic_matching = true}));
    EXPECT_EQ(agreed_on(Bytes{"\0\x01\0", 3}), (Bytes{"\0\0\0", 3}));
    EXPECT_EQ(archive.options, QueryOptions{});
    EXPECT_EQ(agreed_on("\x01"), "\x01");
    EXPECT_EQ(archive.options, (QueryOptions{.relational_queries = true}));
    EXPECT_EQ(agreed_on("\x01\x01\x01\x01\x01\x01\x01"), (Bytes{"\x01\0\x01\0", 4}));
    EXPECT_EQ(agreed_on("\x01", patient_find), "none");  // of a class that is not proposed
    EXPECT_EQ(archive.options, QueryOptions{});
}

TEST(FindNegotiationTest, findscu_gets_its_matches_and_may_cancel) {
    ASSERT_TRUE(is_installed("findscu")) << "install the package dcmtk";
    QueriedArchive archive;
    archive.matches = 5;
    const TemporaryFolder work;
    const auto find = [&](std::vector<std::string> options) {
        TestServer server{archive.services()};
        std::vector<std::string> command{
            "findscu", "-v", "-aec", "KINOTE", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"};
        command.insert(command.end(), options.begin(), options.end());
        command.insert(command.end(), {"127.0.0.1", std::to_string(server.port())});
        return run_tool(command, work.path());
    };
    const auto matches_in = [](const std::string& output) {
        std::size_t count = 0;
        for (auto at = output.find("(Pending)"); at != std::string::npos; at = output.find("(Pending)", at + 1))
            ++count;
        return count;
    };
    const ToolResult study = find({"-S"});
    EXPECT_EQ(study.exit_code, 0) << study.output;
    EXPECT_EQ(matches_in(study.output), 5) << study.output;
    EXPECT_EQ(archive.study, "1.2.3");
    const ToolResult patient = find({"-P", "-xi"});
    EXPECT_EQ(patient.exit_code, 0) << patient.output;
    EXPECT_EQ(archive.model, QueryModel::patient_root);
    archive.matches = 1'000'000;
    archive.sent = 0;
    const ToolResult cancelled = find({"-S", "--cancel", "3"});
    EXPECT_EQ(cancelled.exit_code, 0) << cancelled.output;
    EXPECT_LT(archive.sent, 1'000'000);
}

}  // namespace
}  // namespace kinote::dimse::testing
