#pragma once
// A KOSD that is one more document of a note that is here, as the two name one another identical (PS3.3 C.17.6.2.1).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/identical_document_table.hpp"
#include "note/kos_reader.hpp"

namespace kinote::object_creator {

/// Holds every study that a document of several studies, or its copies, lie in, in the order in which all hold them: of
/// two that are registered at once the later one sees the earlier one.
void hold_studies_of(database::Transaction& transaction, const note::KosReading& reading);

/// What a KOSD finds of the documents that it names, or that name it.
struct IdenticalDocuments {
    std::optional<database::NoteOfDocument>
        same;  ///< of those that say the same, of the same patient: the note to join
    std::vector<database::NoteOfDocument> doubled;  ///< the others of them that can go for it, once for each note
    std::optional<database::NoteOfDocument> own;    ///< another document of its own note, where it says the same
    std::vector<std::string> different;             ///< SOP Instance UIDs of those that do not
};
/// @param patient  whom the KOSD's study is known under.
/// @param own_note  what the KOSD carries already. 0: none.
[[nodiscard]] IdenticalDocuments find_identical_documents(database::Transaction& transaction,
                                                          const note::KosReading& reading, std::int64_t patient,
                                                          std::int64_t own_note);

/// With K24 for each of the documents that say something else, in the order of the rules.
[[nodiscard]] std::vector<note::Finding> with_different_documents(std::vector<note::Finding> findings,
                                                                  const IdenticalDocuments& documents);

/// The SOP Instance UIDs that it names.
[[nodiscard]] std::vector<std::string_view> named_documents(const note::KosReading& reading);

}  // namespace kinote::object_creator
