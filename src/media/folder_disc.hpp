#pragma once
// A disc as a folder, as for a USB stick.

#include <filesystem>
#include <optional>

#include "base/file.hpp"
#include "media/disc.hpp"

namespace kinote::media {

class FolderDisc final : public Disc {
public:
    /// @param folder  is made; must not be there.
    explicit FolderDisc(std::filesystem::path folder);

    void begin(std::string_view path, std::uint64_t size) override;
    void write(std::span<const std::byte> bytes) override;
    void finish() override;

private:
    std::filesystem::path folder_;
    std::optional<base::File> file_;
};

}  // namespace kinote::media
