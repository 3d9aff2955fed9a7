"""What a job is called wherever somebody reads of it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import jobs
from app.core.values import Actor
from app.operations.queries import check
from app.operations.rules import JOB_WORDS, CheckKey
from tests.factories import NOW


def test_the_check_calls_a_job_that_stands_still_by_what_it_does(session: Session) -> None:
    for kind in ("expire_draft", "erase_withdrawn", "note_notified"):
        jobs.enqueue(session, kind, ["1"], key=kind, actor=Actor("Probe", None), now=NOW)
    found = [each for each in check.findings(session, NOW + timedelta(days=3)) if each.check is CheckKey.JOB_LOST]
    named = {str(each.values["title"]) for each in found}
    assert named == {
        "Entwurf nach Ablauf löschen", "Zurückgezogenen Antrag löschen", "Benachrichtigung vermerken",
    } <= set(JOB_WORDS.values())
