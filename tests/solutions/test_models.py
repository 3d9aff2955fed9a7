"""What the database itself keeps of solutions, partners, verdicts and offers, and how it is answered."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.solutions import actions
from app.solutions.models import PartnerOffer, SolutionNeed, SolutionPartner
from app.solutions.rules import Outcome, PartnerState
from tests.factories import NOW, a_pdf
from tests.needs.factories import House, a_need, a_network
from tests.solutions.factories import (
    a_partner,
    a_solution,
    an_answer,
    an_offer,
    answered,
    judged,
    linked,
    office_of,
    there,
)
from tests.together import transactions_together
from tests.turned_down import changed, turned_down

ANSWERED: dict[str, Any] = {"answered_at": NOW, "answered_by": "Theodora"}
ENDED: dict[str, Any] = {"ended_at": NOW, "ended_by": "Henrike"}


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def link(session: Session, house: House) -> SolutionNeed:
    """A need of the town that a solution has answered."""
    return an_answer(session, house, a_need(session, house.town, house.mayor)).needs[0]


@pytest.fixture
def partner(session: Session, house: House) -> SolutionPartner:
    return a_partner(session, house, a_solution(session, house), house.vineyard)


def test_a_need_is_unlinked_at_a_moment_and_by_somebody(session: Session, link: SolutionNeed) -> None:
    for half in ({"unlinked_at": NOW}, {"unlinked_by": "Henrike"}):
        turned_down(session, changed(link, **half), "unlinked_by_somebody")
    session.execute(changed(link, unlinked_at=NOW, unlinked_by="Henrike"))


def test_nobody_is_reminded_of_what_is_no_answer(session: Session, link: SolutionNeed) -> None:
    session.execute(changed(link, reminded_at=NOW))
    turned_down(session, changed(link, answered_at=None), "reminded_of_an_answer")


@pytest.mark.parametrize(("values", "constraint"), [
    ({"state": PartnerState.AGREED}, "answered_or_asked"), ({"state": PartnerState.DECLINED}, "answered_or_asked"),
    (ANSWERED, "answered_or_asked"), ({"state": PartnerState.ENDED}, "ended_at_a_moment"), (ENDED, "ended_at_a_moment"),
    ({"state": PartnerState.AGREED, **ANSWERED, **ENDED}, "ended_at_a_moment"),
    ({"state": PartnerState.AGREED, "answered_at": NOW}, "answered_by_somebody"),
    ({"state": PartnerState.ENDED, "ended_at": NOW}, "ended_by_somebody"),
])
def test_how_far_a_partnership_is_says_when_and_by_whom(
    session: Session, partner: SolutionPartner, values: dict[str, Any], constraint: str
) -> None:
    turned_down(session, changed(partner, **values), constraint)


@pytest.mark.parametrize("values", [
    {"state": PartnerState.DECLINED, **ANSWERED}, {"state": PartnerState.ENDED, **ENDED},
    {"state": PartnerState.ENDED, **ANSWERED, **ENDED},
])
def test_a_partnership_ends_answered_or_not(
    session: Session, partner: SolutionPartner, values: dict[str, Any]
) -> None:
    session.execute(changed(partner, **values))


def test_a_file_is_there_with_its_bytes_or_removed(session: Session, house: House) -> None:
    solution = a_solution(session, house)
    file = actions.add_file(session, solution.id, CheckedFile("Plan.pdf", a_pdf("Plan")), office_of(house), NOW)
    for half in ({"removed_at": NOW}, {"sha256": ""}):
        turned_down(session, changed(file, **half), "removed_has_no_bytes")
    session.execute(changed(file, removed_at=NOW, sha256=""))


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.NO])
def test_who_was_not_helped_says_what_is_missing_until_its_words_are_deleted(
    session: Session, house: House, link: SolutionNeed, outcome: Outcome
) -> None:
    said = judged(session, link.solution, link, house.mayor)
    session.execute(changed(said, words=""))
    turned_down(session, changed(said, outcome=outcome, words=""), "says_what_is_missing")
    session.execute(changed(said, outcome=outcome, words="", erased_at=NOW))
    turned_down(session, changed(said, words="Amsel"), "erased_is_empty")


def test_a_verdict_that_was_taken_back_says_nothing_and_no_reply_is_empty(
    session: Session, house: House, link: SolutionNeed
) -> None:
    said = judged(session, link.solution, link, house.mayor)
    turned_down(session, changed(said, outcome=None), "taken_back_says_nothing")
    turned_down(session, changed(said, reply="Danke"), "reply_has_words")
    turned_down(session, changed(said, replied_at=NOW, replied_by="Henrike"), "reply_has_words")
    session.execute(changed(said, reply="Danke", replied_at=NOW, replied_by="Henrike"))


def test_of_a_deleted_offer_nothing_is_left(session: Session, house: House) -> None:
    offer = an_offer(session, house, house.vineyard)
    actions.withdraw_offer(session, offer.id, offer.member_id, office_of(house), NOW)
    actions.erase_offer(session, offer.id, offer.member_id, office_of(house), NOW)
    for left in ("title", "what", "region", "conditions", "search_text", "field", "until"):
        value = {"field": "data", "until": NOW.date()}.get(left, "Tonaufnahme")
        turned_down(session, changed(session.get_one(PartnerOffer, offer.id), **{left: value}), "erased_is_empty")


def test_of_two_who_answer_for_a_partner_at_once_the_second_is_told(
    app: Flask, session: Session, house: House, partner: SolutionPartner
) -> None:
    session.commit()
    ids, office = (partner.solution_id, partner.id), office_of(house)
    answers = transactions_together(app, *[
        lambda own, to=to: actions.step(own, *ids, None, to, "Am Telefon", office, NOW).id
        for to in (PartnerState.AGREED, PartnerState.DECLINED)
    ])
    refused = [each.message for each in answers if isinstance(each, Refusal)]
    assert refused == ["Das ist nicht mehr offen: „{state}“."]


def test_answered_by_two_at_once_the_need_has_one_link(app: Flask, session: Session, house: House) -> None:
    solution = there(session, house, a_solution(session, house))
    need = a_need(session, house.town, house.mayor)
    session.commit()
    solution_id, need_id, office = solution.id, need.id, office_of(house)
    answers = transactions_together(app, *[
        lambda own: len(actions.link(own, solution_id, [need_id], office, NOW))
    ] * 2)
    assert sorted(map(str, answers)) == ["0", "1"]
    session.expire_all()
    assert len(answered(session, house, solution, *linked(session, house, solution, need), *solution.needs)) == 1
