#pragma once
// The files of one disc on their way to it, in whatever form the disc is made.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "dicom/byte_source.hpp"

namespace kinote::media {

/// A disc in the making: files one after the other, none twice, then its end. One thread.
class Disc {
public:
    virtual ~Disc() = default;
    Disc() = default;
    Disc(const Disc&) = delete;
    Disc& operator=(const Disc&) = delete;

    /// Begins the next file. @param path  components of at most 8 characters of A-Z, 0-9 and _, parted by slashes; the
    /// last one may have an extension of 3. @param size  the bytes that follow in write(), all of them.
    /// @throws base::Error refused for a file that this form cannot hold.
    virtual void begin(std::string_view path, std::uint64_t size) = 0;
    /// @throws base::Error unavailable where the disk is full.
    virtual void write(std::span<const std::byte> bytes) = 0;
    /// Everything is on the disk when this returns.
    virtual void finish() = 0;
};

struct WrittenFile {
    std::uint64_t size = 0;
    std::string sha256;
};

/// Writes a file in pieces. @throws base::Error corrupt where the source ends before its size, unavailable where it is
/// to stop, and as Disc and the source.
WrittenFile write_file(Disc& disc, std::string_view path, const dicom::ByteSource& source, const std::stop_token& stop);

}  // namespace kinote::media
