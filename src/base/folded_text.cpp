#include "base/folded_text.hpp"

#include <locale.h>  // NOLINT(modernize-deprecated-headers): uselocale is POSIX, <clocale> lacks it

#include <algorithm>
#include <array>
#include <cwchar>
#include <cwctype>

#include "base/error.hpp"

namespace kinote::base {
namespace {

locale_t unicode_locale() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (locale == nullptr) {
        throw Error{ErrorKind::internal, "the locale C.UTF-8 is missing in this system's C library"};
    }
    return locale;
}

// The locale of the calling thread, set for one block.
class ThreadLocale {
public:
    explicit ThreadLocale(locale_t locale) : before_{::uselocale(locale)} {}
    ~ThreadLocale() { ::uselocale(before_); }
    ThreadLocale(const ThreadLocale&) = delete;
    ThreadLocale& operator=(const ThreadLocale&) = delete;

private:
    locale_t before_;
};

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char character) { return static_cast<unsigned char>(character) < 0x80; });
}

}  // namespace

std::string folded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    if (is_ascii(text)) {
        for (const char character : text) {
            result += character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
        }
        return result;
    }
    const ThreadLocale locale{unicode_locale()};
    std::mbstate_t reading{};
    std::mbstate_t writing{};
    while (!text.empty()) {
        wchar_t character = 0;
        const std::size_t length = std::mbrtowc(&character, text.data(), text.size(), &reading);
        if (length == 0 || length > text.size()) {  // NUL, or no UTF-8 here
            result += text.front();
            text.remove_prefix(1);
            reading = {};
            continue;
        }
        std::array<char, 8> bytes{};
        const auto lower = static_cast<wchar_t>(std::towlower(static_cast<wint_t>(character)));
        const std::size_t written = std::wcrtomb(bytes.data(), lower, &writing);
        result.append(bytes.data(), written <= bytes.size() ? written : 0);
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace kinote::base
