// Asks for studies by C-FIND, Study Root, one query after the other over one association, and prints the median of the
// times in microseconds. Each query must be answered by that many matches.
// Usage: study_finder HOST PORT CALLED_AE_TITLE QUERIES MATCHES STUDY|SERIES|IMAGE KEY=VALUE ...
// KEY is StudyInstanceUID, PatientID, AccessionNumber or PatientName; counts, modalities and availability come back.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dimse/find_scu.hpp"
#include "dimse/message_contexts.hpp"
#include "dimse/process.hpp"

namespace {

using namespace kinote;
namespace tag = dicom::tag;
using dicom::Vr;

using Keys = std::map<std::string_view, std::string_view>;

std::vector<std::byte> identifier(std::string_view level, const Keys& keys) {
    const auto value = [&](std::string_view key) { return keys.contains(key) ? keys.at(key) : std::string_view{}; };
    dicom::ElementWriter writer;
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    if (level == "IMAGE") writer.text(tag::SOPInstanceUID, Vr::UI, "");
    if (level == "STUDY") writer.text(tag::StudyDate, Vr::DA, "");
    if (level == "STUDY") writer.text(tag::AccessionNumber, Vr::SH, value("AccessionNumber"));
    writer.text(tag::QueryRetrieveLevel, Vr::CS, level);
    writer.text(tag::InstanceAvailability, Vr::CS, "");
    if (level == "STUDY") writer.text(tag::ModalitiesInStudy, Vr::CS, "");
    if (level == "STUDY") writer.text(tag::PatientName, Vr::PN, value("PatientName"));
    if (level == "STUDY") writer.text(tag::PatientID, Vr::LO, value("PatientID"));
    writer.text(tag::StudyInstanceUID, Vr::UI, value("StudyInstanceUID"));
    if (level != "STUDY") writer.text(tag::SeriesInstanceUID, Vr::UI, value("SeriesInstanceUID"));
    if (level == "STUDY") writer.text(tag::NumberOfStudyRelatedInstances, Vr::IS, "");
    return writer.take();
}

double microseconds(dimse::RequestedAssociation& association, const std::vector<std::byte>& asked, int expected) {
    int matches = 0;
    const auto begin = std::chrono::steady_clock::now();
    const dimse::Answer last =
        dimse::find(association, {dimse::QueryModel::study_root, asked}, [&](const dicom::Dataset&, bool) {
            ++matches;
            return true;
        });
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    if (last.status != dimse::Status::success || matches != expected) {
        std::fprintf(stderr, "study_finder: %d matches instead of %d\n", matches, expected);
        std::exit(1);
    }
    return took.count();
}

}  // namespace

int main(int count, char** arguments) try {
    if (count < 7) {
        std::fputs("usage: study_finder HOST PORT CALLED_AE_TITLE QUERIES MATCHES STUDY|SERIES|IMAGE KEY=VALUE ...\n",
                   stderr);
        return 2;
    }
    Keys keys;
    for (int i = 7; i < count; ++i) {
        const std::string_view key{arguments[i]};
        keys.emplace(key.substr(0, key.find('=')), key.substr(key.find('=') + 1));
    }
    dimse::prepare_process();
    dimse::Proposal proposal{dicom::AeTitle{arguments[3]}, dicom::AeTitle{"FINDER"}};
    proposal.contexts.push_back(dimse::message_context(dicom::uid::StudyRootQueryRetrieveInformationModelFind));
    const auto port = static_cast<std::uint16_t>(std::stoi(arguments[2]));
    dimse::RequestedAssociation association{{arguments[1], port, std::move(proposal)}, {}};
    const std::vector<std::byte> asked = identifier(arguments[6], keys);
    std::vector<double> times;
    for (int i = 0; i < std::stoi(arguments[4]); ++i) {
        times.push_back(microseconds(association, asked, std::stoi(arguments[5])));
    }
    association.release();
    std::ranges::sort(times);
    std::printf("%.1f\n", times.at(times.size() / 2));
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "study_finder: %s\n", error.what());
    return 1;
}
