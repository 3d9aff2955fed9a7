"""Who holds the statement of what was settled of an exclusion is told once that is lifted (§ 68 GenG; R-DOC-05)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.values import Refusal, Role
from app.desk.rules import TaskKind
from app.members.models import Member
from app.parties import actions as parties
from app.removals import queries as removals
from app.removals.models import Removal
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.shares.actions import correcting
from documents import registry
from documents.entry_undone import Matter, UndoneFacts
from tests.departures.factories import a_holder
from tests.desk.test_further_shares import tasks_of
from tests.documents import pages
from tests.factories import LONG_AGO, OFFICE, sign_in_office
from tests.removals.factories import a_human, a_lasting_house, dead, followed, sent
from tests.removals.test_let_go import NEXT_YEAR, in_the_next_year, settled_of
from tests.settlements.factories import IBAN, ONE
from tests.tabs import Tab, said

A_MONTH = timedelta(days=31)


@pytest.fixture
def removal(session: Session) -> Removal:
    """An exclusion in force, by a statute that knows no appeal."""
    a_lasting_house(session, appeal_days=0)
    return sent(session, a_holder(session))


@pytest.fixture
def settled(session: Session, removal: Removal) -> Settlement:
    """What was settled of it; its statement is out."""
    settlement = settled_of(session, removal)
    archive.items_of(session, statement_of(session, settlement).id)[0].posted_at = NEXT_YEAR
    session.commit()
    return settlement


def statement_of(session: Session, settlement: Settlement) -> IssuedDocument:
    letter, = queries.statements_of(session, settlement)
    return letter


def told(session: Session, settlement: Settlement) -> list[UndoneFacts]:
    """What letters of correction say, the oldest first."""
    found = archive.documents_about(session, f"member:{settlement.member_id}")
    said_so = [registry.load(each.kind, each.facts or {}) for each in reversed(found) if each.kind == correcting.KIND]
    return [each for each in said_so if isinstance(each, UndoneFacts)]


def read(facts: UndoneFacts) -> str:
    return " ".join(pages.text(registry.build(correcting.KIND, facts)).split())


def test_who_holds_the_statement_of_an_exclusion_is_told_that_it_is_lifted(
    session: Session, removal: Removal, settled: Settlement
) -> None:
    letter = statement_of(session, settled)
    in_the_next_year(session, removal)
    facts, = told(session, settled)
    assert (facts.matter, facts.number, facts.former) == (Matter.EXCLUSION_SETTLED, settled.number, letter.number)
    assert letter.standing is Standing.REPLACED
    text = read(facts)
    assert "Der Ausschluss, nach dem wir abgerechnet haben, ist aufgehoben; unser Schreiben" in text
    assert "Nach dieser Abrechnung zahlen und verlangen wir nichts." in text
    assert "irrtümlich" not in text
    assert "Versehen" not in text


def test_it_says_where_what_was_paid_out_is_asked_back(
    session: Session, removal: Removal, settled: Settlement
) -> None:
    actions.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, removal)
    facts, = told(session, settled)
    text = read(facts)
    assert "Was wir ausgezahlt haben, 1.000,00 €, fordert unser Schreiben über den aufgehobenen Ausschluss" in text
    assert "verlangen wir nichts" not in text
    assert "Sonst brauchen Sie nichts zu tun." in text


@pytest.mark.parametrize("died_on", [date(2027, 6, 1), date(2027, 8, 1)], ids=["before-the-statement", "after-it"])
def test_heirs_are_told_in_place_of_a_member_that_died_that_what_was_paid_is_asked_back(
    session: Session, died_on: date
) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    removal = sent(session, member)
    if died_on < NEXT_YEAR.date() - A_MONTH:
        _dies(session, member, died_on)
    settlement = settled_of(session, removal)
    letter = statement_of(session, settlement)
    archive.items_of(session, letter.id)[0].posted_at = NEXT_YEAR
    actions.pay_out(session, settlement, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    if died_on >= NEXT_YEAR.date() - A_MONTH:
        _dies(session, member, died_on)
    in_the_next_year(session, removal)
    facts, = told(session, settlement)
    assert facts.letter.recipient[:2] == ("Rosalinde Lindwurm", "für die Erben nach Balthasar Lindwurm")
    text = read(facts)
    assert "Was wir ausgezahlt haben, fordert unser Schreiben über den aufgehobenen Ausschluss zurück." in text
    assert "Die Mitgliedschaft von Balthasar Lindwurm endet aus einem anderen Grund" in text
    assert "verlangen wir nichts" not in text
    assert "Sie brauchen nichts zu tun" not in text


def _dies(session: Session, member: Member, day: date) -> None:
    death = followed(session, dead(session, member, event_on=day, now=NEXT_YEAR), now=NEXT_YEAR)
    heir = removals.payee_of(death)
    assert heir is not None
    parties.add_bank_account(session, heir.id, IBAN, LONG_AGO, OFFICE, NEXT_YEAR)


def test_a_statement_still_in_the_tray_needs_no_letter(session: Session, removal: Removal) -> None:
    settlement = settled_of(session, removal)
    in_the_next_year(session, removal)
    assert (told(session, settlement), statement_of(session, settlement).standing) == ([], Standing.VOID)


def test_where_none_could_be_written_the_desk_names_the_settlement_and_its_page_writes_it(
    session: Session, client: FlaskClient, removal: Removal, settled: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(correcting, "issue_letter_if_possible", lambda *_asked: None)
        in_the_next_year(session, removal)
        with pytest.raises(Refusal, match="Noch kein Brief"):
            actions.write_statement(session, settled, OFFICE, NEXT_YEAR)
    assert tasks_of(session, Role.OFFICE)[TaskKind.TELL_SETTLED].target == settled.id
    session.commit()
    sign_in_office(session, client)
    address = f"/auseinandersetzung/{settled.id}"
    assert "dass er nicht mehr gilt: Die Berichtigung fehlt" in said(client.get(address))
    assert Tab(client, address, form="brief").send().status_code == 302
    assert "Die Berichtigung fehlt" not in said(client.get(address))
    assert TaskKind.TELL_SETTLED not in tasks_of(session, Role.OFFICE)
    facts, = told(session, settled)
    assert facts.number == settled.number


def test_a_settlement_that_no_letter_states_waits_at_the_desk(
    session: Session, removal: Removal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr("app.shares.actions.issue_letter_if_possible", lambda *_asked, **_more: None)
        settlement = settled_of(session, removal)
    assert tasks_of(session, Role.OFFICE)[TaskKind.TELL_SETTLED].target == settlement.id
    actions.write_statement(session, settlement, ONE, NEXT_YEAR)
    assert TaskKind.TELL_SETTLED not in tasks_of(session, Role.OFFICE)
