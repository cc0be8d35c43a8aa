#include "dicom/transfer_syntax.hpp"

#include <algorithm>
#include <array>

namespace kinote::dicom {
namespace {

constexpr Encoding implicit_little{.explicit_vr = false};
constexpr Encoding little{};
constexpr Encoding big{.big_endian = true};
constexpr Encoding deflated{.deflated = true};
constexpr Encoding encapsulated{.encapsulated = true};

// PS3.6 Table A-1; the real-time video syntaxes of PS3.22 never are in an object.
constexpr std::array known_transfer_syntaxes{
    TransferSyntax{"1.2.840.10008.1.2", "Implicit VR Little Endian", implicit_little},
    TransferSyntax{"1.2.840.10008.1.2.1", "Explicit VR Little Endian", little},
    TransferSyntax{"1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", deflated},
    TransferSyntax{"1.2.840.10008.1.2.2", "Explicit VR Big Endian (Retired)", big},
    TransferSyntax{"1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.100.1", "Fragmentable MPEG2 Main Profile / Main Level", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.101.1", "Fragmentable MPEG2 Main Profile / High Level", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.103.1", "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.104.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.105.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.106.1", "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile / Level 5.1", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile / Level 5.1", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.110", "JPEG XL Lossless", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.112", "JPEG XL", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.202",
                   "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000 Image Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.204", "JPIP HTJ2K Referenced", little},
    TransferSyntax{"1.2.840.10008.1.2.4.205", "JPIP HTJ2K Referenced Deflate", deflated},
    TransferSyntax{"1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.55", "JPEG Full Progression, Non-Hierarchical (Process 10 and 12) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.56", "JPEG Full Progression, Non-Hierarchical (Process 11 and 13) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.57", "JPEG Lossless, Non-Hierarchical (Process 14)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.58", "JPEG Lossless, Non-Hierarchical (Process 15) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.59", "JPEG Extended, Hierarchical (Process 16 and 18) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.60", "JPEG Extended, Hierarchical (Process 17 and 19) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.61", "JPEG Spectral Selection, Hierarchical (Process 20 and 22) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.62", "JPEG Spectral Selection, Hierarchical (Process 21 and 23) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.63", "JPEG Full Progression, Hierarchical (Process 24 and 26) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.64", "JPEG Full Progression, Hierarchical (Process 25 and 27) (Retired)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.65", "JPEG Lossless, Hierarchical (Process 28) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.66", "JPEG Lossless, Hierarchical (Process 29) (Retired)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.70",
                   "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.80", "JPEG-LS Lossless Image Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.81", "JPEG-LS Lossy (Near-Lossless) Image Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.90", "JPEG 2000 Image Compression (Lossless Only)", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.91", "JPEG 2000 Image Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)",
                   encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component Image Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.4.94", "JPIP Referenced", little},
    TransferSyntax{"1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", deflated},
    TransferSyntax{"1.2.840.10008.1.2.5", "RLE Lossless", encapsulated},
    TransferSyntax{"1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", encapsulated},
    TransferSyntax{"1.2.840.10008.1.20", "Papyrus 3 Implicit VR Little Endian (Retired)", implicit_little},
};
static_assert(std::ranges::is_sorted(known_transfer_syntaxes, {}, &TransferSyntax::uid));

}  // namespace

std::span<const TransferSyntax> transfer_syntaxes() { return known_transfer_syntaxes; }

const TransferSyntax* find_transfer_syntax(std::string_view uid) {
    const auto found = std::ranges::lower_bound(known_transfer_syntaxes, uid, {}, &TransferSyntax::uid);
    return found != known_transfer_syntaxes.end() && found->uid == uid ? &*found : nullptr;
}

Encoding encoding_of(std::string_view transfer_syntax_uid) {
    const TransferSyntax* known = find_transfer_syntax(transfer_syntax_uid);
    return known != nullptr ? known->encoding : encapsulated;
}

std::string_view transfer_syntax_name(std::string_view uid) {
    const TransferSyntax* known = find_transfer_syntax(uid);
    return known != nullptr ? known->name : std::string_view{};
}

}  // namespace kinote::dicom
