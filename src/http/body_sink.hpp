#pragma once
// What takes the body of a request while it comes, where that may be larger than memory.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <variant>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

/// Made once the head of its request has come; destroyed where the request is broken off. Its functions run on worker
/// threads, one at a time, and may block: the client waits meanwhile. What they throw becomes a status as in a handler,
/// and nothing more of the body is taken.
class BodySink {
public:
    virtual ~BodySink() = default;
    BodySink() = default;
    BodySink(const BodySink&) = delete;
    BodySink& operator=(const BodySink&) = delete;

    /// The next bytes, without transfer coding. However many come in all.
    virtual void add(std::span<const std::byte> bytes) = 0;
    /// The body is whole: the answer.
    [[nodiscard]] virtual Response finish() = 0;
};

/// The sink of a request, or the answer where its head alone refuses it. @param request  outlives the sink.
using SinkMaker = std::function<std::variant<std::shared_ptr<BodySink>, Response>(const Request& request)>;

}  // namespace kinote::http
