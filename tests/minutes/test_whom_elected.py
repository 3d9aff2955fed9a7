"""Into an office comes who was elected and is alive (§§ 9 (2), 24, 36 GenG; R-ELE-01, R-ORG-02)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import JournalDetails, JournalLine
from app.core.values import Refusal
from app.minutes import actions, queries
from app.minutes.models import Consequence
from app.minutes.rules import AboutPerson, FollowUp
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import Organ, OrganFunction
from app.voting.models import PollOption
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.minutes.test_carrying import elected, term, the
from tests.minutes.test_carrying_pages import address, opened
from tests.organs.factories import a_member
from tests.removals.factories import dead
from tests.tabs import Tab, said
from tests.together import together
from tests.visitors import visitor

YESTERDAY = TODAY - timedelta(days=1)


def test_the_dead_are_not_offered_and_get_no_office(session: Session) -> None:
    meeting = elected(session)
    wanted, gone = the(session, meeting, FollowUp.OFFICE), meeting.number(1)
    dead(session, gone, YESTERDAY)
    assert gone.party_id not in dict(queries.eligible(session, wanted))
    meant = replace(term(session, wanted), party_id=gone.party_id, is_elected=True)
    with pytest.raises(Refusal, match=r"verstorben .*§ 9 Abs\. 2 GenG"):
        actions.appoint_elected(session, wanted, meant, OFFICE, NOW)
    assert not the(session, meeting, FollowUp.OFFICE).is_done


def test_who_was_elected_and_died_since_gets_no_office(session: Session) -> None:
    meeting = elected(session)
    wanted, ada = the(session, meeting, FollowUp.OFFICE), meeting.number(0)
    meant = term(session, wanted)
    dead(session, ada, TODAY)
    assert queries.elected_party(session, wanted) == 0
    preview = queries.preview_office(
        session, wanted, ada.party_id, TODAY, None, of_member_cooperative=False, discharged=False, is_elected=False
    )
    assert preview.objection is not None
    with pytest.raises(Refusal, match="verstorben"):
        actions.appoint_elected(session, wanted, meant, OFFICE, NOW)
    with pytest.raises(Refusal, match="verstorben"):
        organs.appoint(session, Organ.BOARD, ada.party_id, OrganFunction.MEMBER, TODAY, None, "GV", OFFICE, NOW)


def test_who_was_not_elected_is_appointed_only_as_the_same_person(session: Session) -> None:
    meeting = elected(session)
    wanted, other = the(session, meeting, FollowUp.OFFICE), meeting.number(1)
    meant = replace(term(session, wanted), party_id=other.party_id)
    with pytest.raises(AboutPerson):
        actions.appoint_elected(session, wanted, meant, OFFICE, NOW)
    actions.appoint_elected(session, wanted, replace(meant, is_elected=True), OFFICE, NOW)
    assert the(session, meeting, FollowUp.OFFICE).is_done
    name = other.party.display_name
    summary, confirmed = carried_out(session)
    assert (summary.endswith(f"Ada Ahorn, bestätigt als {name}"), confirmed) == (True, name)


def carried_out(session: Session) -> tuple[str, str]:
    """How the journal tells that a decision was carried out, and who was confirmed to be meant."""
    session.commit()
    lines = select(JournalDetails.summary, JournalDetails.content).join(
        JournalLine, JournalDetails.sequence == JournalLine.sequence
    )
    summary, content = session.execute(lines.where(JournalLine.act == "minutes.carried_out")).one()
    return summary, json.loads(content)["confirmed"]


def test_who_is_called_as_the_ballot_says_needs_no_word_and_leaves_none(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    actions.appoint_elected(session, wanted, replace(term(session, wanted), is_elected=True), OFFICE, NOW)
    summary, confirmed = carried_out(session)
    assert (summary.endswith("Ada Ahorn"), confirmed) == (True, "")


def test_who_has_one_name_less_than_who_was_elected_is_not_chosen_before_nor_appointed_unasked(
    session: Session
) -> None:
    meeting = elected(session)
    ada = meeting.number(0)
    wanted = replace(the(session, meeting, FollowUp.OFFICE), option=PollOption(name="Ada Ahorn-Weber"))
    assert queries.elected_party(session, wanted) == 0
    with pytest.raises(AboutPerson):
        queries.check_elected(session, wanted, ada.party_id, is_confirmed=False)


def test_the_page_says_who_was_elected_and_keeps_what_was_typed(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at = opened(session, client, meeting, FollowUp.OFFICE)
    other = meeting.number(1)
    name = other.party.display_name
    tab = Tab(client, at, form="ausfuehren")
    shown = tab.send(act="preview", party=str(other.party_id))
    assert f"Gewählt ist Ada Ahorn, nicht {name}" in said(shown)
    answer = tab.send(act="enter", party=str(other.party_id), function=OrganFunction.DEPUTY.value)
    assert answer.status_code == 422
    assert said(shown).count(f"Gewählt ist Ada Ahorn, nicht {name}") == 1
    assert said(answer).count(f"Gewählt ist Ada Ahorn, nicht {name}") == 2, "above the form and at its box"
    assert "bestätigen Sie es hier" not in said(shown)
    assert (tab.fields["party"], tab.fields["function"]) == ([str(other.party_id)], ["deputy"])
    session.expire_all()
    assert not organ_queries.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)
    box = f'name="is_elected" value="{other.party_id}"'
    assert (box in answer.text, "is_elected" in tab.fields) == (True, False)
    third = meeting.number(2).party_id
    unasked = tab.send(act="enter", party=str(third), is_elected=str(other.party_id))
    assert (unasked.status_code, "is_elected" in tab.fields) == (422, False)
    assert f"nicht {meeting.number(2).party.display_name}" in said(unasked)
    assert not organ_queries.offices_of(session, third)
    assert tab.send(act="enter", party=str(other.party_id), is_elected=str(other.party_id)).status_code == 302


def test_namesakes_are_told_apart_by_number_also_where_one_has_a_title(session: Session) -> None:
    meeting = elected(session)
    wanted, namesake = the(session, meeting, FollowUp.OFFICE), a_person(session, "Ada", "Ahorn")
    namesake.display_name = "Dr. Ada Ahorn"
    others = a_member(session, namesake, 77)
    assert queries.elected_party(session, wanted) == 0
    for member in (meeting.number(0), others):
        assert f"{member.number:04}" in dict(queries.eligible(session, wanted))[member.party_id]


def appointed(session: Session) -> list[tuple[int, OrganFunction]]:
    """Who was given an office, and how often that was noted; the same number of each."""
    session.rollback()
    offices = organ_queries.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)
    acts = list(session.scalars(select(JournalLine.act)))
    noted = len(session.scalars(select(Consequence)).all())
    assert (acts.count("minutes.carried_out"), noted) == (len(offices), len(offices))
    return [(each.party_id, each.function) for each in offices]


def confirming(session: Session, client: FlaskClient, at: str, party_id: int) -> tuple[Tab, dict[str, str]]:
    """The page that asks whether this is who was elected, as chair; and what is sent to confirm it."""
    tab = Tab(client, at, form="ausfuehren")
    sent = {"act": "enter", "party": str(party_id), "function": OrganFunction.CHAIR.value}
    assert tab.send(**sent).status_code == 422
    assert appointed(session) == []
    return tab, {**sent, "is_elected": str(party_id)}


def test_whoever_confirms_twice_who_was_elected_appoints_once(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at, party_id = opened(session, client, meeting, FollowUp.OFFICE), meeting.number(1).party_id
    tab, confirmed = confirming(session, client, at, party_id)
    assert [tab.send(**confirmed).status_code for _twice in range(2)] == [302, 302]
    assert appointed(session) == [(party_id, OrganFunction.CHAIR)]


def test_whoever_confirms_it_in_two_tabs_appoints_once(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at, party_id = opened(session, client, meeting, FollowUp.OFFICE), meeting.number(1).party_id
    (mine, confirmed), (other, _same) = (confirming(session, client, at, party_id) for _tab in range(2))
    assert mine.send(**confirmed).status_code == 302
    assert other.send(**confirmed).status_code == 409
    assert other.send(**confirmed).status_code in (302, 409, 422)
    assert appointed(session) == [(party_id, OrganFunction.CHAIR)]


@pytest.mark.parametrize("is_same_page", [True, False])
def test_confirmations_at_the_same_moment_appoint_once(
    app: Flask, session: Session, client: FlaskClient, is_same_page: bool
) -> None:
    meeting = elected(session)
    at, party_id = opened(session, client, meeting, FollowUp.OFFICE), meeting.number(1).party_id
    first = confirming(session, client, at, party_id)
    pages = [first, first if is_same_page else confirming(session, client, at, party_id)]
    kept = client.get_cookie("genokontor")
    assert kept is not None
    desks = [visitor(app) for _page in pages]
    for desk in desks:
        desk.set_cookie("genokontor", kept.value)
    answers = together(*(
        lambda desk=desk, page=page: desk.post(at, data={**page[0].fields, **page[1]}).status_code
        for desk, page in zip(desks, pages, strict=True)
    ))
    assert sorted(answers) == ([302, 302] if is_same_page else [302, 409])
    assert appointed(session) == [(party_id, OrganFunction.CHAIR)]


def test_who_does_not_carry_out_confirms_nobody(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at = address(session, meeting, FollowUp.OFFICE)
    session.commit()
    sign_in(session, client, meeting.number(1).party)
    party_id = str(meeting.number(1).party_id)
    assert client.post(at, data={"act": "enter", "party": party_id, "is_elected": party_id}).status_code == 403
    assert appointed(session) == []
