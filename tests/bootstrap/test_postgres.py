"""The throw-away PostgreSQL: it answers while it is needed and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests import postgres


def test_a_cluster_answers_in_utf8_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.SETTING, raising=False)
    try:
        with postgres.cluster() as url:
            engine = create_engine(url)
            with engine.connect() as connection:
                assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
            engine.dispose()
    except postgres.NoPostgres as reason:
        pytest.skip(f"not run: {reason}")
    folder = make_url(url).query["host"]
    assert isinstance(folder, str)
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=folder)


def test_a_server_named_by_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.SETTING, "postgresql://anna:secret@db.example/tests")
    with postgres.cluster() as url:
        assert url == "postgresql+psycopg://anna:secret@db.example/tests"
