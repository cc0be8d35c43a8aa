#include "dicomweb/capabilities.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dicomweb/attribute_format.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/rooms.hpp"
#include "dicomweb/search_request.hpp"
#include "dicomweb/xml_text.hpp"

namespace kinote::dicomweb {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr std::array stored_types{std::string_view{R"(multipart/related; type="application/dicom")"},
                                  std::string_view{"application/dicom"}};
constexpr std::array store_statuses{200, 202, 409};
constexpr std::array store_answer_types{dicom_json_type, native_xml_type};
constexpr std::string_view wadl_type = "application/vnd.sun.wadl+xml";

struct Capability {
    std::string path;  ///< below the service, "studies/{study}"
    bool stores = false;
    std::vector<std::string> parameters;
    std::vector<std::string_view> media_types;
};

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> endings) {
    for (const std::string_view ending : endings) {
        if (path.ends_with(ending)) return true;
    }
    return false;
}

std::vector<std::string_view> media_types_of(std::string_view path) {
    if (ends_with_any(path, {"studies", "series", "instances", "/metadata"})) {
        return {dicom_json_type, related_native_xml};
    }
    if (ends_with_any(path, {"{frames}/rendered", "/thumbnail"})) return {"image/jpeg", "image/png"};
    if (ends_with_any(path, {"{instance}/rendered"}))
        return {"image/jpeg", "image/png", "text/html", "text/plain", "text/xml"};
    if (ends_with_any(path, {"/rendered"})) {
        return {R"(multipart/related; type="image/jpeg")", R"(multipart/related; type="image/png")", "image/jpeg",
                "image/png"};
    }
    if (ends_with_any(path, {"/{frames}"})) {
        return {R"(multipart/related; type="application/octet-stream")",
                R"(multipart/related; type="image/jpeg")",
                R"(multipart/related; type="image/jls")",
                R"(multipart/related; type="image/jp2")",
                R"(multipart/related; type="image/jphc")",
                R"(multipart/related; type="image/dicom-rle")"};
    }
    if (ends_with_any(path, {"/{attribute}"})) {
        return {"application/octet-stream", R"(multipart/related; type="application/octet-stream")"};
    }
    if (ends_with_any(path, {"/{instance}"})) {
        return {R"(multipart/related; type="application/dicom")", "application/dicom"};
    }
    return {R"(multipart/related; type="application/dicom")"};
}

std::vector<Capability> capabilities(const http::Router& router) {
    std::vector<Capability> all;
    std::set<std::string> storing;
    for (const http::Route& route : router.routes()) {
        if (!route.pattern.starts_with(service_path)) continue;
        if (route.method == http::Method::post) storing.insert(route.pattern.substr(service_path.size() + 1));
        if (route.method != http::Method::get) continue;
        Capability one;
        one.path = route.pattern.substr(service_path.size() + 1);
        one.parameters = route.parameters;
        if (route.checks_parameters) {
            one.parameters = {"{attribute}",
                              "includefield",
                              "limit",
                              "offset",
                              "fuzzymatching",
                              "multiplevaluematching",
                              "emptyvaluematching",
                              std::string{has_key_images_key},
                              std::string{note_title_key},
                              "accept"};
        }
        one.media_types = media_types_of(one.path);
        all.push_back(std::move(one));
    }
    for (Capability& one : all) one.stores = storing.contains(one.path);
    return all;
}

std::string xml_escaped(std::string_view text) {
    std::string xml;
    append_xml_text(xml, text);
    return xml;
}

std::string storing_wadl() {
    std::string wadl = "<method name=\"POST\">\n<request>\n<param name=\"Accept\" style=\"header\"/>\n";
    for (const std::string_view type : stored_types) {
        wadl += fmt::format("<representation mediaType=\"{}\"/>\n", xml_escaped(type));
    }
    wadl += "</request>\n";
    for (const int status : store_statuses) {
        wadl += fmt::format("<response status=\"{}\">\n", status);
        for (const std::string_view type : store_answer_types) {
            wadl += fmt::format("<representation mediaType=\"{}\"/>\n", type);
        }
        wadl += "</response>\n";
    }
    return wadl + "</method>\n";
}

