#include "exporter/availability_message.hpp"

#include <cstdlib>

#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"

namespace kinote::exporter {
namespace {

using database::Availability;
using database::ObjectAvailability;
using dicom::ElementWriter;
using dicom::Vr;
namespace tag = dicom::tag;

void write_object(ElementWriter& writer, const std::string& retrieve_ae_title, const ObjectAvailability& object) {
    writer.begin_item();
    writer.text(tag::RetrieveAETitle, Vr::AE, retrieve_ae_title);
    writer.text(tag::InstanceAvailability, Vr::CS, to_string(object.availability));
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, object.sop_class_uid);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, object.sop_instance_uid);
    writer.end_item();
}

}  // namespace

std::string_view to_string(Availability availability) {
    switch (availability) {  // PS3.3 C.4.23.1.1
        case Availability::online: return "ONLINE";
        case Availability::nearline: return "NEARLINE";
        case Availability::unavailable: return "UNAVAILABLE";
    }
    std::abort();
}

std::vector<std::byte> write_availability(const std::string& study_instance_uid, const std::string& retrieve_ae_title,
                                          std::span<const ObjectAvailability> objects) {
    ElementWriter writer;
    writer.begin_sequence(tag::ReferencedPerformedProcedureStepSequence);  // type 2: we know of none
    writer.end_sequence();
    writer.begin_sequence(tag::ReferencedSeriesSequence);
    for (std::size_t begin = 0, end = 0; begin < objects.size(); begin = end) {
        const std::string& series = objects[begin].series_instance_uid;
        writer.begin_item();
        writer.begin_sequence(tag::ReferencedSOPSequence);
        for (end = begin; end < objects.size() && objects[end].series_instance_uid == series; ++end) {
            write_object(writer, retrieve_ae_title, objects[end]);
        }
        writer.end_sequence();
        writer.text(tag::SeriesInstanceUID, Vr::UI, series);
        writer.end_item();
    }
    writer.end_sequence();
    writer.text(tag::StudyInstanceUID, Vr::UI, study_instance_uid);
    return writer.take();
}

}  // namespace kinote::exporter
