"""The hall by its pages: a secret vote demanded, ballots on paper beside phones, a sole candidate, the tellers."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.attendance.rules import Mode
from app.voting import actions, queries
from app.voting.models import CastVote, SecrecyDemand
from app.voting.rules import Choice, Demander, HallWay, Method, Outcome, Secrecy
from tests.attendance.factories import with_votes
from tests.factories import NOW
from tests.shares.factories import a_member
from tests.voting.factories import (
    CHAIR,
    a_meeting,
    an_election,
    asked,
    casts,
    concerning,
    declared,
    represented,
    someone,
)
from tests.voting.test_meeting_pages import key, the_chair, visitor


def test_a_demand_of_secrecy_is_recorded_and_said_on_every_page(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    asked(session, meeting, opened=False)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    demand = f"{at}/punkte/{meeting.item.id}/geheim"
    refused = chair.post(demand, data={**key(), "matter": "0", "by": "members"})
    assert (refused.status_code, "wie viele Stimmen" in refused.text) == (422, True)
    sent = {**key(), "matter": "0", "by": "members", "votes_for": "1", "votes_against": "3"}
    assert "nur auf Papier" in chair.post(demand, data=sent, follow_redirects=True).text
    page = chair.get(f"{at}/leitung").text
    assert "dafür 1, dagegen 3; nötig ist der Anteil 1/4 der Stimmen" in page
    assert "muss sein Stimmrecht elektronisch oder schriftlich" in page
    session.rollback()
    assert session.scalars(select(SecrecyDemand.is_granted)).all() == [True]
    assert "Kommen Sie in den Saal" in visitor(app, session, online.party).get(at).text
    in_hall = visitor(app, session, meeting.number(0).party).get(at).text
    assert "Geheime Abstimmung: nur auf Papier" in in_hall
    assert "Kommen Sie in den Saal" not in in_hall


def test_who_is_not_let_in_is_not_sent_to_the_ballot_box(app: Flask, session: Session) -> None:
    """Neither is somebody who has no vote to give there."""
    meeting = a_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    outside, barred = a_member(session, "Tanne"), meeting.number(0)
    concerning(session, meeting, barred.party)
    asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    session.commit()
    at = f"/abstimmung/{meeting.assembly.id}"
    pages = [visitor(app, session, each.party).get(at).text for each in (outside, barred, meeting.number(1))]
    assert ["in die Urne" in each for each in pages] == [False, False, True]
    assert ["dort nicht eingelassen" in each for each in pages] == [True, False, False]
    assert ["ist die Stimme ausgeschlossen" in each for each in pages] == [False, True, False]


def test_an_open_poll_prepared_after_a_demand_is_refused_at_the_form(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    actions.demand_secrecy(session, meeting.sitting, meeting.item, None, Demander.BOARD, (None, None), CHAIR, NOW)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"
    asks = {"question": "Festgestellt?", "method": "yes_no", "secrecy": "open", "hall": "phone", "motion": "0"}
    answer = chair.post(at, data={**key(), **asks})
    assert (answer.status_code, "nicht am Gerät und nicht mit Handzeichen" in answer.text) == (422, True)


def test_a_ballot_is_handed_out_taken_back_and_counted_beside_phones(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", proxy)
    poll = asked(session, meeting)
    session.commit()
    chair, voter = the_chair(app, session), visitor(app, session, proxy.party)
    at = f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    give = {**key(), "number": str(proxy.number), "with_others": "y"}
    assert "2 Stimmzettel" in chair.post(f"{at}/stimmzettel/ausgeben", data=give, follow_redirects=True).text
    again = chair.post(f"{at}/stimmzettel/ausgeben", data={**key(), "number": str(proxy.number)})
    assert (again.status_code, "hat schon einen Stimmzettel" in again.text) == (422, True)
    refused = voter.post(f"{at}/abgeben", data={f"m{proxy.id}": "yes"})
    assert (refused.status_code, "Stimmzettel ausgegeben" in refused.text) == (409, True)
    chair.post(f"{at}/stimmzettel/{principal.id}/zurueck", data=key())
    assert voter.post(f"{at}/abgeben", data={f"m{principal.id}": "no"}).status_code == 302
    assert chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "1"}).status_code == 302
    for act in ("schliessen", "auszaehlen"):
        assert chair.post(f"{at}/{act}", data=key()).status_code == 302
    session.rollback()
    session.expire_all()
    assert poll.result is not None
    assert poll.result.content["ordinary"] == {"yes": 1, "no": 1, "abstain": 0, "invalid": 0}


@pytest.mark.parametrize("most", [1, 3])
def test_single_votes_on_the_page_say_for_how_many_they_stand_where_somebody_has_several(
    app: Flask, session: Session, most: int
) -> None:
    """Without it their sum is not the result; where each has one, the column would say nothing."""
    meeting = a_meeting(session, 2, {"plural_votes": 3})
    with_votes(session, meeting.number(0), most)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    session.commit()
    page = the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/{poll.id}").text
    single = page[page.index("Einzelne Stimmen"):page.index("Liste der Stimmberechtigten")]
    assert (">Stimmen</th>" in single, 'data-label="Stimmen">3</td>' in single) == (most > 1, most > 1)


def test_a_vote_said_aloud_in_a_roll_call_is_written_down(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting, secrecy=Secrecy.ROLL_CALL), meeting.number(0)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}/stimmzettel"
    assert "sagt an" in chair.get(at).text
    said = {"number": str(member.number), "m0": "no"}
    assert chair.post(f"{at}/ansage", data={**key(), **said}).status_code == 302
    assert chair.post(f"{at}/ansage", data={**key(), **said}).status_code == 422
    session.rollback()
    assert session.scalars(select(CastVote.choice)).all() == [Choice.NO]


@pytest.mark.parametrize("names", [("Cora",), ("Cora", "Dirk")])
def test_a_ballot_without_a_rival_offers_no(app: Flask, session: Session, names: tuple[str, ...]) -> None:
    meeting = an_election(session, 1, seats=2)
    poll = asked(session, meeting, Method.LIST, names, seats=len(names))
    session.commit()
    voter, at = visitor(app, session, meeting.number(0).party), f"/abstimmung/{meeting.assembly.id}"
    name = f"m{meeting.number(0).id}o"
    page = voter.get(at).text
    assert all(f'name="{name}{each.id}" value="no"' in page for each in poll.options)
    votes = {f"{name}{poll.options[0].id}": "no"}
    review = voter.post(f"{at}/{poll.id}/pruefen", data=votes).text
    assert "Cora: Nein" in review
    assert ("Dirk: Enthaltung" in review) is (len(names) > 1)
    assert f'name="{name}{poll.options[0].id}" value="no"' in review
    assert voter.post(f"{at}/{poll.id}/abgeben", data=votes).status_code == 302
    assert "Cora: Nein" in voter.get(at).text
    session.rollback()
    assert session.scalars(select(CastVote.marks)).all() == [{str(poll.options[0].id): 0}]


def test_who_abstains_on_every_candidate_abstains(app: Flask, session: Session) -> None:
    meeting = an_election(session, 1)
    poll = asked(session, meeting, Method.ELECTION, ["Cora"])
    session.commit()
    voter, name = visitor(app, session, meeting.number(0).party), f"m{meeting.number(0).id}o{poll.options[0].id}"
    voter.post(f"/abstimmung/{meeting.assembly.id}/{poll.id}/abgeben", data={name: "abstain"})
    session.rollback()
    assert session.scalars(select(CastVote.choice)).all() == [Choice.ABSTAIN]


def test_tellers_enter_yes_and_no_for_each_candidate(app: Flask, session: Session) -> None:
    meeting = an_election(session, 3, seats=2)
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2, hall=HallWay.PAPER)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    cora, dirk = (each.id for each in poll.options)
    counts = {"marks": "2", "invalid": "1", str(cora): "2", f"{dirk}no": "2"}
    sent = {f"g1o-{what}": number for what, number in counts.items()}
    assert "Dirk: Nein" in chair.get(f"{at}/zaehlen").text
    assert chair.post(f"{at}/zaehlen", data={**key(), **sent}).status_code == 302
    for act in ("schliessen", "auszaehlen"):
        chair.post(f"{at}/{act}", data=key())
    session.rollback()
    session.expire_all()
    assert poll.result is not None
    assert [each.name for each in queries.elected_options(poll)] == ["Cora"]
    assert poll.result.content["against"] == {str(cora): 0, str(dirk): 2}
    assert "nicht gewählt" in chair.get(f"/abstimmung/{meeting.assembly.id}/leitung").text


def test_tellers_enter_yes_and_no_of_a_sole_candidate(app: Flask, session: Session) -> None:
    meeting = an_election(session, 3)
    poll = asked(session, meeting, Method.ELECTION, ["Cora"], hall=HallWay.HAND)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    assert "Gültig angekreuzt" not in chair.get(f"{at}/zaehlen").text
    chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "1", "g1o-no": "2"})
    for act in ("schliessen", "auszaehlen"):
        chair.post(f"{at}/{act}", data=key())
    session.rollback()
    session.expire_all()
    assert poll.result is not None
    assert (poll.result.outcome, poll.result.valid, poll.result.needed) == (Outcome.NOBODY, 3, 2)


def test_a_warning_where_few_secret_ballots_would_tell_a_voter(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, 2)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    session.commit()
    at = f"/abstimmung/{meeting.assembly.id}/{poll.id}/zaehlen"
    assert "ließe sich schließen" in the_chair(app, session).get(at).text


def test_the_phone_names_who_is_elected_by_secret_ballot(app: Flask, session: Session) -> None:
    meeting = an_election(session, 1, seats=1)
    asked(session, meeting, Method.ELECTION, ["Cora Gärtner"], secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    session.commit()
    page = visitor(app, session, meeting.number(0).party).get(f"/abstimmung/{meeting.assembly.id}").text
    assert "Zur Wahl steht: Cora Gärtner." in page
