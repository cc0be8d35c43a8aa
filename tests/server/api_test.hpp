#pragma once
// A site with a router of all API routes, asked in memory, without sockets.

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "http/error_answer.hpp"
#include "object_creator/register_kosd.hpp"
#include "server/server.hpp"
#include "support/test_site.hpp"

namespace kinote::test {

struct Answer {
    http::Status status = http::Status::ok;
    std::string body;
    http::Headers headers;
    [[nodiscard]] boost::json::value json() const { return boost::json::parse(body); }
};

[[nodiscard]] inline std::string text_of(const boost::json::value& value) { return std::string{value.as_string()}; }

class ApiTest : public SiteTest {
protected:
    ApiTest() { server::add_api_routes(router_, {database(), cache(), queue(), clock(), dicom::AeTitle{"KINOTE"}}); }

    http::Router& router() { return router_; }

    /// GET. @param target  path and query without percent signs: "/api/studies?limit=2".
    Answer get(const std::string& target, const http::Headers& headers = {}) {
        http::Request request;
        request.headers = headers;
        const std::size_t mark = target.find('?');
        for_each_part(target.substr(1, std::min(mark, target.size()) - 1), '/',
                      [&](std::string_view segment) { request.path.emplace_back(segment); });
        if (mark != std::string::npos) {
            for_each_part(target.substr(mark + 1), '&', [&](std::string_view pair) {
                const std::size_t equals = pair.find('=');
                request.query.add(pair.substr(0, equals), pair.substr(equals + 1));
            });
        }
        return answer(request);
    }
    Answer answer(http::Request& request) {
        try {
            return answer_from(router_.answer(request));
        } catch (...) {
            return answer_from(http::answer_error(base::current_error()));
        }
    }

    /// Stores the KOSD and does its job.
    void take_in(const BuiltItem& kos, std::string_view sop_instance_uid = kos_uid) {
        EXPECT_EQ(accept(kos), ingest::Outcome::stored);
        const object_creator::RegisterKosdHandler handler{{}, database(), cache(), clock()};
        database::ClaimedJob job;
        job.subject = sop_instance_uid;
        const jobs::Ending ending = handler(job, std::stop_token{});
        database::Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }

private:
    template <typename Use>
    static void for_each_part(std::string_view text, char separator, Use use) {
        while (true) {
            const std::size_t end = std::min(text.find(separator), text.size());
            use(text.substr(0, end));
            if (end == text.size()) return;
            text.remove_prefix(end + 1);
        }
    }
    static Answer answer_from(http::Response response) {
        Answer answer{response.status, {}, response.headers};
        if (const auto* body = std::get_if<std::string>(&response.body)) answer.body = *body;
        if (const auto* shared = std::get_if<http::SharedBytes>(&response.body)) answer.body = shared->bytes;
        return answer;
    }

    http::Router router_;
};

}  // namespace kinote::test
