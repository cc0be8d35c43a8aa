#include "cli/repair_printing.hpp"

#include <fmt/format.h>

#include "cli/printing.hpp"

namespace kinote::cli {

void print_repair(const note::Repair& repair) {
    for (const note::RepairedFinding& one : repair.repaired) {
        fmt::print("  {} repaired    {}{}{} -> {}\n", note::to_string(one.finding.rule), printable(one.finding.place),
                   one.finding.place.empty() ? "" : ": ", printable(one.before), printable(one.after));
    }
    for (const note::LeftFinding& one : repair.left) {
        fmt::print("  {} left        {}{}{}\n", note::to_string(one.finding.rule), printable(one.finding.place),
                   one.finding.place.empty() ? "" : ": ", printable(one.why));
    }
    if (repair.obstacle.empty()) {
        fmt::print("  once repaired: {}\n", to_string(repair.reading.verdict()));
    } else {
        fmt::print("  not to be repaired: {}\n", printable(repair.obstacle));
    }
}

}  // namespace kinote::cli
