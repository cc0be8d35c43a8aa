#include "http/asset_store.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace kinote::http {
namespace {

constexpr std::string_view index_path = "/index.html";

// One member of Accept-Encoding, as "gzip;q=0.5": whether it takes gzip (RFC 9110 12.5.3). A weight of 0 refuses.
bool takes_gzip(std::string_view member) {
    const auto semicolon = member.find(';');
    const std::string_view coding = trim(member.substr(0, semicolon));
    if (!equals_ignoring_case(coding, "gzip") && coding != "*") return false;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view weight = trim(member.substr(semicolon + 1));
    return weight.find_first_of("123456789") != std::string_view::npos;
}

bool accepts_gzip(const Request& request) {
    const auto lists = request.headers.find_all("Accept-Encoding");
    return std::any_of(lists.begin(), lists.end(), [](std::string_view list) {
        const auto members = split(list, ',');
        return std::any_of(members.begin(), members.end(), takes_gzip);
    });
}

// "app.js", but not the last segment of a client's route that ends with a UID: "1.2.840.3".
bool names_file(std::string_view segment) {
    const auto dot = segment.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == segment.size()) return false;
    const char first = segment[dot + 1];
    return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

}  // namespace

AssetStore::AssetStore(std::span<const Asset> assets, std::vector<std::string> reserved)
    : reserved_{std::move(reserved)} {
    for (const Asset& asset : assets) assets_.emplace(asset.path, &asset);
}

const Asset* AssetStore::find(const Request& request) const {
    if (const auto found = assets_.find(path_text(request)); found != assets_.end()) return found->second;
    const bool is_reserved =
        !request.path.empty() && std::find(reserved_.begin(), reserved_.end(), request.path.front()) != reserved_.end();
    if (is_reserved || (!request.path.empty() && names_file(request.path.back()))) return nullptr;
    const auto index = assets_.find(index_path);
    return index != assets_.end() ? index->second : nullptr;
}

std::optional<Response> AssetStore::answer(const Request& request) const {
    const Asset* asset = find(request);
    if (asset == nullptr) return std::nullopt;

    // Weak, because the plain and the compressed bytes go under the same tag (RFC 9110 8.8.3).
    const std::string etag = asset->gzip_bytes.empty() ? std::string{asset->etag} : "W/" + std::string{asset->etag};
    Response response = has_current(request, asset->etag) ? not_modified_response(etag) : Response{};
    if (asset->is_immutable) {
        mark_immutable(response, etag);
    } else {
        response.headers.set("ETag", etag);
        response.headers.add("Cache-Control", "no-cache");
    }
    if (!asset->gzip_bytes.empty()) response.headers.add("Vary", "Accept-Encoding");
    if (response.status == Status::not_modified) return response;

    response.headers.add("Content-Type", asset->content_type);
    const bool is_compressed = !asset->gzip_bytes.empty() && accepts_gzip(request);
    if (is_compressed) response.headers.add("Content-Encoding", "gzip");
    response.body = SharedBytes{nullptr, is_compressed ? asset->gzip_bytes : asset->bytes};
    return response;
}

}  // namespace kinote::http
