#include "place.hpp"

#include <system_error>

#include "base/random.hpp"
#include "database/database.hpp"

namespace kinote::bench {

Place::Place(const std::string& server, const std::filesystem::path& parent)
    : server_{server}, name_{"bench_" + base::random_hex(6)}, folder_{parent / name_} {
    std::filesystem::create_directories(folder_);
    if (!server_.empty()) administer("CREATE DATABASE " + name_);
}

Place::~Place() {
    if (!server_.empty()) administer("DROP DATABASE " + name_ + " WITH (FORCE)");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Place::url() const {
    return server_.empty() ? (folder_ / "kinote.sqlite").string() : server_ + "/" + name_;
}

void Place::administer(const std::string& sql) const {
    database::Database server{server_ + "/postgres"};
    server.connection()->run_script(sql);
}

}  // namespace kinote::bench
