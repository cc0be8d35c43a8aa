#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dicom/dicom_json.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/attribute_format.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/native_xml.hpp"
#include "dicomweb/note_attributes.hpp"
#include "dicomweb/produced_text.hpp"
#include "dicomweb/rooms.hpp"
#include "dicomweb/search_request.hpp"
#include "dicomweb/web_body.hpp"
#include "http/text.hpp"
#include "query/find.hpp"

namespace kinote::dicomweb {
namespace {

namespace tag = dicom::tag;
using http::Request;
using http::Response;
using query::QueryLevel;

constexpr std::size_t search_piece_bytes = std::size_t{64} * 1024;

dicom::Dataset data_set_of(const query::FoundMatch& match) {
    std::vector<std::byte> bytes = dicom::make_file_meta({.sop_class_uid = {},
                                                          .sop_instance_uid = {},
                                                          .transfer_syntax_uid = dicom::uid::ExplicitVRLittleEndian,
                                                          .source_ae_title = {}});
    bytes.insert(bytes.end(), match.identifier.begin(), match.identifier.end());
    return dicom::Dataset::parse(std::move(bytes));
}

// PS3.18 10.6.3.3: where the match itself can be had.
std::string retrieve_url(const dicom::Dataset& match, QueryLevel level, const std::string& service) {
    std::string url = fmt::format("{}/studies/{}", service, match.text(tag::StudyInstanceUID));
    if (level >= QueryLevel::series) url += "/series/" + match.text(tag::SeriesInstanceUID);
    if (level == QueryLevel::image) url += "/instances/" + match.text(tag::SOPInstanceUID);
    return url;
}

void append_retrieve_url(std::string& json, const std::string& url) {
    dicom::append_json_head(json, tag::RetrieveURL, dicom::Vr::UR);
    dicom::append_json_texts(json, dicom::Vr::UR, {&url, 1});
    json += "},";
}

// One object of the answer. What is not supported is left out: that it is empty would be a claim.
std::string match_to_json(const query::FoundMatch& match, const query::Identifier& identifier,
                          const std::string& service) {
    const dicom::Dataset found = data_set_of(match);
    const std::string url = retrieve_url(found, identifier.level, service);
    std::string json = "{";
    bool has_url = false;
    bool has_notes = match.note_titles == nullptr;
    for (const dicom::Element element : found.elements()) {
        if (element.tag() == tag::QueryRetrieveLevel || element.tag() == tag::RetrieveURL) continue;
        const query::Key* key = identifier.find(element.tag());
        if (key != nullptr && key->rule == nullptr) continue;
        if (!has_url && element.tag() > tag::RetrieveURL) {
            append_retrieve_url(json, url);
            has_url = true;
        }
        if (!has_notes && element.tag() > last_note_attribute) {
            append_note_attributes(json, *match.note_titles);
            has_notes = true;
        }
        dicom::append_json_attribute(json, element);
        json += ',';
    }
    if (!has_notes) append_note_attributes(json, *match.note_titles);
    json.back() = '}';
    return json;
}

// Matches as they are found, in a thread that waits for the client: several as JSON in a piece, or one as XML.
std::unique_ptr<ProducedText> produce_matches(const DicomWebRooms& rooms, SearchRequest search, std::string service,
                                              bool are_xml) {
    return std::make_unique<ProducedText>([rooms, search = std::move(search), service = std::move(service),
                                           are_xml](const ProducedText::Give& give) {
        const query::Finder finder{
            rooms.database, [&rooms](const database::StoredObject& object) { return rooms.image_cache.open(object); },
            rooms.retrieve_ae_title};
        std::int64_t taken = 0;
        std::string together;  // each piece wakes another thread
        const auto take = [&](const query::FoundMatch& match) {
            if (!together.empty()) together += ',';
            const std::string json = match_to_json(match, search.identifier, service);
            together += are_xml ? json_to_native_xml(json) : json;
            const bool is_full = are_xml || together.size() >= search_piece_bytes;
            if (is_full && !give(std::exchange(together, {}))) return false;
            return !search.limit || ++taken < *search.limit;
        };
        // A search brings nothing back from an archive.
        (void)finder.find(search.identifier, take, {search.offset, search.limit});
        if (!together.empty()) (void)give(std::move(together));
    });
}

// Up to so many bytes of the array; false at its end.
bool append_matches(std::string& json, ProducedText& matches, bool& is_first) {
    while (json.size() < search_piece_bytes) {
        const auto match = matches.next();
        if (!match) {
            json += ']';
            return false;
        }
        if (!std::exchange(is_first, false)) json += ',';
        json += *match;
    }
    return true;
}

// 10.6.3.1: nothing matches.
Response answer_nothing() {
    Response response;
    response.status = http::Status::no_content;
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

Response answer_in_json(const std::shared_ptr<ProducedText>& matches, std::string_view type) {
    Response response;
    std::string json = "[";
    bool is_first = true;
    const bool has_more = append_matches(json, *matches, is_first);
    if (is_first) return answer_nothing();
    response.headers.add("Content-Type", type);
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    response.body = std::move(json);
    if (has_more) {
        // Shared because a BodySource can be copied.
        response.more = [matches, is_done = false]() mutable -> std::optional<http::BodyPiece> {
            if (is_done) return std::nullopt;
            std::string piece;
            bool is_at_begin = false;
            is_done = !append_matches(piece, *matches, is_at_begin);
            return piece;
        };
    }
    return response;
}

Response answer_in_xml(const std::shared_ptr<ProducedText>& matches) {
    auto first = matches->next();
    if (!first) return answer_nothing();
    return multipart_response(
        [matches, first = std::move(first)]() mutable -> std::optional<WebBody> {
            auto xml = first ? std::exchange(first, std::nullopt) : matches->next();
            if (!xml) return std::nullopt;
            WebBody part;
            part.content_type = native_xml_type;
            part.head = *std::move(xml);
            return part;
        },
        native_xml_type);
}

Response answer_search(const DicomWebRooms& rooms, const Request& request, QueryLevel level) {
    const std::string_view type = accepted_attribute_format(request);
    if (type.empty()) return not_acceptable(offered_attribute_formats);
    SearchRequest search = read_search(request, level);
    const std::vector<std::string> warnings = std::move(search.warnings);
    const std::string service = service_url(rooms, request);
    const bool are_xml = type == native_xml_type;
    const std::shared_ptr<ProducedText> matches = produce_matches(rooms, std::move(search), service, are_xml);
    Response response = are_xml ? answer_in_xml(matches) : answer_in_json(matches, type);
    for (const std::string& warning : warnings) {
        response.headers.add("Warning", fmt::format(R"(299 {} "{}")", service, warning));
    }
    return response;
}

}  // namespace

void add_search_routes(http::Router& router, const DicomWebRooms& rooms) {
    const auto add = [&](std::string_view pattern, QueryLevel level) {
        http::Route route;
        route.pattern = fmt::format("{}{}", service_path, pattern);
        route.handler = [rooms, level](const Request& request) { return answer_search(rooms, request, level); };
        route.permission = "read";
        route.checks_parameters = true;
        router.add(std::move(route));
    };
    add("/studies", QueryLevel::study);
    add("/series", QueryLevel::series);
    add("/instances", QueryLevel::image);
    add("/studies/{study}/series", QueryLevel::series);
    add("/studies/{study}/instances", QueryLevel::image);
    add("/studies/{study}/series/{series}/instances", QueryLevel::image);
}

}  // namespace kinote::dicomweb
