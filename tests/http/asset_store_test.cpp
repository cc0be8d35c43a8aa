#include "http/asset_store.hpp"

#include <gtest/gtest.h>

#include <array>

#include "http/target.hpp"

namespace kinote::http {
namespace {

constexpr std::array assets = {
    Asset{"/index.html", "text/html; charset=utf-8", "<html>", "", "\"i\"", false},
    Asset{"/assets/app-1a2b3c4d.js", "text/javascript; charset=utf-8", "plain script", "gzipped", "\"j\"", true},
};

Request request_for(std::string_view path) {
    Request request;
    request.path = read_target(path).path;
    return request;
}

std::string_view bytes_of(const Response& response) { return std::get<SharedBytes>(response.body).bytes; }

class AssetStoreTest : public testing::Test {
protected:
    const AssetStore store_{assets, {"api"}};
};

TEST_F(AssetStoreTest, an_asset_is_found_by_its_path) {
    const auto response = store_.answer(request_for("/assets/app-1a2b3c4d.js"));
    ASSERT_TRUE(response);
    EXPECT_EQ(bytes_of(*response), "plain script");
    EXPECT_EQ(response->headers.find("Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(AssetStoreTest, paths_of_the_clients_own_routes_give_the_index) {
    for (const char* path : {"/", "/index.html", "/notes", "/studies/1.2.840.10008.5", "/queues/MVF_OBJECT_CREATOR"}) {
        const auto response = store_.answer(request_for(path));
        ASSERT_TRUE(response) << path;
        EXPECT_EQ(bytes_of(*response), "<html>") << path;
    }
}

TEST_F(AssetStoreTest, missing_files_and_reserved_paths_give_nothing) {
    for (const char* path : {"/assets/old.js", "/favicon.ico", "/api/unknown", "/api"}) {
        EXPECT_FALSE(store_.answer(request_for(path))) << path;
    }
}

TEST_F(AssetStoreTest, names_with_a_hash_are_kept_for_ever_and_the_index_is_asked_for_again) {
    EXPECT_EQ(store_.answer(request_for("/assets/app-1a2b3c4d.js"))->headers.find("Cache-Control"),
              "private, max-age=31536000, immutable");
    EXPECT_EQ(store_.answer(request_for("/"))->headers.find("Cache-Control"), "no-cache");
}

TEST_F(AssetStoreTest, a_client_that_has_the_current_asset_is_told_so) {
    Request request = request_for("/");
    request.headers.add("If-None-Match", "\"i\"");
    EXPECT_EQ(store_.answer(request)->status, Status::not_modified);
    request.headers.set("If-None-Match", "\"older\"");
    EXPECT_EQ(store_.answer(request)->status, Status::ok);
}

TEST_F(AssetStoreTest, the_compressed_bytes_go_to_clients_that_take_gzip) {
    Request request = request_for("/assets/app-1a2b3c4d.js");
    request.headers.add("Accept-Encoding", "br, gzip;q=0.8");
    const auto response = store_.answer(request);
    EXPECT_EQ(bytes_of(*response), "gzipped");
    EXPECT_EQ(response->headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(response->headers.find("Vary"), "Accept-Encoding");
}

TEST_F(AssetStoreTest, a_weight_of_nothing_refuses_gzip) {
    Request request = request_for("/assets/app-1a2b3c4d.js");
    request.headers.add("Accept-Encoding", "gzip;q=0.0, br");
    const auto response = store_.answer(request);
    EXPECT_EQ(bytes_of(*response), "plain script");
    EXPECT_FALSE(response->headers.contains("Content-Encoding"));
}

TEST_F(AssetStoreTest, without_an_index_there_is_no_fallback) { EXPECT_FALSE(AssetStore{{}}.answer(request_for("/"))); }

}  // namespace
}  // namespace kinote::http
