#include "rendering/decoded_digests.hpp"

#include <memory>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "rendering/decompressed_frame.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::rendering {
namespace {

/// A source of somebody else.
class BorrowedSource final : public dicom::ByteSource {
public:
    explicit BorrowedSource(const dicom::ByteSource& source) : source_{source} {}
    [[nodiscard]] std::uint64_t size() const override { return source_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return source_.read_at(offset, buffer);
    }
    [[nodiscard]] std::span<const std::byte> in_memory() const override { return source_.in_memory(); }

private:
    const dicom::ByteSource& source_;
};

}  // namespace

std::optional<dicom::ContentDigests> digest_decoded(const dicom::ByteSource& part10) {
    try {
        if (!is_decompressed(dicom::read_file_meta(part10).transfer_syntax_uid, Loss::none)) return std::nullopt;
        const RecodedObject decoded{std::make_unique<BorrowedSource>(part10), dicom::uid::ExplicitVRLittleEndian};
        return dicom::digest_content(decoded);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::corrupt && error.kind() != base::ErrorKind::refused) throw;
        return std::nullopt;
    }
}

}  // namespace kinote::rendering
