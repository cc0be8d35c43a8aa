#include "note/finding.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/error.hpp"

namespace kinote::note {
namespace {

TEST(Finding, has_a_rule_with_text_and_clause_for_every_number) {
    ASSERT_EQ(rules().size(), 40u);
    EXPECT_EQ(to_string(rules().front().id), "K01");
    EXPECT_EQ(to_string(rules().back().id), "K40");
    for (const Rule& entry : rules()) {
        EXPECT_EQ(&rule(entry.id), &entry);
        EXPECT_FALSE(entry.text.empty());
        EXPECT_FALSE(entry.clause.empty());
    }
}

TEST(Finding, makes_the_verdict) {
    const Finding error{RuleId::K03, Severity::error, "", ""};
    const Finding warning{RuleId::K04, Severity::warning, "", ""};
    const Finding information{RuleId::K13, Severity::information, "", ""};
    EXPECT_EQ(verdict_of({}), Verdict::compliant);
    EXPECT_EQ(verdict_of(std::vector{information}), Verdict::compliant);
    EXPECT_EQ(verdict_of(std::vector{information, warning}), Verdict::tolerable);
    EXPECT_EQ(verdict_of(std::vector{warning, error, information}), Verdict::non_compliant);
    EXPECT_EQ(to_string(Verdict::non_compliant), "non-compliant");
}

TEST(Finding, is_json_with_clause_and_null_for_no_place) {
    EXPECT_EQ(boost::json::serialize(to_json(Finding{RuleId::K09, Severity::warning, "", "text \"x\""})),
              R"({"rule":"K09","severity":"warning","clause":"PS3.3 C.17.6.1","place":null,"message":"text \"x\""})");
}

TEST(Finding, comes_back_from_json) {
    const std::vector<Finding> findings{{RuleId::K01, Severity::error, "SOPInstanceUID", "one"},
                                        {RuleId::K40, Severity::information, "", "two"}};
    EXPECT_EQ(findings_from_json(boost::json::parse(boost::json::serialize(to_json(std::span{findings})))), findings);
    EXPECT_TRUE(findings_from_json(boost::json::parse("[]")).empty());
}

TEST(Finding, is_not_read_from_other_json) {
    for (const auto* json : {"{}", "[1]", "[{}]", R"([{"rule":"K41","severity":"error","place":null,"message":""}])",
                             R"([{"rule":"K01","severity":"bad","place":null,"message":""}])",
                             R"([{"rule":"K01","severity":"error","place":1,"message":""}])"}) {
        EXPECT_THROW((void)findings_from_json(boost::json::parse(json)), base::Error) << json;
    }
}

}  // namespace
}  // namespace kinote::note
