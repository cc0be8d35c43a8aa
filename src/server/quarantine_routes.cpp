#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/instance_table.hpp"
#include "dicom/leading_elements.hpp"
#include "query/studies.hpp"
#include "server/api.hpp"
#include "server/json_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
namespace tag = dicom::tag;
using http::Request;
using http::Response;

constexpr std::int64_t usual_page = 25;
constexpr std::string_view other_patient = "\"K33\"";  // in the findings, as they are stored

// Whom the document itself names, for who compares it with the patient of the study. Null where it cannot be read.
json::value named_patient(const ApiRooms& rooms, const database::ListedKosd& kosd) {
    const auto found = database::find_object_in_place(*rooms.database.connection(), kosd.sop_instance_uid);
    if (!found) return nullptr;  // gone since
    try {
        const auto document = dicom::read_up_to(*rooms.image_cache.open(found->object), tag::PatientSex);
        return json::object{
            {"patient_id", document.text(tag::PatientID)},
            {"issuer_of_patient_id", document.text(tag::IssuerOfPatientID)},
            {"patient_name", document.text(tag::PatientName)},
            {"patient_birth_date", document.text(tag::PatientBirthDate)},
        };
    } catch (const base::Error& error) {
        base::log::warn("whom a quarantined document names cannot be read",
                        {{"sop_instance_uid", kosd.sop_instance_uid}, {"reason", error.what()}});
        return nullptr;
    }
}

Response get_quarantine(const ApiRooms& rooms, const Request& request) {
    const query::KosdPage page = query::find_quarantined(
        rooms.database, integer_parameter(request, "limit", usual_page), integer_parameter(request, "offset", 0));
    json::array objects;
    for (const database::ListedKosd& kosd : page.kosds) {
        json::object object = quarantined_to_json(kosd);
        const bool names_other = kosd.findings.find(other_patient) != std::string::npos;
        object["named_patient"] = names_other ? named_patient(rooms, kosd) : json::value(nullptr);
        objects.push_back(std::move(object));
    }
    return http::json_response(json::object{{"objects", std::move(objects)}, {"total", page.total}});
}

}  // namespace

void add_quarantine_routes(http::Router& router, const ApiRooms& rooms) {
    router.add({http::Method::get,
                "/api/quarantine",
                [rooms](const Request& request) { return get_quarantine(rooms, request); },
                "read",
                {"limit", "offset"}});
}

}  // namespace kinote::server
