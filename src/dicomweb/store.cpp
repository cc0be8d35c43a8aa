#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/received_object_writer.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/attribute_format.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/media_type.hpp"
#include "dicomweb/multipart_reader.hpp"
#include "dicomweb/rooms.hpp"
#include "dicomweb/store_answer.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::string_view part10_type = "application/dicom";
constexpr std::string_view related_type = "multipart/related";
constexpr std::size_t most_objects = 100'000;  // of one request
constexpr std::size_t longest_boundary = 256;  // RFC 2046 5.1.1 has 70, Orthanc sends 73
constexpr std::uint16_t out_of_resources = 0xA700;
constexpr std::uint16_t cannot_understand = 0xC000;

// The objects of one request, each taken in as soon as it is whole.
class Store final : public http::BodySink, private PartReceiver {
public:
    Store(const DicomWebRooms& rooms, const Request& request, std::string_view boundary, std::string_view answer_type)
        : limits_{rooms.object_limits},
          take_in_{rooms.open_store(request)},
          service_{service_url(rooms, request)},
          answer_type_{answer_type} {
        if (boundary.empty()) {
            begin_part(part10_type);
        } else {
            parts_.emplace(boundary, static_cast<PartReceiver&>(*this));
        }
    }

    void add(std::span<const std::byte> bytes) override {
        if (parts_) {
            parts_->add(bytes);
        } else {
            add_to_part(bytes);
        }
    }

    Response finish() override {
        if (!parts_) end_part();
        if (parts_ && !parts_->has_begun()) {
            throw Error{ErrorKind::invalid, "the boundary that Content-Type names does not stand in the body"};
        }
        if (parts_ && !parts_->has_ended()) {
            throw Error{ErrorKind::invalid,
                        fmt::format("the body ends before its closing boundary: {} of {} whole objects before that "
                                    "were stored; send all of it again, what is here already stays as it is",
                                    stored(), results_.size())};
        }
        if (results_.empty()) throw Error{ErrorKind::invalid, "the body holds no object"};
        return store_response(results_, service_, answer_type_);
    }

private:
    void begin_part(std::string_view content_type) override {
        if (results_.size() == most_objects) {
            throw Error{ErrorKind::invalid,
                        fmt::format("a request has at most {} objects: those are stored, send the rest in another",
                                    most_objects)};
        }
        failure_.reset();
        const MediaType type = read_media_type(content_type, "Content-Type of a part");
        if (!type.type.empty() && type.type != part10_type) {
            fail(cannot_understand, fmt::format("a part is {}, and not {}", type.type, part10_type));
            return;
        }
        open_writer();
    }

    void add_to_part(std::span<const std::byte> bytes) override {
        if (!writer_) return;
        try {
            writer_->add(bytes);
        } catch (...) {
            fail(out_of_resources, base::current_error().what());
        }
    }

    void end_part() override {
        if (failure_) {
            results_.push_back(*std::exchange(failure_, std::nullopt));
            return;
        }
        dicom::ReceivedObject object = writer_->finish();
        writer_.reset();
        results_.push_back(take_in_(object));
    }

    void open_writer() {
        try {
            writer_.emplace(limits_);
        } catch (...) {
            fail(out_of_resources, base::current_error().what());
        }
    }

    void fail(std::uint16_t reason, std::string words) {
        writer_.reset();
        base::log::warn("an object of a store request cannot be kept", {{"error", words}});
        failure_ = StoreResult{};
        failure_->failure = reason;
        failure_->words = std::move(words);
    }

    [[nodiscard]] std::ptrdiff_t stored() const { return std::ranges::count_if(results_, &StoreResult::is_stored); }

    const dicom::ObjectLimits& limits_;
    StoreObject take_in_;
    std::string service_;
    std::string_view answer_type_;            ///< a constant
    std::optional<MultipartReader> parts_{};  ///< absent where the body is one object
    std::optional<dicom::ReceivedObjectWriter> writer_{};
    std::optional<StoreResult> failure_{};  ///< of the part that comes
    std::vector<StoreResult> results_{};
};

Response unsupported(std::string_view type) {
    return http::error_response(
        http::Status::unsupported_media_type, "unsupported_media_type",
        fmt::format("objects are stored as multipart/related; type=\"{0}\", or one as {0}, and not as {1}", part10_type,
                    type.empty() ? "a body without a Content-Type" : type));
}

// With its boundary; empty where the body is one object. Nothing where it is something else.
std::optional<std::string> boundary_of(const MediaType& type) {
    if (type.type == part10_type) return std::string{};
    const bool is_related = type.type == related_type && in_small_letters(type.parameter("type")) == part10_type;
    if (!is_related) return std::nullopt;
    const std::string_view boundary = type.parameter("boundary");
    if (boundary.empty() || boundary.size() > longest_boundary) {
        throw Error{ErrorKind::invalid, fmt::format("Content-Type has no boundary of 1 to {} characters, without which "
                                                    "the objects cannot be told apart",
                                                    longest_boundary)};
    }
    return std::string{boundary};
}

std::variant<std::shared_ptr<http::BodySink>, Response> open_store(const DicomWebRooms& rooms, const Request& request) {
    if (const auto study = request.captures.find("study"); study && !dicom::is_valid_uid(*study)) {
        throw Error{ErrorKind::invalid, "the study in the address is no UID"};
    }
    const std::string_view answer_type = accepted_store_answer(request);
    if (answer_type.empty()) return not_acceptable(fmt::format("{} or {}", dicom_json_type, native_xml_type));
    const std::string_view header = request.headers.find("Content-Type").value_or("");
    const MediaType type = read_media_type(header, "Content-Type");
    const auto boundary = boundary_of(type);
    if (!boundary) return unsupported(header);
    const std::string_view coding = request.headers.find("Content-Encoding").value_or("identity");
    if (!http::equals_ignoring_case(coding, "identity")) {
        return http::error_response(
            http::Status::unsupported_media_type, "unsupported_media_type",
            fmt::format("the body is taken as it is, without the Content-Encoding '{}'", coding));
    }
    return std::make_shared<Store>(rooms, request, *boundary, answer_type);
}

}  // namespace

void add_store_routes(http::Router& router, const DicomWebRooms& rooms) {
    for (const std::string_view pattern : {"/studies", "/studies/{study}"}) {
        http::Route route;
        route.method = http::Method::post;
        route.pattern = fmt::format("{}{}", service_path, pattern);
        route.permission = "store";
        route.parameters = {"accept"};
        route.sink = [rooms](const Request& request) { return open_store(rooms, request); };
        router.add(std::move(route));
    }
}

}  // namespace kinote::dicomweb
