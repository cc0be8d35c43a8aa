#pragma once
// Makes one disc: its objects with their DICOMDIR, whatever else is to be on it, and the checksums of all.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "dicom/byte_source.hpp"
#include "media/directory_writer.hpp"
#include "media/disc.hpp"
#include "media/file_names.hpp"

namespace kinote::media {

struct DiscIdentity {
    std::string file_set_id;        ///< at most 16 of A-Z, 0-9 and _
    std::string directory_uid;      ///< SOP Instance UID of the DICOMDIR
    std::filesystem::path staging;  ///< a folder for what is written while the objects are: is emptied by its owner
};

struct AddedObject {
    std::string file_id;
    std::string sha256;  ///< of the file on the disc
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::vector<MadeValue> made;  ///< for its records
    bool is_listed = true;        ///< false: the DICOMDIR has no record for its SOP class
};

/// One thread.
class DiscMaker {
public:
    /// @param disc  outlives this.
    DiscMaker(Disc& disc, const DiscIdentity& identity, std::stop_token stop);

    /// Adds an object: those of a series together, those of a study, those of a patient.
    /// @param part10  in little endian, in a transfer syntax of the medium. @param patient  tells patients apart.
    /// @throws base::Error as dicom::read_up_to() and write_file().
    AddedObject add(const dicom::ByteSource& part10, std::string_view patient);

    /// Adds a file that is no object. @throws as write_file().
    void add_file(std::string_view path, const dicom::ByteSource& content);
    void add_text(std::string_view path, std::string_view content);

    /// The DICOMDIR, the checksums, the end of the disc. Nothing is added afterwards.
    void finish();

private:
    Disc& disc_;
    std::filesystem::path staging_;
    std::stop_token stop_;
    FileNames names_;
    std::optional<DirectoryWriter> directory_;
    std::optional<base::File> checksums_;
};

}  // namespace kinote::media
