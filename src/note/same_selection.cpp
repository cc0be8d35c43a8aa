#include "note/same_selection.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace kinote::note {
namespace {

using Selected = std::pair<std::string, std::vector<std::int32_t>>;  // an object, and its frames in order
using Selection = std::map<Selected, std::set<std::string>>;         // with the presentation states that it is shown by

Selection selection_of(const std::vector<NoteReference>& references) {
    Selection selection;
    for (const NoteReference& reference : references) {
        std::vector<std::int32_t> frames = reference.frames;
        std::ranges::sort(frames);
        std::set<std::string>& states = selection[{reference.sop_instance_uid, std::move(frames)}];
        if (!reference.presentation_state_uid.empty()) states.insert(reference.presentation_state_uid);
    }
    return selection;
}

}  // namespace

bool select_the_same(const std::vector<NoteReference>& left, const std::vector<NoteReference>& right) {
    return std::ranges::equal(selection_of(left), selection_of(right), [](const auto& one, const auto& other) {
        return one.first == other.first && (one.second == other.second || one.second.empty() || other.second.empty());
    });
}

bool say_the_same(const KeyImageNote& left, const KeyImageNote& right) {
    return left.title.value == right.title.value && left.title.scheme == right.title.scheme &&
           left.description == right.description && selection_of(left.references) == selection_of(right.references);
}

}  // namespace kinote::note
