"""Owners are reminded of the verdict that is asked of them: after a while, once for each answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.needs import actions as needs
from app.needs.rules import NeedState
from app.solutions import actions
from app.solutions.models import SolutionNeed
from app.solutions.rules import REMIND_AFTER, reminder_is_due
from tests.factories import NOW
from tests.needs.factories import COUNCIL, MINUTES, House, a_need, a_network, actor_of
from tests.needs.test_seeing import end
from tests.solutions.factories import an_answer, answered, judged, office_of

DUE = NOW + REMIND_AFTER


@pytest.fixture
def house(session: Session) -> House:
    found = a_network(session)
    found.town.party.email, found.vineyard.party.email = "berta@silbertal.example", "theodora@rebhang.example"
    session.commit()
    return found


@pytest.fixture
def link(session: Session, house: House) -> SolutionNeed:
    """A need of the town that a solution has answered now."""
    found = an_answer(session, house, a_need(session, house.town, house.mayor)).needs[0]
    session.commit()
    return found


def reminders(session: Session) -> list[str]:
    """To whom reminders went."""
    session.flush()
    kind = OutgoingMail.kind == "verdict_reminder"
    return list(session.scalars(select(OutgoingMail.to_address).where(kind).order_by(OutgoingMail.id)))


def test_a_reminder_is_due_two_weeks_after_the_answer_and_once() -> None:
    due = {
        (NOW, None, DUE): True, (NOW, None, DUE - timedelta(seconds=1)): False, (NOW, NOW, DUE): False,
        (None, None, DUE): False,
    }
    assert {each: reminder_is_due(*each) for each in due} == due


def test_an_owner_who_said_nothing_is_reminded_once(session: Session, link: SolutionNeed) -> None:
    for moment in (DUE - timedelta(seconds=1), DUE, DUE, DUE + timedelta(days=30)):
        actions.remind(session, link.id, moment)
    assert (reminders(session), link.reminded_at) == (["berta@silbertal.example"], DUE)


def test_the_mail_leads_to_the_verdict_and_tells_no_title(session: Session, link: SolutionNeed) -> None:
    actions.remind(session, link.id, DUE)
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert f"/mein/1/loesungen/{link.solution_id}/urteil/{link.id}" in mail.text
    assert not any(each in mail.subject + mail.text for each in (MINUTES.title, link.solution.title))


def judge(session: Session, house: House, link: SolutionNeed) -> None:
    judged(session, link.solution, link, house.mayor)


def unlink(session: Session, house: House, link: SolutionNeed) -> None:
    actions.unlink(session, link.solution_id, link.id, office_of(house), NOW)


def take_up(session: Session, house: House, link: SolutionNeed) -> None:
    needs.move(session, link.need_id, NeedState.UNDER_WAY, "", link.need.steps[-1].id, office_of(house), NOW)


def withdraw_and_erase(session: Session, house: House, link: SolutionNeed) -> None:
    mayor = actor_of(house.mayor)
    needs.withdraw(session, link.need_id, house.town.id, "", mayor, NOW)
    needs.erase(session, link.need_id, mayor, NOW)


def leave(session: Session, house: House, link: SolutionNeed) -> None:
    end(session, house.town)


def lose_address(session: Session, house: House, link: SolutionNeed) -> None:
    house.town.party.email = ""


@pytest.mark.parametrize("act", [judge, unlink, take_up, withdraw_and_erase, leave, lose_address])
def test_nobody_is_reminded_of_what_is_not_asked_any_more(
    session: Session, house: House, link: SolutionNeed, act: Callable[[Session, House, SolutionNeed], None]
) -> None:
    act(session, house, link)
    actions.remind(session, link.id, DUE)
    assert (reminders(session), link.reminded_at) == ([], None)


def test_who_is_answered_anew_or_took_the_verdict_back_is_reminded_anew(
    session: Session, house: House, link: SolutionNeed
) -> None:
    actions.remind(session, link.id, DUE)
    take_up(session, house, link)
    answered(session, house, link.solution, link, now=DUE)
    assert link.reminded_at is None
    actions.remind(session, link.id, DUE)
    judged(session, link.solution, link, house.mayor, now=DUE)
    actions.take_verdict_back(session, link.solution_id, link.id, house.town.id, 1, actor_of(house.mayor), DUE)
    actions.remind(session, link.id, DUE + REMIND_AFTER)
    assert reminders(session) == ["berta@silbertal.example"] * 2


@pytest.mark.parametrize("early", [True, False])
def test_a_worker_reminds_of_all_that_was_answered_by_one_act(
    session: Session, house: House, worker: Worker, early: bool
) -> None:
    then = NOW - REMIND_AFTER + timedelta(hours=early)
    one = a_need(session, house.town, house.mayor, now=then)
    other = a_need(session, house.vineyard, house.vintner, COUNCIL, then)
    an_answer(session, house, one, other, now=then)
    session.commit()
    worker.run_until_idle()
    assert reminders(session) == ([] if early else ["berta@silbertal.example", "theodora@rebhang.example"])
