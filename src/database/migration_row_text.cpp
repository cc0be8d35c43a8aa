#include "database/migration_row_text.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>

#include "base/error.hpp"

namespace kinote::database {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse() {
    throw base::Error{base::ErrorKind::corrupt, "a column of migration_row holds what was never written into it"};
}

char letter_of(ReferenceOutcome outcome) {
    switch (outcome) {
        case ReferenceOutcome::resolved: return 'r';
        case ReferenceOutcome::not_here: return 'n';
        case ReferenceOutcome::rejected: return 'x';
    }
    std::abort();
}

ReferenceOutcome outcome_of(char letter) {
    for (const ReferenceOutcome outcome : reference_outcomes) {
        if (letter_of(outcome) == letter) return outcome;
    }
    refuse();
}

std::string text_of(const json::value& value) {
    if (!value.is_string()) refuse();
    return std::string{value.as_string().data(), value.as_string().size()};
}

}  // namespace

std::string runs_to_text(std::span<const ReferenceRun> runs) {
    std::string text;
    for (const ReferenceRun& run : runs) {
        text += letter_of(run.outcome);
        text += std::to_string(run.count);
    }
    return text;
}

std::vector<ReferenceRun> runs_from_text(std::string_view text) {
    std::vector<ReferenceRun> runs;
    while (!text.empty()) {
        ReferenceRun run{outcome_of(text.front()), 0};
        text.remove_prefix(1);
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), run.count);
        if (failure != std::errc{} || run.count < 1) refuse();
        runs.push_back(run);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    return runs;
}

std::string details_to_json(std::span<const ReferenceDetail> details) {
    json::array array;
    for (const ReferenceDetail& detail : details) {
        array.push_back(json::array{detail.place, detail.sop_instance_uid, detail.reason});
    }
    return json::serialize(array);
}

std::vector<ReferenceDetail> details_from_json(std::string_view text) {
    boost::system::error_code failure;
    const json::value value = json::parse(json::string_view{text.data(), text.size()}, failure);
    if (failure || !value.is_array()) refuse();
    std::vector<ReferenceDetail> details;
    for (const json::value& element : value.as_array()) {
        if (!element.is_array() || element.as_array().size() != 3 || !element.as_array()[0].is_int64()) refuse();
        const json::array& parts = element.as_array();
        details.push_back({parts[0].as_int64(), text_of(parts[1]), text_of(parts[2])});
    }
    return details;
}

}  // namespace kinote::database
