#include "media/page_names.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace kinote::media {
namespace {

constexpr std::size_t most_pages = 9'999'999;  // that seven digits of 8.3 can name

std::string numbered_page(char letter, std::size_t number, std::string_view extension) {
    if (number < 1 || number > most_pages) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("a disc cannot have a page or picture number {}: they are counted from 1 to {}",
                                      number, most_pages)};
    }
    return fmt::format("{}/{}{:07}.{}", page_folder, letter, number, extension);
}

}  // namespace

std::string study_page_path(std::size_t number) { return numbered_page('S', number, "HTM"); }
std::string note_page_path(std::size_t number) { return numbered_page('N', number, "HTM"); }
std::string picture_path(std::size_t number) { return numbered_page('J', number, "JPG"); }
std::string small_picture_path(std::size_t number) { return numbered_page('T', number, "JPG"); }

std::string relative_link(std::string_view from_page, std::string_view path) {
    const auto slash = from_page.find('/');
    if (slash == std::string_view::npos) return std::string{path};
    const std::string_view folder = from_page.substr(0, slash + 1);
    if (path.starts_with(folder)) return std::string{path.substr(folder.size())};
    return fmt::format("../{}", path);
}

}  // namespace kinote::media
