#pragma once
// The web client's files, which lie in the program itself.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

/// All views are of static storage.
struct Asset {
    std::string_view path;          ///< "/assets/index-3f9a1c02.js"
    std::string_view content_type;  ///< "text/javascript; charset=utf-8"
    std::string_view bytes;
    std::string_view gzip_bytes = {};  ///< the same compressed; empty: none
    std::string_view etag = {};        ///< with its quotes
    bool is_immutable = false;         ///< the name holds a hash of the content: never asked for again
};

/// Read by any number of threads.
class AssetStore {
public:
    /// @param assets kept by reference: static storage.
    /// @param reserved first segments, as "api", under which unknown paths are never the client's.
    explicit AssetStore(std::span<const Asset> assets, std::vector<std::string> reserved = {});

    /// The asset at the path; for "/" and for paths whose last segment is no file name, which the client
    /// routes itself, /index.html. Nothing where there is no such asset. Compressed where the client takes gzip.
    [[nodiscard]] std::optional<Response> answer(const Request& request) const;

private:
    [[nodiscard]] const Asset* find(const Request& request) const;

    std::unordered_map<std::string_view, const Asset*> assets_;
    std::vector<std::string> reserved_;
};

}  // namespace kinote::http
