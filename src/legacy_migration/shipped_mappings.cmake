# Makes shipped_mappings.cpp from share/mappings/.   cmake -DFOLDER=... -DOUTPUT=... -P this
file(GLOB files ${FOLDER}/*.toml)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} toml)
    string(APPEND entries "    ShippedMapping{\"${name}\", R\"toml(${toml})toml\"},\n")
endforeach()
file(
    WRITE ${OUTPUT}
    "#include <array>\n\n#include \"legacy_migration/mapping.hpp\"\n\nnamespace kinote::legacy_migration {\n\n"
    "constexpr std::array all_shipped_mappings{\n${entries}};\n\n"
    "std::span<const ShippedMapping> shipped_mappings() { return all_shipped_mappings; }\n\n}  // namespace kinote::legacy_migration\n")
