#pragma once
// One line of the table that the benches print together: tools/run_bench.sh lays it out.

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace kinote::bench {

enum class Bound { at_least, at_most };

struct Goal {
    Bound bound = Bound::at_least;
    double ratio = 1;
};

struct ResultRow {
    std::string work;
    std::string peer;  ///< whom it is compared with
    std::string unit = "/s";
    double kinote = 0;
    double other = 0;
    Goal goal;
};

inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

/// Fields parted by tabs: row, work, kinote's figure, the peer with its figure, ratio, goal, met or missed.
inline void print_row(const ResultRow& row) {
    const double ratio = row.kinote / row.other;
    const bool is_met = row.goal.bound == Bound::at_least ? ratio >= row.goal.ratio : ratio <= row.goal.ratio;
    std::printf("row\t%s\t%.4g%s\t%s %.4g%s\t%.2f\t%s %.2f\t%s\n", row.work.c_str(), row.kinote, row.unit.c_str(),
                row.peer.c_str(), row.other, row.unit.c_str(), ratio,
                row.goal.bound == Bound::at_least ? ">=" : "<=", row.goal.ratio, is_met ? "met" : "missed");
    std::fflush(stdout);
}

}  // namespace kinote::bench
