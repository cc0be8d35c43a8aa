#pragma once
// The token that opens the API and the pages before there are accounts.

#include <filesystem>
#include <string>
#include <string_view>

namespace kinote::access {

/// Knows one token; compares without telling by its time how much of a guess was right. Any thread.
class ApiToken {
public:
    /// Reads the file, or makes it with a random token of 256 bits, readable by its owner alone.
    /// @throws Error refused where others may read it or it holds no usable token.
    [[nodiscard]] static ApiToken read_or_create(const std::filesystem::path& file);
    /// @throws Error invalid where it has fewer than 16 characters or others than letters, digits, - and _.
    explicit ApiToken(std::string token);

    [[nodiscard]] bool matches(std::string_view candidate) const;
    [[nodiscard]] const std::string& text() const { return token_; }

private:
    std::string token_;
};

}  // namespace kinote::access
