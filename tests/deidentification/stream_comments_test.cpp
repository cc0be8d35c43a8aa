// What stands beside the picture in compressed streams.
#include "deidentification/stream_comments.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dicom/data_set_builder.hpp"

namespace kinote::deidentification {
namespace {

using namespace std::string_literals;

/// The fragments, with what is found in them zeroed, one behind the other with a gap between them as items have it.
std::string zeroed(const std::vector<std::string>& fragments) {
    std::string all;
    std::vector<Stretch> stretches;
    for (const std::string& fragment : fragments) {
        all += "item    ";
        stretches.push_back({all.size(), fragment.size()});
        all += fragment;
    }
    const std::vector<std::byte> bytes = test::to_bytes(all);
    const dicom::MemorySource source{bytes};
    StreamComments comments{source};
    for (const Stretch& stretch : stretches) comments.look_through(stretch);
    std::uint64_t last = 0;
    for (const Stretch& found : comments.found()) {
        EXPECT_GE(found.offset, last);
        last = found.offset + found.length;
        EXPECT_LE(last, all.size());
        all.replace(found.offset, found.length, found.length, '\0');
    }
    return all;
}

std::string segment(char marker, std::string_view content) {
    const std::size_t length = content.size() + 2;
    return "\xFF"s + marker + static_cast<char>(length >> 8U) + static_cast<char>(length & 0xFFU) +
           std::string{content};
}

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> static_cast<unsigned>(shift));
    return bytes;
}

bool has_name(const std::string& bytes) { return bytes.find("Jekyll") != std::string::npos; }

const std::string jpeg_frame = segment('\xC0', "frame header");
const std::string jpeg_scan = segment('\xDA', "scan") + "data\xFF\0\xFF\xD0 data, even of Hyde"s;

TEST(StreamCommentsTest, comments_and_applications_of_jpeg_are_zeroed_and_the_picture_stays) {
    const std::string jfif = segment('\xE0', "JFIF\0\1\2\0\0\1\0\1"s + "thumbnail of Jekyll");
    const std::string adobe = segment('\xEE', "Adobe\0\x64\0\0\0\0\1"s);
    const std::string picture = jpeg_frame + jpeg_scan;
    const std::string bytes =
        zeroed({"\xFF\xD8"s + jfif + adobe + segment('\xE1', "Exif Jekyll") + segment('\xFE', "Jekyll") + picture +
                segment('\xFE', "Jekyll between scans") + jpeg_scan + "\xFF\xD9" + "Jekyll behind the end"});
    EXPECT_FALSE(has_name(bytes));
    for (const std::string& kept : {picture, jpeg_scan, adobe, "JFIF\0\1\2\0\0\1\0\1"s, "\xFF\xFE\0\x08"s})
        EXPECT_NE(bytes.find(kept), std::string::npos);
}

TEST(StreamCommentsTest, a_jpeg_that_goes_on_in_another_fragment_is_looked_through_to_its_end) {
    const std::string bytes = zeroed({"\xFF\xD8"s + jpeg_frame + jpeg_scan,
                                      "more data " + segment('\xFE', "Jekyll") + jpeg_scan + "\xFF\xD9" + "Jekyll"});
    EXPECT_FALSE(has_name(bytes));
    EXPECT_NE(bytes.find("more data \xFF\xFE"), std::string::npos);
}

TEST(StreamCommentsTest, in_jpeg_ls_a_low_byte_belongs_to_the_data) {
    const std::string scan = segment('\xDA', "scan") + "data \xFF\x7E data";
    const std::string bytes = zeroed({"\xFF\xD8"s + segment('\xE8', "mrfx\1") + segment('\xE8', "SPIFF Jekyll") +
                                      segment('\xF7', "frame") + scan + "\xFF\xD9"});
    EXPECT_FALSE(has_name(bytes));
    EXPECT_NE(bytes.find(scan), std::string::npos);
    EXPECT_NE(bytes.find("mrfx\1"), std::string::npos);
}

std::string codestream() {
    const std::string comment = segment('\x64', "\0\1Jekyll"s);
    const std::string size = segment('\x51', "size");
    const auto tile_part = [&](bool has_length) {
        const std::string header = comment + "\xFF\x93"s;
        const std::string data = "packets\xFF\x64 of data";
        const auto length = static_cast<std::uint32_t>(12 + header.size() + data.size());
        return segment('\x90', "\0\0"s + big_endian(has_length ? length : 0) + "\0\1"s) + header + data;
    };
    return "\xFF\x4F"s + size + comment + tile_part(true) + tile_part(true) + "\xFF\xD9"s;
}

TEST(StreamCommentsTest, comments_of_jpeg_2000_are_zeroed_in_all_headers) {
    const std::string bytes = zeroed({codestream() + "Jekyll"});
    EXPECT_FALSE(has_name(bytes));
    EXPECT_NE(bytes.find("packets\xFF\x64 of data"), std::string::npos);
    EXPECT_NE(bytes.find("\xFF\x64\0\x0A\0\1\0\0"s), std::string::npos);
}

TEST(StreamCommentsTest, texts_of_a_jp2_file_are_zeroed) {
    const auto box = [](std::string_view type, const std::string& content) {
        return big_endian(static_cast<std::uint32_t>(8 + content.size())) + std::string{type} + content;
    };
    const std::string bytes =
        zeroed({box("jP  ", "\x0D\x0A\x87\x0A") + box("ftyp", "jp2 ") + box("jp2h", "header") +
                box("xml ", "<name>Jekyll</name>") + box("jp2c", codestream()) + box("uuid", "Jekyll")});
    EXPECT_FALSE(has_name(bytes));
    for (const std::string_view kept : {"ftypjp2 ", "jp2hheader", "packets"})
        EXPECT_NE(bytes.find(kept), std::string::npos);
}

TEST(StreamCommentsTest, what_is_malformed_ends_the_search_and_nothing_else_is_touched) {
    for (const std::string& stream :
         {"RLE or whatever it is \xFF\xFE\0\x08Jekyll"s, "\xFF\xD8"s, "\xFF\xD8\xFF\xFE"s,
          "\xFF\xD8\xFF\xE1\0\0Jekyll"s, "\xFF\x4F\xFF\x90\0\x0A"s, "\xFF\x4F\0\0\0\0\0\0"s, ""s}) {
        EXPECT_EQ(zeroed({stream}), "item    " + stream);
    }
    EXPECT_FALSE(has_name(zeroed({"\xFF\xD8\xFF\xFE\xFF\xFFJekyll"s})));  // longer than the stream is
}

}  // namespace
}  // namespace kinote::deidentification
