#include "dimse/negotiation.hpp"

#include "base/error.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

const std::string kos_class{uid::KeyObjectSelectionDocumentStorage};
const std::string explicit_little{uid::ExplicitVRLittleEndian};
const std::string implicit_little{uid::ImplicitVRLittleEndian};

ContextAnswer answer_to(const ProposedContext& context, const ServerSettings& settings = {}) {
    TestServer server{settings};
    const RawPeer peer{server.port()};
    return contexts_of(peer.associate({.contexts = {context}}))[context.id];
}

/// Result, source and reason of the A-ASSOCIATE-RJ.
std::string rejection_of(const AssociateRequest& request, const ServerSettings& settings = {}) {
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.send(to_pdu(request));
    const auto answer = peer.receive();
    if (!answer || answer->type != associate_rj) return "none";
    EXPECT_TRUE(peer.is_ended());
    std::string digits;
    for (const std::size_t at : {1u, 2u, 3u}) digits += std::to_string(answer->body[at]);
    return digits;
}

TEST(NegotiationTest, the_first_transfer_syntax_proposed_is_chosen) {
    EXPECT_EQ(answer_to({.transfer_syntaxes = {explicit_little, implicit_little}}).transfer_syntax, explicit_little);
    EXPECT_EQ(answer_to({.transfer_syntaxes = {implicit_little, explicit_little}}).transfer_syntax, implicit_little);
}

TEST(NegotiationTest, an_unknown_transfer_syntax_is_passed_over) {
    EXPECT_EQ(answer_to({.transfer_syntaxes = {"1.2.3.4.5", implicit_little}}).transfer_syntax, implicit_little);
}

TEST(NegotiationTest, a_context_of_unknown_transfer_syntaxes_only_is_rejected_for_them) {
    EXPECT_EQ(answer_to({.transfer_syntaxes = {"1.2.3.4.5"}}).result, 4);
}

TEST(NegotiationTest, a_context_of_an_unknown_abstract_syntax_is_rejected_for_it) {
    EXPECT_EQ(answer_to({.abstract_syntax = "1.2.3.4.5"}).result, 3);
    EXPECT_EQ(answer_to({.abstract_syntax = std::string{uid::StudyRootQueryRetrieveInformationModelFind}}).result, 3);
}

TEST(NegotiationTest, a_context_that_is_rejected_leaves_the_others_alone) {
    TestServer server;
    const RawPeer peer{server.port()};
    auto answers = contexts_of(peer.associate({.contexts = {{.id = 1, .abstract_syntax = "1.2.3.4.5"}, {.id = 3}}}));
    EXPECT_EQ(answers[1].result, 3);
    EXPECT_EQ(answers[3].result, 0);
    EXPECT_EQ(peer.store(small_data_set(), {}, 3), 0x0000);
}

TEST(NegotiationTest, configured_classes_and_transfer_syntaxes_are_accepted) {
    ServerSettings settings;
    settings.extra_storage_sop_classes = {"1.2.3.4.5"};
    settings.extra_transfer_syntaxes = {"1.2.3.4.6"};
    EXPECT_EQ(answer_to({.abstract_syntax = "1.2.3.4.5", .transfer_syntaxes = {"1.2.3.4.6"}}, settings).result, 0);
}

TEST(NegotiationTest, what_is_configured_and_no_uid_is_invalid) {
    ServerSettings settings;
    settings.extra_transfer_syntaxes = {"HTJ2K"};
    EXPECT_THROW(TestServer{settings}, base::Error);
}

TEST(NegotiationTest, syntaxes_that_are_newer_than_dcmtk_and_retired_ones_are_accepted) {
    for (const std::string_view syntax :
         {uid::HTJ2KLossless, uid::HTJ2KLosslessRPCL, uid::HTJ2K, uid::ExplicitVRBigEndian,
          uid::DeflatedExplicitVRLittleEndian, uid::JPEG2000, uid::RLELossless, uid::MPEG2MPML}) {
        EXPECT_EQ(answer_to({.transfer_syntaxes = {std::string{syntax}}}).result, 0) << syntax;
    }
}

