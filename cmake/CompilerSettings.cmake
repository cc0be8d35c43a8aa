# Warnings, sanitizers, linker and compiler cache: the same for every target of the project.
add_library(kinote_compiler_settings INTERFACE)
target_compile_options(
    kinote_compiler_settings
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wsign-conversion
              -Wold-style-cast
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              -Wnull-dereference
              -Wformat=2
              -Wimplicit-fallthrough
              -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(kinote_compiler_settings INTERFACE -Wduplicated-cond -Wlogical-op)
    # Files are compiled in batches, where g++ takes the types of one file for those of a header.
    target_compile_options(kinote_compiler_settings INTERFACE -Wno-subobject-linkage)
    # g++ 12 reports these inside the standard library's inlined code, where there is nothing to mend here.
    target_compile_options(kinote_compiler_settings INTERFACE -Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(NOT KINOTE_SANITIZE STREQUAL "")
    target_compile_options(kinote_compiler_settings INTERFACE -fsanitize=${KINOTE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(kinote_compiler_settings INTERFACE -fsanitize=${KINOTE_SANITIZE})
endif()

find_program(KINOTE_MOLD mold)
if(KINOTE_MOLD)
    target_link_options(kinote_compiler_settings INTERFACE -fuse-ld=mold)
endif()
find_program(KINOTE_CCACHE ccache)
if(KINOTE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${KINOTE_CCACHE})
endif()
