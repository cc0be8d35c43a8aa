# One static library per room of src/. src/layers.txt is the one table of who may use whom: it decides what a room links
# here, and what it may include in tools/check_layers.py.
file(STRINGS ${CMAKE_SOURCE_DIR}/src/layers.txt layer_lines REGEX "^[a-z_]+:")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/layers.txt)

set(KINOTE_ROOMS "")
foreach(line IN LISTS layer_lines)
    string(REGEX MATCH "^([a-z_]+):([^|]*)\\|(.*)$" matched "${line}")
    set(room ${CMAKE_MATCH_1})
    set(rooms_text "${CMAKE_MATCH_2}")
    set(libraries_text "${CMAKE_MATCH_3}") # kept before the next match overwrites it
    string(REGEX MATCHALL "[a-z_]+" rooms "${rooms_text}")
    string(REGEX MATCHALL "[a-z0-9_]+" libraries "${libraries_text}")
    list(APPEND KINOTE_ROOMS ${room})
    set(KINOTE_ROOMS_OF_${room} ${rooms})
    set(KINOTE_LIBRARIES_OF_${room} ${libraries})
endforeach()

# Links what layers.txt grants the room to a target.
function(kinote_link_room_dependencies target room scope)
    foreach(used IN LISTS KINOTE_ROOMS_OF_${room})
        if(TARGET kinote_${used})
            target_link_libraries(${target} ${scope} kinote_${used})
        endif()
    endforeach()
    foreach(library IN LISTS KINOTE_LIBRARIES_OF_${room})
        target_link_libraries(${target} ${scope} kinote_library_${library})
    endforeach()
endfunction()

# Defines the library of one room from the .cpp files of its folder.
function(kinote_room room)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    add_library(kinote_${room} STATIC ${sources} ${ARGN})
    target_include_directories(kinote_${room} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(kinote_${room} PRIVATE kinote_compiler_settings)
    kinote_link_room_dependencies(kinote_${room} ${room} PUBLIC)
endfunction()
