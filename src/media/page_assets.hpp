#pragma once
// The look of the pages: what the web client's stylesheets say, made fit for pages without a server or scripts.

#include <string>
#include <string_view>

namespace kinote::media {

/// The stylesheet of the disc's pages (PAGES.CSS): light and dark as the browser prefers, light on paper.
[[nodiscard]] std::string page_style();
/// The stylesheet of a key image sheet, light.
[[nodiscard]] std::string sheet_style();
/// The script of the disc's pages (PAGES.JS): a button to print, and the arrow keys. Nothing needs it.
[[nodiscard]] std::string_view page_script();
/// The mark of the program, SVG to stand in a page.
[[nodiscard]] std::string_view logo_svg();
/// One of the web client's line icons by its name in Icon.tsx. @throws base::Error internal where there is none.
[[nodiscard]] std::string icon_svg(std::string_view name, int size);
/// The filled star that marks key images everywhere.
[[nodiscard]] std::string star_svg(int size);

struct PageColor {
    double red = 0;  ///< from 0 to 1
    double green = 0;
    double blue = 0;
};

/// A color of the light pages by its name in tokens.css ("--text"). @throws base::Error internal where it has none.
[[nodiscard]] PageColor light_color(std::string_view name);

}  // namespace kinote::media
