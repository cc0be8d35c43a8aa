#include "access/api_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"

namespace kinote::access {
namespace {

constexpr std::size_t least_length = 16;
constexpr unsigned owner_only = 0600;

bool is_token_character(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-' || character == '_';
}

}  // namespace

ApiToken::ApiToken(std::string token) : token_{std::move(token)} {
    if (token_.size() < least_length || !std::ranges::all_of(token_, is_token_character)) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("an API token needs {} or more letters, digits, '-' and '_'", least_length)};
    }
}

ApiToken ApiToken::read_or_create(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        base::write_file_durably(file, base::random_hex(32) + "\n", owner_only);
    }
    using std::filesystem::perms;
    const perms given = std::filesystem::status(file).permissions();
    if ((given & (perms::group_all | perms::others_all)) != perms::none) {
        throw base::Error{base::ErrorKind::refused,
                          fmt::format("{} can be read by others than its owner: run chmod 600 on it, and delete it "
                                      "first where a stranger may have read it",
                                      file.string())};
    }
    std::string token = base::read_text_file(file, 4096);
    while (!token.empty() && std::isspace(static_cast<unsigned char>(token.back())) != 0) token.pop_back();
    return ApiToken{std::move(token)};
}

bool ApiToken::matches(std::string_view candidate) const {
    if (candidate.size() != token_.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < token_.size(); ++i) {
        difference |= static_cast<unsigned>(candidate[i] ^ token_[i]);
    }
    return difference == 0;
}

}  // namespace kinote::access
