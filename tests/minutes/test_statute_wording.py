"""The minutes carry the wording of the statute as it was resolved, and as an annex (§§ 16, 47 GenG; R-MIN-01)."""

from contextvars import Context
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.minutes.actions.printing import facts_of
from app.voting.rules import Secrecy
from documents.assembly.facts import SynopsisRow
from documents.minutes import Ballot, MinutesFacts
from tests.factories import NOW, sign_in_office
from tests.minutes.factories import over
from tests.tabs import said
from tests.voting.factories import Meeting, a_meeting, asked
from tests.voting.test_statute_wording import CHANGE, DRAFT, NEW, OLD, accepted, an_amendment, change_accepted


def printed(session: Session, meeting: Meeting) -> MinutesFacts:
    """The minutes as they read now."""
    return facts_of(session, meeting.assembly, meeting.sitting, NOW + timedelta(minutes=5), is_draft=True)


def last_ballot(facts: MinutesFacts) -> Ballot:
    """The last vote that they state."""
    return [ballot for section in facts.sections for ballot in section.ballots][-1]


def test_minutes_of_an_amendment_carry_old_and_new_wording_and_name_the_annex(session: Session) -> None:
    meeting = an_amendment(session)
    accepted(session, meeting, asked(session, meeting, question=DRAFT))
    facts = printed(session, over(session, meeting))
    ballot = last_ballot(facts)
    assert ballot.synopsis[0] == SynopsisRow("§ 12 Abs. 2", OLD, NEW)
    number = next(at for at, each in enumerate(facts.annexes, start=1) if "Gegenüberstellung" in each.title)
    assert ballot.compared == f"Alter und neuer Wortlaut, auch als Anlage\xa0{number}:"
    annex = facts.annexes[number - 1]
    assert annex.title == "Gegenüberstellung des Wortlauts zu TOP 1"
    assert annex.report.tables[0].rows[0] == ("§ 12 Abs. 2", OLD, NEW)
    assert annex.report.tables[0].rows[1][1] == "(neu eingefügt)"


def test_a_change_that_was_accepted_before_belongs_to_what_was_resolved(session: Session) -> None:
    meeting = an_amendment(session)
    change_accepted(session, meeting)
    accepted(session, meeting, asked(session, meeting, question=DRAFT))
    facts = printed(session, over(session, meeting))
    assert f"Dazu ist angenommen: „{CHANGE}“ (Antrag von Ada Ahorn)." in last_ballot(facts).compared
    annex = next(each for each in facts.annexes if "Gegenüberstellung" in each.title)
    assert annex.report.closing == (f"Dazu ist angenommen: „{CHANGE}“ (Antrag von Ada Ahorn).",)
    about_the_change = facts.sections[1].ballots[0]
    assert about_the_change.wording == CHANGE
    assert about_the_change.synopsis == ()


def test_one_item_has_one_annex_of_its_wording_and_roll_calls_come_after_it(session: Session) -> None:
    meeting = an_amendment(session)
    accepted(session, meeting, asked(session, meeting, question=DRAFT, secrecy=Secrecy.ROLL_CALL))
    accepted(session, meeting, asked(session, meeting, question=DRAFT, secrecy=Secrecy.ROLL_CALL))
    titles = [each.title for each in printed(session, meeting).annexes]
    assert [each.split(" zu ")[0] for each in titles[-3:]] == [
        "Gegenüberstellung des Wortlauts", "Namentliche Abstimmung", "Namentliche Abstimmung",
    ]


def test_minutes_of_anything_else_have_no_such_annex(session: Session) -> None:
    meeting = a_meeting(session)
    accepted(session, meeting, asked(session, meeting))
    facts = printed(session, meeting)
    assert not [each for each in facts.annexes if "Gegenüberstellung" in each.title]
    assert last_ballot(facts).synopsis == ()


def test_the_page_of_the_minutes_shows_the_wording(session: Session, client: FlaskClient) -> None:
    meeting = an_amendment(session)
    accepted(session, meeting, asked(session, meeting, question=DRAFT))
    session.commit()
    sign_in_office(session, client)
    page = said(Context().run(client.get, f"/niederschriften/{meeting.assembly.id}"))
    assert OLD in page
    assert NEW in page
