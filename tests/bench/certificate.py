"""One certificate with archiving and register entry, against rendering the same page alone."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from sqlalchemy import select

from app.archive.models import IssuedDocument
from app.core import files
from app.core.db import db, transaction
from app.core.jobs import Worker
from app.main import handlers_of
from app.members.models import Member
from app.shares import actions as shares
from documents import registry
from tests.bench.measure import in_turns, installation, line
from tests.bench.world import a_cooperative
from tests.factories import NOW, OFFICE


def run(rounds: int = 12) -> Iterator[str]:
    """Issue, print and archive certificates of fresh members."""
    with installation() as app:
        a_cooperative(rounds + 2)
        waiting = iter(db.session.scalars(select(Member.id)).all())
        worker = Worker(handlers_of(app.config["GENOKONTOR"]))
        worker.run_until_idle()

        def issue_and_archive() -> None:
            with transaction() as session:
                shares.issue_certificate(session, session.get_one(Member, next(waiting)), OFFICE, NOW)
            assert worker.run_next()

        issue_and_archive()
        document = db.session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "share_certificate")).first()
        assert document is not None
        assert document.facts is not None
        assert document.sha256 is not None
        facts = registry.load("share_certificate", document.facts)
        assert files.get(document.sha256) == registry.build("share_certificate", facts)
        numbers = count(1)

        def print_another() -> None:
            number = next(numbers)
            other = replace(facts, name=f"Betrieb {number} Quellbach GmbH", check_url=f"{facts.check_url}{number}")
            registry.build("share_certificate", other)

        taken = in_turns(rounds, whole=issue_and_archive, page=print_another)
        yield line("certificate: entry, print and archive / print alone", taken["whole"], taken["page"], 1.3)
