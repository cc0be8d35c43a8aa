"""Fixtures of the scenarios, which drive the program from outside.

    tools/with_postgresql.sh python3 -m pytest tests/scenarios
    tools/with_postgresql.sh python3 -m pytest tests/scenarios -m "not slow"

KINOTE_PROGRAM names the program; build/release/kinote unless set. Scenarios that use a database run on each engine: on
PostgreSQL where KINOTE_TEST_POSTGRESQL names a server; the fast set is that on SQLite. KINOTE_PROOF=1 runs the scenarios that kill in their long form.
"""

import functools
import os
import pathlib
import tempfile

import pytest

from kinote_site import Site
from postgresql_server import create_database, drop_database

ENGINES = ["sqlite"] + (["postgresql"] if os.environ.get("KINOTE_TEST_POSTGRESQL") else [])
ENGINE_PARAMETERS = [pytest.param(name, marks=pytest.mark.slow) if name == "postgresql" else name for name in ENGINES]
PROJECT = pathlib.Path(__file__).resolve().parents[2]


@functools.cache
def schema_template(server):
    """A database with what the program puts into a new one, which takes longer than most scenarios: they get copies of it."""
    url = create_database(server)
    with tempfile.TemporaryDirectory(prefix="kinote-template-") as folder:
        done = Site(pathlib.Path(folder), database=url).run(("jobs", "list"))
        assert done.exit_code == 0, done
    return url


def make_site(folder, engine):
    """Gives a site in `folder` on a new database, and what removes that database again."""
    if engine == "sqlite":
        return Site(folder), lambda: None
    server = os.environ["KINOTE_TEST_POSTGRESQL"]
    url = create_database(server, schema_template(server))
    return Site(folder, database=url), lambda: drop_database(url)


@pytest.fixture(params=ENGINE_PARAMETERS)
def engine(request):
    return request.param


@pytest.fixture
def site(engine, tmp_path):
    """A site that has never been started, once on each engine."""
    made, remove = make_site(tmp_path / "data", engine)
    yield made
    made.end()
    remove()


@pytest.fixture
def sqlite_site(tmp_path):
    """A site on SQLite, for what does not depend on the engine."""
    made = Site(tmp_path / "data")
    yield made
    made.end()


@pytest.fixture
def server(site):
    """A site that serves, once on each engine."""
    site.start()
    return site


@pytest.fixture
def sqlite_server(sqlite_site):
    sqlite_site.start()
    return sqlite_site


@pytest.fixture(scope="session")
def shared_data():
    """The folder of other makers' objects; a scenario that needs it passes without it."""
    folder = PROJECT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
