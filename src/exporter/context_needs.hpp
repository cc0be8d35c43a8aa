#pragma once
// What is to be sent to a destination, and the presentation contexts that are proposed for it.

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dimse/proposal.hpp"

namespace kinote::exporter {

/// What is to be sent in one presentation context: SOP class and transfer syntax.
using ContextNeed = std::pair<std::string, std::string>;
using ContextNeeds = std::set<ContextNeed>;

/// One context for each need, so that an object goes out as it is stored wherever the peer takes it so; and one for
/// each class of which something can be recoded without loss, in Explicit and Implicit VR Little Endian, for peers that
/// take nothing else (PS3.5 10.1).
[[nodiscard]] std::vector<dimse::ProposedContext> contexts_for(const ContextNeeds& needs);

/// In as many parts as associations must be asked for: each of at most dimse::Proposal::maximum_contexts.
[[nodiscard]] std::vector<ContextNeeds> split(const ContextNeeds& needs);

}  // namespace kinote::exporter
