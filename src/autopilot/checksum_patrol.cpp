#include "autopilot/checksum_patrol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/rest.hpp"
#include "database/cached_object_table.hpp"

namespace kinote::autopilot {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t piece_size = std::size_t{1} << 20U;

// "17/1764320400000": the last row, and the beginning of the round. No row: the round has ended.
struct Position {
    std::int64_t row = 0;
    std::int64_t began_ms = 0;

    static Position from(const std::string& cursor) {
        Position position;
        const char* end = cursor.data() + cursor.size();
        const auto [slash, failure] = std::from_chars(cursor.data(), end, position.row);
        if (failure == std::errc{} && slash != end) std::from_chars(slash + 1, end, position.began_ms);
        return position;
    }
    [[nodiscard]] std::string text() const { return fmt::format("{}/{}", row, began_ms); }
};

// Waits for so long as reading so many bytes may take.
void keep_pace(std::size_t bytes, std::int64_t bytes_per_second, std::chrono::steady_clock::time_point began,
               const std::stop_token& stop) {
    const auto due = began + std::chrono::microseconds{static_cast<std::int64_t>(bytes) * 1'000'000 / bytes_per_second};
    base::rest(stop, due - std::chrono::steady_clock::now());
}

}  // namespace

std::string ChecksumPatrol::run(const std::string& cursor, const std::stop_token& stop) const {
    Position position = Position::from(cursor);
    const std::int64_t now_ms = clock_.now_ms();
    const bool is_resting = position.row == 0 && position.began_ms <= now_ms &&
                            now_ms < position.began_ms + settings_.round_ms && position.began_ms > 0;
    if (is_resting) return cursor;
    if (position.row == 0) position.began_ms = now_ms;
    const bool may_close = damage_.has_open_exceptions();
    std::int64_t bytes = 0;
    std::int64_t objects = 0;
    bool has_ended = false;
    while (!stop.stop_requested() && bytes < settings_.bytes_of_a_run && objects < settings_.objects_of_a_run) {
        std::vector<database::CachedObject> page;
        {
            const database::PooledConnection connection = database_.connection();
            page = database::list_cached_objects(*connection, position.row, settings_.page);
        }
        std::vector<DamagedObject> damaged;
        std::int64_t read = 0;
        std::int64_t last = position.row;
        for (const database::CachedObject& one : page) {
            if (one.is_wanted) {
                auto words = look_at(one.object, stop);
                if (stop.stop_requested()) break;
                ++read;
                bytes += one.object.size;
                if (words) {
                    damaged.push_back({one.object, *std::move(words)});
                } else if (may_close) {
                    damage_.close_exceptions(one.object);
                }
            }
            last = one.object.instance;
        }
        if (!damaged.empty()) (void)damage_.report(damaged, read, "checksum_patrol");
        objects += static_cast<std::int64_t>(page.size());
        position.row = last;
        if (page.empty()) {
            base::log::info("the checksum patrol has ended a round", {{"began", base::iso_8601(position.began_ms)}});
            position.row = 0;
            has_ended = true;
            break;
        }
    }
    return position.row == 0 && !has_ended ? cursor : position.text();  // stopped before it has read anything
}

std::string ChecksumPatrol::run_when_asked(const std::string& cursor, const std::stop_token& stop) const {
    return run(Position::from(cursor).row == 0 ? std::string{} : cursor, stop);
}

std::optional<std::string> ChecksumPatrol::look_at(const database::StoredObject& object,
                                                   const std::stop_token& stop) const {
    try {
        const std::string digest = digest_of(object, stop);
        if (digest == object.sha256) return std::nullopt;
        return fmt::format("its bytes have the SHA-256 {} instead of {}", digest, object.sha256);
    } catch (const Error& error) {
        return error.what();
    }
}

std::string ChecksumPatrol::digest_of(const database::StoredObject& object, const std::stop_token& stop) const {
    const auto bytes = image_cache_.open(object);
    base::Sha256 digest;
    std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, bytes->size())));
    for (std::uint64_t at = 0; at < bytes->size();) {
        if (stop.stop_requested()) return {};
        const auto began = std::chrono::steady_clock::now();
        const std::size_t read = bytes->read_at(at, piece);
        if (read == 0) break;  // it has become shorter: the digest says so
        digest.add(std::span{piece}.first(read));
        at += read;
        keep_pace(read, settings_.bytes_per_second, began, stop);
    }
    return digest.hex();
}

}  // namespace kinote::autopilot
