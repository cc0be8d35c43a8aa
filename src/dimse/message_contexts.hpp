#pragma once
// Presentation contexts for services whose data sets are no objects.

#include <string>
#include <string_view>

#include "dicom/uid.hpp"
#include "dimse/proposal.hpp"

namespace kinote::dimse {

/// Proposes a class with the transfer syntaxes that data sets of messages are written and read in here.
[[nodiscard]] inline ProposedContext message_context(std::string_view sop_class_uid,
                                                     ProposedRole role = ProposedRole::scu) {
    return {std::string{sop_class_uid},
            {std::string{dicom::uid::ExplicitVRLittleEndian}, std::string{dicom::uid::ImplicitVRLittleEndian}},
            role};
}

}  // namespace kinote::dimse
