#include "base/file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <csignal>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::base {
namespace {

using testing::HasSubstr;

class FileTest : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path path(const std::string& name = "file") const { return folder_.path() / name; }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator{folder_.path()}, std::filesystem::directory_iterator{}));
    }
    static unsigned mode(const std::filesystem::path& file) {
        struct stat status {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return status.st_mode & 07777U;
    }
    template <typename Call>
    static Error error_of(Call call) {
        try {
            call();
        } catch (const Error& error) {
            return error;
        }
        return {ErrorKind::internal, "no error"};
    }

private:
    test::TemporaryFolder folder_;
};

TEST_F(FileTest, a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it) {
    write_file_durably(path(), "first, and longer");
    write_file_durably(path(), "second");
    EXPECT_EQ(read_text_file(path(), 100), "second");
    EXPECT_EQ(files(), 1U);
}

TEST_F(FileTest, a_file_that_cannot_be_replaced_stays_and_leaves_nothing_beside_it) {
    std::filesystem::create_directories(path() / "in the way");
    EXPECT_ANY_THROW(write_file_durably(path(), "new"));
    EXPECT_EQ(files(), 1U);
}

TEST_F(FileTest, a_file_is_readable_by_those_alone_who_may) {
    write_file_durably(path(), "secret", 0600);
    EXPECT_EQ(mode(path()), 0600U);
}

TEST_F(FileTest, a_descriptor_does_not_pass_to_other_programs) {
    write_file_durably(path(), "");
    const File file = File::open_for_reading(path());
    EXPECT_NE(::fcntl(file.descriptor(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(FileTest, creating_a_file_that_exists_is_an_error_in_words) {
    write_file_durably(path(), "kept");
    const Error error = error_of([&] { (void)File::create(path()); });
    EXPECT_THAT(error.what(), HasSubstr(path().string()));
    EXPECT_EQ(read_text_file(path(), 100), "kept");
}

TEST_F(FileTest, a_file_that_is_not_there_is_not_found) {
    const Error error = error_of([&] { (void)File::open_for_reading(path()); });
    EXPECT_EQ(error.kind(), ErrorKind::not_found);
    EXPECT_THAT(error.what(), HasSubstr(path().string()));
}

TEST_F(FileTest, what_is_no_regular_file_is_refused_and_not_waited_for) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    for (const std::filesystem::path& strange :
         {path("pipe"), path().parent_path(), std::filesystem::path{"/dev/null"}}) {
        const Error error = error_of([&] { (void)File::open_for_reading(strange); });
        EXPECT_EQ(error.kind(), ErrorKind::refused) << strange;
        EXPECT_THAT(error.what(), testing::AllOf(HasSubstr(strange.string()), HasSubstr("no regular file")));
    }
}

TEST_F(FileTest, a_file_beyond_the_limit_is_not_read) {
    write_file_durably(path(), std::string(101, 'x'));
    EXPECT_EQ(error_of([&] { (void)read_file(path(), 100); }).kind(), ErrorKind::invalid);
    EXPECT_EQ(read_file(path(), 101).size(), 101U);
}

TEST_F(FileTest, bytes_are_read_from_anywhere_and_end_with_none) {
    write_file_durably(path(), "0123456789");
    File file = File::open_for_reading(path());
    EXPECT_EQ(file.size(), 10U);
    std::array<std::byte, 4> buffer{};
    EXPECT_EQ(file.read_at(8, buffer), 2U);
    EXPECT_EQ(buffer[0], std::byte{'8'});
    EXPECT_EQ(file.read_at(10, buffer), 0U);
    EXPECT_EQ(file.read(buffer), 4U);
    EXPECT_EQ(buffer[0], std::byte{'0'});
}

/// Lets this process write no file beyond so many bytes, as a full disk would.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : handler_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(FileTest, what_cannot_be_written_whole_is_unavailable_and_leaves_the_old_file) {
    write_file_durably(path(), "old");
    {
        const SizeLimit limit{4'096};
        EXPECT_EQ(error_of([&] { write_file_durably(path(), std::string(10'000, 'x')); }).kind(),
                  ErrorKind::unavailable);
    }
    EXPECT_EQ(read_text_file(path(), 100), "old");
    EXPECT_EQ(files(), 1U);
}

TEST_F(FileTest, a_file_that_moved_is_closed_once) {
    write_file_durably(path(), "x");
    File first = File::open_for_reading(path());
    const int descriptor = first.descriptor();
    {
        const File second = std::move(first);
        EXPECT_EQ(second.descriptor(), descriptor);
    }
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace kinote::base
