"""Who dies after leaving leaves what is still due to the heirs (§ 1922 BGB, § 77 GenG; R-EXIT-10)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes import queries as waiting
from app.core.formats import long_day
from app.core.values import Refusal
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalState, heirs_until
from app.settlements import actions as settlements
from app.settlements import queries as payouts
from app.settlements.models import Settlement
from app.settlements.rules import Hold
from app.statutes.queries import statute_on
from documents import estate_letter
from tests.documents import pages
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import PROOF, a_human, a_successor, dead, facts_of_letter, followed
from tests.settlements.factories import IBAN, LEFT, ONE, TWO, a_paying_house, confirmed, left

DIED_LATER = TODAY - timedelta(days=9)
OF_THE_HEIR = "DE02120300000000202051"


def a_former_member(session: Session, **statute: Any) -> tuple[Member, Settlement]:
    """A person who left with the year 2025 and has not been paid yet."""
    a_paying_house(session, **statute)
    member = a_human(session)
    parties.add_bank_account(session, member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    return member, confirmed(session, left(session, member))


@pytest.mark.parametrize("heirs_continue", [False, True])
def test_the_heirs_of_who_had_left_before_are_recorded_and_paid(session: Session, heirs_continue: bool) -> None:
    member, settlement = a_former_member(session, heirs_continue=heirs_continue)
    assert payouts.payout_of(session, settlement, TODAY).iban == IBAN
    removal = dead(session, member, DIED_LATER)
    assert (removal.state, removal.last_day) == (RemovalState.ENTERED, LEFT)
    assert payouts.payout_of(session, settlement, TODAY).holds == (Hold.HEIRS, Hold.ACCOUNT)
    actions.name_follower(
        session, removal, a_successor(), FollowerRole.HEIR, PROOF, ONE, NOW, iban=OF_THE_HEIR
    )
    changes.confirm(session, waiting.waiting(session)[0], TWO, NOW)
    assert settlements.pay_out(session, settlement, settlement.left, TODAY, ONE, NOW).iban == OF_THE_HEIR


def test_the_period_of_the_heirs_is_known_where_what_had_ended_the_membership_is_undone(session: Session) -> None:
    member, _settlement = a_former_member(session, heirs_continue=True, heirs_months=6)
    removal = dead(session, member, DIED_LATER)
    assert removal.heirs_until == heirs_until(DIED_LATER, statute_on(session, DIED_LATER))
    assert facts_of_letter(session, removal).heirs_until is None
    register.undo_end(session, member, "Kündigung war unwirksam", "KD-2025-001", OFFICE, NOW)
    actions.take_effect(session, member, OFFICE, NOW)
    assert (removal.state, removal.heirs_until is None) == (RemovalState.UNDECIDED, False)


def test_the_register_keeps_the_end_it_had_and_the_letter_says_so(session: Session) -> None:
    member, _settlement = a_former_member(session)
    removal = followed(session, dead(session, member, DIED_LATER))
    period = members.get_period_on(session, member.id, TODAY)
    assert (period.last_day, period.exit_ground) == (LEFT, ExitGround.NOTICE)
    assert facts_of_letter(session, removal).is_former
    assert queries.without_trace(session) == []
    actions.reverse(session, removal, "Verwechslung", OFFICE, NOW)
    assert members.get_period_on(session, member.id, TODAY).last_day == LEFT


def test_a_death_after_everything_was_paid_changes_nothing_and_is_refused(session: Session) -> None:
    member, settlement = a_former_member(session)
    settlements.pay_out(session, settlement, settlement.left, TODAY, ONE, NOW)
    with pytest.raises(Refusal, match="endete schon"):
        dead(session, member, DIED_LATER)


def test_the_page_offers_it_for_a_former_member(session: Session, client: FlaskClient) -> None:
    member, _settlement = a_former_member(session)
    session.commit()
    sign_in_office(session, client)
    typed = {"key": "key-of-a-preview", "event_on": f"{DIED_LATER:%d.%m.%Y}"}
    page = client.post(f"/ausscheiden/neu/{member.number}/death/vorschau", data=typed)
    assert page.status_code == 200
    assert "Die Mitgliedschaft endete schon am" not in page.text
    assert "steht den Erben zu" in page.text


def test_the_heir_is_asked_for_an_account_unless_one_is_named(session: Session) -> None:
    member, _settlement = a_former_member(session)
    removal = followed(session, dead(session, member, DIED_LATER))
    assert "Bitte teilen Sie uns Ihre Bankverbindung mit." in _letter(session, removal)
    actions.take_back_follower(session, removal, queries.followers_of(removal)[0].id, "Verwechslung", OFFICE, NOW)
    actions.name_follower(session, removal, a_successor(), FollowerRole.HEIR, PROOF, ONE, NOW, iban=OF_THE_HEIR)
    assert "Bankverbindung" not in _letter(session, removal)


def test_the_letter_says_since_when_the_payout_is_due(session: Session) -> None:
    member, _settlement = a_former_member(session)
    removal = followed(session, dead(session, member, DIED_LATER))
    due = facts_of_letter(session, removal).payable_by
    said = long_day(due).replace("\u00a0", " ")
    assert f"Auszahlung bis {said}" in _letter(session, removal, dated=due)
    assert f"Fällig seit {said}" in _letter(session, removal, dated=due + timedelta(days=1))


def test_the_heirs_named_after_the_payout_are_told_that_nothing_is_left_of_it(session: Session) -> None:
    member, settlement = a_former_member(session)
    removal = followed(session, dead(session, member, DIED_LATER))
    heir = queries.payee_of(removal)
    assert heir is not None
    parties.add_bank_account(session, heir.id, OF_THE_HEIR, TODAY, OFFICE, NOW)
    settlements.pay_out(session, settlement, settlement.left, TODAY, ONE, NOW)
    followed(session, removal, FollowerRole.REPRESENTATIVE, who=heir.id)
    text = _letter(session, removal)
    assert "kein Guthaben mehr auszuzahlen" in text
    assert "Guthaben heute" not in text
    assert "Bankverbindung" not in text


def _letter(session: Session, removal: Removal, dated: date | None = None) -> str:
    facts = facts_of_letter(session, removal)
    letter = replace(facts.letter, dated=dated or facts.letter.dated)
    return pages.text(estate_letter.build(replace(facts, letter=letter)))
