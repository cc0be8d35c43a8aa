#include "dimse/condition.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/ofstd/ofcond.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::dimse {

std::string text_of(const OFCondition& condition) {
    std::string text{condition.text()};
    std::ranges::replace(text, '\n', ' ');
    return text;
}

void check(const OFCondition& condition, std::string_view what) {
    if (condition.good()) return;
    throw base::Error{base::ErrorKind::unavailable, fmt::format("cannot {}: {}", what, text_of(condition))};
}

}  // namespace kinote::dimse
