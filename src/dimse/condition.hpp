#pragma once
// What DCMTK's functions return, as errors of ours.

#include <string>
#include <string_view>

class OFCondition;

namespace kinote::dimse {

/// Does nothing for a good condition. @param what  the action that it is about: "accept the association".
/// @throws base::Error unavailable with DCMTK's words.
void check(const OFCondition& condition, std::string_view what);

/// DCMTK's words on one line.
[[nodiscard]] std::string text_of(const OFCondition& condition);

}  // namespace kinote::dimse
