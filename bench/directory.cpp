// Writes the DICOMDIR of the objects below FOLDER/DICOM, as an export to media does, and prints the number of objects.
// Usage: directory FOLDER

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <vector>

#include "base/file.hpp"
#include "dicom/leading_elements.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "media/directory_writer.hpp"

int main(int count, char** words) {
    using namespace kinote;
    if (count != 2) {
        std::fputs("usage: directory FOLDER\n", stderr);
        return 2;
    }
    try {
        const std::filesystem::path folder = words[1];
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder / "DICOM"}) {
            if (entry.is_regular_file()) files.push_back(entry.path());
        }
        std::ranges::sort(files);
        std::filesystem::remove(folder / "DICOMDIR");
        media::DirectoryWriter writer{base::File::create(folder / "DICOMDIR"), "BENCH", "1.2.3.4"};
        for (const std::filesystem::path& file : files) {
            const dicom::FileSource source{file};
            const dicom::Dataset start = dicom::read_up_to(source, dicom::tag::InstanceNumber);
            (void)writer.add({start.text(dicom::tag::PatientID), start, dicom::uid::ExplicitVRLittleEndian,
                              file.lexically_relative(folder).generic_string()});
        }
        writer.finish().sync();
        std::printf("%zu\n", files.size());
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "directory: %s\n", error.what());
        return 1;
    }
}
