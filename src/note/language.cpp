#include "note/language.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kinote::note {
namespace {

// Of CID 5000 with its meanings, those that the sites of old systems are known to write in.
constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"cs", "Czech"},
    {"cs-CZ", "Czech (Czech Republic)"},
    {"da", "Danish"},
    {"da-DK", "Danish (Denmark)"},
    {"de", "German"},
    {"de-AT", "German (Austria)"},
    {"de-CH", "German (Switzerland)"},
    {"de-DE", "German (Germany)"},
    {"de-LI", "German (Liechtenstein)"},
    {"de-LU", "German (Luxembourg)"},
    {"en", "English"},
    {"en-AU", "English (Australia)"},
    {"en-CA", "English (Canada)"},
    {"en-GB", "English (United Kingdom)"},
    {"en-IE", "English (Ireland)"},
    {"en-NZ", "English (New Zealand)"},
    {"en-US", "English (United States)"},
    {"en-ZA", "English (South Africa)"},
    {"es", "Spanish"},
    {"es-AR", "Spanish (Argentina)"},
    {"es-ES", "Spanish (Spain)"},
    {"es-MX", "Spanish (Mexico)"},
    {"fi", "Finnish"},
    {"fi-FI", "Finnish (Finland)"},
    {"fr", "French"},
    {"fr-BE", "French (Belgium)"},
    {"fr-CA", "French (Canada)"},
    {"fr-CH", "French (Switzerland)"},
    {"fr-FR", "French (France)"},
    {"fr-LU", "French (Luxembourg)"},
    {"it", "Italian"},
    {"it-CH", "Italian (Switzerland)"},
    {"it-IT", "Italian (Italy)"},
    {"ja", "Japanese"},
    {"ja-JP", "Japanese (Japan)"},
    {"ko", "Korean"},
    {"ko-KR", "Korean (Korea)"},
    {"nl", "Dutch"},
    {"nl-BE", "Dutch (Belgium)"},
    {"nl-NL", "Dutch (Netherlands)"},
    {"no", "Norwegian"},
    {"pl", "Polish"},
    {"pl-PL", "Polish (Poland)"},
    {"pt", "Portuguese"},
    {"pt-BR", "Portuguese (Brazil)"},
    {"pt-PT", "Portuguese (Portugal)"},
    {"ru", "Russian"},
    {"ru-RU", "Russian (Russia)"},
    {"sv", "Swedish"},
    {"sv-FI", "Swedish (Finland)"},
    {"sv-SE", "Swedish (Sweden)"},
    {"zh", "Chinese"},
});

}  // namespace

Code language_code(std::string_view tag) {
    const auto* const found = std::ranges::find(names, tag, &std::pair<std::string_view, std::string_view>::first);
    const std::string_view name = found == names.end() ? tag : found->second;
    return {std::string{tag}, "RFC5646", std::string{name}};
}

}  // namespace kinote::note
