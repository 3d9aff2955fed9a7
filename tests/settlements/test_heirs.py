"""Who died is not paid: the heirs are, once they are known, and on their account (§ 77 GenG; R-EXIT-10)."""

from datetime import date

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.changes import queries as changes_queries
from app.core.values import Actor, Role
from app.members import queries as members
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.removals import actions as removals
from app.removals import queries as removals_queries
from app.removals.rules import FollowerRole, RemovalKind, Reported
from app.settlements import actions, queries
from app.settlements.rules import Hold
from documents import registry
from documents.settlement_statement import StatementFacts
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY
from tests.removals.factories import PROOF, a_human, a_successor
from tests.settlements.factories import a_holder, a_paying_house, confirmed, left

ONE, TWO = (Actor(name, number, number, frozenset({Role.OFFICE})) for number, name in ((1, "Eine"), (2, "Andere")))
OF_THE_DEAD, OF_THE_HEIR = "DE89370400440532013000", "DE02120300000000202051"


def test_an_heir_is_paid_on_its_own_account_and_not_on_that_of_the_dead(session: Session) -> None:
    a_paying_house(session)
    member = a_human(session)
    parties.add_bank_account(session, member.party_id, OF_THE_DEAD, LONG_AGO, OFFICE, NOW)
    removal = removals.report(session, member, Reported(RemovalKind.DEATH, date(2025, 3, 2)), PROOF, OFFICE, NOW)
    settlement = confirmed(session, members.get_period_on(session, member.id, TODAY).id)
    waits = queries.payout_of(session, settlement, TODAY)
    assert (waits.holds, waits.payee, waits.iban) == ((Hold.HEIRS, Hold.ACCOUNT), None, "")
    heir, role = a_successor(), FollowerRole.HEIR
    removals.name_follower(session, removal, heir, role, PROOF, ONE, NOW, iban=OF_THE_HEIR)
    waits = queries.payout_of(session, settlement, TODAY)
    assert (waits.iban, waits.holds) == ("", (Hold.ACCOUNT,))
    changes.confirm(session, changes_queries.waiting(session)[0], TWO, NOW)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.iban, found.holds) == (OF_THE_HEIR, ())
    assert found.follower is not None
    assert found.follower.display_name == "Rosalinde Lindwurm"


def test_who_died_after_giving_notice_is_not_paid_either(session: Session) -> None:
    """Whatever ended the membership first: the money goes to the heirs."""
    a_paying_house(session)
    member = a_human(session)
    parties.add_bank_account(session, member.party_id, OF_THE_DEAD, LONG_AGO, OFFICE, NOW)
    left(session, member)
    removals.report(session, member, Reported(RemovalKind.DEATH, date(2025, 11, 2)), PROOF, OFFICE, NOW)
    settlement = confirmed(session, members.get_period_on(session, member.id, TODAY).id)
    assert settlement.ground is ExitGround.NOTICE
    assert Hold.HEIRS in queries.payout_of(session, settlement, TODAY).holds


def test_an_organisation_whose_end_an_old_list_calls_a_death_is_paid_and_waits_for_no_heirs(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, left(session, a_holder(session), ground=ExitGround.DEATH))
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.holds, found.payee) == ((), settlement.member.party)


def test_an_organisation_that_an_old_list_says_went_over_is_not_paid_itself(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, left(session, a_holder(session), ground=ExitGround.SUCCESSION))
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.payee, found.iban) == (None, "")
    assert Hold.HEIRS in found.holds


def test_an_organisation_that_went_over_into_nobody_known_is_not_paid_itself(session: Session) -> None:
    """The successor that was entered by mistake is taken back, and nobody is known whose the credit is (§ 77a GenG)."""
    a_paying_house(session)
    member = a_holder(session)
    reported = Reported(RemovalKind.SUCCESSION, date(2025, 3, 2))
    removal = removals.report(session, member, reported, PROOF, OFFICE, NOW, a_successor())
    follower = removals_queries.followers_of(removal)[0]
    removals.take_back_follower(session, removal, follower.id, "Falsche Firma", OFFICE, NOW)
    settlement = confirmed(session, members.get_period_on(session, member.id, TODAY).id)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.payee, found.iban) == (None, "")
    assert Hold.HEIRS in found.holds
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    assert (letter.facts or {})["waits_for"] == ["successor", "account"]


def test_the_statement_goes_to_who_follows_and_names_who_died(session: Session) -> None:
    """§ 1922 BGB; R-DOC-05: while nobody is known, to the heirs at the last address."""
    a_paying_house(session)
    member = a_human(session)
    removal = removals.report(session, member, Reported(RemovalKind.DEATH, date(2025, 3, 2)), PROOF, OFFICE, NOW)
    settlement = confirmed(session, members.get_period_on(session, member.id, TODAY).id)

    def statement() -> StatementFacts:
        letter = queries.statement_of(session, settlement)
        assert letter is not None
        facts = registry.load(letter.kind, letter.facts or {})
        assert isinstance(facts, StatementFacts)
        return facts

    assert statement().letter.recipient[0] == "Erben nach Balthasar Lindwurm"
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    removals.name_follower(session, removal, a_successor(), FollowerRole.HEIR, PROOF, ONE, NOW)
    settlement = confirmed(session, members.get_period_on(session, member.id, TODAY).id)
    facts = statement()
    assert facts.letter.recipient[:2] == ("Rosalinde Lindwurm", "für die Erben nach Balthasar Lindwurm")
    assert (facts.member, facts.letter.salutation) == ("Balthasar Lindwurm", "Guten Tag Rosalinde Lindwurm,")
