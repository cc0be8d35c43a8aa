#include "note/document_value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstddef>

#include "base/utf8.hpp"
#include "dicom/dictionary.hpp"
#include "note/content_item.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

constexpr std::size_t longest_words = 60;

struct Step {
    std::string_view attribute;
    std::size_t number = 0;  ///< of an item, from 1; 0: the attribute itself
};

Step step_from(std::string_view text) {
    const std::size_t bracket = text.find('[');
    Step step{text.substr(0, bracket)};
    if (bracket != std::string_view::npos) {
        std::from_chars(text.data() + bracket + 1, text.data() + text.size(), step.number);
    }
    return step;
}

std::optional<dicom::Element> element_named(const dicom::Item& item, std::string_view name) {
    for (const dicom::Element element : item.elements()) {
        if (dicom::keyword_or_number(element.tag()) == name) return element;
    }
    return std::nullopt;
}

std::optional<dicom::Item> item_of(const dicom::Element& sequence, std::size_t number) {
    std::size_t here = 0;
    for (const dicom::Item item : sequence.items()) {
        if (++here == number) return item;
    }
    return std::nullopt;
}

std::string cut(const std::string& words) {
    std::string shown{base::first_characters(words, longest_words)};
    if (shown.size() < words.size()) shown += "...";
    return shown;
}

std::string describe_code(const Code& code) {
    return fmt::format("({}, {}, \"{}\")", code.value, code.scheme, code.meaning);
}

std::string describe_item(const dicom::Item& item) {
    if (const std::string type = item.text(tag::ValueType); !type.empty()) {
        std::string words = item.text(tag::RelationshipType);
        words += words.empty() ? type : ' ' + type;
        if (const Code name = code_in(item, tag::ConceptNameCodeSequence); !name.is_empty()) {
            words += ' ' + describe_code(name);
        }
        return cut(words);
    }
    const std::string object = item.text(tag::ReferencedSOPInstanceUID);
    return object.empty() ? "an item" : object;
}

std::string describe_sequence(const dicom::Element& sequence) {
    const dicom::ItemRange items = sequence.items();
    if (items.empty()) return "(empty)";
    const dicom::Item first = *items.first();
    if (items.size() > 1) return fmt::format("{} items", items.size());
    const Code code{first.text(tag::CodeValue), first.text(tag::CodingSchemeDesignator), first.text(tag::CodeMeaning)};
    return code.is_empty() ? describe_item(first) : cut(describe_code(code));
}

}  // namespace

DocumentPlace find_place(const dicom::Item& document, std::string_view place) {
    DocumentPlace found{document, std::nullopt, true};
    while (!place.empty() && found.item) {
        const std::size_t slash = place.find('/');
        const Step step = step_from(place.substr(0, slash));
        place = slash == std::string_view::npos ? std::string_view{} : place.substr(slash + 1);
        const auto element = element_named(*found.item, step.attribute);
        found.is_item = step.number > 0;
        found.element = found.is_item ? std::nullopt : element;
        if (found.is_item) found.item = element ? item_of(*element, step.number) : std::nullopt;
    }
    return found;
}

std::string describe_place(const dicom::Item& document, std::string_view place) {
    if (place.empty()) return "the document";
    const DocumentPlace found = find_place(document, place);
    if (found.is_item) return found.item ? describe_item(*found.item) : "(absent)";
    if (!found.element) return "(absent)";
    if (found.element->is_sequence()) return describe_sequence(*found.element);
    if (found.element->is_empty()) return "(empty)";
    const std::string words = fmt::format("{}", fmt::join(found.element->texts(), "\\"));
    return words.empty() ? fmt::format("{} bytes", found.element->bytes().size()) : cut(words);
}

}  // namespace kinote::note
