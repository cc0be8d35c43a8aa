#include "note/language.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kinote::note {
namespace {

// Of CID 5000, those that the sites of old systems are known to write in.
constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"da", "Danish"},          {"de", "German"},
    {"de-AT", "German (AT)"},  {"de-CH", "German (CH)"},
    {"de-DE", "German (DE)"},  {"en", "English"},
    {"en-AU", "English (AU)"}, {"en-CA", "English (CA)"},
    {"en-GB", "English (GB)"}, {"en-US", "English (US)"},
    {"es", "Spanish"},         {"fi", "Finnish"},
    {"fr", "French"},          {"fr-BE", "French (BE)"},
    {"fr-CA", "French (CA)"},  {"fr-CH", "French (CH)"},
    {"fr-FR", "French (FR)"},  {"it", "Italian"},
    {"ja", "Japanese"},        {"ko", "Korean"},
    {"nl", "Dutch"},           {"nl-BE", "Dutch (BE)"},
    {"no", "Norwegian"},       {"pl", "Polish"},
    {"pt", "Portuguese"},      {"pt-BR", "Portuguese (BR)"},
    {"ru", "Russian"},         {"sv", "Swedish"},
    {"zh", "Chinese"},
});

}  // namespace

Code language_code(std::string_view tag) {
    const auto* const found = std::ranges::find(names, tag, &std::pair<std::string_view, std::string_view>::first);
    const std::string_view name = found == names.end() ? tag : found->second;
    return {std::string{tag}, "RFC5646", std::string{name}};
}

}  // namespace kinote::note
