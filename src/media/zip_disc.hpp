#pragma once
// A disc as a ZIP file.

#include <memory>

#include "base/file.hpp"
#include "media/disc.hpp"

struct archive;

namespace kinote::media {

/// Everything deflated, with ZIP64 where it must be. One thread.
class ZipDisc final : public Disc {
public:
    /// @param file  empty. @param made_ms  the time of its files.
    ZipDisc(base::File file, std::int64_t made_ms);

    void begin(std::string_view path, std::uint64_t size) override;
    void write(std::span<const std::byte> bytes) override;
    void finish() override;

private:
    struct Free {
        void operator()(::archive* writer) const noexcept;
    };
    void expect(int result) const;

    base::File file_;
    std::int64_t made_ms_;
    std::unique_ptr<::archive, Free> writer_;
};

}  // namespace kinote::media
