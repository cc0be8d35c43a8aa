#pragma once
// The name of a DICOM application entity, PS3.5 6.2 (AE) and PS3.8 9.3.2.

#include <optional>
#include <string>
#include <string_view>

namespace kinote::dicom {

/// 1 to 16 characters of the default repertoire without backslash and control characters, without leading and trailing
/// spaces. Compares by these characters; case counts.
class AeTitle {
public:
    /// Surrounding spaces are cut off, as they are not significant. @throws base::Error invalid for anything else.
    explicit AeTitle(std::string_view text);

    /// As the constructor, and nothing instead of an error.
    [[nodiscard]] static std::optional<AeTitle> from(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    friend bool operator==(const AeTitle&, const AeTitle&) = default;
    friend auto operator<=>(const AeTitle&, const AeTitle&) = default;

private:
    struct Checked {};
    AeTitle(Checked, std::string_view text) : text_{text} {}

    std::string text_;
};

}  // namespace kinote::dicom
