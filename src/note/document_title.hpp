#pragma once
// Titles of Key Object Selection Documents and what a document with each of them is for.

#include <cstdint>
#include <span>
#include <string_view>

#include "note/code.hpp"

namespace kinote::note {

/// What a KOSD is here, by its title.
enum class NoteRole : std::uint8_t {
    note,       ///< a key image note
    rejection,  ///< IHE IOCM: what it references is rejected
    manifest,   ///< a manifest, a list of complete content, or a display set
};

/// "note", "rejection", "manifest".
[[nodiscard]] std::string_view to_string(NoteRole role);
/// @throws base::Error invalid for another word.
[[nodiscard]] NoteRole note_role_from(std::string_view word);

/// A title of a site or a maker that is to have a role.
struct SiteTitle {
    Code title;
    NoteRole role = NoteRole::note;
};

/// PS3.16 CID 7010 "Key Object Selection Document Title".
[[nodiscard]] std::span<const Term> document_titles();
/// PS3.16 CID 7011 "Rejected for Quality Reasons": modifiers of 113001 and 113010.
[[nodiscard]] std::span<const Term> quality_reasons();
/// PS3.16 CID 7012 "Best In Set": modifiers of 113013.
[[nodiscard]] std::span<const Term> best_in_set_scopes();

/// Null where the code is not in CID 7010 (nor a code that was used for one of it).
[[nodiscard]] const Term* find_document_title(const Code& title);

/// By value and scheme; the site's titles go before the standard's. Any title that is in no table is a note's.
[[nodiscard]] NoteRole role_of(const Code& title, std::span<const SiteTitle> site_titles = {});

/// The values that the Document Title Modifier must have one of: CID 7011 or 7012, else none (TID 2010 rows 3 and 4).
[[nodiscard]] std::span<const Term> required_modifiers(const Code& title);

}  // namespace kinote::note
