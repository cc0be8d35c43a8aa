#pragma once
// File Meta Information, PS3.10 7.1.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/transfer_syntax.hpp"

namespace kinote::dicom {

/// The group 0002 of a file as far as it is there, and where the data set begins.
struct FileMeta {
    bool has_preamble = false;
    bool is_present = false;  ///< there is a group 0002
    bool is_transfer_syntax_guessed = false;
    std::string transfer_syntax_uid;  ///< guessed from the first bytes of the data set where it is not said
    std::string media_storage_sop_class_uid;
    std::string media_storage_sop_instance_uid;
    std::string implementation_class_uid;
    std::string implementation_version_name;
    std::string source_ae_title;
    std::uint64_t data_set_offset = 0;
    Encoding encoding;
};

/// Reads group 0002. Accepts a file without preamble, without group 0002 (a bare data set), without its group length or
/// transfer syntax. @throws base::Error corrupt where no data set can begin.
[[nodiscard]] FileMeta read_file_meta(const ByteSource& source);

/// "DICM" at 128 or at 0, or a first element that is plausible for a bare data set. Never throws for content.
[[nodiscard]] bool looks_like_dicom(const ByteSource& source);

struct FileMetaValues {
    std::string_view sop_class_uid;
    std::string_view sop_instance_uid;
    std::string_view transfer_syntax_uid;
    std::string_view source_ae_title;  ///< left out where empty
};

/// Preamble, "DICM" and group 0002 to stand before a data set as it was received. The same values give the same bytes.
[[nodiscard]] std::vector<std::byte> make_file_meta(const FileMetaValues& values);

}  // namespace kinote::dicom
