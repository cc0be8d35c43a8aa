#include "cli/password_input.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "base/error.hpp"

namespace kinote::cli {
namespace {

using base::Error;
using base::ErrorKind;

class UnseenTyping {
public:
    UnseenTyping() {
        ::tcgetattr(STDIN_FILENO, &before_);
        termios unseen = before_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    }
    ~UnseenTyping() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    UnseenTyping(const UnseenTyping&) = delete;
    UnseenTyping& operator=(const UnseenTyping&) = delete;

private:
    termios before_{};
};

std::string read_password_line() {
    constexpr std::size_t longest = 4096;
    std::string line;
    if (!std::getline(std::cin, line) || line.size() > longest) {
        throw Error{ErrorKind::invalid, "no password came on standard input; --generate makes one"};
    }
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string ask_unseen(const char* question) {
    fmt::print(stderr, "{}", question);
    const UnseenTyping unseen;
    std::string line = read_password_line();
    fmt::print(stderr, "\n");
    return line;
}

}  // namespace

std::string read_new_password() {
    if (::isatty(STDIN_FILENO) == 0) return read_password_line();
    std::string password = ask_unseen("Password: ");
    if (ask_unseen("The same again: ") != password) {
        throw Error{ErrorKind::invalid, "the two passwords are not the same: nothing was changed"};
    }
    return password;
}

}  // namespace kinote::cli
