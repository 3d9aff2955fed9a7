"""A creditor's notice that an earlier end overtakes: the creditor is told, and the seizure stays seen (§ 66 GenG)."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.departures import queries as notices
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState, Seizure
from app.members.models import Member
from app.removals import actions
from documents import registry
from documents.notice_answer import NoticeAnswerFacts
from tests.departures.factories import a_holder, given
from tests.factories import OFFICE, TODAY, sign_in_office
from tests.removals.factories import LATER, a_lasting_house, sent

NEW_YEARS_EVE = date(2026, 12, 31)
BANK = "Bankplatz 1\n70990 Morgenau"


def seized(session: Session, **statute: int) -> tuple[Member, Notice]:
    """A member whose creditor gave notice, to take effect after the year of today."""
    a_lasting_house(session, **{"notice_months": 24, **statute})
    member = a_holder(session)
    seizure = Seizure(TODAY - timedelta(days=100), TODAY - timedelta(days=10), is_final=True)
    notice = given(session, member, NoticeKind.CREDITOR, seizure=seizure, sender_address=BANK)
    return member, notice


def told(session: Session, notice: Notice) -> NoticeAnswerFacts:
    """What the creditor was written last."""
    letter = archive.get_document(session, notice.sender_letter_id or 0)
    facts = registry.load(letter.kind, letter.facts or {})
    assert isinstance(facts, NoticeAnswerFacts)
    return facts


def test_the_creditor_is_told_the_earlier_day_and_the_notice_is_overtaken(session: Session) -> None:
    member, notice = seized(session)
    former = notice.last_day
    sent(session, member)
    assert (notice.state, notice.seizes) == (NoticeState.OVERTAKEN, True)
    assert notices.seizures_of(session, [member.id]) == {member.id: [notice]}
    facts = told(session, notice)
    assert (facts.former_day, facts.last_day, facts.letter.recipient[1]) == (former, NEW_YEARS_EVE, "Bankplatz 1")
    assert facts.payable_by is not None
    assert list(session.scalars(notices.without_letter())) == []


def test_where_no_letter_could_be_printed_the_creditor_waits_for_one(session: Session) -> None:
    member, notice = seized(session)
    sent(session, member)
    notice.sender_letter_id = None
    session.flush()
    assert list(session.scalars(notices.without_letter())) == [notice]
    assert notices.steps_open(notice, TODAY).may_write_letter


def test_once_the_exclusion_is_taken_back_the_creditor_is_told_the_former_day_anew(session: Session) -> None:
    member, notice = seized(session)
    removal = sent(session, member)
    earlier = notice.sender_letter_id or 0
    actions.reverse(session, removal, "Falsches Mitglied", OFFICE, LATER)
    assert notice.state is NoticeState.ENTERED
    facts = told(session, notice)
    assert (facts.former_day, facts.last_day) == (None, notice.last_day)
    assert archive.get_document(session, earlier).standing == "void"


def test_a_notice_of_the_member_itself_that_is_overtaken_seizes_nothing(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    notice = given(session, member)
    sent(session, member)
    assert (notice.state, notices.seizures_of(session, [member.id])) == (NoticeState.OVERTAKEN, {})


def test_notice_exclusion_and_member_show_the_seizure(session: Session, client: FlaskClient) -> None:
    member, notice = seized(session)
    removal = sent(session, member)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert ("Überholt" in page, "Storniert" in page) == (True, False)
    for address in (f"/ausscheiden/{removal.id}", f"/mitglieder/{member.number}"):
        page = client.get(address).text
        assert f"{notice.declared_by} steht das Guthaben zu" in page, address
        assert f'href="/kuendigungen/{notice.id}"' in page
