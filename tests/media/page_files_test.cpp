#include "media/page_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "base/error.hpp"
#include "media/page_samples.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::media {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using PagesByPath = std::map<std::string, std::string>;

std::vector<std::string> page_paths(const PagesByPath& pages) {
    std::vector<std::string> paths;
    for (const auto& [path, page] : pages) paths.push_back(path);
    return paths;
}

std::vector<std::string> page_links(const std::string& page) {
    static const std::regex link{R"re((href|src)="([^"]*)")re"};
    std::vector<std::string> links;
    for (std::sregex_iterator at{page.begin(), page.end(), link}; at != std::sregex_iterator{}; ++at) {
        links.push_back((*at)[2]);
    }
    return links;
}

bool is_page(const std::string& path) { return path.ends_with(".HTM"); }

TEST(PageFiles, are_named_as_iso_9660_and_pdi_want_it) {
    EXPECT_THAT(page_paths(pages_of(usual_contents())),
                ElementsAre("IHE_PDI/N0000001.HTM", "IHE_PDI/N0000002.HTM", "IHE_PDI/N0000003.HTM", "IHE_PDI/PAGES.CSS",
                            "IHE_PDI/PAGES.JS", "IHE_PDI/S0000001.HTM", "IHE_PDI/S0000002.HTM", "IHE_PDI/S0000003.HTM",
                            "INDEX.HTM", "README.TXT"));
    EXPECT_EQ(picture_path(12), "IHE_PDI/J0000012.JPG");
    EXPECT_EQ(small_picture_path(9'999'999), "IHE_PDI/T9999999.JPG");
    EXPECT_THROW((void)picture_path(0), base::Error);
    EXPECT_THROW((void)note_page_path(10'000'000), base::Error);
}

TEST(PageFiles, links_lead_to_files_of_the_disc) {
    const PagesByPath pages = pages_of(usual_contents());
    std::set<std::string> there{picture_path(1), picture_path(2), small_picture_path(1)};
    for (const auto& [path, page] : pages) there.insert(path);
    for (const auto& [path, page] : pages) {
        if (!is_page(path)) continue;
        const std::filesystem::path folder = std::filesystem::path{path}.parent_path();
        for (const std::string& link : page_links(page)) {
            const auto hash = link.find('#');
            const std::string file = link.substr(0, hash);
            const std::string target = file.empty() ? path : (folder / file).lexically_normal().string();
            EXPECT_TRUE(there.contains(target)) << path << " leads to " << link;
            if (hash == std::string::npos || !pages.contains(target)) continue;
            EXPECT_THAT(pages.at(target), HasSubstr("id=\"" + link.substr(hash + 1) + "\"")) << path << ": " << link;
        }
    }
}

TEST(PageFiles, every_page_forbids_other_hosts_and_says_its_letters_and_language) {
    PageContents contents = usual_contents();
    contents.language = PageLanguage::german;
    for (const auto& [path, page] : pages_of(contents)) {
        if (!is_page(path)) continue;
        EXPECT_THAT(page, HasSubstr("<meta charset=\"utf-8\" />")) << path;
        EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'self' file:;")) << path;
        EXPECT_THAT(page, HasSubstr("lang=\"de\"")) << path;
        EXPECT_THAT(page, Not(HasSubstr("style="))) << path;
        EXPECT_THAT(page, Not(HasSubstr("<script>"))) << path;
        EXPECT_THAT(page, Not(testing::ContainsRegex("(href|src)=\"[a-z]+:"))) << path;
    }
}

TEST(PageFiles, every_page_but_the_first_says_whose_it_is) {
    for (const auto& [path, page] : pages_of(usual_contents())) {
        if (!is_page(path) || path == index_page_path) continue;
        const bool is_annas = page.find("DEMO-1001") != std::string::npos;
        EXPECT_THAT(page, HasSubstr(is_annas ? "Weber, Dr. Anna" : "Yamada, Tarou")) << path;
        EXPECT_THAT(page, HasSubstr(is_annas ? "1961-04-12" : "1948-09-25")) << path;
        EXPECT_THAT(page, Not(HasSubstr(is_annas ? "DEMO-1002" : "DEMO-1001"))) << path;
    }
}

TEST(PageFiles, first_page_has_all_that_pdi_wants_said) {
    const std::string page = pages_of(usual_contents()).at("INDEX.HTM");
    for (const auto* part : {"Städtisches Krankenhaus", "2025-06-20 10:15 (UTC+02:00)", "href=\"README.TXT\"",
                             "Tel. 030 123", "kinote 0.1.0", "by mistake", "Weber, Dr. Anna", "Yamada, Tarou",
                             "山田 太郎 (やまだ たろう)", "IHE_PDI/T0000001.JPG", "IHE_PDI/J0000002.JPG"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
}

TEST(PageFiles, studies_with_notes_come_first) {
    PageContents contents = usual_contents();
    contents.patients[0].studies.pop_back();  // the first patient has but the study without notes
    const PagesByPath pages = pages_of(contents);
    EXPECT_THAT(pages.at("IHE_PDI/S0000001.HTM"), HasSubstr("Yamada"));
    EXPECT_THAT(pages.at("IHE_PDI/S0000002.HTM"), HasSubstr("no key image notes"));
    const std::string& first = pages.at("INDEX.HTM");
    EXPECT_LT(first.find("Yamada"), first.find("Weber"));
}

TEST(PageFiles, first_page_shows_the_first_pictures_and_says_how_many_more_there_are) {
    PageContents contents = usual_contents();
    PageNote& note = contents.patients[0].studies[1].notes[0];
    for (std::size_t i = 3; i <= 1'500; ++i) note.pictures.push_back(picture(i));
    const PagesByPath pages = pages_of(contents);
    EXPECT_THAT(pages.at("INDEX.HTM"),
                HasSubstr("<a class=\"button\" href=\"IHE_PDI/N0000001.HTM#p7\">1,496 more</a>"));
    EXPECT_THAT(pages.at("INDEX.HTM"), Not(HasSubstr("J0000009.JPG")));
    EXPECT_THAT(pages.at("IHE_PDI/N0000001.HTM"), HasSubstr("id=\"p1502\""));
}

TEST(PageFiles, first_page_of_very_many_notes_shows_them_without_pictures) {
    PageContents contents = usual_contents();
    contents.patients[0].studies[1].notes.assign(300, usual_note());
    const PagesByPath pages = pages_of(contents);
    EXPECT_THAT(pages.at("INDEX.HTM"), Not(HasSubstr("<img")));
    EXPECT_THAT(pages.at("INDEX.HTM"), HasSubstr("href=\"IHE_PDI/N0000300.HTM\""));
    EXPECT_THAT(pages.at("IHE_PDI/S0000001.HTM"), HasSubstr("<img"));
}

TEST(PageFiles, notes_lead_to_their_images_and_to_each_other) {
    const PagesByPath pages = pages_of(usual_contents());
    const std::string& second = pages.at("IHE_PDI/N0000002.HTM");
    for (const auto* part :
         {"<link rel=\"prev\" href=\"N0000001.HTM\" />", "<link rel=\"next\" href=\"N0000003.HTM\" />",
          "href=\"#p2\"><span>Next image</span>", "<code>DICOM/PA000001/ST000001/SE000001/IM000001</code>",
          "<b>Image 11, frame 3, series 4</b>", "shown with its presentation state", "This object is not an image",
          "On disc 2", "MRI of the liver advised.", "Lindner, Dr. Petra", "2025-06-16 18:45 (UTC+02:00)",
          "lang=\"en-US\"", "src=\"J0000001.JPG\" alt=\"Image 11, frame 3, series 4\" width=\"64\" height=\"48\""}) {
        EXPECT_THAT(second, HasSubstr(part));
    }
    EXPECT_THAT(pages.at("IHE_PDI/N0000001.HTM"), Not(HasSubstr("rel=\"prev\"")));
    EXPECT_THAT(pages.at("IHE_PDI/N0000003.HTM"), Not(HasSubstr("rel=\"next\"")));
}

TEST(PageFiles, hostile_values_are_shown_and_do_nothing) {
    for (const auto& [path, page] : pages_of(hostile_contents())) {
        if (!is_page(path)) continue;
        EXPECT_THAT(page, Not(HasSubstr("<img src=x"))) << path;
        EXPECT_THAT(page, Not(HasSubstr("<script>"))) << path;
        EXPECT_THAT(page, Not(HasSubstr("onclick=\"x"))) << path;
        EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xAE"))) << path;
        EXPECT_THAT(page, HasSubstr("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;, &quot;onload")) << path;
    }
}

TEST(PageFiles, are_well_formed) {
    ASSERT_EQ(std::system("/usr/bin/python3 --version > /dev/null"), 0) << "install python3";
    const test::TemporaryFolder folder;
    PageContents empty;
    empty.created_at = "20250620";
    int number = 0;
    for (const PageContents& contents : {usual_contents(), hostile_contents(), empty}) {
        for (const auto& [path, page] : pages_of(contents)) {
            if (!is_page(path)) continue;
            std::ofstream{folder.path() / (std::to_string(++number) + ".htm"), std::ios::binary} << page;
        }
    }
    const std::string command =
        "/usr/bin/python3 -c 'import sys, xml.etree.ElementTree as tree; [tree.parse(each) for each in sys.argv[1:]]' "
        "'" +
        folder.path().string() + "'/*.htm";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(PageFiles, are_the_same_for_the_same_contents) {
    EXPECT_EQ(pages_of(usual_contents()), pages_of(usual_contents()));
}

}  // namespace
}  // namespace kinote::media
