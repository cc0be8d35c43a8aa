#include "exporter/context_needs.hpp"

#include <array>
#include <string_view>

#include "dicom/uid.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::exporter {
namespace {

// Those that are asked for as such need no second context.
std::vector<std::string> recoded_syntaxes(const ContextNeeds& needs, const std::string& sop_class) {
    std::vector<std::string> syntaxes;
    for (const std::string_view uid : {dicom::uid::ExplicitVRLittleEndian, dicom::uid::ImplicitVRLittleEndian}) {
        if (!needs.contains({sop_class, std::string{uid}})) syntaxes.emplace_back(uid);
    }
    return syntaxes;
}

}  // namespace

std::vector<dimse::ProposedContext> contexts_for(const ContextNeeds& needs) {
    std::vector<dimse::ProposedContext> contexts;
    std::set<std::string> recoded;
    for (const auto& [sop_class, transfer_syntax] : needs) {
        contexts.push_back({sop_class, {transfer_syntax}, dimse::ProposedRole::scu});
        if (rendering::can_be_recoded(transfer_syntax)) recoded.insert(sop_class);
    }
    for (const std::string& sop_class : recoded) {
        std::vector<std::string> syntaxes = recoded_syntaxes(needs, sop_class);
        if (!syntaxes.empty()) contexts.push_back({sop_class, std::move(syntaxes), dimse::ProposedRole::scu});
    }
    return contexts;
}

std::vector<ContextNeeds> split(const ContextNeeds& needs) {
    std::vector<ContextNeeds> parts;
    for (const ContextNeed& need : needs) {
        if (!parts.empty()) {
            parts.back().insert(need);
            if (contexts_for(parts.back()).size() <= dimse::Proposal::maximum_contexts) continue;
            parts.back().erase(need);
        }
        parts.push_back({need});
    }
    return parts;
}

}  // namespace kinote::exporter
