#pragma once
// Runs programs of other people beside the server under test.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern char** environ;

namespace kinote::dimse::testing {

inline std::string content_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

inline void write_file(const std::filesystem::path& path, const std::string& content) {
    std::ofstream{path, std::ios::binary} << content;
}

/// Whether a program of that name is in the usual folder.
inline bool is_installed(const std::string& name) { return std::filesystem::exists("/usr/bin/" + name); }

/// A program that runs until it ends or is no longer wanted; what it writes goes into a file.
class Tool {
public:
    Tool(const std::vector<std::string>& arguments, const std::filesystem::path& output) : output_{output} {
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        std::vector<char*> words;
        for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        if (::posix_spawnp(&process_, words[0], &actions, nullptr, words.data(), environ) != 0) process_ = -1;
        ::posix_spawn_file_actions_destroy(&actions);
    }
    ~Tool() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        wait();
    }
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;

    /// Its exit code; -1 where it did not start or was killed.
    int wait() {
        int status = 0;
        if (process_ <= 0 || ::waitpid(process_, &status, 0) != process_) return -1;
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] std::string output() const { return content_of(output_); }

private:
    pid_t process_ = -1;
    std::filesystem::path output_;
};

struct ToolResult {
    int exit_code = -1;
    std::string output;
};

inline ToolResult run_tool(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
    Tool tool{arguments, folder / "output.txt"};
    const int exit_code = tool.wait();
    return {exit_code, tool.output()};
}

}  // namespace kinote::dimse::testing
