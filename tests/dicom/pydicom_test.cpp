// Every element of every object at hand, compared with what pydicom reads.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <sstream>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/shared_data.hpp"
#include "dicom/text_value.hpp"

namespace kinote::dicom {
namespace {

struct Reading {
    std::string vr;
    std::string digest;
    std::string text;
};
/// By the path of tags and item numbers.
using Readings = std::map<std::string, Reading>;

std::string hexadecimal(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        constexpr std::string_view digit = "0123456789abcdef";
        digits += digit[static_cast<unsigned char>(c) >> 4];
        digits += digit[static_cast<unsigned char>(c) & 15];
    }
    return digits.empty() ? "-" : digits;
}

void read_ours(const Item& item, const std::string& path, Readings& readings) {
    for (const Element element : item.elements()) {
        char number[9];
        std::snprintf(number, sizeof number, "%08X", element.tag().number());
        const std::string here = path + number;
        if (element.is_sequence()) {
            int index = 0;
            for (const Item inner : element.items())
                read_ours(inner, here + '[' + std::to_string(index++) + ']', readings);
            readings.emplace(here, Reading{"SQ", std::to_string(index), "-"});
            continue;
        }
        std::string text;
        // pydicom drops empty component groups at the end of a name.
        const std::string_view padding =
            element.vr() == Vr::PN ? std::string_view{" \0=", 3} : std::string_view{" \0", 2};
        if (is_affected_by_character_set(element.vr())) {
            for (const std::string& value : element.texts()) {
                const std::size_t first = value.find_first_not_of(padding);
                text +=
                    first == std::string::npos ? "" : value.substr(first, value.find_last_not_of(padding) - first + 1);
                text += '\\';
            }
            if (!text.empty()) text.pop_back();
        }
        readings.emplace(here, Reading{to_string(element.vr()), base::sha256_hex(element.bytes()), hexadecimal(text)});
    }
}

/// By file name; files that pydicom cannot read are left out.
std::map<std::string, Readings> read_theirs(const std::vector<std::filesystem::path>& files) {
    std::string command = "/usr/bin/python3 " KINOTE_SOURCE_DIR "/tests/dicom/pydicom_dump.py";
    for (const auto& file : files) command += " '" + file.string() + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    std::map<std::string, Readings> all;
    std::string output;
    char buffer[1 << 16];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get())) output.append(buffer, count);
    std::istringstream lines{output};
    std::string line;
    std::string current;
    while (std::getline(lines, line)) {
        std::istringstream words{line};
        std::string path;
        words >> path;
        if (path == "FILE") {
            std::getline(words >> std::ws, current);
            all[current];
        } else if (path == "FAILED") {
            all.erase(current);
        } else if (Reading reading; words >> reading.vr >> reading.digest >> reading.text) {
            all[current].emplace(path, reading);
        }
    }
    return all;
}

void compare(const std::string& file, const Readings& ours, const Readings& theirs) {
    for (const auto& [path, reading] : theirs) {
        const auto found = ours.find(path);
        ASSERT_NE(found, ours.end()) << file << ' ' << path << " is not found";
        const bool is_same_value = reading.digest == "-" || found->second.digest == reading.digest;
        EXPECT_TRUE(is_same_value) << file << ' ' << path << " has another value";
        EXPECT_EQ(reading.text == "-" ? "-" : found->second.text, reading.text) << file << ' ' << path;
    }
}

TEST(Pydicom, reads_the_same_elements_and_texts) {
    ASSERT_EQ(std::system("/usr/bin/python3 -c 'import pydicom' 2>/dev/null"), 0) << "install python3-pydicom";
    std::vector<std::filesystem::path> files;
    for (const auto* folder : {"kos", "generated-kos", "generated-gaps", "images", "broken", "media"}) {
        for (const auto& file : test::shared_files(folder)) files.push_back(file);
    }
    if (files.empty()) GTEST_SKIP() << "no shared data";
    std::size_t compared = 0;
    for (const auto& [name, theirs] : read_theirs(files)) {
        // pydicom takes the letters "DICM" of a value at offset 128 for the prefix.
        if (name.ends_with("no_preamble_dicm_in_data")) continue;
        Readings ours;
        try {
            read_ours(Dataset::read(FileSource{name}), "", ours);
        } catch (const base::Error&) {
            continue;
        }
        compare(name, ours, theirs);
        ++compared;
    }
    EXPECT_GT(compared, 250u);
}

}  // namespace
}  // namespace kinote::dicom