TEST(NegotiationTest, a_hundred_and_twenty_eight_contexts_of_sixty_syntaxes_are_answered) {
    AssociateRequest request{.contexts = {}};
    for (int id = 1; id < 256; id += 2) {
        ProposedContext context{.id = id, .transfer_syntaxes = {}};
        for (int number = 1; number < 60; ++number) {
            context.transfer_syntaxes.push_back("1.2.3.4." + std::to_string(number));
        }
        context.transfer_syntaxes.push_back(implicit_little);
        request.contexts.push_back(context);
    }
    TestServer server;
    const RawPeer peer{server.port()};
    const auto answers = contexts_of(peer.associate(request));
    ASSERT_EQ(answers.size(), 128);
    for (const auto& [id, answer] : answers) EXPECT_EQ(answer.transfer_syntax, implicit_little);
}

TEST(NegotiationTest, who_calls_another_ae_title_is_rejected) {
    EXPECT_EQ(rejection_of({.called = "OTHER"}), "117");
    EXPECT_EQ(rejection_of({.called = "kinote"}), "117");
    EXPECT_EQ(rejection_of({.called = ""}), "117");
}

TEST(NegotiationTest, any_called_ae_title_is_taken_where_it_need_not_match) {
    ServerSettings settings;
    settings.must_called_ae_title_match = false;
    EXPECT_EQ(rejection_of({.calling = "", .contexts = {}}, settings), "113");
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate({.called = "OTHER"});
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
    EXPECT_EQ(server.stored().at(0).called_ae_title, "OTHER");
}

TEST(NegotiationTest, who_is_not_on_the_list_of_callers_is_rejected) {
    ServerSettings settings;
    settings.allowed_calling_ae_titles = {dicom::AeTitle{"FRIEND"}, dicom::AeTitle{"RAWPEER"}};
    EXPECT_EQ(rejection_of({.calling = "STRANGER"}, settings), "113");
    EXPECT_EQ(rejection_of({.calling = "FRIEND"}, settings), "none");
}

TEST(NegotiationTest, a_caller_without_a_valid_name_is_rejected) {
    EXPECT_EQ(rejection_of({.calling = ""}), "113");
    EXPECT_EQ(rejection_of({.calling = "A\\B"}), "113");
    EXPECT_EQ(rejection_of({.calling = "A\x01"
                                       "B"}),
              "113");
}

TEST(NegotiationTest, another_application_context_is_rejected) {
    EXPECT_EQ(rejection_of({.application_context_name = "1.2.3"}), "112");
}

TEST(NegotiationTest, context_ids_that_are_even_or_twice_there_are_rejected) {
    EXPECT_EQ(rejection_of({.contexts = {{.id = 2}}}), "111");
    EXPECT_EQ(rejection_of({.contexts = {{.id = 1}, {.id = 1}}}), "111");
}

TEST(NegotiationTest, one_association_more_than_allowed_is_rejected_for_the_time_being) {
    ServerSettings settings;
    settings.maximum_associations = 2;
    TestServer server{settings};
    const RawPeer first{server.port()};
    const RawPeer second{server.port()};
    first.associate();
    second.associate();
    EXPECT_EQ(server.server().active_associations(), 2);

    const RawPeer third{server.port()};
    third.send(to_pdu({}));
    const auto answer = third.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, associate_rj);
    EXPECT_EQ(answer->body, (Bytes{"\0\x02\x03\x02", 4}));

    EXPECT_TRUE(first.release());
    const RawPeer fourth{server.port()};
    fourth.associate();
    EXPECT_EQ(server.server().counters().associations_rejected, 1);
}

}  // namespace
}  // namespace kinote::dimse::testing
