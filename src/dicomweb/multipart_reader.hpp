#pragma once
// Takes multipart/related (RFC 2387, RFC 2046 5.1) apart while it comes.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kinote::dicomweb {

/// What the parts are given to, one after the other.
class PartReceiver {
public:
    virtual ~PartReceiver() = default;
    /// @param content_type  as its header says it; empty where it says none.
    virtual void begin_part(std::string_view content_type) = 0;
    /// The next bytes of that part.
    virtual void add_to_part(std::span<const std::byte> bytes) = 0;
    /// The part is whole. Not called for one that ends with the body.
    virtual void end_part() = 0;
};

/// Holds the headers of one part, and of its bytes fewer than the boundary has. One thread at a time.
class MultipartReader {
public:
    /// @param boundary  without its hyphens. @param receiver  outlives this.
    MultipartReader(std::string_view boundary, PartReceiver& receiver);

    /// @throws base::Error invalid for headers of a part of more than 16 KiB or without a colon; what the receiver
    /// throws.
    void add(std::span<const std::byte> bytes);
    /// Whether a delimiter has come.
    [[nodiscard]] bool has_begun() const { return place_ != Place::preamble; }
    /// Whether the closing delimiter has come: what follows it is passed over.
    [[nodiscard]] bool has_ended() const { return place_ == Place::epilogue; }

private:
    enum class Place { preamble, headers, part, epilogue };

    [[nodiscard]] bool read_on();
    [[nodiscard]] bool read_headers();
    [[nodiscard]] bool read_bytes();
    void give(std::size_t count);

    std::string delimiter_;
    PartReceiver& receiver_;
    Place place_ = Place::preamble;
    std::string pending_ = "\r\n";  ///< not understood yet; a boundary may be the very first line
    std::size_t searched_ = 0;      ///< of what is pending: no delimiter begins before
};

}  // namespace kinote::dicomweb
