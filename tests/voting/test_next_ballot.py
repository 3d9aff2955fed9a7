"""Who votes for several members, one after the other: what was cast, and what was left out, is seen (R-VOTE-01)."""

from flask import Flask
from sqlalchemy.orm import Session

from app.voting import actions
from tests.factories import NOW
from tests.tabs import said
from tests.voting.factories import CHAIR, a_meeting, asked, represented
from tests.voting.phases import a_phase, votes
from tests.voting.test_meeting_pages import Visitor, the_chair, visitor


def one_of_two_cast(app: Flask, session: Session) -> tuple[Visitor, int, int, str, int]:
    """The phone of who voted for itself and not yet for another; both by id, the meeting's address, the poll."""
    meeting = a_meeting(session)
    principal, voter = represented(session, meeting, "Tanne", by=meeting.number(0)), meeting.number(0)
    poll, at = asked(session, meeting), f"/abstimmung/{meeting.assembly.id}"
    session.commit()
    phone = visitor(app, session, voter.party)
    phone.post(f"{at}/{poll.id}/abgeben", data={f"m{voter.id}": "yes"})
    return phone, voter.id, principal.id, at, poll.id


def test_who_chose_again_for_somebody_voted_for_before_reads_it_beside_what_is_looked_over(
    app: Flask, session: Session
) -> None:
    """In a second tab, filled in before: what was chosen for it was left out without a word (R-VOTE-01)."""
    phone, voter, principal, at, poll_id = one_of_two_cast(app, session)
    review = phone.post(f"{at}/{poll_id}/pruefen", data={f"m{voter}": "no", f"m{principal}": "yes"})
    assert review.status_code == 200
    assert "Für Ada Ahorn ist um" in said(review)
    assert "schon abgestimmt; dabei bleibt es." in said(review)


def test_the_receipt_of_one_vote_stands_above_the_ballot_of_the_next(app: Flask, session: Session) -> None:
    phone, _voter, principal, at, _poll_id = one_of_two_cast(app, session)
    page = phone.get(at).text
    assert page.index("1 Stimme abgegeben") < page.index(f'name="m{principal}"')
    assert "Bitte warten Sie." not in page


def test_who_voted_before_a_vote_was_broken_off_reads_that_it_counts_no_more(app: Flask, session: Session) -> None:
    """In a voting phase who has voted may be gone, and nothing on the ballot told it (§ 43b (1) no. 4; R-FORM-05)."""
    meeting = a_phase(session)
    poll, at = asked(session, meeting), f"/abstimmung/{meeting.assembly.id}"
    member, told = meeting.number(0), "Die Abstimmung zu TOP 1 ist abgebrochen: Was Sie dort abgegeben haben"
    votes(session, poll, member)
    session.commit()
    phone, chair = visitor(app, session, member.party), the_chair(app, session)
    assert "1 Stimme ist abgegeben." in said(chair.get(f"{at}/leitung"))
    assert told not in said(phone.get(at))
    actions.void_poll(session, meeting.sitting, poll, "Falscher Wortlaut", CHAIR, NOW)
    session.commit()
    assert told in said(phone.get(at))
    votes(session, asked(session, meeting), member)
    session.commit()
    assert told not in said(phone.get(at))
