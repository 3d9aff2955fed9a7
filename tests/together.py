"""Several at the same moment: each in a thread of its own, all beginning together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.values import Refusal

Answer = TypeVar("Answer")

PATIENCE = 60
"""Seconds until somebody who never begins is a fault."""


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """Let everybody act at the same moment; give the answers in their order, or the first fault."""
    start = Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def transactions_together(app: Flask, *acts: Callable[[Session], Answer]) -> list[Answer | Refusal]:
    """The same with acts in a transaction of their own; whoever is refused answers with the refusal."""

    def in_transaction(act: Callable[[Session], Answer]) -> Callable[[], Answer | Refusal]:
        def run() -> Answer | Refusal:
            with app.app_context():
                try:
                    with transaction() as session:
                        return act(session)
                except Refusal as refusal:
                    return refusal

        return run

    return together(*(in_transaction(act) for act in acts))
