"""Papers of removals go when their time of keeping is over, the steps stay (§ 30 (3) GenG; R-RET-01, R-RET-02)."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.jobs import Worker
from app.core.uploads import CheckedFile
from app.operations import actions as operations
from app.operations import queries as check
from app.operations.rules import CheckKey
from app.removals import actions, queries
from app.removals.models import Removal, RemovalStep
from app.removals.rules import RemovalState, proves_an_end
from app.rooms import HANDLERS
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in_office
from tests.removals.factories import a_human, a_lasting_house, dead, heard

STILL_KEPT, OVER = datetime(2032, 12, 31, 12, tzinfo=UTC), datetime(2033, 1, 1, 12, tzinfo=UTC)
"""Letters of 2026 are kept to the end of 2032; so are papers about who left that year."""

SAID = CheckedFile("aeusserung.pdf", a_pdf("Äußerung"))


def erased_at(session: Session, moment: datetime) -> int:
    """How many papers a night erases."""
    number = operations.erase_expired(session, moment)
    session.commit()
    return number


def a_paper_of(removal: Removal) -> RemovalStep:
    return next(step for step in removal.steps if step.paper_sha256)


def test_the_proof_of_a_death_goes_in_time_and_the_step_stays(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    step = a_paper_of(removal)
    session.commit()
    assert erased_at(session, STILL_KEPT) == 0
    assert erased_at(session, OVER) == 1
    assert erased_at(session, OVER) == 0
    Worker(HANDLERS, lambda: OVER).run_until_idle()
    session.expire_all()
    assert not files.path_of(step.paper_sha256 or "").exists()
    assert [each.kind for each in removal.steps]
    told = [line.summary() for line in journal.lines_about(session, f"member:{removal.member_id}")]
    assert f"Unterlage zum Ausscheiden {removal.number} gelöscht, Frist abgelaufen" in told
    assert not [each for each in check.findings(session, OVER) if each.check is CheckKey.FILE_MISSING]
    sign_in_office(session, client)
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "gelöscht am" in page
    assert client.get(f"/ausscheiden/{removal.id}/unterlagen/{step.id}").status_code == 404


def test_papers_of_an_exclusion_that_was_not_resolved_go_after_six_years_though_the_member_stays(
    session: Session
) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    actions.note_answer(session, removal, TODAY, "", SAID, OFFICE, NOW)
    removal.state = RemovalState.REJECTED
    session.commit()
    assert erased_at(session, STILL_KEPT) == 0
    assert erased_at(session, OVER) == 1
    assert queries.is_file_needed(session, a_paper_of(removal).paper_sha256 or "") is False


def test_papers_behind_an_end_are_kept_while_heirs_go_on_or_the_member_is_back(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    actions.reverse(session, removal, "Namensgleichheit", OFFICE, NOW)
    session.commit()
    assert erased_at(session, OVER) == 0


@pytest.mark.parametrize(
    ("state", "was_entered", "proves"),
    [
        (RemovalState.ENTERED, False, True), (RemovalState.CONTINUED, True, True),
        (RemovalState.UNDECIDED, False, True), (RemovalState.LIFTED, True, True),
        (RemovalState.REVERSED, False, False), (RemovalState.REJECTED, False, False),
    ],
)
def test_what_ended_nothing_stands_behind_no_entry(state: RemovalState, was_entered: bool, proves: bool) -> None:
    assert proves_an_end(state, was_entered) is proves


def test_the_database_lets_the_paper_of_a_step_be_erased_and_nothing_else(session: Session) -> None:
    a_lasting_house(session)
    step = a_paper_of(dead(session, a_human(session)))
    session.commit()
    other = {"note": "anders"}, {"paper_sha256": "0" * 64, "erased_at": NOW}, {"erased_at": None, "reference": "S 9"}
    this = RemovalStep.id == step.id
    for change in (*(update(RemovalStep).values(each).where(this) for each in other), delete(RemovalStep).where(this)):
        with pytest.raises(DatabaseError, match="a step of a removal stands"):
            session.execute(change)
        session.rollback()
    session.execute(update(RemovalStep).where(RemovalStep.id == step.id).values(erased_at=NOW))
    with pytest.raises(DatabaseError, match="a step of a removal stands"):
        session.execute(update(RemovalStep).where(RemovalStep.id == step.id).values(erased_at=OVER))
