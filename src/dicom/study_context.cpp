#include "dicom/study_context.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "dicom/buffered_start.hpp"
#include "dicom/date_time.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"
#include "dicom/tag.hpp"
#include "dicom/text_value.hpp"

namespace kinote::dicom {
namespace {

constexpr std::size_t context_value_limit = 1'024;
constexpr std::size_t most_requests = 32;
constexpr std::uint64_t context_inflated_limit = 4U << 20U;

class ContextReader {
public:
    ContextReader(ElementWalker walker, StudyContext& context, std::string_view fallback)
        : walker_{std::move(walker)}, context_{context}, fallback_{fallback}, character_set_{"", fallback} {}

    void read() {
        while (!walker_.is_next_behind(tag::RequestAttributesSequence)) {
            const WalkEvent event = walker_.next();
            if (event == WalkEvent::end) return;
            take(event);
        }
    }

private:
    void take(WalkEvent event) {
        const ElementHead& head = walker_.head();
        if (event == WalkEvent::sequence_begin) {
            const bool is_requests = head.depth == 0 && head.tag == tag::RequestAttributesSequence;
            is_in_requests_ = is_in_requests_ || is_requests;
            if (!is_requests && !head.has_undefined_length) walker_.skip_sequence();
        } else if (event == WalkEvent::sequence_end && head.depth == 0) {
            is_in_requests_ = false;
        } else if (event == WalkEvent::item_begin && is_in_requests_ && head.depth == 1) {
            request_ = {};
        } else if (event == WalkEvent::item_end && is_in_requests_ && head.depth == 1) {
            add_request();
        } else if (event == WalkEvent::element && head.depth == 0) {
            take_element(head.tag);
        } else if (event == WalkEvent::element && head.depth == 1 && is_in_requests_) {
            take_request_element(head.tag);
        }
    }

    void take_element(Tag tag) {
        if (tag == tag::SpecificCharacterSet) {
            character_set_ = CharacterSet{raw_value(), fallback_};
        } else if (tag == tag::TimezoneOffsetFromUTC) {
            context_.timezone_offset = value(Vr::SH);
            if (!parse_utc_offset(context_.timezone_offset)) context_.timezone_offset.clear();
        } else if (tag == tag::PatientIdentityRemoved) {
            context_.is_identity_removed = value(Vr::CS) == "YES";
        } else if (tag == tag::DeidentificationMethod) {
            context_.deidentification_method = value(Vr::LO);
        }
    }

    void take_request_element(Tag tag) {
        if (tag == tag::AccessionNumber) request_.accession_number = value(Vr::SH);
        if (tag == tag::RequestedProcedureID) request_.requested_procedure_id = value(Vr::SH);
        if (tag == tag::RequestedProcedureDescription) request_.requested_procedure_description = value(Vr::LO);
        if (tag == tag::PlacerOrderNumberImagingServiceRequest) request_.placer_order_number = value(Vr::LO);
        if (tag == tag::FillerOrderNumberImagingServiceRequest) request_.filler_order_number = value(Vr::LO);
    }

    void add_request() {
        std::vector<RequestAttributes>& requests = context_.requests;
        const bool is_known = std::ranges::find(requests, request_) != requests.end();
        if (request_ != RequestAttributes{} && !is_known && requests.size() < most_requests) {
            requests.push_back(request_);
        }
    }

    std::string value(Vr vr) { return first_value(character_set_.decode(raw_value(), vr).text, vr); }

    std::string_view raw_value() {
        const std::size_t count = walker_.read_value(0, std::as_writable_bytes(std::span{buffer_}));
        return {buffer_.data(), count};
    }

    ElementWalker walker_;
    StudyContext& context_;
    std::string_view fallback_;
    CharacterSet character_set_;
    RequestAttributes request_;
    bool is_in_requests_ = false;
    std::array<char, context_value_limit> buffer_;
};

}  // namespace

StudyContext read_study_context(const ByteSource& source, std::string_view fallback) {
    const BufferedStart part10{source};
    const FileMeta meta = read_file_meta(part10);
    StudyContext context;
    if (meta.encoding.deflated) {
        const InflatedStart start = inflate_start(part10, meta.data_set_offset, context_inflated_limit);
        const MemorySource inflated{start.bytes};
        ContextReader{{inflated, 0, inflated.size(), meta.encoding}, context, fallback}.read();
    } else {
        ContextReader{{part10, meta.data_set_offset, part10.size(), meta.encoding}, context, fallback}.read();
    }
    return context;
}

}  // namespace kinote::dicom
