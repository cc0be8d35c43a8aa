# Makes schema_steps.cpp from the numbered files of src/database/schema/.   cmake -DFOLDER=... -DOUTPUT=... -P this
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX MATCH "^([0-9][0-9][0-9][0-9])_([a-z_]+)$" matched ${stem})
    if(NOT matched)
        message(FATAL_ERROR "${file}: schema steps are named 0001_like_this.sql")
    endif()
    set(name ${CMAKE_MATCH_2})
    math(EXPR number "1${CMAKE_MATCH_1} - 10000")
    file(READ ${file} sql)
    string(APPEND entries "    SchemaStep{${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(
    WRITE ${OUTPUT}
    "#include <array>\n\n#include \"database/schema.hpp\"\n\nnamespace kinote::database {\n\n"
    "constexpr std::array all_schema_steps{\n${entries}};\n\n"
    "std::span<const SchemaStep> schema_steps() { return all_schema_steps; }\n\n}  // namespace kinote::database\n")
