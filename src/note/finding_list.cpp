#include "note/finding_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dicom/dictionary.hpp"

namespace kinote::note {

Place Place::in(dicom::Tag attribute) const {
    Place place = *this;
    if (!place.text_.empty()) place.text_ += '/';
    place.text_ += dicom::keyword_or_number(attribute);
    return place;
}

Place Place::item(std::size_t number) const {
    Place place = *this;
    place.text_ += fmt::format("[{}]", number);
    return place;
}

void FindingList::add(RuleId rule, Severity severity, const Place& place, std::string message) {
    if (++counts_[{rule, severity}] > limit_per_rule) return;
    findings_.push_back({rule, severity, place.text(), std::move(message)});
}

std::vector<Finding> FindingList::take() {
    const auto key = [](const Finding& finding) { return std::pair{finding.rule, finding.severity}; };
    std::ranges::stable_sort(findings_, {}, key);
    for (std::size_t index = 0; index < findings_.size(); ++index) {
        const bool is_last = index + 1 == findings_.size() || key(findings_[index + 1]) != key(findings_[index]);
        const std::size_t count = counts_[key(findings_[index])];
        if (is_last && count > limit_per_rule) {
            findings_[index].message += fmt::format(" (and {} more of this rule)", count - limit_per_rule);
        }
    }
    return std::exchange(findings_, {});
}

}  // namespace kinote::note
