"""How the demo is served once its story is told."""

import argparse
import multiprocessing

import pytest

from app import main
from tests.hostile.serving import free_port


class Server:
    """Stands in for Granian and notes how it would start what serves."""

    started: list[str | None]

    def __init__(self, *_what: object, **_how: object) -> None:
        Server.started = []

    def serve(self) -> None:
        """Note the way and return at once."""
        Server.started.append(multiprocessing.get_start_method())


@pytest.mark.usefixtures("session")
def test_what_serves_is_no_fork_of_who_printed_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "Granian", Server)
    usual = multiprocessing.get_start_method()
    try:
        main.SERVING[1].run(argparse.Namespace(port=free_port(), verbose=False))
    finally:
        multiprocessing.set_start_method(usual, force=True)
    assert Server.started == ["spawn"]
