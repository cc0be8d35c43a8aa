#include "dicomweb/search_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/attribute_path.hpp"
#include "dicomweb/search_keys.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

namespace tag = dicom::tag;
using query::QueryLevel;

constexpr std::size_t longest_title = 128;

[[noreturn]] void refuse_parameter(const std::string& why) { throw base::Error{base::ErrorKind::invalid, why}; }

bool flag_from(std::string_view name, std::string_view value) {
    if (value == "true") return true;
    if (value == "false") return false;
    refuse_parameter(fmt::format("{} must be true or false", name));
}

std::int64_t number_from(std::string_view name, std::string_view value, std::int64_t least) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number = failure == std::errc{} && end == value.data() + value.size();
    if (!is_number || number < least)
        refuse_parameter(fmt::format("{} must be a whole number, {} or more", name, least));
    return number;
}

class SearchReader {
public:
    SearchReader(const http::Request& request, QueryLevel level) : request_{request}, level_{level}, keys_{level} {}

    SearchRequest read() {
        take_path("study", tag::StudyInstanceUID);
        take_path("series", tag::SeriesInstanceUID);
        for (const auto& [name, value] : request_.query) take(name, value);
        add_usual_keys();
        query::QueryTerms terms;
        terms.is_relational = true;
        terms.combines_dates_and_times = true;
        terms.matches_empty_values = matches_empty_;
        terms.matches_several_values = true;
        search_.identifier = query::read_identifier(keys_.data_set(), terms);
        search_.identifier.notes = notes_;
        warn_of_unmatched();
        return std::move(search_);
    }

private:
    void take_path(std::string_view name, dicom::Tag key) {
        const auto uid = request_.captures.find(name);
        if (!uid) return;
        if (!dicom::is_valid_uid(*uid)) {
            refuse_parameter(fmt::format("the {} in the path is no UID: it must have 1 to 64 digits and dots", name));
        }
        keys_.match({key}, *uid);
    }

    void take(const std::string& name, const std::string& value) {
        if (name == "includefield") return include(value);
        const bool is_repeated = request_.query.find_all(name).size() > 1;
        if (is_repeated && name != "accept") refuse_parameter(fmt::format("{} is given twice", name));
        if (name == "limit") {
            search_.limit = number_from(name, value, 1);
        } else if (name == "offset") {
            search_.offset = number_from(name, value, 0);
        } else if (name == "fuzzymatching") {
            if (flag_from(name, value)) warn_of_parameter(name);
        } else if (name == "multiplevaluematching") {
            (void)flag_from(name, value);  // lists are understood without it, too
        } else if (name == "emptyvaluematching") {
            matches_empty_ = flag_from(name, value);
        } else if (name == has_key_images_key) {
            notes_.has_notes = flag_from(name, value);
        } else if (name == note_title_key) {
            if (value.size() > longest_title)
                refuse_parameter(fmt::format("{} takes at most {} bytes", name, longest_title));
            notes_.are_returned = true;
            notes_.title = value == "*" ? std::string{} : value;
        } else if (name != "accept") {
            keys_.match(read_attribute_path(name), value);
        }
    }

    // PS3.18 8.3.4.2.
    void warn_of_parameter(std::string_view name) {
        search_.warnings.push_back(
            fmt::format("The {} parameter is not supported. Only literal matching has been performed.", name));
    }

    void include(std::string_view value) {
        for (const std::string_view field : http::split(value, ',')) {
            if (field == "all") {
                includes_all_ = true;
            } else if (field == has_key_images_key || field == note_title_key) {
                notes_.are_returned = true;
            } else if (!field.empty()) {
                keys_.include(read_attribute_path(field));
            }
        }
    }

    void add_usual_keys() {
        const bool has_study = request_.captures.contains("study");
        const bool has_series = request_.captures.contains("series");
        keys_.include_usual(QueryLevel::study, level_ == QueryLevel::study || !has_study);
        if (level_ >= QueryLevel::series)
            keys_.include_usual(QueryLevel::series, level_ == QueryLevel::series || !has_series);
        if (level_ == QueryLevel::image) keys_.include_usual(QueryLevel::image, true);
        if (!includes_all_) return;
        notes_.are_returned = true;
        for (const query::KeyRule& rule : query::key_rules()) {
            if (rule.level <= level_) keys_.include({rule.tag});
        }
    }

    // What is matched like that by C-FIND has the status FF01.
    void warn_of_unmatched() {
        std::vector<std::string> names;
        for (const query::Key& key : search_.identifier.keys) {
            if (key.rule == nullptr && keys_.is_matched(key.tag)) names.push_back(dicom::keyword_or_number(key.tag));
        }
        if (names.empty()) return;
        search_.warnings.push_back(fmt::format("These attributes are not matched at this level, and were ignored: {}.",
                                               fmt::join(names, ", ")));
    }

    const http::Request& request_;
    QueryLevel level_;
    SearchKeys keys_;
    SearchRequest search_;
    query::NoteKeys notes_;
    bool matches_empty_ = false;
    bool includes_all_ = false;
};

}  // namespace

SearchRequest read_search(const http::Request& request, QueryLevel level) {
    return SearchReader{request, level}.read();
}

}  // namespace kinote::dicomweb
