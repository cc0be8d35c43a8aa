"""What documents and help say of the command line is what the program takes."""

import re
import shlex

import pytest

from conftest import PROJECT
from kinote_site import run_program

DOCUMENTS = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]
MISUSE = "Run with --help for more information"  # what the parser ends its complaints with
LEFT_OUT = re.compile(r"is required|required but received|required TEXT missing|missing")  # as in `kinote send --wait`


def subcommands(*words):
    """All that can be named on the command line, the program itself first."""
    text = run_program(*words, "--help").output
    yield words, text
    listed = re.search(r"\nSubcommands:\n(.*?)\n\n", text, re.DOTALL)
    for name in re.findall(r"^  (\S+) ", listed.group(1), re.MULTILINE) if listed else []:
        yield from subcommands(*words, name)


def words_of(command):
    """As a shell has them, without what surrounds them in a document."""
    return shlex.split(re.sub(r"\s+#.*", "", command).replace("[", "").replace("]", ""))[1:]


def run_without_site(words, tmp_path):
    """Runs it where nothing can come of it: the data folder is a file."""
    nothing = tmp_path / "nothing"
    nothing.touch()
    words = [str(nothing) if word.startswith("/srv/") else word for word in words]
    if "--data" not in words and words[0] != "doctor":
        actions = next((place for place, word in enumerate(words) if not word.isalpha() or not word.islower()), len(words))
        words[actions:actions] = ["--data", str(nothing)]
    return run_program(*words)


def test_the_examples_of_help_are_taken(tmp_path):
    examples = {example for _, text in subcommands() for example in re.findall(r"^  (kinote .+)$", text, re.MULTILINE)}
    assert len(examples) > 30
    for example in sorted(examples):
        done = run_without_site(words_of(example), tmp_path)
        assert MISUSE not in done.errors and done.exit_code != 0, (example, done)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_of_a_document_are_taken(document, tmp_path):
    text = document.read_text()
    lines = re.findall(r"^ {4}(kinote .+)$", text, re.MULTILINE)
    for command in lines:
        done = run_without_site(words_of(command), tmp_path)
        assert MISUSE not in done.errors and done.exit_code != 0, (command, done)
    named = [one.replace("\n", " ") for one in re.findall(r"`((?:[A-Z_]+=\S+ )?kinote [^`]+)`", text)]
    for command in named:
        command = command[command.index("kinote "):]
        if "COMMAND" in command:
            continue
        words = [word for word in words_of(command) if word != "..."]
        numbered = [re.sub(r"^(N|ID|EXPORT|RECONCILIATION)$", "7", word) for word in words]
        done = run_without_site(numbered, tmp_path)
        is_misused = MISUSE in done.errors and not LEFT_OUT.search(done.errors)
        assert not is_misused, (command, done)
