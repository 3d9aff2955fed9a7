"""One person enters, another confirms: what counts when, who is told, and what the database does not let happen."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.changes import actions, queries
from app.changes.models import ChangeDecision, ProposedChange
from app.changes.rules import ChangeOutcome
from app.core import journal
from app.core.outbox import OutgoingMail
from app.core.uploads import CheckedFile
from app.core.values import Actor, PostalAddress, Refusal, Role
from app.members.models import Member
from app.organs import queries as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person
from tests.shares.factories import a_house, a_member

FORMER, NEW = "DE02120300000000202051", "DE75512108001245126199"
ONE = Actor("Henrike Lautenschlag", 1, 1, frozenset({Role.OFFICE}))
TWO = Actor("Almut Weißdorn", 2, 2, frozenset({Role.BOARD}))
LETTER = CheckedFile("brief.pdf", a_pdf("Neue Bankverbindung"))
LATER = NOW + timedelta(days=3)


@pytest.fixture
def town(session: Session) -> Member:
    """A member with an account, an e-mail address, and somebody who acts for it."""
    a_house(session)
    member = a_member(session)
    member.party.email = "gemeinde@altenbruck.example"
    mayor = a_person(session, email="w.ehrenpreis@altenbruck.example")
    authority = Authority.APPOINTED
    parties.add_representation(session, member.party_id, mayor.id, authority, "Leiterin", LONG_AGO, OFFICE, NOW)
    parties.add_bank_account(session, member.party_id, FORMER, LONG_AGO, OFFICE, NOW)
    session.commit()
    return member


def proposed(session: Session, town: Member, valid_from: date = TODAY, actor: Actor = ONE) -> ProposedChange:
    return actions.propose_bank_account(session, town, NEW, valid_from, LETTER, False, actor, NOW)


def account_on(session: Session, town: Member, day: date) -> str:
    found = party_queries.bank_account_on(session, town.party_id, day)
    return found.iban if found else ""


def mails_to(session: Session, address: str) -> list[OutgoingMail]:
    found = select(OutgoingMail).where(OutgoingMail.to_address == address).order_by(OutgoingMail.id)
    return list(session.scalars(found))


def test_the_former_account_holds_until_another_person_confirms(session: Session, town: Member) -> None:
    change = proposed(session, town)
    assert account_on(session, town, TODAY) == FORMER
    actions.confirm(session, change, TWO, LATER)
    assert account_on(session, town, TODAY + timedelta(days=2)) == FORMER
    assert account_on(session, town, TODAY + timedelta(days=3)) == NEW
    assert change.outcome is ChangeOutcome.CONFIRMED


def test_a_day_ahead_takes_effect_on_its_day(session: Session, town: Member) -> None:
    actions.confirm(session, proposed(session, town, TODAY + timedelta(days=30)), TWO, NOW)
    assert account_on(session, town, TODAY + timedelta(days=29)) == FORMER
    assert account_on(session, town, TODAY + timedelta(days=30)) == NEW


def test_the_same_person_does_not_confirm_and_does_not_reject(session: Session, town: Member) -> None:
    change = proposed(session, town)
    with pytest.raises(Refusal):
        actions.confirm(session, change, ONE, NOW)
    with pytest.raises(Refusal):
        actions.reject(session, change, "Falsch", ONE, NOW)
    assert account_on(session, town, TODAY) == FORMER


@pytest.mark.parametrize(
    ("entered_by", "decided_by", "outcome", "reason"),
    [(1, 1, ChangeOutcome.CONFIRMED, ""), (2, 2, ChangeOutcome.CONFIRMED, ""), (1, 2, ChangeOutcome.WITHDRAWN, ""),
     (1, 2, ChangeOutcome.REJECTED, "")],
)  # fmt: skip
def test_the_database_knows_two_people_too(
    session: Session, town: Member, entered_by: int, decided_by: int, outcome: ChangeOutcome, reason: str
) -> None:
    """Not the same person, nor under the name of another who entered it, nor a withdrawal by a stranger."""
    change = proposed(session, town)
    session.add(ChangeDecision(
        change_id=change.id, entered_by=entered_by, decided_by=decided_by, decided_by_name="X", decided_at=NOW,
        outcome=outcome, reason=reason,
    ))
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()


def test_proposal_and_decision_are_never_changed(session: Session, town: Member) -> None:
    change = proposed(session, town)
    actions.confirm(session, change, TWO, NOW)
    session.commit()
    for statement in (update(ProposedChange).values(valid_from=LONG_AGO), update(ChangeDecision).values(decided_by=7)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_a_rejected_account_never_counts_and_another_may_be_proposed(session: Session, town: Member) -> None:
    change = proposed(session, town)
    with pytest.raises(Refusal, match="wartet schon"):
        proposed(session, town)
    actions.reject(session, change, "Steht nicht im Beleg", TWO, NOW)
    assert account_on(session, town, TODAY) == FORMER
    with pytest.raises(Refusal, match="schon entschieden"):
        actions.confirm(session, change, TWO, NOW)
    assert proposed(session, town).outcome is None


def test_who_entered_it_may_withdraw_it(session: Session, town: Member) -> None:
    change = proposed(session, town)
    with pytest.raises(Refusal):
        actions.withdraw(session, change, TWO, NOW)
    actions.withdraw(session, change, ONE, NOW)
    assert change.outcome is ChangeOutcome.WITHDRAWN


def test_the_journal_names_no_mail_address_and_no_telephone(session: Session, town: Member) -> None:
    """Neither while they are proposed nor once they count; whoever compares them opens the change."""
    change = actions.propose_contact(session, town, "rathaus@altenbruck.example", "0700 123 456", ONE, NOW)
    session.commit()
    actions.confirm(session, change, TWO, LATER)
    session.commit()
    told = [line.summary() for line in journal.lines_about(session, f"party:{town.party_id}")]
    assert "Kontakt ab 24.11.2026 vorgeschlagen: r…@altenbruck.example, …\u00a0456" in told
    assert not [text for text in told if "rathaus" in text or "123" in text]


def test_the_former_account_may_come_back_on_the_same_day(session: Session, town: Member) -> None:
    actions.confirm(session, proposed(session, town), TWO, NOW)
    with pytest.raises(Refusal, match="steht schon so da"):
        proposed(session, town)
    back = actions.propose_bank_account(session, town, FORMER, TODAY, LETTER, False, ONE, NOW)
    actions.confirm(session, back, TWO, NOW)
    again = proposed(session, town)
    actions.confirm(session, again, TWO, NOW)
    assert account_on(session, town, TODAY) == NEW


def test_the_member_is_told_at_the_addresses_known_before(session: Session, town: Member) -> None:
    change = proposed(session, town)
    town.party.email = "dieb@anderswo.example"
    actions.confirm(session, change, TWO, NOW)
    assert mails_to(session, "dieb@anderswo.example") == []
    for address in ("gemeinde@altenbruck.example", "w.ehrenpreis@altenbruck.example"):
        assert [mail.kind for mail in mails_to(session, address)] == ["change_proposed", "change_decided"]
        assert all(NEW not in mail.text.replace(" ", "") and "6199" in mail.text for mail in mails_to(session, address))


def test_the_journal_names_both_people_and_only_the_end_of_the_account(session: Session, town: Member) -> None:
    actions.confirm(session, proposed(session, town), TWO, NOW)
    session.commit()
    lines = journal.lines_about(session, f"party:{town.party_id}")
    said = {line.act: line for line in lines}
    assert said["propose_change"].actor_name == ONE.name
    assert said["confirm_change"].actor_name == TWO.name
    assert ONE.name in said["confirm_change"].summary()
    assert not any(NEW in line.summary() or NEW in (line.details.content if line.details else "") for line in lines)


def test_a_member_proposes_address_and_contact(session: Session, town: Member) -> None:
    address = PostalAddress("Marktplatz 1", "70997", "Altenbruck")
    place = actions.propose_address(session, town, address, TODAY + timedelta(days=7), ONE, NOW)
    reach = actions.propose_contact(session, town, "rathaus@altenbruck.example", "07000 1", ONE, NOW)
    assert [change.id for change in queries.waiting_for(session, 2, 9)] == [place.id, reach.id]
    assert queries.waiting_for(session, 1, 9) == []
    actions.confirm(session, place, TWO, NOW)
    actions.confirm(session, reach, TWO, NOW)
    held = party_queries.address_on(session, town.party_id, TODAY + timedelta(days=7))
    assert held is not None
    assert (held.street, town.party.email) == ("Marktplatz 1", "rathaus@altenbruck.example")
    assert mails_to(session, "gemeinde@altenbruck.example")[-1].subject == "Änderung eingetragen: Kontakt"
    assert mails_to(session, "rathaus@altenbruck.example") == []


def test_the_document_is_kept_as_long_as_the_change(session: Session, town: Member) -> None:
    digest = proposed(session, town).proof_sha256
    assert digest
    assert queries.is_file_needed(session, digest)
    assert not queries.is_file_needed(session, "0" * 64)


def test_nobody_is_paid_to_the_account_of_the_cooperative(session: Session, town: Member) -> None:
    ours = organs.letterhead_on(session, TODAY).iban
    assert ours
    with pytest.raises(Refusal, match="Konto der Genossenschaft selbst"):
        actions.propose_bank_account(session, town, ours, TODAY, LETTER, False, ONE, NOW)


def test_who_was_told_that_an_account_counts_is_told_once_it_counts_no_more(session: Session, town: Member) -> None:
    change = proposed(session, town)
    actions.confirm(session, change, TWO, NOW)
    actions.take_back_account(session, change, "Kündigung KD-2026-001 storniert", lambda *_known: None, ONE, NOW)
    assert account_on(session, town, TODAY) == ""
    told = mails_to(session, "gemeinde@altenbruck.example")[-1]
    assert told.subject == "Änderung zurückgenommen: Bankverbindung"
    assert "Kündigung KD-2026-001 storniert" in told.text
    assert "Dorthin zahlen wir nichts mehr aus" in told.text
