#include "cli/file_search.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "dicom/data_set_builder.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class FileSearchTest : public testing::Test {
protected:
    fs::path write(const std::string& name, const std::string& content = "content") {
        const fs::path path = folder_.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << content;
        return path;
    }
    /// The names found, from the test's folder; those of problems in brackets.
    std::vector<std::string> find(std::vector<fs::path> paths, DirectoryFiles mode = DirectoryFiles::followed) {
        FileSearch search{std::move(paths), mode};
        std::vector<std::string> names;
        while (const std::optional<FoundFile> file = search.next()) {
            const std::string name = file->path.lexically_relative(folder_.path()).string();
            names.push_back(file->problem.empty() ? name : "[" + name + "]");
        }
        return names;
    }
    [[nodiscard]] const fs::path& folder() const { return folder_.path(); }

private:
    test::TemporaryFolder folder_;
};

/// A Media Storage Directory without records that matter: its class alone tells what it is.
std::string directory_file() {
    const std::vector<std::byte> meta = dicom::make_file_meta(
        {dicom::uid::MediaStorageDirectoryStorage, "1.2.3", dicom::uid::ExplicitVRLittleEndian, {}});
    return {reinterpret_cast<const char*>(meta.data()), meta.size()};
}

/// One with a record for each File ID, its components parted by backslashes.
std::string directory_file(const std::vector<std::string>& file_ids) {
    std::vector<test::BuiltItem> records;
    for (const std::string& file_id : file_ids) {
        records.push_back(test::BuiltItem{}.text(dicom::tag::ReferencedFileID, test::Vr::CS, file_id));
    }
    return directory_file() + test::Encoder{{}}.encode(
                                  test::BuiltItem{}.sequence(dicom::tag::DirectoryRecordSequence, std::move(records)));
}

TEST_F(FileSearchTest, a_file_set_names_its_files_whatever_the_case_and_what_cannot_be_opened_is_a_problem) {
    write("images/ct1");
    write("IMAGES/CT2");
    fs::create_symlink("LOOP", folder() / "LOOP");
    const std::string long_name(300, 'A');
    const fs::path directory =
        write("DICOMDIR", directory_file({"IMAGES\\CT1", long_name, "..\\away", "LOOP\\CT", "AWAY", "IMAGES\\CT2"}));
    EXPECT_THAT(find({directory}), ElementsAre("images/ct1", "[" + std::string(300, 'a') + "]", "[DICOMDIR]",
                                               testing::StartsWith("["), "[away]", "IMAGES/CT2"));
}

TEST_F(FileSearchTest, finds_what_lies_below_a_folder_in_the_order_of_names) {
    write("b/2");
    write("b/1");
    write("a");
    write("c/d/e");
    EXPECT_THAT(find({folder()}), ElementsAre("a", "b/1", "b/2", "c/d/e"));
}

TEST_F(FileSearchTest, keeps_the_order_of_what_was_given) {
    const fs::path second = write("b");
    const fs::path first = write("a");
    EXPECT_THAT(find({second, first}), ElementsAre("b", "a"));
}

TEST_F(FileSearchTest, does_not_follow_links_in_folders) {
    write("a");
    fs::create_symlink(folder() / "a", folder() / "link");
    fs::create_directory_symlink(folder(), folder() / "circle");
    EXPECT_THAT(find({folder()}), ElementsAre("a"));
}

TEST_F(FileSearchTest, names_what_is_not_there_and_goes_on) {
    const fs::path here = write("a");
    EXPECT_THAT(find({folder() / "away", here}), ElementsAre("[away]", "a"));
}

TEST_F(FileSearchTest, passes_over_a_dicomdir_in_a_folder_unless_files_are_taken_as_they_are) {
    write("DICOMDIR", directory_file());
    write("image");
    EXPECT_THAT(find({folder()}), ElementsAre("image"));
    EXPECT_THAT(find({folder()}, DirectoryFiles::as_they_are), ElementsAre("DICOMDIR", "image"));
}

TEST_F(FileSearchTest, knows_a_directory_file_by_its_content_and_not_by_its_name) {
    const fs::path renamed = write("index.bin", directory_file());
    const fs::path other = write("DICOMDIR_notes.txt", "not one");
    EXPECT_THAT(find({renamed}), IsEmpty());  // it names nothing
    EXPECT_THAT(find({other}), ElementsAre("DICOMDIR_notes.txt"));
    EXPECT_THAT(find({renamed}, DirectoryFiles::as_they_are), ElementsAre("index.bin"));
}

}  // namespace
}  // namespace kinote::cli
