"""What documents and help say of the command line is what the program takes."""

import functools
import itertools
import re
import shlex

import pytest

from conftest import PROJECT
from kinote_site import run_program

DOCUMENTS = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]
MISUSE = "Run with --help for more information"  # what the parser ends its complaints with


def subcommands(*words):
    """All that can be named on the command line with its help, the program itself first."""
    text = run_program(*words, "--help").output
    yield words, text
    listed = re.search(r"\nSubcommands:\n(.*?)\n\n", text, re.DOTALL)
    for name in re.findall(r"^  (\S+) ", listed.group(1), re.MULTILINE) if listed else []:
        yield from subcommands(*words, name)


@functools.cache
def helps():
    return dict(subcommands())


def words_of(command):
    """As a shell has them, without the program and what surrounds them in a document."""
    return shlex.split(re.sub(r"\s+#.*", "", command).replace("[", "").replace("]", ""))[1:]


def action_of(words):
    """The words that name what is to be done."""
    return tuple(itertools.takewhile(lambda word: word.isalpha() and word.islower(), words))


WITHOUT_SITE = (("doctor",), ("doors",), ("media", "verify"))  # they need none


def run_without_site(words, tmp_path):
    """Runs it where nothing can come of it: the data folder is a file."""
    nothing = tmp_path / "nothing"
    nothing.touch()
    words = [str(nothing) if word.startswith("/srv/") else word for word in words]
    if "--data" not in words and not any(action_of(words)[:len(one)] == one for one in WITHOUT_SITE):
        place = len(action_of(words))
        words[place:place] = ["--data", str(nothing)]
    return run_program(*words)


def expect_taken(command, tmp_path):
    """A whole command: it fails for want of a site alone."""
    done = run_without_site(words_of(command), tmp_path)
    assert MISUSE not in done.errors and (done.exit_code != 0) == (words_of(command)[0] != "doors"), (command, done)


def test_the_examples_of_help_are_taken(tmp_path):
    examples = {example for text in helps().values() for example in re.findall(r"^  (kinote .+)$", text, re.MULTILINE)}
    assert len(examples) > 30
    for example in sorted(examples):
        expect_taken(example, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_of_a_document_are_taken(document, tmp_path):
    text = document.read_text()
    for command in re.findall(r"^ {4}(kinote .+)$", text, re.MULTILINE):
        expect_taken(command, tmp_path)
    for command in re.findall(r"`(?:[A-Z_]+=\S+ )?(kinote [^`]+)`", text):  # in prose, where words may be left out
        words = words_of(command.replace("\n", " "))
        if words[0] == "COMMAND":
            continue
        assert action_of(words) in helps(), command
        for option in (word for word in words if word.startswith("--")):
            assert re.search(rf"{option}\s", helps()[action_of(words)]), command
