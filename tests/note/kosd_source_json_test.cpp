#include "note/kosd_source_json.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "note/kos_writer.hpp"
#include "note/kosd_sources.hpp"

namespace kinote::note {
namespace {

TEST(KosdSourceJson, gives_back_what_it_was_made_from) {
    for (const KosdSource& source : {plain_source(), full_source(), repaired_source(), copied_source()}) {
        const KosdSource read = kosd_source_from_json(to_json(source));
        EXPECT_EQ(read, source);
        EXPECT_EQ(to_json(read), to_json(source));
        EXPECT_EQ(write_kosd(read), write_kosd(source));
    }
}

TEST(KosdSourceJson, that_is_damaged_is_told) {
    const std::string text = to_json(plain_source());
    for (const std::string& damaged :
         {std::string{}, std::string{"{}"}, std::string{"[]"}, text.substr(0, text.size() / 2)}) {
        try {
            (void)kosd_source_from_json(damaged);
            FAIL() << damaged;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
        }
    }
}

}  // namespace
}  // namespace kinote::note