json::object storing_json() {
    json::array types;
    for (const std::string_view type : stored_types) types.push_back(json::object{{"mediaType", type}});
    json::array answers;
    for (const std::string_view type : store_answer_types) answers.push_back(json::object{{"mediaType", type}});
    json::array responses;
    for (const int status : store_statuses) {
        responses.push_back(json::object{{"status", std::to_string(status)}, {"representation", answers}});
    }
    return {{"name", "POST"},
            {"request", json::object{{"representation", std::move(types)}}},
            {"response", std::move(responses)}};
}

Response get_capabilities(const http::Router& router, const DicomWebRooms& rooms, const Request& request) {
    const std::string_view type =
        accepted_type(request, {wadl_type, "application/xml", "application/json", "application/dicom+json"});
    if (type.empty()) return not_acceptable(fmt::format("{} or application/json", wadl_type));
    const std::string service = service_url(rooms, request);
    Response response = http::bytes_response(
        type.ends_with("json") ? capabilities_as_json(router, service) : capabilities_as_wadl(router, service), type);
    response.headers.add("Allow", "GET, HEAD, POST, OPTIONS");
    response.headers.add("Vary", "Accept");
    return response;
}

}  // namespace

std::string capabilities_as_wadl(const http::Router& router, std::string_view service) {
    std::string wadl = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<application xmlns=\"http://wadl.dev.java.net/2009/02\">\n"
        "<resources base=\"{}/\">\n",
        xml_escaped(service));
    for (const Capability& one : capabilities(router)) {
        wadl += fmt::format("<resource path=\"{}\">\n<method name=\"GET\">\n<request>\n", xml_escaped(one.path));
        for (const std::string& name : one.parameters) {
            wadl += fmt::format("<param name=\"{}\" style=\"query\"/>\n", xml_escaped(name));
        }
        wadl += "<param name=\"Accept\" style=\"header\"/>\n</request>\n<response status=\"200\">\n";
        for (const std::string_view type : one.media_types) {
            wadl += fmt::format("<representation mediaType=\"{}\"/>\n", xml_escaped(type));
        }
        wadl += "</response>\n</method>\n";
        if (one.stores) wadl += storing_wadl();
        wadl += "</resource>\n";
    }
    wadl += "</resources>\n</application>\n";
    return wadl;
}

std::string capabilities_as_json(const http::Router& router, std::string_view service) {
    json::array resources;
    for (const Capability& one : capabilities(router)) {
        json::array parameters;
        for (const std::string& name : one.parameters)
            parameters.push_back(json::object{{"name", name}, {"style", "query"}});
        parameters.push_back(json::object{{"name", "Accept"}, {"style", "header"}});
        json::array types;
        for (const std::string_view type : one.media_types) types.push_back(json::object{{"mediaType", type}});
        const json::object method{
            {"name", "GET"},
            {"request", json::object{{"param", std::move(parameters)}}},
            {"response", json::object{{"status", "200"}, {"representation", std::move(types)}}},
        };
        json::array methods{method};
        if (one.stores) methods.push_back(storing_json());
        resources.push_back(json::object{{"path", one.path}, {"method", std::move(methods)}});
    }
    return json::serialize(
        json::object{{"application", json::object{{"resources", json::object{{"base", fmt::format("{}/", service)},
                                                                             {"resource", std::move(resources)}}}}}});
}

void add_capability_routes(http::Router& router, const DicomWebRooms& rooms) {
    for (const std::string_view pattern : {"", "/", "/studies", "/series", "/instances"}) {
        router.add({http::Method::options,
                    fmt::format("{}{}", service_path, pattern),
                    [&router, rooms](const Request& request) { return get_capabilities(router, rooms, request); },
                    "read",
                    {"accept"}});
    }
}

}  // namespace kinote::dicomweb
