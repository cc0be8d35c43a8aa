#pragma once
// Findings as they are gathered while a document is read.

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dicom/tag.hpp"
#include "note/finding.hpp"

namespace kinote::note {

/// Where something stands in a document, built up while it is walked. A value.
class Place {
public:
    Place() = default;

    /// This place, and the attribute in it.
    [[nodiscard]] Place in(dicom::Tag attribute) const;
    /// The item of the sequence that this place is. @param number from 1.
    [[nodiscard]] Place item(std::size_t number) const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// One thread.
class FindingList {
public:
    /// Of one severity.
    static constexpr std::size_t limit_per_rule = 20;

    void error(RuleId rule, const Place& place, std::string message) {
        add(rule, Severity::error, place, std::move(message));
    }
    void warning(RuleId rule, const Place& place, std::string message) {
        add(rule, Severity::warning, place, std::move(message));
    }
    void information(RuleId rule, const Place& place, std::string message) {
        add(rule, Severity::information, place, std::move(message));
    }
    void add(RuleId rule, Severity severity, const Place& place, std::string message);

    /// The findings in the order of the rules, errors first; where one was broken too often, the last says how often
    /// more.
    [[nodiscard]] std::vector<Finding> take();

private:
    std::vector<Finding> findings_;
    std::map<std::pair<RuleId, Severity>, std::size_t> counts_;
};

}  // namespace kinote::note
