#pragma once
// The table of routes: which handler answers which method and path.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_sink.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

/// Runs on a worker thread and may block. Its exceptions become a status in the server (see error_answer.hpp).
using Handler = std::function<Response(const Request&)>;

struct Route {
    Method method = Method::get;
    /// "/api/studies/{uid}/notes": literal segments, and captures that take one non-empty segment each. With a slash
    /// at its end it is another pattern than without.
    std::string pattern = {};
    Handler handler = {};
    /// What the asker must be allowed to do; a word for the guard, no meaning here. Empty: nothing.
    std::string permission = {};
    /// The names of the query parameters that it takes; a request with another one is refused (400).
    std::vector<std::string> parameters = {};
    /// It looks at the names of its query parameters itself, as where each names an attribute.
    bool checks_parameters = false;
    /// Takes the body and answers in the place of the handler; one of both is there.
    SinkMaker sink = {};
};

/// Called before anything is answered: unknown paths, wrong methods and the fallback included, so that an answer does
/// not tell a stranger what exists. May set Request::identity. @param route null where no route takes the request.
/// An answer ends the request; nothing lets it pass.
using Guard = std::function<std::optional<Response>(Request& request, const Route* route)>;

/// Filled before the server starts, then only read, by any number of threads.
class Router {
public:
    /// @throws Error internal for a malformed pattern, or one that the same method has already.
    void add(Route route);
    void set_guard(Guard guard);
    /// Answers GET and HEAD of paths that no route knows: assets. May give nothing (404).
    void set_fallback(std::function<std::optional<Response>(const Request&)> fallback);

    /// In the order in which they were added.
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

    /// Literal segments win over captures. HEAD is answered by the route for GET (the server drops the body). 404 for
    /// an unknown path, 405 with Allow for a method that the path does not have.
    /// @throws Error invalid for a query parameter that the route does not take; what the handler throws.
    [[nodiscard]] Response answer(Request& request) const;

    /// The answer of a request that answer() would refuse whatever its body: by the guard, or because no route takes
    /// it. Where the route takes the body while it comes, sets Request::sink. @throws Error as answer().
    [[nodiscard]] std::optional<Response> refuse(Request& request) const;

private:
    struct Match {
        const Route* route = nullptr;
        Parameters captures;
        std::string allowed;  ///< the methods of the path, for Allow; empty: path unknown
    };
    [[nodiscard]] Match match(const Request& request) const;
    [[nodiscard]] Response answer_without_route(const Request& request, const std::string& allowed) const;

    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> patterns_;  ///< the segments of each route's pattern
    Guard guard_;
    std::function<std::optional<Response>(const Request&)> fallback_;
};

}  // namespace kinote::http
