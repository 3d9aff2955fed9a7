"""The demo on each database, started once for all tests of this folder; each leaves it running."""

from collections.abc import Iterator

import pytest

from tests.conftest import new_postgres_database
from tests.hostile.serving import Server, free_port, serving
from tests.turns import DATABASES


@pytest.fixture(scope="session", params=DATABASES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo on each database, on a free port of this machine."""
    data = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{data / 'genokontor.sqlite3'}"
    if request.param == "postgresql":
        url = new_postgres_database(request.getfixturevalue("postgres_url"), "genokontor_served")
    with serving(data, url, free_port()) as started:
        yield started
