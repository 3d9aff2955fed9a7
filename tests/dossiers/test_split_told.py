"""A splitting of the shares, and its taking back, is told where somebody looks for it (§ 22b GenG; R-SHR-09)."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.journal import JournalLine
from app.core.values import Role
from app.dossiers import queries
from tests.factories import TODAY, a_person, sign_in
from tests.shares.factories import SHARE
from tests.shares.test_splitting import a_splitting, town


def test_the_timeline_of_a_member_tells_of_the_splitting_and_of_its_taking_back_once_each(session: Session) -> None:
    member = town(session)
    wrong = a_splitting(session)
    a_splitting(session, amount=SHARE, title="Keine Zerlegung", corrects=wrong, splits=False)
    session.commit()
    lines = queries.timeline_of(session, member, TODAY)
    told = [line.act for line in lines if isinstance(line, JournalLine)]
    assert [act for act in told if act in ("split_shares", "undo_split")] == ["undo_split", "split_shares"]
    assert queries.dossier_of(session, member, TODAY).lines == len(lines)


def test_the_page_of_a_version_corrected_since_tells_that_its_splitting_was_taken_back(
    session: Session, client: FlaskClient
) -> None:
    town(session)
    wrong = a_splitting(session)
    a_splitting(session, amount=SHARE, title="Keine Zerlegung", corrects=wrong, splits=False)
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    assert "Zerlegung zum 10.11.2026, Die Fassung der Satzung ist berichtigt" in client.get(f"/satzung/{wrong.id}").text
