"""docs/conformance.md names tests that there are."""

import re

from conftest import PROJECT


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`([\w/]+\.(?:py|cpp))::(\w+)`", (PROJECT / "docs" / "conformance.md").read_text())
    assert len(named) > 30
    for file, name in named:
        assert re.search(rf"\b{name}\b", (PROJECT / "tests" / file).read_text()), (file, name)
