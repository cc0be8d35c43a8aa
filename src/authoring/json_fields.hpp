#pragma once
// The fields of a JSON object, read with the name of the place in every message.

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace kinote::authoring {

/// One thread; gone before the value.
class JsonFields {
public:
    /// @param place  what messages call the object: "references[3]"; empty for the whole.
    /// @throws Error invalid where the value is no object.
    JsonFields(const boost::json::value& value, std::string place);

    /// @throws Error invalid for a field that is none of these.
    void allow_only(std::initializer_list<std::string_view> names) const;
    /// @throws Error invalid where one of these is absent, null or an empty text.
    void demand(std::initializer_list<std::string_view> names) const;
    /// Null where the field is absent or null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    /// Empty where absent. @throws Error invalid for anything but text in UTF-8 of at most so many characters, and for
    ///         control characters (PS3.5 6.1.3).
    [[nodiscard]] std::string text(std::string_view name, std::size_t longest) const;
    /// The same for what becomes one value of SH or LO: also without a backslash, which parts values (PS3.5 6.2).
    [[nodiscard]] std::string value(std::string_view name, std::size_t longest) const;
    /// The same for one value of PN (PS3.5 6.2.1): up to three component groups of up to five components, each group of
    /// at most 64 characters.
    [[nodiscard]] std::string person_name(std::string_view name) const;
    /// A text in which lines may end: LF, CR LF and CR become LF, and tabs may stand (PS3.5 6.2, UT).
    [[nodiscard]] std::string lines(std::string_view name, std::size_t longest) const;
    /// Empty where absent. @throws Error invalid where it is no UID.
    [[nodiscard]] std::string uid(std::string_view name) const;
    /// @throws Error invalid for anything but a whole number of at least and at most so much.
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                       std::int64_t most) const;
    /// @throws Error invalid for anything but true and false.
    [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
    /// Empty where absent. @throws Error invalid for anything but an array of at most so many.
    [[nodiscard]] boost::json::array array(std::string_view name, std::size_t most) const;
    /// "references[3].frames".
    [[nodiscard]] std::string place_of(std::string_view name) const;

private:
    [[nodiscard]] std::string any_text(std::string_view name, std::size_t longest) const;

    const boost::json::object* object_;
    std::string place_;
};

}  // namespace kinote::authoring
