#pragma once
// An object at a door, and what becomes of it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "dicom/byte_source.hpp"

namespace kinote::ingest {

class ImportRun;

/// How the cache may take over a file.
enum class FileUse {
    move,  ///< a staged file on the cache's file system: it is renamed
    link,  ///< a file that stays where it is and never changes: hard-linked where that is possible, else copied
};

/// An object at a door.
struct Arrival {
    explicit Arrival(const dicom::ByteSource& complete) : object{complete} {}

    const dicom::ByteSource& object;            ///< complete Part 10 object
    std::optional<std::filesystem::path> file;  ///< the same as a file; absent: it is small and in memory
    FileUse file_use = FileUse::move;
    std::string sha256;         ///< of the Part 10 object, 64 hexadecimal digits
    std::string checksum;       ///< base::Checksum of it; empty: SHA-256 alone tells its damage
    std::string received_from;  ///< the door and who stood at it: "C-STORE NORTH 192.0.2.7", "import"
    /// Who sent it over the network; empty for other doors. Archives send back what is theirs, and rejection notes
    /// take effect from those alone who may reject.
    std::string calling_ae_title;
    std::string address;  ///< numeric, without the port
    /// What the C-STORE command says that it is; empty where nobody says.
    std::string expected_sop_class_uid;
    std::string expected_sop_instance_uid;
    std::string expected_study_instance_uid;  ///< what the address says that it is stored in; empty where none does
    /// False for adoption: a KOSD then stays unregistered until the Task Scheduler's sweep.
    bool enqueues_jobs = true;
    ImportRun* import = nullptr;  ///< null where no person's import brings it; outlives the arrival
};

enum class Outcome {
    stored,
    same_content,   ///< it is here already
    rejected,       ///< a rejection note has named it, and it is not taken again
    other_content,  ///< another object is here under its UID: refused, kept aside within the limit, an exception raised
};

}  // namespace kinote::ingest
