#include "server/web_store.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/header.hpp"
#include "dimse/status.hpp"
#include "ingest/import_run.hpp"
#include "server/api.hpp"
#include "server/arrival_refusal.hpp"
#include "server/object_arrival.hpp"

namespace kinote::server {
namespace {

using dicomweb::StoreResult;

// As far as the object can be understood.
StoreResult result_of(const dicom::ByteSource& object) {
    StoreResult result;
    try {
        dicom::Header header = dicom::read_header(object);
        result.sop_class_uid = std::move(header.sop_class_uid);
        result.sop_instance_uid = std::move(header.sop_instance_uid);
        result.series_instance_uid = std::move(header.series_instance_uid);
        result.study_instance_uid = std::move(header.study_instance_uid);
    } catch (const base::Error& error) {
        base::log::debug("an object that is stored by DICOMweb has no readable header", {{"error", error.what()}});
    }
    return result;
}

StoreResult result_of(ingest::Acceptance acceptance) {
    StoreResult result;
    result.sop_class_uid = std::move(acceptance.sop_class_uid);
    result.sop_instance_uid = std::move(acceptance.sop_instance_uid);
    result.series_instance_uid = std::move(acceptance.series_instance_uid);
    result.study_instance_uid = std::move(acceptance.study_instance_uid);
    const StoreRefusal refusal = refusal_of(acceptance.outcome);
    result.failure = static_cast<std::uint16_t>(refusal.status);
    result.words = refusal.words;
    if (!result.is_stored() || acceptance.damage.empty()) return result;
    result.warning = static_cast<std::uint16_t>(dimse::Status::data_set_warning);
    result.words = fmt::format("it is not whole, and kept as it came: {}", acceptance.damage);
    return result;
}

// The objects of one request.
class WebStore {
public:
    WebStore(ingest::Intake& intake, database::Database& database, const base::Clock& clock,
             const http::Request& request)
        : intake_{intake},
          database_{database},
          clock_{clock},
          study_{request.captures.find("study").value_or("")},
          run_{actor_of(request)} {}

    StoreResult take_in(dicom::ReceivedObject& object) {
        ObjectArrival arrived{object};
        ingest::Arrival& arrival = arrived.arrival();
        arrival.received_from = fmt::format("STOW {} {}", run_.actor().name, run_.actor().came_from);
        arrival.expected_study_instance_uid = study_;
        arrival.import = &run_;
        try {
            return result_of(intake_.accept(arrival));
        } catch (const base::Error& error) {
            StoreResult result = result_of(arrival.object);
            base::log::warn("an object was received by DICOMweb and not stored",
                            {{"sop_instance_uid", result.sop_instance_uid}, {"reason", error.what()}});
            raise_arrival_refusal(database_, clock_, {arrival.received_from, result.sop_instance_uid}, error);
            result.failure = static_cast<std::uint16_t>(dimse::store_status(error.kind()));
            result.words = error.what();
            return result;
        }
    }

private:
    ingest::Intake& intake_;
    database::Database& database_;
    const base::Clock& clock_;
    std::string study_;
    ingest::ImportRun run_;
};

}  // namespace

std::function<dicomweb::StoreObject(const http::Request&)> make_web_store(ingest::Intake& intake,
                                                                          database::Database& database,
                                                                          const base::Clock& clock) {
    return [&intake, &database, &clock](const http::Request& request) -> dicomweb::StoreObject {
        const auto store = std::make_shared<WebStore>(intake, database, clock, request);
        return [store](dicom::ReceivedObject& object) { return store->take_in(object); };
    };
}

}  // namespace kinote::server
