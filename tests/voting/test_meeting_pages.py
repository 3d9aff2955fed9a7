"""A meeting by its pages: the chair conducts, members vote on their devices, everybody sees what is declared."""

import hashlib
import re
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies.rules import Subject
from app.attendance.actions import say_concern
from app.attendance.models import Entry
from app.attendance.rules import ENTRY_COOKIE, ConcernKind, Mode
from app.core.formats import local
from app.members.rules import MemberClass
from app.parties.models import Party
from app.voting import actions, queries
from app.voting.models import CastVote, Objection, Poll
from app.voting.rules import ELECTING, Choice, HallWay, Method, PollState, Secrecy
from app.voting.views import showing
from tests.assemblies.factories import an_item
from tests.attendance.factories import a_town
from tests.attendance.test_pages import wrong_fields
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.tabs import said
from tests.voting.factories import CHAIR, a_meeting, an_election, asked, casts, declared, marked, represented, someone


class Visitor:
    """Somebody's browser; each request is its own, beside those of others."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return Context().run(self.client.get, address)

    def post(self, address: str, follow_redirects: bool = False, **more: Any) -> TestResponse:
        """Send a form."""
        return Context().run(lambda: self.client.post(address, follow_redirects=follow_redirects, **more))


def visitor(app: Flask, session: Session, party: Party) -> Visitor:
    """Somebody who is signed in."""
    found = Visitor(app)
    sign_in(session, found.client, party)
    return found


def the_chair(app: Flask, session: Session) -> Visitor:
    """Who conducts."""
    found = Visitor(app)
    sign_in_office(session, found.client)
    return found


def key() -> dict[str, str]:
    """What a form of one button sends."""
    key.number = getattr(key, "number", 0) + 1  # type: ignore[attr-defined]
    return {"key": f"key-of-form-{key.number}"}  # type: ignore[attr-defined]


def poll_id(session: Session) -> int:
    """The newest poll."""
    session.expire_all()
    return session.scalars(select(func.max(Poll.id))).one()


def test_a_meeting_from_its_opening_to_a_declared_result_and_an_objection(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    principal = represented(session, meeting, "Tanne", by=meeting.number(0))
    chair, voter = the_chair(app, session), visitor(app, session, meeting.number(0).party)
    at, item = f"/abstimmung/{meeting.assembly.id}", meeting.item.id
    assert "Feststellung des Jahresabschlusses" in chair.get(f"{at}/leitung").text
    asks = {"question": "Wird festgestellt?", "method": "yes_no", "secrecy": "open", "hall": "phone", "motion": "0"}
    assert chair.post(f"{at}/punkte/{item}/frage", data={**key(), **asks}).status_code == 302
    poll = poll_id(session)
    assert chair.post(f"{at}/{poll}/eroeffnen", data={**key(), "minutes": "3"}).status_code == 302
    page = voter.get(at).text
    assert "Ada Ahorn" in page
    assert "Bodo Tanne" in page
    votes = {f"m{meeting.number(0).id}": "yes", f"m{principal.id}": "no"}
    review = voter.post(f"{at}/{poll}/pruefen", data=votes)
    assert "2 Stimmen abgeben" in review.text
    assert session.scalars(select(CastVote)).all() == []
    assert voter.post(f"{at}/{poll}/abgeben", data=votes).status_code == 302
    assert "2 Stimmen abgegeben" in voter.get(at).text
    for act in ("schliessen", "auszaehlen"):
        assert chair.post(f"{at}/{poll}/{act}", data=key()).status_code == 302
    assert "1 Ja- gegen 1 Neinstimme abgelehnt" in chair.get(f"{at}/leitung").text
    chair.post(f"{at}/{poll}/verkuenden", data={**key(), "text": "Der Antrag ist abgelehnt."})
    assert "Der Antrag ist abgelehnt." in voter.get(at).text
    assert "Der Antrag ist abgelehnt." in chair.get(f"{at}/leinwand").text
    objects = {**key(), "member": str(principal.id), "item": str(item), "text": "Die Frist war zu kurz."}
    assert voter.post(f"{at}/widerspruch", data=objects).status_code == 302
    session.rollback()
    assert session.scalars(select(Objection.name)).all() == ["Bodo Tanne"]
    assert "Bodo Tanne" in chair.get(f"{at}/leitung").text
    assert "ergeben dasselbe" in chair.get(f"{at}/{poll}").text


def test_other_programs_read_the_declared_figures_of_the_pages_and_nothing_before(app: Flask, session: Session) -> None:
    meeting = an_election(session, 3)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member, name in zip(meeting.members, ("Cora", "Cora", "Dirk"), strict=True):
        marked(session, poll, member, name)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    session.commit()
    chair = the_chair(app, session)
    at = f"/abstimmung/{meeting.assembly.id}"
    assert chair.get(f"{at}/ergebnisse.json").get_json()["results"] == []
    chair.post(f"{at}/{poll.id}/verkuenden", data={**key(), "text": "Gewählt ist Cora."})
    told, = chair.get(f"{at}/ergebnisse.json").get_json()["results"]
    assert told["options"] == [
        {"name": "Cora", "votes": 2, "is_chosen": True, "accepts": None},
        {"name": "Dirk", "votes": 1, "is_chosen": False, "accepts": None},
    ]
    assert (told["outcome"], told["valid"], told["needed"], told["entitled"]) == ("elected", 3, 2, 3)
    assert told["declared"] in chair.get(f"{at}/leinwand").text
    page = chair.get(f"{at}/{poll.id}").text
    for row in told["options"]:
        assert re.search(rf'{row["name"]}</th><td class="num">{row["votes"]}</td>', page)
    voter = visitor(app, session, meeting.number(0).party)
    assert voter.get(f"{at}/ergebnisse.json").status_code == 403


def test_the_form_offers_what_suits_the_matter_and_refuses_the_rest(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.SHARE_INCREASE)
    session.commit()
    chair = the_chair(app, session)
    at = f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"
    page = chair.get(at).text
    assert 'value="one_of_several"' in page
    assert 'value="election"' not in page
    asks = {"question": "Erhöht?", "method": "election", "options": "Ja\nNein", "secrecy": "open", "hall": "phone"}
    assert chair.post(at, data={**key(), **asks, "motion": "0"}).status_code == 422
    assert session.scalars(select(Poll)).all() == []


def test_no_page_shows_an_interim_result(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    for member in meeting.members[:2]:
        casts(session, poll, member, Choice.NO)
    session.commit()
    chair, voter = the_chair(app, session), visitor(app, session, meeting.number(2).party)
    at = f"/abstimmung/{meeting.assembly.id}"
    for page in ("/leitung", "/leinwand", f"/{poll.id}", "", "/ergebnisse"):
        text = (chair if page else voter).get(at + page).text
        assert "Ja- gegen" not in text, page
        assert not re.search(r"Nein</dt>|Abgelehnt|Angenommen", text), page
    assert "<b>2</b> von 3 Stimmen abgegeben" in chair.get(f"{at}/leinwand").text
    for act in ("schliessen", "auszaehlen"):
        chair.post(f"{at}/{poll.id}/{act}", data=key())
        for page in ("/leinwand", ""):
            text = (chair if page else voter).get(at + page).text
            assert not re.search(r"Ja- gegen|Nein</dt>|Abgelehnt|Angenommen|abgelehnt", text), (act, page)
    assert "Ja- gegen" in chair.get(f"{at}/leitung").text


def test_who_has_nothing_to_do_with_a_meeting_finds_no_ballot(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    session.commit()
    stranger = visitor(app, session, a_person(session, "Fremder", "Gast"))
    at = f"/abstimmung/{meeting.assembly.id}"
    assert stranger.get(at).status_code == 404
    vote = {f"m{meeting.number(0).id}": "yes"}
    assert stranger.post(f"{at}/{poll.id}/abgeben", data=vote).status_code in (404, 409)
    other = visitor(app, session, meeting.number(1).party)
    assert other.post(f"{at}/{poll.id}/abgeben", data=vote).status_code == 409
    assert other.post(f"{at}/{poll.id + 1}/abgeben", data=vote).status_code == 404
    assert session.scalars(select(CastVote)).all() == []
    assert other.get(f"{at}/leitung").status_code == 403


def test_a_second_tab_learns_that_the_first_vote_stands(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    session.commit()
    client = visitor(app, session, member.party)
    at = f"/abstimmung/{meeting.assembly.id}"
    client.post(f"{at}/{poll.id}/abgeben", data={f"m{member.id}": "yes"})
    vote = session.scalars(select(CastVote)).one()
    since = f"{local(vote.cast_at):%H:%M} Uhr"
    second = client.post(f"{at}/{poll.id}/abgeben", data={f"m{member.id}": "no"}, follow_redirects=True)
    assert f"Nicht abgegeben für Ada Ahorn: Nein. Schon um {since} ist abgestimmt; dabei bleibt es." in said(second)
    assert "toast-error" in second.text
    looked_over = client.post(f"{at}/{poll.id}/pruefen", data={f"m{member.id}": "no"})
    assert looked_over.status_code == 422
    assert f"Für Ada Ahorn ist um {since} schon abgestimmt; dabei bleibt es." in said(looked_over)
    again = client.post(f"{at}/{poll.id}/abgeben", data={f"m{member.id}": "yes"}, follow_redirects=True)
    assert "Schon vorher abgegeben, dabei bleibt es: Ada Ahorn." in said(again)
    session.rollback()
    assert session.scalars(select(CastVote.choice)).all() == [Choice.YES]


def test_a_vote_that_comes_after_the_closing_is_refused_and_says_so(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = declared(session, meeting, asked(session, meeting)), meeting.number(0)
    session.commit()
    client = visitor(app, session, member.party)
    late = client.post(f"/abstimmung/{meeting.assembly.id}/{poll.id}/abgeben", data={f"m{member.id}": "yes"})
    assert late.status_code == 409
    assert "bereits geschlossen" in late.text


def test_a_secret_vote_says_that_it_is_taken_on_paper(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    session.commit()
    client = visitor(app, session, meeting.number(0).party)
    page = client.get(f"/abstimmung/{meeting.assembly.id}").text
    assert "nur auf Papier" in page
    assert 'type="radio"' not in page


def test_that_nobody_in_the_hall_voted_is_a_count_too(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    chair.post(f"{at}/schliessen", data=key())
    assert chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "0"}).status_code == 302
    assert queries.last_sheet(session, poll.id) == 1
    chair.post(f"{at}/auszaehlen", data=key())
    session.rollback()
    assert poll.result is not None
    assert poll.result.content["ordinary"] == {"yes": 0, "no": 0, "abstain": 0, "invalid": 0}
    assert queries.is_same_again(session, poll)


def test_who_is_elected_can_accept_after_the_meeting_and_no_other_word_declines(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in meeting.members:
        marked(session, poll, member, "Cora")
    declared(session, meeting, poll)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    option = poll.options[0].id
    assert "nimmt die Wahl an?" in chair.get(at).text
    assert chair.post(f"{at}/gewaehlte/{option}/nimmt-nicht-an", data=key()).status_code == 404
    assert chair.post(f"{at}/gewaehlte/{option}/nimmt-an", data=key()).status_code == 302
    session.rollback()
    session.expire_all()
    assert [each.answer.accepts for each in poll.options if each.answer] == [True]
    assert "Cora nimmt die Wahl an." in chair.get(at).text


def test_the_chair_sees_how_many_a_vote_on_paper_leaves_out(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER, opened=False)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    assert "online teil" not in chair.get(f"{at}/leitung").text
    for name in ("Zeder", "Zirbel"):
        someone(session, meeting.assembly, name, mode=Mode.ONLINE)
    session.commit()
    assert "2 Mitglieder nehmen online teil" in chair.get(f"{at}/leitung").text
    chair.post(f"{at}/{poll.id}/eroeffnen", data=key())
    assert "2 Mitglieder nehmen online teil" in chair.get(f"{at}/leitung").text


def test_tellers_enter_hands_and_the_chair_counts(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    session.commit()
    chair = the_chair(app, session)
    at = f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    chair.post(f"{at}/schliessen", data=key())
    assert "fehlen noch" in chair.post(f"{at}/auszaehlen", data=key(), follow_redirects=True).text
    assert chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "4"}).status_code == 422
    assert chair.post(f"{at}/zaehlen", data={**key(), "g1o-yes": "2", "g1o-no": "1"}).status_code == 302
    chair.post(f"{at}/auszaehlen", data=key())
    session.expire_all()
    assert queries.get_poll(session, meeting.assembly.id, poll.id).state is PollState.COUNTED


def test_what_is_no_number_on_the_tellers_sheet_is_refused_at_its_field(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    session.commit()
    chair = the_chair(app, session)
    at = f"/abstimmung/{meeting.assembly.id}/{poll.id}/zaehlen"
    for typed in ("1O", "1.2", "-3", "drei"):
        answer = chair.post(at, data={**key(), "g1o-yes": typed, "g1o-no": "1"})
        assert answer.status_code == 422, typed
        assert 'href="#g1o-yes"' in answer.text, typed
        assert f'value="{typed}"' in answer.text, typed
    assert chair.post(at, data=key()).status_code == 422
    assert queries.last_sheet(session, poll.id) == 0


def test_ballots_of_every_method_are_shown_looked_at_and_cast(app: Flask, session: Session) -> None:
    meeting = an_election(session, 1, seats=2, election_mode="relative")
    member, election = meeting.number(0), meeting.item
    resolution = an_item(session, meeting.assembly, announced_by_id=election.announced_by_id)
    client = visitor(app, session, member.party)
    at, name = f"/abstimmung/{meeting.assembly.id}", f"m{member.id}"
    for method in [each for each in Method if each is not Method.YES_NO]:
        meeting.item = election if method in ELECTING else resolution
        actions.call_item(session, meeting.sitting, meeting.item, CHAIR, NOW)
        names = ["Cora", "Dirk"] if method is Method.EN_BLOC else ["Cora", "Dirk", "Egon"]
        poll = asked(session, meeting, method, names, seats=2)
        session.commit()
        first, second = (option.id for option in poll.options[:2])
        votes: dict[str, object] = {
            Method.ELECTION: {f"{name}o": first}, Method.LIST: {f"{name}o": [first, second]},
            Method.APPROVAL: {f"{name}o": [first, second]}, Method.CUMULATIVE: {f"{name}o{first}": "2"},
            Method.EN_BLOC: {name: "yes"}, Method.ONE_OF_SEVERAL: {f"{name}o": "no"},
        }[method]  # type: ignore[assignment]
        assert "Cora" in client.get(at).text, method
        review = client.post(f"{at}/{poll.id}/pruefen", data=votes)
        assert review.status_code == 200, method
        sent = re.findall(rf'type="hidden" name="({name}[o\d]*)" value="(\w+)"', review.text)
        fields = {field: [value for other, value in sent if other == field] for field, _ in sent}
        assert client.post(f"{at}/{poll.id}/abgeben", data=fields).status_code == 302, method
        assert session.scalar(select(func.count()).where(CastVote.poll_id == poll.id)) == 1, method
        session.expire_all()
        declared(session, meeting, poll)
        session.commit()


@pytest.mark.parametrize("typed", ["x", "1.5", "-1", "9" * 21])
def test_a_number_of_votes_that_is_none_is_named_and_nothing_is_cast(
    app: Flask, session: Session, typed: str
) -> None:
    meeting = an_election(session, 1, seats=2, election_mode="relative")
    poll, member = asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=2), meeting.number(0)
    session.commit()
    client, at = visitor(app, session, member.party), f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    votes = {f"m{member.id}o{poll.options[0].id}": typed, f"m{member.id}o{poll.options[1].id}": "1"}
    for act in ("pruefen", "abgeben"):
        answer = client.post(f"{at}/{act}", data=votes)
        assert answer.status_code == 422
        assert f"ganze Zahl ein, nicht „{typed[:20]}“" in answer.text
    assert session.scalar(select(func.count()).select_from(CastVote)) == 0


def test_a_ballot_with_too_many_marks_comes_back_as_it_was_filled_in(app: Flask, session: Session) -> None:
    meeting = an_election(session, 1, seats=2)
    poll, member = asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2), meeting.number(0)
    session.commit()
    client = visitor(app, session, member.party)
    name = f"m{member.id}o"
    marks = {name: [option.id for option in poll.options]}
    answer = client.post(f"/abstimmung/{meeting.assembly.id}/{poll.id}/pruefen", data=marks)
    assert answer.status_code == 422
    assert "Höchstens 2" in answer.text
    assert answer.text.count(" checked") == 3


def test_the_pulse_tells_a_number_and_nothing_to_who_knows_it(client: FlaskClient, session: Session) -> None:
    meeting = a_meeting(session)
    session.commit()
    first = client.get(f"/abstimmung/{meeting.assembly.id}/puls")
    assert first.text.isdecimal()
    again = client.get(f"/abstimmung/{meeting.assembly.id}/puls", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/abstimmung/999999/puls").text == "0"


def test_the_pulse_at_hand_says_what_its_view_says(client: FlaskClient, session: Session) -> None:
    meeting = a_meeting(session)
    session.commit()
    address = f"/abstimmung/{meeting.assembly.id}/puls"
    for known in ({}, {"If-None-Match": f'"{meeting.sitting.version}"'}):
        showing._KNOWN.clear()
        viewed, quick = (client.get(address, headers=known) for _ in range(2))
        assert (viewed.status, viewed.data) == (quick.status, quick.data)
        assert dict(viewed.headers).items() - {("Vary", "Cookie")} == dict(quick.headers).items()


def test_whoever_is_let_in_by_a_ticket_votes_without_a_login_and_in_this_assembly_alone(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    session.add(Entry(assembly_id=meeting.assembly.id, party_id=member.party_id, entered_at=NOW,
                      token_hash=hashlib.sha256(b"my token").hexdigest()))
    session.commit()
    guest, at = Visitor(app), f"/abstimmung/{meeting.assembly.id}"
    assert "/konto/anmelden" in guest.get(at).headers["Location"]
    assert guest.post(f"{at}/{poll.id}/abgeben", data={f"m{member.id}": "yes"}).status_code == 401
    guest.client.set_cookie(ENTRY_COOKIE, "a token that ended")
    outside = guest.get(at)
    assert (outside.status_code, "gilt nur noch das andere" in outside.text) == (404, True)
    guest.client.set_cookie(ENTRY_COOKIE, "my token")
    assert "Ada Ahorn" in guest.get(at).text
    assert guest.post(f"{at}/{poll.id}/abgeben", data={f"m{member.id}": "yes"}).status_code == 302
    assert "1 Stimme abgegeben" in guest.get(at).text
    assert guest.post(f"{at}/wortmeldung", data=key()).status_code == 302
    session.rollback()
    assert [each.name for each in queries.speakers_of(session, meeting.assembly.id)] == ["Ada Ahorn"]
    assert guest.get(f"{at}/leitung").status_code == 302


def test_the_emergency_folder_holds_roll_powers_of_attorney_and_ballots(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    represented(session, meeting, "Tanne", by=meeting.number(0))
    session.commit()
    chair = the_chair(app, session)
    page = chair.get(f"/abstimmung/{meeting.assembly.id}/mappe").text
    for words in ("Stimmliste", "Bodo Tanne", "Vollmachten", "Stimmzettel", "Feststellung des Jahresabschlusses"):
        assert words in page


def test_who_takes_part_without_a_vote_objects_and_speaks_from_its_device(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, statute={"investing_members": True, "investing_policy": "no_vote"})
    investor = someone(session, meeting.assembly, "Erle", Mode.ONLINE, MemberClass.INVESTING)
    declared(session, meeting, asked(session, meeting))
    session.commit()
    client, at = visitor(app, session, investor.party), f"/abstimmung/{meeting.assembly.id}"
    page = client.get(at)
    assert "Zu Wort melden" in page.text
    assert "Widerspruch zur Niederschrift" in page.text
    objects = {**key(), "member": str(investor.id), "item": str(meeting.item.id), "text": ""}
    assert client.post(f"{at}/widerspruch", data=objects).status_code == 302
    assert client.post(f"{at}/wortmeldung", data=key()).status_code == 302
    session.rollback()
    assert session.scalars(select(Objection.name)).all() == ["Ada Erle"]
    assert [each.name for each in queries.speakers_of(session, meeting.assembly.id)] == ["Ada Erle"]


def test_the_desk_says_at_the_field_whose_objection_it_does_not_take_and_to_what(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    (absent, _mayor), item = a_town(session), str(meeting.item.id)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    for number, at_field in ((absent.number, "member"), (meeting.number(0).number, "item")):
        data = {**key(), "member": str(number), "item": item, "text": ""}
        answer = chair.post(f"{at}/widersprueche", data=data)
        assert (answer.status_code, wrong_fields(answer)) == (422, [at_field])
        assert "§ 51 Abs. 2 GenG" in said(answer)
    assert session.scalars(select(Objection)).all() == []


def test_a_page_shown_after_a_refused_form_names_the_address_that_answers(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    session.commit()
    at = f"/abstimmung/{meeting.assembly.id}"
    voter, chair = visitor(app, session, meeting.number(0).party), the_chair(app, session)
    for who, form, page in ((voter, f"/{poll.id}/pruefen", ""), (chair, "/vermerk", "/leitung")):
        refused = who.post(at + form, data=key())
        assert refused.status_code == 422, form
        assert who.get(at + form).status_code == 405, form
        named = re.search(r'data-page="([^"]+)"', refused.text)
        assert named is not None
        assert named[1] == at + page
        assert who.get(named[1]).status_code == 200


def test_the_chair_is_warned_of_an_item_nobody_was_named_for(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/leitung"
    warned = chair.get(at).text
    assert "wen dieser Punkt betrifft" in warned
    assert f"/teilnahme/{meeting.assembly.id}/stimmverbote" in warned
    session.expire_all()
    say_concern(session, meeting.assembly, meeting.item, meeting.number(0).party, ConcernKind.NAMED, "Gegen sie.",
                OFFICE, NOW)
    session.commit()
    assert "wen dieser Punkt betrifft" not in chair.get(at).text


def test_other_programs_read_what_goes_on_with_what_who_accepts_and_the_number_of_the_resolution(
    app: Flask, session: Session
) -> None:
    meeting = an_election(session, 4, election_mode="absolute_then_runoff")
    first = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Egon"])
    for member, name in zip(meeting.members, ("Cora", "Cora", "Dirk", "Egon"), strict=True):
        marked(session, first, member, name)
    declared(session, meeting, first, "Eine Stichwahl ist nötig.")
    runoff = actions.open_runoff(session, meeting.sitting, first, CHAIR, NOW)
    for member in meeting.members:
        marked(session, runoff, member, runoff.options[0].name)
    declared(session, meeting, runoff, f"{runoff.options[0].name} ist gewählt.")
    actions.answer(session, meeting.sitting, runoff, runoff.options[0], False, CHAIR, NOW)
    session.commit()
    address = f"/abstimmung/{meeting.assembly.id}/ergebnisse.json"
    told = the_chair(app, session).get(address).get_json()["results"]
    assert [(each["poll"], each["runoff_of"]) for each in told] == [(first.id, None), (runoff.id, first.id)]
    assert (told[0]["resolution"], told[1]["resolution"]) == (None, "GV-2026-001")
    assert (told[1]["options"][0]["is_chosen"], told[1]["options"][0]["accepts"]) == (True, False)
