#include "base/folded_text.hpp"

#include <locale.h>  // NOLINT(modernize-deprecated-headers): uselocale is POSIX, <clocale> lacks it

#include <algorithm>
#include <array>
#include <cstdint>
#include <cwchar>
#include <cwctype>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/utf8.hpp"

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

struct AccentedLetters {
    std::string_view plain;
    std::u32string_view letters;
};

// Small letters of Latin and Greek with their marks (Unicode's canonical decompositions), and those that people write
// without them: the name's German, Nordic, Polish and Turkish letters, and the Russian one.
constexpr std::array accented_letters{
    AccentedLetters{"a", U"àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"},
    AccentedLetters{"ae", U"æǣǽ"},
    AccentedLetters{"b", U"ḃḅḇ"},
    AccentedLetters{"c", U"çćĉċčḉ"},
    AccentedLetters{"d", U"ðďđḋḍḏḑḓ"},
    AccentedLetters{"e", U"èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"},
    AccentedLetters{"f", U"ḟ"},
    AccentedLetters{"g", U"ĝğġģǧǵḡ"},
    AccentedLetters{"h", U"ĥħȟḣḥḧḩḫẖ"},
    AccentedLetters{"i", U"ìíîïĩīĭįıǐȉȋḭḯỉị"},
    AccentedLetters{"ij", U"ĳ"},
    AccentedLetters{"j", U"ĵǰ"},
    AccentedLetters{"k", U"ķǩḱḳḵ"},
    AccentedLetters{"l", U"ĺļľłḷḹḻḽ"},
    AccentedLetters{"m", U"ḿṁṃ"},
    AccentedLetters{"n", U"ñńņňǹṅṇṉṋ"},
    AccentedLetters{"o", U"òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"},
    AccentedLetters{"oe", U"œ"},
    AccentedLetters{"p", U"ṕṗ"},
    AccentedLetters{"r", U"ŕŗřȑȓṙṛṝṟ"},
    AccentedLetters{"s", U"śŝşšșṡṣṥṧṩ"},
    AccentedLetters{"ss", U"ß"},
    AccentedLetters{"t", U"ţťŧțṫṭṯṱẗ"},
    AccentedLetters{"th", U"þ"},
    AccentedLetters{"u", U"ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"},
    AccentedLetters{"v", U"ṽṿ"},
    AccentedLetters{"w", U"ŵẁẃẅẇẉẘ"},
    AccentedLetters{"x", U"ẋẍ"},
    AccentedLetters{"y", U"ýÿŷȳẏẙỳỵỷỹ"},
    AccentedLetters{"z", U"źżžẑẓẕ"},
    AccentedLetters{"ſ", U"ẛ"},
    AccentedLetters{"ʒ", U"ǯ"},
    AccentedLetters{"α", U"άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"},
    AccentedLetters{"ε", U"έἐἑἒἓἔἕὲέ"},
    AccentedLetters{"η", U"ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"},
    AccentedLetters{"ι", U"ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ"},
    AccentedLetters{"ο", U"όὀὁὂὃὄὅὸό"},
    AccentedLetters{"ρ", U"ῤῥ"},
    AccentedLetters{"υ", U"ΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"},
    AccentedLetters{"ω", U"ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"},
    AccentedLetters{"е", U"ё"},
};

using PlainLetter = std::pair<char32_t, std::string_view>;

const std::vector<PlainLetter>& plain_letters() {
    static const std::vector<PlainLetter> sorted = [] {
        std::vector<PlainLetter> all;
        for (const AccentedLetters& row : accented_letters) {
            for (const char32_t letter : row.letters) all.emplace_back(letter, row.plain);
        }
        std::ranges::sort(all);
        return all;
    }();
    return sorted;
}

bool is_combining_mark(char32_t character) { return character >= 0x300 && character <= 0x36F; }

// Of UTF-8 of that length.
char32_t code_point(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes.front());
    char32_t value = bytes.size() == 1 ? first : first & (0x7FU >> bytes.size());
    for (const char byte : bytes.substr(1)) value = value << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
    return value;
}

}  // namespace

std::string searchable(std::string_view text) {
    std::string small = folded(text);
    if (is_ascii(small)) return small;
    std::string result;
    result.reserve(small.size());
    for (std::string_view rest = small; !rest.empty();) {
        const std::size_t length = std::max<std::size_t>(utf8_length(rest), 1);
        const std::string_view bytes = rest.substr(0, length);
        rest.remove_prefix(length);
        const char32_t character = code_point(bytes);
        if (length == 2 && is_combining_mark(character)) continue;
        const auto found = std::ranges::lower_bound(plain_letters(), character, {}, &PlainLetter::first);
        const bool has_plain = length > 1 && found != plain_letters().end() && found->first == character;
        result += has_plain ? found->second : bytes;
    }
    return result;
}

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
