#include "exporter/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"

namespace kinote::exporter {
namespace {

using Word = std::pair<RouteScope, std::string_view>;
constexpr std::array scope_words{
    Word{RouteScope::study, "study"}, Word{RouteScope::study_if_key_images, "study_if_key_images"},
    Word{RouteScope::key_images, "key_images"}, Word{RouteScope::key_images_if_any, "key_images_if_any"}};

}  // namespace

std::string_view to_string(RouteScope scope) { return std::ranges::find(scope_words, scope, &Word::first)->second; }

RouteScope route_scope_from(std::string_view word) {
    const auto found = std::ranges::find(scope_words, word, &Word::second);
    if (found != scope_words.end()) return found->first;
    throw base::Error{base::ErrorKind::invalid,
                      fmt::format("'{}' is none of study, study_if_key_images, key_images, key_images_if_any", word)};
}

}  // namespace kinote::exporter
