# The libraries of docs/dependencies.md, each as kinote_library_NAME; src/layers.txt grants them to rooms by NAME.
include(FindPkgConfig)

# Wraps library targets so that their headers count as system headers (their warnings are not ours).
function(kinote_library name)
    add_library(kinote_library_${name} INTERFACE)
    target_link_libraries(kinote_library_${name} INTERFACE ${ARGN})
endfunction()

find_package(Threads REQUIRED)

find_package(spdlog 1.10 REQUIRED CONFIG)
find_package(fmt 9 REQUIRED CONFIG)
kinote_library(spdlog spdlog::spdlog)
kinote_library(fmt fmt::fmt)

add_library(kinote_library_tomlplusplus INTERFACE)
target_compile_definitions(kinote_library_tomlplusplus INTERFACE TOML_HEADER_ONLY=1)

find_package(Boost 1.81.0 EXACT REQUIRED CONFIG COMPONENTS headers json)
find_library(BOOST_URL_LIBRARY NAMES boost_url REQUIRED) # Debian's Boost.URL has no CMake configuration of its own
kinote_library(boost_json Boost::json)
kinote_library(boost Boost::headers ${BOOST_URL_LIBRARY} Threads::Threads)

find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
kinote_library(openssl OpenSSL::Crypto)

pkg_check_modules(libsodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
kinote_library(sodium PkgConfig::libsodium)

pkg_check_modules(libcurl REQUIRED IMPORTED_TARGET libcurl>=7.88)
kinote_library(curl PkgConfig::libcurl)

pkg_check_modules(libxxhash REQUIRED IMPORTED_TARGET libxxhash>=0.8)
kinote_library(xxhash PkgConfig::libxxhash)

find_package(ZLIB REQUIRED)
kinote_library(zlib ZLIB::ZLIB)

pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq>=15)
kinote_library(libpq PkgConfig::libpq)

find_package(SQLite3 3.40 REQUIRED)
kinote_library(sqlite SQLite::SQLite3)

find_package(DCMTK 3.6.7 REQUIRED CONFIG)
kinote_library(dcmtk_data DCMTK::dcmdata DCMTK::oflog DCMTK::ofstd)
kinote_library(dcmtk_network DCMTK::dcmnet)
kinote_library(dcmtk_image DCMTK::dcmimgle DCMTK::dcmimage DCMTK::dcmjpeg DCMTK::dcmjpls DCMTK::dcmpstat)

pkg_check_modules(openjpeg REQUIRED IMPORTED_TARGET libopenjp2)
kinote_library(openjpeg PkgConfig::openjpeg)
pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
kinote_library(turbojpeg PkgConfig::turbojpeg)
find_package(PNG REQUIRED)
kinote_library(png PNG::PNG)

pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive>=3.6)
kinote_library(archive PkgConfig::libarchive)

pkg_check_modules(cairo REQUIRED IMPORTED_TARGET cairo-pdf>=1.16)
kinote_library(cairo PkgConfig::cairo)
pkg_check_modules(pango REQUIRED IMPORTED_TARGET pangocairo>=1.50)
kinote_library(pango PkgConfig::pango)

find_package(ODBC REQUIRED)
kinote_library(unixodbc ODBC::ODBC)

find_package(CLI11 REQUIRED CONFIG)
kinote_library(cli11 CLI11::CLI11)
