// How fast a Key Object Selection Document is read and judged, beside DCMTK doing less: a plain load and walk, and
// DSRDocument. All in one run, interleaved; medians. Usage: kos_reading [--short | FILE]; without a file, one with 20
// references is made.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/header.hpp"
#include "dicom/uid.hpp"
#include "note/kos_reader.hpp"
#include "result_row.hpp"
#include "sample_objects.hpp"

namespace {

using namespace kinote;
constexpr int rounds = 7;
constexpr auto round_time = std::chrono::milliseconds{400};

std::filesystem::path write_sample() {
    const bench::SampleIdentity identity = bench::sample_identity("1.2.826.0.1.3680043.10.1.2.3", 0);
    const auto object = bench::as_part_10(dicom::uid::KeyObjectSelectionDocumentStorage, identity,
                                          bench::make_kosd(identity, bench::references_to_read));
    const auto path = std::filesystem::temp_directory_path() / ("kos_reading_" + std::to_string(::getpid()) + ".dcm");
    std::ofstream file{path, std::ios::binary};
    file.write(reinterpret_cast<const char*>(object.data()), static_cast<std::streamsize>(object.size()));
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
    const bool is_short = count > 1 && std::string_view{arguments[1]} == "--short";
    const bool is_given = count > 1 && !is_short;
    const std::filesystem::path path = is_given ? std::filesystem::path{arguments[1]} : write_sample();
    std::vector<Contender> all = contenders(path.string());
    for (int round = 0; round < (is_short ? 1 : rounds); ++round) {
        for (Contender& contender : all) contender.per_second.push_back(measure(contender.read));
    }
    std::vector<double> speeds;
    for (const Contender& contender : all) speeds.push_back(bench::median(contender.per_second));
    const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
    std::printf("%zu bytes; the header alone %.0f/s\n", size, speeds[1]);
    for (const std::size_t peer : {2U, 3U}) {
        bench::print_row({"reading a KOSD with all findings",
                          all[peer].name,
                          "/s",
                          speeds[0],
                          speeds[peer],
                          {bench::Bound::at_least, peer == 2 ? 0.7 : 2.5}});
    }
    if (!is_given) std::filesystem::remove(path);
    return 0;
}
