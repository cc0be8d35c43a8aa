#include "dicomweb/produced_text.hpp"

#include <utility>

namespace kinote::dicomweb {

ProducedText::ProducedText(std::function<void(const Give&)> produce)
    : produce_{std::move(produce)}, thread_{[this](const std::stop_token& stop) { run(stop); }} {}

std::optional<std::string> ProducedText::next() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !waiting_.empty() || is_done_; });
    if (waiting_.empty()) {
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
        return std::nullopt;
    }
    std::string piece = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= piece.size();
    changed_.notify_all();
    return piece;
}

bool ProducedText::give(std::string piece, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    const bool has_place = changed_.wait(lock, stop, [this] { return waiting_bytes_ < most_waiting_bytes; });
    if (!has_place || stop.stop_requested()) return false;
    waiting_bytes_ += piece.size();
    waiting_.push_back(std::move(piece));
    changed_.notify_all();
    return true;
}

void ProducedText::run(const std::stop_token& stop) {
    std::exception_ptr failure;
    try {
        produce_([this, &stop](std::string piece) { return give(std::move(piece), stop); });
    } catch (...) {
        failure = std::current_exception();  // next() throws it, at the door
    }
    const std::lock_guard lock{mutex_};
    failure_ = std::move(failure);
    is_done_ = true;
    changed_.notify_all();
}

}  // namespace kinote::dicomweb
