#include "dimse/association_offer.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

#include <cstdlib>
#include <utility>

#include "dimse/condition.hpp"

namespace kinote::dimse {
namespace {

T_ASC_RejectParameters reject_parameters(Rejection rejection) {  // PS3.8 Table 9-21
    constexpr auto user = ASC_SOURCE_SERVICEUSER;
    switch (rejection) {
        case Rejection::application_context_name:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_APPCONTEXTNAMENOTSUPPORTED};
        case Rejection::calling_ae_title:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED};
        case Rejection::called_ae_title:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED};
        case Rejection::presentation_contexts: return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_NOREASON};
        case Rejection::local_limit:
            return {ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
                    ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED};
    }
    std::abort();
}

}  // namespace

std::string_view to_string(Rejection rejection) {
    switch (rejection) {
        case Rejection::application_context_name: return "application context name not supported";
        case Rejection::calling_ae_title: return "calling AE title not recognized";
        case Rejection::called_ae_title: return "called AE title not recognized";
        case Rejection::presentation_contexts: return "malformed presentation contexts";
        case Rejection::local_limit: return "local limit exceeded";
    }
    std::abort();
}

AssociationOffer::AssociationOffer(AssociationHandle handle, Wire& wire) : wire_{wire}, handle_{std::move(handle)} {}

std::string_view AssociationOffer::calling_ae_title() const noexcept {
    return handle_->params->DULparams.callingAPTitle;
}
std::string_view AssociationOffer::called_ae_title() const noexcept { return handle_->params->DULparams.calledAPTitle; }
T_ASC_Parameters& AssociationOffer::parameters() noexcept { return *handle_->params; }

void AssociationOffer::reject(Rejection rejection) {
    const T_ASC_RejectParameters parameters = reject_parameters(rejection);
    check(ASC_rejectAssociation(handle_.get(), &parameters), "reject the association");
}

void AssociationOffer::accept() {
    check(ASC_acknowledgeAssociation(handle_.get()), "accept the association");
    wire_.end_waits_on_stop(false);
}

}  // namespace kinote::dimse
