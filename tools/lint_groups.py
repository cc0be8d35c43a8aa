#!/usr/bin/env python3
"""Gathers the rooms into a few large files for clang-tidy, which takes a fraction of the time: most of it goes into the same
headers. Prints the files; how each is compiled is in FOLDER/compile_commands.json.

    tools/lint_groups.py DATABASE FOLDER COUNT

DATABASE is the folder of the build with its compile_commands.json. A room that has checks of its own is a file for itself,
the others are dealt out over COUNT files: no name in an anonymous namespace may stand in two rooms of one file."""

import json
import pathlib
import re
import shlex
import shutil
import sys


def read_rooms(database):
    """The batches of each room that the build compiles, and what their compiler is told of headers."""
    rooms = {}
    for command in json.loads((database / "compile_commands.json").read_text(encoding="utf-8")):
        found = re.search(r"/src/([a-z_]+)/CMakeFiles/\w+\.dir/Unity/", command["file"])
        if found is None:
            continue
        batches, flags = rooms.setdefault(found[1], ([], {}))
        batches.append(command["file"])
        words = shlex.split(command["command"])
        for word, following in zip(words, words[1:] + [""]):
            if word == "-isystem":
                flags[f"-isystem{following}"] = None
            elif word.startswith(("-I", "-D", "-std=")):
                flags[word] = None
    return rooms


def deal(names, size, count):
    """Over `count` hands of alike size."""
    hands = [[] for _ in range(count)]
    for name in sorted(names, key=lambda name: (-size(name), name)):
        min(hands, key=lambda hand: sum(map(size, hand))).append(name)
    return [hand for hand in hands if hand]


def write_changed(path, text):
    """Leaves a file that says so already as old as it is."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    database, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    rooms = read_rooms(database)

    def size(room):
        return sum(len(path.read_bytes()) for path in pathlib.Path("src", room).glob("*.cpp"))

    own = sorted(room for room in rooms if pathlib.Path("src", room, ".clang-tidy").exists())
    groups = {room: [room] for room in own}
    for number, hand in enumerate(deal(rooms.keys() - own, size, int(sys.argv[3]))):
        groups[f"rooms_{number}"] = hand
    commands = []
    for name, members in groups.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        if name in own:
            shutil.copy2(pathlib.Path("src", name, ".clang-tidy"), place)
        batches = sorted(batch for room in members for batch in rooms[room][0])
        flags = {flag: None for room in members for flag in rooms[room][1]}
        file = place.resolve() / f"{name}.cxx"
        write_changed(file, "".join(f'#include "{batch}"\n' for batch in batches))
        commands.append({"directory": str(database.resolve()), "file": str(file),
                         "command": shlex.join(["c++", *flags, "-c", str(file)])})
    write_changed(folder / "compile_commands.json", json.dumps(commands, indent=1))
    print("\n".join(command["file"] for command in commands))


if __name__ == "__main__":
    main()
