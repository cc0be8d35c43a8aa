#include <fmt/format.h>
#include <sys/stat.h>

#include <clocale>
#include <cstdio>
#include <variant>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "dimse/process.hpp"
#include "rendering/frame_decoder.hpp"

int main(int count, char** words) {
    using namespace kinote;
    try {
        // unixODBC hands the connection to drivers that take bytes in the character set of the locale; here all is
        // UTF-8.
        (void)std::setlocale(LC_CTYPE, "C.UTF-8");
        ::umask(0027);  // data folder, database and cache hold what is known of patients
        dimse::prepare_process();
        rendering::register_codecs();

        const auto parsed = cli::parse_command_line(count, words);
        if (const int* code = std::get_if<int>(&parsed)) return *code;
        return std::visit([](const auto& options) { return cli::run(options); }, std::get<cli::Options>(parsed));
    } catch (...) {
        const base::Error error = base::current_error();
        fmt::print(stderr, "kinote: {}\n", error.what());
        return error.kind() == base::ErrorKind::invalid ? cli::usage : cli::failed;
    }
}
