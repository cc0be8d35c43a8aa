#include "cli/printing.hpp"

#include <gtest/gtest.h>

namespace kinote::cli {
namespace {

TEST(PrintingTest, control_characters_do_not_reach_the_terminal) {
    EXPECT_EQ(printable("a\x1B[31m\r\nb\x7F"), "a?[31m??b?");
    EXPECT_EQ(printable("caf\xC3\xA9"), "caf\xC3\xA9");
}

TEST(PrintingTest, the_lines_of_a_text_stay_lines) {
    EXPECT_EQ(printable_lines("Rejected\nreject\r\nagain\rend", "  "), "Rejected\n  reject\n  again\n  end");
    EXPECT_EQ(printable_lines("one\x1B", "  "), "one?");
    EXPECT_EQ(printable_lines("", "  "), "");
    EXPECT_EQ(printable_lines("ends\n", "  "), "ends\n  ");
}

}  // namespace
}  // namespace kinote::cli
