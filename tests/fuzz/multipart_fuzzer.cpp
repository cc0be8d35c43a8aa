// A body is taken apart in the same way in whatever pieces it comes.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "dicomweb/multipart_reader.hpp"

namespace {

using namespace kinote;

// Everything that is told, one after the other.
class Told final : public dicomweb::PartReceiver {
public:
    void begin_part(std::string_view content_type) override { text.append("<").append(content_type).append("|"); }
    void add_to_part(std::span<const std::byte> bytes) override {
        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    void end_part() override { text += '>'; }

    std::string text;
};

// What was told, and how it ended.
std::pair<std::string, int> read(std::span<const std::byte> bytes, std::size_t piece) {
    Told told;
    dicomweb::MultipartReader reader{"c", told};
    try {
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            reader.add(bytes.subspan(at, std::min(piece, bytes.size() - at)));
        }
    } catch (const base::Error&) {
        return {told.text, 2};
    }
    return {told.text, reader.has_ended() ? 1 : 0};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t piece = 1 + data[0] % 16;
    const auto body = std::as_bytes(std::span{data + 1, size - 1});
    const auto whole = read(body, body.size());
    const auto in_pieces = read(body, piece);
    if (whole.second != in_pieces.second) std::abort();
    // Of a part that has not ended, more or less of its last bytes may have been held back.
    const std::string_view shorter = std::min<std::string_view>(
        whole.first, in_pieces.first, [](auto one, auto other) { return one.size() < other.size(); });
    if (!std::string_view{whole.first}.starts_with(shorter) ||
        !std::string_view{in_pieces.first}.starts_with(shorter)) {
        std::abort();
    }
    if (whole.second == 1 && whole.first != in_pieces.first) std::abort();
    return 0;
}
