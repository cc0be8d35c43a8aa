#pragma once
// How the objects of one export are de-identified.

#include <cstdint>
#include <string>

#include "deidentification/uid_mapping.hpp"

namespace kinote::deidentification {

/// For the objects of one patient.
struct Deidentification {
    UidMapping mapping;        ///< the same for the whole export
    std::string patient_name;  ///< the pseudonym, e.g. UidMapping::pseudonym(): 1 to 64 ASCII characters, no backslash
    std::string patient_id;    ///< of the same kind
    /// A person has looked at this object and says that its pixels, or its document, tell nobody who the patient is.
    bool is_confirmed = false;
    /// Bytes of rewritten attributes in memory; what is copied unchanged does not count.
    std::uint64_t memory_limit = std::uint64_t{64} << 20;
};

}  // namespace kinote::deidentification
