// How fast a Key Object Selection Document is read and judged, beside DCMTK doing less: a plain load and walk, and
// DSRDocument. All in one run, interleaved; medians. Usage: kos_reading [FILE]; without a file, 20 references are made.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/header.hpp"
#include "dicom/uid.hpp"
#include "note/kos_reader.hpp"

namespace {

using namespace kinote;
namespace tag = dicom::tag;
using dicom::ElementWriter;
using dicom::Vr;

constexpr int rounds = 7;
constexpr int reference_count = 20;
constexpr auto round_time = std::chrono::milliseconds{400};

void write_code(ElementWriter& writer, dicom::Tag sequence, std::string_view value, std::string_view meaning) {
    writer.begin_sequence(sequence);
    writer.begin_item();
    writer.text(tag::CodeValue, Vr::SH, value);
    writer.text(tag::CodingSchemeDesignator, Vr::SH, "DCM");
    writer.text(tag::CodeMeaning, Vr::LO, meaning);
    writer.end_item();
    writer.end_sequence();
}

void write_object(ElementWriter& writer, int number) {
    writer.begin_item();
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, dicom::uid::CTImageStorage);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3.4.5." + std::to_string(number));
    writer.end_item();
}

void write_header(ElementWriter& writer) {
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    writer.text(tag::SOPClassUID, Vr::UI, dicom::uid::KeyObjectSelectionDocumentStorage);
    writer.text(tag::SOPInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3.9");
    writer.text(tag::StudyDate, Vr::DA, "20240105");
    writer.text(tag::ContentDate, Vr::DA, "20240105");
    writer.text(tag::StudyTime, Vr::TM, "101500");
    writer.text(tag::ContentTime, Vr::TM, "121314");
    writer.text(tag::AccessionNumber, Vr::SH, "ACC-1");
    writer.text(tag::Modality, Vr::CS, "KO");
    writer.text(tag::Manufacturer, Vr::LO, "Maker");
    writer.text(tag::ReferringPhysicianName, Vr::PN, "Referrer^Rita");
    writer.begin_sequence(tag::ReferencedPerformedProcedureStepSequence);
    writer.end_sequence();
    writer.text(tag::PatientName, Vr::PN, "M\xC3\xBCller^J\xC3\xBCrgen");
    writer.text(tag::PatientID, Vr::LO, "PID-1");
    writer.text(tag::PatientBirthDate, Vr::DA, "19600101");
    writer.text(tag::PatientSex, Vr::CS, "M");
    writer.text(tag::StudyInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3");
    writer.text(tag::SeriesInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3.8");
    writer.text(tag::StudyID, Vr::SH, "ST1");
    writer.text(tag::SeriesNumber, Vr::IS, "9001");
    writer.text(tag::InstanceNumber, Vr::IS, "1");
    writer.text(tag::ValueType, Vr::CS, "CONTAINER");
    write_code(writer, tag::ConceptNameCodeSequence, "113000", "Of Interest");
    writer.text(tag::ContinuityOfContent, Vr::CS, "SEPARATE");
}

void write_evidence(ElementWriter& writer) {
    writer.begin_sequence(tag::CurrentRequestedProcedureEvidenceSequence);
    writer.begin_item();
    writer.begin_sequence(tag::ReferencedSeriesSequence);
    writer.begin_item();
    writer.begin_sequence(tag::ReferencedSOPSequence);
    for (int number = 1; number <= reference_count; ++number) write_object(writer, number);
    writer.end_sequence();
    writer.text(tag::SeriesInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3.4");
    writer.end_item();
    writer.end_sequence();
    writer.text(tag::StudyInstanceUID, Vr::UI, "1.2.826.0.1.3680043.10.1.2.3");
    writer.end_item();
    writer.end_sequence();
    writer.begin_sequence(tag::ContentTemplateSequence);
    writer.begin_item();
    writer.text(tag::MappingResource, Vr::CS, "DCMR");
    writer.text(tag::TemplateIdentifier, Vr::CS, "2010");
    writer.end_item();
    writer.end_sequence();
}

void write_content(ElementWriter& writer) {
    writer.begin_sequence(tag::ContentSequence);
    writer.begin_item();
    writer.text(tag::RelationshipType, Vr::CS, "CONTAINS");
    writer.text(tag::ValueType, Vr::CS, "TEXT");
    write_code(writer, tag::ConceptNameCodeSequence, "113012", "Key Object Description");
    writer.text(tag::TextValue, Vr::UT, "Nodule in the left upper lobe, see frames");
    writer.end_item();
    for (int number = 1; number <= reference_count; ++number) {
        writer.begin_item();
        writer.begin_sequence(tag::ReferencedSOPSequence);
        write_object(writer, number);
        writer.end_sequence();
        writer.text(tag::RelationshipType, Vr::CS, "CONTAINS");
        writer.text(tag::ValueType, Vr::CS, "IMAGE");
        writer.end_item();
    }
    writer.end_sequence();
}

std::filesystem::path write_sample() {
    ElementWriter writer;
    write_header(writer);
    write_evidence(writer);
    write_content(writer);
    const auto meta = dicom::make_file_meta({dicom::uid::KeyObjectSelectionDocumentStorage,
                                             "1.2.826.0.1.3680043.10.1.2.3.9", dicom::uid::ExplicitVRLittleEndian, ""});
    const auto path = std::filesystem::temp_directory_path() / ("kos_reading_" + std::to_string(::getpid()) + ".dcm");
    std::ofstream file{path, std::ios::binary};
    for (const auto* bytes : {&meta, &writer.written()}) {
        file.write(reinterpret_cast<const char*>(bytes->data()), static_cast<std::streamsize>(bytes->size()));
    }
    return path;
}

std::size_t walk(DcmItem& item) {
    std::size_t count = 0;
    DcmStack stack;
    while (item.nextObject(stack, OFTrue).good()) ++count;
    return count;
}

struct Contender {
    std::string name;
    std::function<bool()> read;  ///< once; false where it fails
    std::vector<double> per_second;
};

double measure(const std::function<bool()>& read) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    int count = 0;
    while (Clock::now() - begin < round_time) {
        for (int index = 0; index < 20; ++index) count += read() ? 1 : 0;
    }
    return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

std::vector<Contender> contenders(const std::string& path) {
    const auto load = [path](DcmFileFormat& file) { return file.loadFile(path.c_str()).good(); };
    return {
        {"kinote, note and findings",
         [path] {
             const auto kos = dicom::Dataset::read(dicom::FileSource{std::filesystem::path{path}});
             return !note::read_kos(kos).note.references.empty();
         },
         {}},
        {"kinote, header",
         [path] { return !dicom::read_header(dicom::FileSource{std::filesystem::path{path}}).sop_class_uid.empty(); },
         {}},
        {"DcmFileFormat, load and walk",
         [load] {
             DcmFileFormat file;
             return load(file) && walk(*file.getDataset()) > 0;
         },
         {}},
        {"DSRDocument, load and read",
         [load] {
             DcmFileFormat file;
             DSRDocument document;
             return load(file) && document.read(*file.getDataset()).good();
         },
         {}},
    };
}

}  // namespace

int main(int count, char** arguments) {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    const bool is_given = count > 1;
    const std::filesystem::path path = is_given ? std::filesystem::path{arguments[1]} : write_sample();
    std::vector<Contender> all = contenders(path.string());
    for (int round = 0; round < rounds; ++round) {
        for (Contender& contender : all) contender.per_second.push_back(measure(contender.read));
    }
    const double own = median(all.front().per_second);
    std::printf("%zu bytes, medians of %d interleaved rounds\n",
                static_cast<std::size_t>(std::filesystem::file_size(path)), rounds);
    for (const Contender& contender : all) {
        const double speed = median(contender.per_second);
        std::printf("%-30s %9.0f/s   note and findings are %5.2f x this\n", contender.name.c_str(), speed, own / speed);
    }
    if (!is_given) std::filesystem::remove(path);
    return 0;
}
