#include "note/same_patient.hpp"

#include "base/folded_text.hpp"

namespace kinote::note {
namespace {

bool agree(std::string_view left, std::string_view right) { return left.empty() || right.empty() || left == right; }

}  // namespace

bool can_be_same_patient(const KnownPatient& left, const KnownPatient& right) {
    if (!left.id.empty() && !right.id.empty()) {
        return left.id == right.id && agree(left.issuer_of_id, right.issuer_of_id);
    }
    return agree(base::folded(left.name), base::folded(right.name)) && agree(left.birth_date, right.birth_date);
}

}  // namespace kinote::note
