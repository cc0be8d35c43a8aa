#include "media/page_assets.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/error.hpp"

// The files of web/src/ as they stand, see CMakeLists.txt.
extern "C" {
extern const char kinote_page_tokens[], kinote_page_tokens_end[];
extern const char kinote_page_base[], kinote_page_base_end[];
extern const char kinote_page_parts[], kinote_page_parts_end[];
extern const char kinote_page_header[], kinote_page_header_end[];
extern const char kinote_page_notes[], kinote_page_notes_end[];
extern const char kinote_page_tiles[], kinote_page_tiles_end[];
extern const char kinote_page_pages[], kinote_page_pages_end[];
extern const char kinote_page_sheet[], kinote_page_sheet_end[];
extern const char kinote_page_script[], kinote_page_script_end[];
extern const char kinote_page_logo[], kinote_page_logo_end[];
extern const char kinote_page_icons[], kinote_page_icons_end[];
}

namespace kinote::media {
namespace {

constexpr std::string_view light_theme = R"(:root[data-theme="light"])";
constexpr std::string_view dark_theme = R"(:root[data-theme="dark"])";

std::string_view token_rules() { return {kinote_page_tokens, kinote_page_tokens_end}; }

/// What stands between the braces behind a selector of tokens.css.
std::string_view rules_of(std::string_view selector) {
    const auto start = token_rules().find(selector);
    const auto open = start == std::string_view::npos ? start : token_rules().find('{', start);
    const auto close = open == std::string_view::npos ? open : token_rules().find('}', open);
    if (close == std::string_view::npos) {
        throw base::Error{base::ErrorKind::internal, fmt::format("tokens.css has no rules for {}", selector)};
    }
    return token_rules().substr(open + 1, close - open - 1);
}

/// The client's script chooses the theme; here the browser does, and paper is light.
std::string themed_tokens() {
    return fmt::format(
        "{0}\n:root {{{1}}}\n@media screen and (prefers-color-scheme: dark) {{\n  :root {{{2}}}\n}}\n"
        "@media print {{\n  .image-area {{{1}}}\n}}\n",
        token_rules(), rules_of(light_theme), rules_of(dark_theme));
}

/// Parts of a page that are loaded by others in the client stand here one behind the other.
std::string without_imports(std::string_view style) {
    std::string kept;
    while (!style.empty()) {
        const auto end = style.find('\n');
        const std::string_view line = style.substr(0, end);
        if (!line.starts_with("@import")) kept.append(line).append("\n");
        if (end == std::string_view::npos) break;
        style.remove_prefix(end + 1);
    }
    return kept;
}

/// What stands in quotes behind the words, which Icon.tsx has once behind the start.
std::string_view drawn_path(std::string_view start, std::string_view words) {
    const std::string_view icons{kinote_page_icons, kinote_page_icons_end};
    const auto from = icons.find(start);
    const auto found = from == std::string_view::npos ? from : icons.find(words, from);
    if (found == std::string_view::npos) {
        throw base::Error{base::ErrorKind::internal, fmt::format("Icon.tsx has no {}", words)};
    }
    const auto first = found + words.size();
    return icons.substr(first, icons.find('"', first) - first);
}

std::string drawn_svg(std::string_view kind, int size, std::string_view path) {
    return fmt::format(R"(<svg class="{}" xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" )"
                       R"(viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}" /></svg>)",
                       kind, size, size, path);
}

double part_of_color(std::string_view digits, std::size_t at) {
    unsigned value = 0;
    std::from_chars(digits.data() + at, digits.data() + at + 2, value, 16);
    return value / 255.0;
}

}  // namespace

std::string page_style() {
    std::string style = themed_tokens();
    for (const std::string_view part : {std::string_view{kinote_page_base, kinote_page_base_end},
                                        std::string_view{kinote_page_parts, kinote_page_parts_end},
                                        std::string_view{kinote_page_header, kinote_page_header_end},
                                        std::string_view{kinote_page_notes, kinote_page_notes_end},
                                        std::string_view{kinote_page_tiles, kinote_page_tiles_end},
                                        std::string_view{kinote_page_pages, kinote_page_pages_end}}) {
        style += without_imports(part);
    }
    return style;
}

std::string sheet_style() {
    return fmt::format("{}\n:root {{{}}}\n{}{}{}", token_rules(), rules_of(light_theme),
                       std::string_view{kinote_page_base, kinote_page_base_end},
                       std::string_view{kinote_page_parts, kinote_page_parts_end},
                       std::string_view{kinote_page_sheet, kinote_page_sheet_end});
}

std::string_view page_script() { return {kinote_page_script, kinote_page_script_end}; }

std::string_view logo_svg() { return {kinote_page_logo, kinote_page_logo_end}; }

std::string icon_svg(std::string_view name, int size) {
    return drawn_svg("icon", size, drawn_path("const paths", fmt::format("\n  {}: \"", name)));
}

std::string star_svg(int size) { return drawn_svg("star", size, drawn_path("function Star", "<path d=\"")); }

PageColor light_color(std::string_view name) {
    const std::string_view rules = rules_of(light_theme);
    const std::string wanted = fmt::format("{}: #", name);
    const auto start = rules.find(wanted);
    if (start == std::string_view::npos) {
        throw base::Error{base::ErrorKind::internal, fmt::format("tokens.css has no color {}", name)};
    }
    const std::string_view digits = rules.substr(start + wanted.size(), 6);
    return {part_of_color(digits, 0), part_of_color(digits, 2), part_of_color(digits, 4)};
}

}  // namespace kinote::media
