#include "legacy_migration/reading_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "legacy_migration/odbc_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::array first_words{std::string_view{"select"}, std::string_view{"with"}};

// Reserved where they begin or are part of a statement that writes. T-SQL needs no semicolon before the next statement,
// PostgreSQL and SQLite let WITH stand before one that writes, and SELECT ... INTO makes a table.
constexpr std::array writing_words{
    std::string_view{"alter"},      std::string_view{"commit"},   std::string_view{"create"},
    std::string_view{"dbcc"},       std::string_view{"delete"},   std::string_view{"deny"},
    std::string_view{"drop"},       std::string_view{"exec"},     std::string_view{"execute"},
    std::string_view{"grant"},      std::string_view{"insert"},   std::string_view{"into"},
    std::string_view{"kill"},       std::string_view{"merge"},    std::string_view{"reconfigure"},
    std::string_view{"restore"},    std::string_view{"revoke"},   std::string_view{"rollback"},
    std::string_view{"shutdown"},   std::string_view{"truncate"}, std::string_view{"update"},
    std::string_view{"updatetext"}, std::string_view{"writetext"}};

constexpr std::string_view white_space = " \t\r\n\f\v";

bool is_letter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_' ||
           static_cast<unsigned char>(character) >= 0x80;
}
bool is_digit(char character) { return character >= '0' && character <= '9'; }

// Takes a query apart from its begin to its end.
class QueryReader {
public:
    QueryReader(std::string_view name, std::string_view query) : name_{name}, left_{query} {}

    std::string read() {
        while (!left_.empty()) {
            const char character = left_.front();
            if (left_.starts_with("--")) {
                skip_comment("\n");
            } else if (left_.starts_with("/*")) {
                skip_comment("*/");
            } else if (character == '\'' || character == '"' || character == '`') {
                take_quoted(character);
            } else if (is_letter(character)) {
                take_word();
            } else {
                take(1);
            }
        }
        take_off_end();
        if (!has_words_) refuse("it is empty; it must be a SELECT");
        if (text_.find(';') != std::string::npos) {
            refuse(
                "it must be one statement: a semicolon stands at its end alone (within a text write its character "
                "code, as chr(59))");
        }
        return std::move(text_);
    }

private:
    [[noreturn]] void refuse(std::string_view words) const {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the query \"{}\" of the mapping cannot be run: {}", name_, words)};
    }

    void take(std::size_t count) {
        text_ += left_.substr(0, count);
        left_.remove_prefix(count);
    }

    // Some databases let comments stand within comments and some do not: what is one to one is a statement to another.
    void skip_comment(std::string_view end) {
        const bool is_line = end == "\n";
        const std::size_t at = left_.find(end, 2);
        if (at == std::string_view::npos && !is_line) refuse("a comment of it does not end");
        const std::string_view comment = left_.substr(2, at == std::string_view::npos ? at : at - 2);
        if (!is_line && comment.find("/*") != std::string_view::npos) refuse("a comment stands within a comment");
        left_.remove_prefix(std::min(at == std::string_view::npos ? at : at + end.size(), left_.size()));
        text_ += ' ';
    }

    // A quotation mark within is doubled: two texts side by side look alike.
    void take_quoted(char mark) {
        const std::size_t end = left_.find(mark, 1);
        if (end == std::string_view::npos) refuse("a quotation mark of it is never closed");
        take(end + 1);
    }

    void take_word() {
        const auto* const end = std::ranges::find_if_not(left_, [](char character) {
            return is_letter(character) || is_digit(character) || character == '$' || character == '#';
        });
        const auto size = static_cast<std::size_t>(end - left_.begin());
        const std::string word = lower_case(left_.substr(0, size));
        if (!has_words_ && std::ranges::find(first_words, word) == first_words.end()) {
            refuse(fmt::format("it begins with {}; it must be a SELECT (or WITH ... SELECT)", left_.substr(0, size)));
        }
        if (std::ranges::find(writing_words, word) != writing_words.end()) {
            refuse(fmt::format(
                "it holds {}, the word of a statement that writes; a column of this name must stand in quotation marks",
                left_.substr(0, size)));
        }
        has_words_ = true;
        take(size);
    }

    void take_off_end() {
        text_.erase(text_.find_last_not_of(white_space) + 1);
        if (text_.ends_with(';')) text_.pop_back();
        text_.erase(text_.find_last_not_of(white_space) + 1);
    }

    std::string_view name_;
    std::string_view left_;  // of the query
    std::string text_;       // as it is sent
    bool has_words_ = false;
};

}  // namespace

std::string reading_query(std::string_view name, std::string_view query) { return QueryReader{name, query}.read(); }

}  // namespace kinote::legacy_migration
