#include "authoring/note_draft.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <regex>
#include <set>
#include <string_view>
#include <utility>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "note/document_title.hpp"

namespace kinote::authoring {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

// PS3.5 6.2: SH and LO, in characters.
constexpr std::size_t longest_code_value = 64;
constexpr std::size_t longest_scheme = 16;
constexpr std::size_t longest_meaning = 64;
constexpr std::size_t longest_name = 256;     // of what becomes a text
constexpr std::size_t longest_language = 35;  // RFC 5646 4.4.1
constexpr std::size_t most_modifiers = 16;
constexpr std::size_t most_observers = 16;
constexpr std::size_t most_frames = 10'000;

std::string element_of(std::string_view name, std::size_t place) { return fmt::format("{}[{}]", name, place); }

note::Code read_code(const json::value& value, const std::string& place, const note::Term* (*find)(const note::Code&)) {
    const JsonFields fields{value, place};
    fields.allow_only({"value", "scheme", "meaning"});
    fields.demand({"value", "scheme"});
    note::Code code{fields.value("value", longest_code_value), fields.value("scheme", longest_scheme),
                    fields.value("meaning", longest_meaning)};
    if (const note::Term* known = find(code)) return known->code();
    if (!code.meaning.empty()) return code;
    throw Error{ErrorKind::invalid, fmt::format("{} ({}, {}) is no code of the standard: it must bring its meaning",
                                                place, code.value, code.scheme)};
}

const note::Term* find_modifier(const note::Code& code) {
    for (const auto terms : {note::quality_reasons(), note::best_in_set_scopes()}) {
        const auto found = std::ranges::find_if(terms, [&](const note::Term& term) { return code == term; });
        if (found != terms.end()) return &*found;
    }
    return nullptr;
}

void read_title(const JsonFields& fields, note::KeyImageNote& draft) {
    const json::value* title = fields.find("title");
    if (title == nullptr) throw Error{ErrorKind::invalid, "title is missing: a code of CID 7010, or of the site"};
    draft.title = read_code(*title, "title", note::find_document_title);
    if (note::role_of(draft.title) != note::NoteRole::note) {
        throw Error{ErrorKind::invalid, fmt::format("title: a document \"{}\" is a {}, no key image note",
                                                    draft.title.meaning, note::to_string(note::role_of(draft.title)))};
    }
    const json::array modifiers = fields.array("modifiers", most_modifiers);
    for (std::size_t i = 0; i < modifiers.size(); ++i) {
        draft.modifiers.push_back(read_code(modifiers[i], element_of("modifiers", i), find_modifier));
    }
    const auto required = note::required_modifiers(draft.title);
    const bool has_required = std::ranges::any_of(draft.modifiers, [&](const note::Code& modifier) {
        return std::ranges::any_of(required, [&](const note::Term& term) { return modifier == term; });
    });
    if (required.empty() || has_required) return;
    std::vector<std::string> names;
    for (const note::Term& term : required) names.push_back(fmt::format("{} {}", term.value, term.meaning));
    throw Error{ErrorKind::invalid, fmt::format("modifiers: the title \"{}\" must have one of {} (PS3.16 TID 2010)",
                                                draft.title.meaning, fmt::join(names, ", "))};
}

constexpr std::array observer_fields{
    std::pair{"login_name", &note::Observer::login_name},
    std::pair{"organization", &note::Observer::organization},
    std::pair{"manufacturer", &note::Observer::manufacturer},
    std::pair{"model_name", &note::Observer::model_name},
    std::pair{"serial_number", &note::Observer::serial_number},
    std::pair{"location", &note::Observer::location},
};

note::Observer read_observer(const json::value& value, const std::string& place) {
    const JsonFields fields{value, place};
    fields.allow_only({"type", "name", "login_name", "organization", "device_uid", "manufacturer", "model_name",
                       "serial_number", "location"});
    note::Observer observer;
    const std::string type = fields.text("type", longest_code_value);
    if (type != "person" && type != "device") {
        throw Error{ErrorKind::invalid, fmt::format("{} must be person or device", fields.place_of("type"))};
    }
    observer.type = type == "device" ? note::ObserverType::device : note::ObserverType::person;
    observer.name =
        observer.type == note::ObserverType::person ? fields.person_name("name") : fields.text("name", longest_name);
    for (const auto& [name, field] : observer_fields) observer.*field = fields.text(name, longest_name);
    observer.device_uid = fields.uid("device_uid");
    if (observer.type == note::ObserverType::person && observer.name.empty()) {
        throw Error{ErrorKind::invalid, fmt::format("{} is missing (PS3.16 TID 1003)", fields.place_of("name"))};
    }
    if (observer.type == note::ObserverType::device && observer.device_uid.empty()) {
        throw Error{ErrorKind::invalid, fmt::format("{} is missing (PS3.16 TID 1004)", fields.place_of("device_uid"))};
    }
    return observer;
}

// The author is the first person of the observers; an author alone is one.
void read_author(const JsonFields& fields, note::KeyImageNote& draft) {
    const json::array observers = fields.array("observers", most_observers);
    for (std::size_t i = 0; i < observers.size(); ++i) {
        draft.observers.push_back(read_observer(observers[i], element_of("observers", i)));
    }
    draft.author = fields.person_name("author");
    if (draft.observers.empty() && !draft.author.empty()) {
        note::Observer person;
        person.name = draft.author;
        draft.observers.push_back(std::move(person));
    }
    const auto person = std::ranges::find(draft.observers, note::ObserverType::person, &note::Observer::type);
    if (draft.author.empty() && person != draft.observers.end()) draft.author = person->name;
    if (draft.observers.empty())
        throw Error{ErrorKind::invalid, "author is missing: who says that these images matter"};
}

// Spaces around a text say nothing, and one of nothing else would be no Text Value (PS3.3 C.17.3: type 1C).
std::string trimmed(const std::string& text) {
    constexpr std::string_view blank = " \t\n";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

// RFC 5646 2.1: a language of two or three letters, and what tells it nearer. CID 5000 goes by it.
std::string read_language(const JsonFields& fields) {
    static const std::regex form{"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"};
    std::string language = fields.text("language", longest_language);
    if (language.empty() || std::regex_match(language, form)) return language;
    throw Error{ErrorKind::invalid,
                fmt::format("{} is no language of RFC 5646, as de or en-US", fields.place_of("language"))};
}

std::vector<std::int32_t> read_frames(const JsonFields& fields) {
    std::vector<std::int32_t> frames;
    for (const json::value& value : fields.array("frames", most_frames)) {
        const std::int64_t* number = value.if_int64();
        if (number == nullptr || *number < 1 || *number > INT32_MAX) {
            throw Error{ErrorKind::invalid, fmt::format("{} must be whole numbers from 1", fields.place_of("frames"))};
        }
        frames.push_back(static_cast<std::int32_t>(*number));
    }
    std::ranges::sort(frames);
    if (std::ranges::adjacent_find(frames) != frames.end()) {
        throw Error{ErrorKind::invalid, fmt::format("{} has a frame twice", fields.place_of("frames"))};
    }
    return frames;
}

note::NoteReference read_reference(const json::value& value, const std::string& place) {
    const JsonFields fields{value, place};
    fields.allow_only({"sop_instance_uid", "frames", "presentation_state_uid", "study_instance_uid",
                       "series_instance_uid", "sop_class_uid"});
    fields.demand({"sop_instance_uid"});
    note::NoteReference reference;
    reference.sop_instance_uid = fields.uid("sop_instance_uid");
    reference.frames = read_frames(fields);
    reference.presentation_state_uid = fields.uid("presentation_state_uid");
    reference.study_instance_uid = fields.uid("study_instance_uid");
    reference.series_instance_uid = fields.uid("series_instance_uid");
    reference.sop_class_uid = fields.uid("sop_class_uid");
    return reference;
}

void read_references(const JsonFields& fields, note::KeyImageNote& draft) {
    const json::array references = fields.array("references", most_references);
    if (references.empty())
        throw Error{ErrorKind::invalid, "references is missing: a note selects one object at least"};
    std::set<std::string> selections;
    for (std::size_t i = 0; i < references.size(); ++i) {
        note::NoteReference reference = read_reference(references[i], element_of("references", i));
        const std::string selection = fmt::format("{}|{}|{}", reference.sop_instance_uid,
                                                  fmt::join(reference.frames, ","), reference.presentation_state_uid);
        if (!selections.insert(selection).second) {
            throw Error{ErrorKind::invalid,
                        fmt::format("{} selects the same as another one", element_of("references", i))};
        }
        draft.references.push_back(std::move(reference));
    }
}

}  // namespace

note::KeyImageNote draft_from_json(const json::value& value) {
    const JsonFields fields{value, ""};
    fields.allow_only(
        {"study_instance_uid", "title", "modifiers", "description", "language", "author", "observers", "references"});
    fields.demand({"study_instance_uid"});
    note::KeyImageNote draft;
    draft.study_instance_uid = fields.uid("study_instance_uid");
    read_title(fields, draft);
    draft.description = trimmed(fields.lines("description", longest_description));
    draft.language = read_language(fields);
    read_author(fields, draft);
    read_references(fields, draft);
    return draft;
}

}  // namespace kinote::authoring
