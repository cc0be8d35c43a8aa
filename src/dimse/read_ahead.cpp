#include "dimse/read_ahead.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace kinote::dimse {
namespace {

constexpr std::size_t most_ready = 3;
constexpr std::size_t most_pieces_without_thread = 4;  // for fewer, a thread costs more than it gains

}  // namespace

void ReadAhead::begin(const dicom::ByteSource& source, std::uint64_t offset) {
    end();
    source_ = &source;
    offset_ = offset;
    left_ = source.size() - std::min(offset, source.size());
    if (source.in_memory().empty() && left_ > most_pieces_without_thread * piece_size_) {
        reader_ = std::jthread{[this](const std::stop_token& stop) { read_on(stop); }};
    }
}

std::span<const std::byte> ReadAhead::next() {
    if (left_ == 0) return {};
    if (const auto bytes = source_->in_memory(); !bytes.empty()) {
        return bytes.last(static_cast<std::size_t>(std::exchange(left_, 0)));
    }
    const auto piece =
        reader_.joinable() ? take_piece() : std::span<const std::byte>{given_ = read_piece(std::move(given_))};
    left_ -= piece.size();
    if (left_ == 0) end();
    return piece;
}

ReadAhead::Piece ReadAhead::read_piece(Piece piece) {
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size_, source_->size() - offset_)));
    if (source_->read_at(offset_, piece) != piece.size()) {
        throw base::Error{base::ErrorKind::corrupt, "the object ends before its size"};
    }
    offset_ += piece.size();
    return piece;
}

void ReadAhead::read_on(const std::stop_token& stop) {
    try {
        while (offset_ < source_->size()) {
            Piece piece;
            {
                std::unique_lock lock{mutex_};
                if (!changed_.wait(lock, stop, [this] { return ready_.size() < most_ready; })) return;
                if (!free_.empty()) {
                    piece = std::move(free_.back());
                    free_.pop_back();
                }
            }
            piece = read_piece(std::move(piece));
            const std::lock_guard lock{mutex_};
            ready_.push_back(std::move(piece));
            changed_.notify_all();
        }
    } catch (...) {
        const std::lock_guard lock{mutex_};
        failure_ = std::current_exception();
        changed_.notify_all();
    }
}

std::span<const std::byte> ReadAhead::take_piece() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !ready_.empty() || failure_; });
    if (ready_.empty()) std::rethrow_exception(failure_);
    free_.push_back(std::exchange(given_, std::move(ready_.front())));
    ready_.pop_front();
    changed_.notify_all();
    return given_;
}

void ReadAhead::end() noexcept {
    if (!reader_.joinable()) return;
    reader_.request_stop();
    reader_.join();
    ready_.clear();
    failure_ = nullptr;
}

}  // namespace kinote::dimse
