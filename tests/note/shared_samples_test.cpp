// The samples that lie beside a developer's checkout: what each must be judged as.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/error.hpp"
#include "dicom/header.hpp"
#include "dicom/shared_data.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"
#include "note/doctor.hpp"

namespace kinote::note {
namespace {

Judgement judge_file(const std::filesystem::path& file, const std::vector<std::filesystem::path>& together_with = {}) {
    std::vector<GivenFile> files;
    const auto give = [&files](const std::filesystem::path& path) {
        files.push_back({path.filename().string(), [path] { return std::make_unique<dicom::FileSource>(path); }});
    };
    give(file);
    std::ranges::for_each(together_with, give);
    return judge(files).front();
}

std::string lines_of(const Judgement& judgement) {
    std::string lines;
    for (const Finding& finding : judgement.findings) {
        lines += to_string(finding.rule) + ' ' + std::string{to_string(finding.severity)} + ' ' + finding.place + ": " +
                 finding.message + '\n';
    }
    return lines;
}

struct Expected {
    std::string file;
    std::string rule;
    std::string severity_class;
    std::string role;
    std::string note;
};

std::vector<Expected> expected_judgements() {
    std::vector<Expected> all;
    std::ifstream table{test::shared_data() / "generated-kos" / "expected.csv"};
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        std::istringstream cells{line};
        Expected row;
        std::getline(cells, row.file, ',');
        std::getline(cells, row.rule, ',');
        std::getline(cells, row.severity_class, ',');
        std::getline(cells, row.role, ',');
        std::getline(cells, row.note);
        all.push_back(row);
    }
    return all;
}

TEST(SharedSamples, that_are_bad_are_judged_as_the_table_says) {
    const auto rows = expected_judgements();
    if (rows.empty()) GTEST_SKIP() << "no shared data";
    const std::map<std::string, std::pair<Severity, Verdict>> classes{
        {"R", {Severity::error, Verdict::non_compliant}},
        {"W", {Severity::warning, Verdict::tolerable}},
        {"I", {Severity::information, Verdict::compliant}}};
    for (const Expected& row : rows) {
        const auto folder = test::shared_data() / "generated-kos";
        std::vector<std::filesystem::path> together;
        if (!row.note.empty()) together.push_back(folder / "images" / "CT1");
        const Judgement judgement = judge_file(folder / row.file, together);
        EXPECT_EQ(to_string(judgement.role.value()), row.role) << row.file;
        if (row.rule.empty()) {
            EXPECT_EQ(judgement.verdict, Verdict::compliant) << row.file << '\n' << lines_of(judgement);
            continue;
        }
        const auto [severity, verdict] = classes.at(row.severity_class);
        EXPECT_EQ(judgement.verdict, verdict) << row.file << '\n' << lines_of(judgement);
        const auto is_expected = [&, wanted = severity](const Finding& finding) {
            return to_string(finding.rule) == row.rule && finding.severity == wanted;
        };
        EXPECT_TRUE(std::ranges::any_of(judgement.findings, is_expected)) << row.file << ' ' << row.rule << '\n'
                                                                          << lines_of(judgement);
    }
}

TEST(SharedSamples, that_are_good_are_compliant) {
    const auto files = test::shared_files("generated-kos/good");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    for (const auto& file : files) {
        const Judgement judgement = judge_file(file);
        EXPECT_EQ(judgement.verdict, Verdict::compliant) << file << '\n' << lines_of(judgement);
    }
}

TEST(SharedSamples, of_other_makers_are_usable_and_have_the_role_of_their_title) {
    const auto files = test::shared_files("kos");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    for (const auto& file : files) {
        const Judgement judgement = judge_file(file);
        ASSERT_TRUE(judgement.role) << file << '\n' << lines_of(judgement);
        EXPECT_NE(judgement.verdict, Verdict::non_compliant) << file << '\n' << lines_of(judgement);
        EXPECT_FALSE(judgement.note->references.empty()) << file;
        const bool is_manifest =
            judgement.note->title.value == "113030" || judgement.note->title.value == "MADOTEMP001";
        EXPECT_EQ(judgement.role, is_manifest ? NoteRole::manifest : NoteRole::note) << file;
    }
}

TEST(SharedSamples, that_fill_gaps_are_read) {
    const auto folder = test::shared_data() / "generated-gaps";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data";
    const Judgement frames = judge_file(folder / "multiframe-frames.dcm");
    ASSERT_TRUE(frames.note);
    EXPECT_TRUE(std::ranges::any_of(frames.note->references, [](const NoteReference& reference) {
        return !reference.frames.empty();
    })) << lines_of(frames);
    EXPECT_EQ(judge_file(folder / "iocm-113001.dcm").role, NoteRole::rejection);
    EXPECT_EQ(judge_file(folder / "iocm-113038.dcm").role, NoteRole::rejection);
    EXPECT_EQ(judge_file(folder / "KIN_B2-bigendian.dcm").note,
              judge_file(test::shared_data() / "kos/ihe-mado/KIN_B2.dcm").note);
    EXPECT_EQ(judge_file(folder / "IDS-DEPT002-a-deflated.dcm").role, NoteRole::manifest);
    const Judgement multilingual = judge_file(folder / "utf8-multilingual.dcm");
    EXPECT_EQ(multilingual.note->patient.name, "Иванова^Анна^^Д-р");
}

TEST(SharedSamples, whatever_they_are_never_fail_but_with_words) {
    const auto files = test::shared_files("");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    for (const auto& file : files) {
        const Judgement judgement = judge_file(file);
        EXPECT_EQ(judgement.verdict == Verdict::unreadable, !judgement.note.has_value()) << file;
        EXPECT_NO_THROW((void)to_json(judgement));
    }
}

}  // namespace
}  // namespace kinote::note
