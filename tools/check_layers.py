#!/usr/bin/env python3
"""Fails where a room of src/ includes a room or a library that src/layers.txt does not grant it."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"

# How the headers of each library begin. Vocabulary that no room hides is not listed.
LIBRARY_HEADERS = {
    "spdlog": ("spdlog/",),
    "fmt": ("fmt/",),
    "tomlplusplus": ("toml++/",),
    "boost_json": ("boost/json",),
    "boost": ("boost/asio", "boost/beast", "boost/url"),
    "openssl": ("openssl/",),
    "curl": ("curl/",),
    "xxhash": ("xxhash.h",),
    "zlib": ("zlib.h",),
    "libpq": ("libpq",),
    "sqlite": ("sqlite3",),
    "dcmtk_data": ("dcmtk/dcmdata", "dcmtk/ofstd", "dcmtk/oflog", "dcmtk/config"),
    "dcmtk_network": ("dcmtk/dcmnet",),
    "dcmtk_image": ("dcmtk/dcmimgle", "dcmtk/dcmimage", "dcmtk/dcmjpeg", "dcmtk/dcmjpls", "dcmtk/dcmpstat"),
    "openjpeg": ("openjpeg",),
    "turbojpeg": ("turbojpeg", "jpeglib"),
    "sodium": ("sodium.h",),
    "png": ("png.h",),
    "archive": ("archive.h", "archive_entry.h"),
    "cairo": ("cairo.h", "cairo-"),
    "pango": ("pango/",),
    "unixodbc": ("sql.h", "sqlext.h", "sqltypes.h", "sqlucode.h"),
    "cli11": ("CLI/",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def read_layers(path):
    """Room -> (rooms, libraries). A room may only name rooms that stand above it."""
    rooms = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r"^([a-z_]+):([^|]*)\|(.*)$", line)
        if not match:
            continue
        room, used, libraries = match.group(1), match.group(2).split(), match.group(3).split()
        for other in used:
            if other not in rooms:
                sys.exit(f"{path.name}:{number}: {room} uses {other}, which does not stand above it")
        for library in libraries:
            if library not in LIBRARY_HEADERS:
                sys.exit(f"{path.name}:{number}: library {library} is unknown to {pathlib.Path(__file__).name}")
        rooms[room] = (set(used), set(libraries))
    return rooms


def library_of(header):
    for library, beginnings in LIBRARY_HEADERS.items():
        if header.startswith(beginnings):
            return library
    return None


def faults_of(path, room, layers):
    rooms, libraries = layers[room]
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        ours, foreign = match.groups()
        where = f"{path.relative_to(ROOT)}:{number}"
        if ours and "/" in ours:
            included = ours.split("/")[0]
            if included != room and included not in rooms:
                yield f"{where}: room {room} may not include {ours}"
        header = foreign or ours
        library = library_of(header)
        if library and library not in libraries:
            yield f"{where}: room {room} may not use {library} ({header})"


def main():
    layers = read_layers(SOURCES / "layers.txt")
    faults = [f"src/{p.name}: this folder is no room of layers.txt" for p in SOURCES.iterdir() if p.is_dir() and p.name not in layers]
    files = 0
    for room in layers:
        for path in sorted((SOURCES / room).rglob("*")):
            if path.suffix in (".hpp", ".cpp"):
                files += 1
                faults += faults_of(path, room, layers)
    if files == 0:
        faults.append("no source file was found")
    print("\n".join(faults) if faults else f"{files} files keep to src/layers.txt")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
