#include "note/selection_digest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/digest.hpp"

namespace kinote::note {
namespace {

// "Reader^Anna" and "READER, Anna" are one author.
std::string folded_name(std::string_view name) {
    std::string folded;
    for (const char character : name) {
        const bool separates = character == '^' || character == ',' || character == ' ' || character == '.';
        if (separates) {
            if (!folded.empty() && folded.back() != ' ') folded += ' ';
        } else {
            folded += character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
        }
    }
    while (!folded.empty() && folded.back() == ' ') folded.pop_back();
    return folded;
}

}  // namespace

std::string selection_digest(const KeyImageNote& note) {
    std::set<std::string> studies;
    std::set<std::string> references;
    for (const NoteReference& reference : note.references) {
        if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
        std::vector<std::int32_t> frames = reference.frames;
        std::ranges::sort(frames);
        references.insert(fmt::format("{}:{}:{}", reference.sop_instance_uid, fmt::join(frames, ","),
                                      reference.presentation_state_uid));
    }
    if (studies.empty()) studies.insert(note.study_instance_uid);
    return base::sha256_hex(fmt::format("{}\n{}|{}\n{}\n{}", fmt::join(studies, ","), note.title.value,
                                        note.title.scheme, fmt::join(references, ";"), folded_name(note.author)));
}

}  // namespace kinote::note
