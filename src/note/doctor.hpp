#pragma once
// Judges files that are said to be Key Object Selection Documents, together, from nothing but their bytes.

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/character_set.hpp"
#include "note/kos_reader.hpp"
#include "note/repair.hpp"

namespace kinote::note {

struct GivenFile {
    std::string name;  ///< as it is to be called in the answer
    /// Opens it, each time that it is looked at: thousands of files need not be open at once. May throw base::Error.
    std::function<std::unique_ptr<dicom::ByteSource>()> open;
};

struct DoctorOptions {
    bool is_strict = false;
    std::span<const SiteTitle> site_titles;
    std::string_view fallback_character_set = dicom::default_fallback;
    std::optional<RuleSet> repairs =
        std::nullopt;  ///< what a repair would be asked to take away; nothing where none is asked for
};

struct Judgement {
    std::string file;
    Verdict verdict = Verdict::unreadable;
    std::optional<NoteRole> role;      ///< nothing where unreadable
    std::optional<KeyImageNote> note;  ///< nothing where unreadable
    std::vector<Finding> findings;
    std::optional<Repair> repair = std::nullopt;  ///< of what can be read, where it was asked for: a preview
};

/// One judgement per file, in the order given. A file that is no Key Object Selection Document is unreadable with one
/// finding, and so is one that cannot be opened or read; an object of another kind is used as context for the others:
/// for K08, K22, K27, K33, K34 and K35.
[[nodiscard]] std::vector<Judgement> judge(std::span<const GivenFile> files, const DoctorOptions& options = {});

/// An object with file, verdict, role, title, references, description, author, findings; null for what is absent, an
/// empty array where there are no references. With `repair` where it was asked for.
[[nodiscard]] boost::json::value to_json(const Judgement& judgement);
/// An array of them.
[[nodiscard]] boost::json::value to_json(std::span<const Judgement> judgements);

}  // namespace kinote::note
