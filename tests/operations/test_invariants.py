"""One fault for each invariant, planted in the database: its check finds it, no other does, and it leads to a page."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState, Channel
from app.archive.models import IssuedDocument
from app.attendance.models import ProxyGrant
from app.attendance.rules import RevokedBy
from app.changes import actions as changes
from app.closing.models import DividendEntry
from app.closing.rules import ClaimEnd, dividend_number
from app.core import files, journal
from app.core.db import db, next_number
from app.core.jobs import ItemState, Worker
from app.core.uploads import CheckedFile
from app.core.values import Actor, Role
from app.dues import actions as dues
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations import queries
from app.operations.rules import CHECKS, CheckKey
from app.parties.models import PartyBankAccount, PartyName
from app.settlements import actions as settlements
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import Certificate, CreditEntry, PaymentDue, PaymentReceived, ShareEntry, ShareHolding
from app.shares.rules import CreditGround, DuePayment, PaymentPurpose, ShareGround
from app.statutes import queries as statute_queries
from app.subscriptions.models import Subscription
from app.transfers.rules import TransferState
from tests.assemblies import factories as assemblies
from tests.departures.factories import a_holder as a_leaver
from tests.departures.factories import a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in
from tests.operations.factories import a_job
from tests.organs.factories import a_circular, an_item
from tests.removals import factories as removals
from tests.settlements.factories import IBAN, PAID_ON, a_paying_house, confirmed
from tests.settlements.factories import a_leaver as a_leaver_to_pay
from tests.settlements.test_dividends import claim_of, used
from tests.shares.factories import JOINED, a_house, a_member, paid, subscribed, without_its_guard
from tests.subscriptions.factories import a_growing_house, decided, proposed
from tests.subscriptions.factories import a_holder as a_subscriber
from tests.transfers import factories as transfers
from tests.voting import factories as voting

OTHER = Actor("Almut Weißdorn", 2, 2, frozenset({Role.BOARD}))
ONE = Actor("Henrike Lautenschlag", 1, 1, frozenset({Role.OFFICE}))


def behind_its_back(session: Session, *statements: str) -> None:
    """Change the database as nobody may: without triggers, without foreign keys."""
    session.commit()
    session.expire_all()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            for statement in ("SET LOCAL session_replication_role = replica", *statements):
                connection.exec_driver_sql(statement)
        return
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        names = raw.cursor().execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in names), *statements):
            raw.cursor().execute(statement)
    finally:
        raw.cursor().execute("PRAGMA foreign_keys=ON")
        raw.close()


def town(session: Session, held: int = 2) -> Member:
    """A member of a cooperative that is set up."""
    a_house(session, further_shares_allowed=True)
    return a_member(session, shares=held)


def a_share_entry_changed(session: Session) -> None:
    town(session)
    behind_its_back(session, "UPDATE share_entry SET document = 'Anderes'")


def share_entry(session: Session, member: Member, change: int, **more: object) -> int:
    """A line of the share ledger as no act would write it."""
    values = {"effective_on": JOINED, "ground": ShareGround.SUBSCRIPTION, "document": "", "note": "", **more}
    return _inserted(session, ShareEntry, member, change=change, **values)


def credit_entry(session: Session, member: Member, amount: int, ground: CreditGround, **more: object) -> int:
    """A line of the credit ledger as no act would write it."""
    values = {"effective_on": TODAY, "document": "", "note": "", **more}
    return _inserted(session, CreditEntry, member, amount=amount, ground=ground, **values)


def _inserted(session: Session, ledger: type[ShareEntry] | type[CreditEntry], member: Member, **values: object) -> int:
    entry = insert(ledger).values(member_id=member.id, recorded_at=NOW, recorded_by="Test", **values)
    return int(session.execute(entry.returning(ledger.id)).scalar_one())


# --- one fault for each -----------------------------------------------------------------------------------------------


def a_changed_line(session: Session) -> None:
    journal.record(session, OFFICE, "tested", "test:1", NOW)
    behind_its_back(session, "UPDATE journal_line SET actor_name = 'Niemand' WHERE sequence = 1")


def a_document_with(session: Session, **more: object) -> IssuedDocument:
    document = IssuedDocument(
        **{"kind": "letter", "title": "Willkommensbrief", "subject": "member:1", "facts": {}, "issued_at": NOW, **more}
    )
    session.add(document)
    session.flush()
    return document


def a_changed_file(session: Session) -> None:
    digest = files.put(b"Brief")
    a_document_with(session, sha256=digest, size=5)
    files.path_of(digest).write_bytes(b"anders")


def a_lost_file(session: Session) -> None:
    digest = files.put(b"Brief")
    a_document_with(session, sha256=digest, size=5)
    files.erase(digest)


def a_lost_number(session: Session) -> None:
    next_number(session, "certificate:2026")


def a_number_to_be_given_again(session: Session) -> None:
    town(session)
    behind_its_back(session, "UPDATE counter SET last_number = 0 WHERE series = 'member'")


def a_resolution_with_another_number(session: Session) -> None:
    a_house(session)
    a_circular(session, an_item(session))
    behind_its_back(session, "UPDATE resolution SET number = 'V-2026-999'")


def a_document_never_made(session: Session) -> None:
    a_document_with(session, issued_at=NOW - timedelta(days=2))


def a_certificate_on_other_shares(session: Session) -> None:
    shares.issue_certificate(session, town(session), OFFICE, NOW)
    behind_its_back(session, "UPDATE certificate SET shares = 9")


def two_valid_certificates(session: Session) -> None:
    member = town(session)
    first = shares.issue_certificate(session, member, OFFICE, NOW)
    like = first.document
    copy = a_document_with(session, number="U-2026-0002", kind=like.kind, facts=like.facts, subject=like.subject)
    assert next_number(session, "certificate:2026") == 2
    session.add(Certificate(number="U-2026-0002", member_id=member.id, shares=2, issued_on=TODAY, document_id=copy.id))


def an_entry_without_membership(session: Session) -> None:
    number = next_number(session, "member")
    session.add(Member(number=number, party_id=a_person(session).id, recorded_at=NOW))


def memberships_at_once(session: Session) -> None:
    member = town(session)
    columns = "id, member_id, member_class, first_day, join_ground, join_document, recorded_at"
    behind_its_back(session, f"INSERT INTO membership_period ({columns}) SELECT 99, member_id, member_class, "
                    f"'2026-11-20', join_ground, '', recorded_at FROM membership_period WHERE member_id = {member.id}")


def a_lost_turn(session: Session) -> None:
    member = town(session)
    members.end(session, member, TODAY, ExitGround.NOTICE, "", OFFICE, NOW)
    members.undo_end(session, member, "Irrtum", "", OFFICE, NOW)
    behind_its_back(session, "DELETE FROM membership_exit WHERE turn = 1")


def an_exit_before_the_entry(session: Session) -> None:
    a_house(session)
    period = a_member(session).periods[0].id
    columns = "id, period_id, turn, last_day, ground, document, recorded_at, recorded_by, note"
    entry = f"9, {period}, 1, '2026-10-01', 'notice', '', '2026-11-24 00:00:00', 'Test', ''"
    behind_its_back(session, f"INSERT INTO membership_exit ({columns}) VALUES ({entry})")


def a_member_without_name(session: Session) -> None:
    member = town(session)
    session.execute(update(PartyName).where(PartyName.party_id == member.party_id).values(valid_from=TODAY))


def shares_below_nothing(session: Session) -> None:
    member = town(session)
    with without_its_guard(session):
        share_entry(session, member, -3, effective_on=date(2026, 11, 5))
        share_entry(session, member, 4, effective_on=date(2026, 11, 9))


def credit_below_nothing(session: Session) -> None:
    credit_entry(session, town(session), -100_00, CreditGround.PAYOUT)


def a_holding_of_its_own(session: Session) -> None:
    town(session)
    session.execute(update(ShareHolding).values(shares=3))


def shares_of_an_outsider(session: Session) -> None:
    members.end(session, town(session), TODAY - timedelta(days=3), ExitGround.NOTICE, "", OFFICE, NOW)


def a_member_without_shares(session: Session) -> None:
    town(session, held=0)


def credit_above_the_nominal(session: Session) -> None:
    credit_entry(session, town(session), 1000_01, CreditGround.TAKEN_OVER)


def a_splitting_that_no_statute_says(session: Session) -> None:
    share_entry(session, town(session), 2, ground=ShareGround.SPLIT, effective_on=TODAY)


def a_reversal_of_half(session: Session) -> None:
    member = town(session)
    entry = share_queries.share_entries_of(session, member.id)[0]
    share_entry(session, member, -1, ground=ShareGround.REVERSAL, reverses_id=entry.id)


def a_reversal_undone(session: Session) -> None:
    member = town(session)
    paid(session, member, 1000_00)
    further = subscribed(session, member, 1, TODAY)
    undone = share_entry(session, member, -1, effective_on=TODAY, ground=ShareGround.REVERSAL, reverses_id=further)
    share_entry(session, member, 1, effective_on=TODAY, ground=ShareGround.REVERSAL, reverses_id=undone)


def a_payment_of_nothing(session: Session) -> None:
    next_number(session, "receipt:2026")
    session.add(PaymentReceived(
        number="K-2026-0001", member_id=town(session).id, purpose=PaymentPurpose.SHARES, amount=100_00,
        received_on=TODAY, recorded_at=NOW, recorded_by="Test",
    ))


def credit_out_of_nothing(session: Session) -> None:
    credit_entry(session, town(session), 100_00, CreditGround.PAYMENT)


def a_notice_without_effect(session: Session) -> None:
    a_leaving_house(session)
    member = a_leaver(session)
    given(session, member)
    members.undo_end(session, member, "Irrtum", "", OFFICE, NOW)


def a_subscription_undone_elsewhere(session: Session) -> None:
    a_growing_house(session)
    declaration = proposed(session, a_subscriber(session))
    decided(session, declaration)
    session.expire_all()
    admitted = session.get_one(Subscription, declaration.id)
    entry = share_queries.find_share_entry(session, admitted.share_entry_id or 0)
    assert entry is not None
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)


def a_transfer_said_to_be_undone(session: Session) -> None:
    transfer = transfers.proposed(session, *transfers.two_holders(session))
    transfers.decided(session, transfer)
    transfer.state, transfer.ended_at = TransferState.REVERSED, NOW


def a_death_whose_exit_is_undone(session: Session) -> None:
    removals.a_lasting_house(session)
    removal = removals.dead(session, removals.a_human(session))
    entry = share_queries.find_share_entry(session, removal.share_entry_id or 0)
    assert entry is not None
    members.undo_end(session, session.get_one(Member, removal.member_id), "Irrtum", removal.number, OFFICE, NOW)
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)


def a_dividend_of_another_amount(session: Session) -> None:
    claim = claim_of(session, used(session)[0]).claim
    session.add(DividendEntry(
        number=dividend_number(NOW.year, next_number(session, f"dividend:{NOW.year}")), turn=1,
        appropriation_id=claim.appropriation.id, member_id=claim.member.id, kind=ClaimEnd.PAYOUT,
        amount=claim.amount + 1, effective_on=TODAY, iban=IBAN, recorded_at=NOW, recorded_by=OFFICE.name,
    ))


def an_admission_of_nobody(session: Session) -> None:
    a_house(session)
    next_number(session, "application:2026")
    session.add(Application(
        number="A-2026-0001", token_hash="0" * 64, state=ApplicationState.ADMITTED, channel=Channel.PAPER,
        created_at=NOW, changed_at=NOW,
    ))


def a_confirmed_account_that_is_gone(session: Session) -> None:
    letter = CheckedFile("brief.pdf", a_pdf("Neue Bankverbindung"))
    change = changes.propose_bank_account(
        session, town(session), "DE75512108001245126199", TODAY, letter, False, ONE, NOW
    )
    changes.confirm(session, change, OTHER, NOW)
    session.execute(delete(PartyBankAccount))


def a_payout_of_another_amount(session: Session) -> None:
    a_paying_house(session)
    settlements.pay_out(session, confirmed(session, a_leaver_to_pay(session)), 500_00, PAID_ON, ONE, NOW)
    behind_its_back(session, "UPDATE credit_entry SET amount = -100 WHERE ground = 'payout'")


def a_payout_whose_payment_came_back(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver_to_pay(session))
    payment = share_queries.get_payment(session, share_queries.receipts_of(session, settlement.member_id)[0].id)
    dues.return_payment(session, payment, PAID_ON, 0, "Lastschrift widersprochen", OFFICE, NOW)


def a_decision_without_deed(session: Session) -> None:
    a_growing_house(session)
    decided(session, proposed(session, a_subscriber(session)))
    behind_its_back(session, "UPDATE item SET carried_out_at = NULL")


def more_shares_by_nobody(session: Session) -> None:
    """Entered as the program does it, with its line in the journal, but without a declaration or a resolution."""
    member = town(session)
    paid(session, member, 1000_00)
    more_shares(session, member, ShareGround.FURTHER_SHARES)


def more_shares(session: Session, member: Member, ground: ShareGround) -> None:
    statute = statute_queries.statute_on(session, TODAY)
    shares.subscribe(session, member, 1, TODAY, ground, "V-2026-099", statute, OFFICE, NOW)


def a_share_that_nobody_took(session: Session) -> None:
    share_entry(session, town(session), -1, effective_on=TODAY, ground=ShareGround.TRANSFER_OUT, document="UT-1")


def a_profit_of_no_result(session: Session) -> None:
    credit_entry(session, town(session), 100_00, CreditGround.PROFIT)


def a_payment_asked_for_nothing(session: Session) -> None:
    shares.ask_for(session, town(session), DuePayment(TODAY, 77_00, PaymentPurpose.SHARES), "V-2026-036", OFFICE, NOW)


def a_job_without_steps(session: Session) -> None:
    a_job(session, ItemState.DONE, ItemState.DONE).created_at = NOW - timedelta(days=2)


def an_assembly_that_meets_on_another_day(session: Session) -> None:
    """An assembly whose members were told another day."""
    assemblies.a_convening_house(session)
    told = assemblies.invited(session)
    session.commit()
    behind_its_back(session, f"UPDATE assembly SET meets_on = '2027-03-01' WHERE id = {told.assembly_id}")


def a_vote_changed_after_the_count(session: Session) -> None:
    """A poll one of whose votes says something else than when it was counted."""
    meeting = voting.a_meeting(session)
    for member in meeting.members:
        subscribed(session, member, 1)
    poll = voting.asked(session, meeting)
    voting.casts(session, poll, meeting.number(0))
    voting.declared(session, meeting, poll)
    session.commit()
    behind_its_back(session, f"UPDATE cast_vote SET choice = 'no' WHERE poll_id = {poll.id}")


def a_proxy_who_stays_after_the_end(session: Session) -> None:
    """A member that is still in an assembly by a power of attorney that has ended."""
    meeting = voting.a_meeting(session)
    principal = voting.represented(session, meeting, "Zeder", meeting.number(0))
    for member in (*meeting.members, principal):
        subscribed(session, member, 1)
    grant = session.scalars(select(ProxyGrant).where(ProxyGrant.principal_id == principal.id)).one()
    grant.revoked_at, grant.revoked_by, grant.revoke_reason = NOW, RevokedBy.MEMBER, "Widerrufen"


PLANTED: Mapping[CheckKey, Callable[[Session], None]] = {
    CheckKey.JOURNAL_CHAIN: a_changed_line,
    CheckKey.JOURNAL_REPLAY: a_share_entry_changed,
    CheckKey.FILE_CHANGED: a_changed_file,
    CheckKey.FILE_MISSING: a_lost_file,
    CheckKey.NUMBER_GAP: a_lost_number,
    CheckKey.NUMBER_AGAIN: a_number_to_be_given_again,
    CheckKey.NUMBER_WRITTEN: a_resolution_with_another_number,
    CheckKey.DOCUMENT_UNMADE: a_document_never_made,
    CheckKey.CERTIFICATE_SHARES: a_certificate_on_other_shares,
    CheckKey.CERTIFICATE_TWICE: two_valid_certificates,
    CheckKey.MEMBERSHIP_NONE: an_entry_without_membership,
    CheckKey.MEMBERSHIP_OVERLAP: memberships_at_once,
    CheckKey.EXIT_TURNS: a_lost_turn,
    CheckKey.EXIT_BEFORE_ENTRY: an_exit_before_the_entry,
    CheckKey.NAME_MISSING: a_member_without_name,
    CheckKey.SHARES_BELOW_ZERO: shares_below_nothing,
    CheckKey.CREDIT_BELOW_ZERO: credit_below_nothing,
    CheckKey.HOLDING_DERIVED: a_holding_of_its_own,
    CheckKey.SHARES_OF_OUTSIDER: shares_of_an_outsider,
    CheckKey.MEMBER_WITHOUT_SHARES: a_member_without_shares,
    CheckKey.CREDIT_ABOVE_NOMINAL: credit_above_the_nominal,
    CheckKey.REVERSAL_UNEQUAL: a_reversal_of_half,
    CheckKey.REVERSAL_TWICE: a_reversal_undone,
    CheckKey.PAYMENT_WITHOUT_CREDIT: a_payment_of_nothing,
    CheckKey.CREDIT_WITHOUT_PAYMENT: credit_out_of_nothing,
    CheckKey.SPLIT_TRACE: a_splitting_that_no_statute_says,
    CheckKey.NOTICE_TRACE: a_notice_without_effect,
    CheckKey.SUBSCRIPTION_TRACE: a_subscription_undone_elsewhere,
    CheckKey.TRANSFER_TRACE: a_transfer_said_to_be_undone,
    CheckKey.REMOVAL_TRACE: a_death_whose_exit_is_undone,
    CheckKey.SETTLEMENT_TRACE: a_payout_of_another_amount,
    CheckKey.SETTLEMENT_COVERED: a_payout_whose_payment_came_back,
    CheckKey.DIVIDEND_TRACE: a_dividend_of_another_amount,
    CheckKey.ASSEMBLY_TRACE: an_assembly_that_meets_on_another_day,
    CheckKey.PRESENCE_TRACE: a_proxy_who_stays_after_the_end,
    CheckKey.RESULT_RECOUNTED: a_vote_changed_after_the_count,
    CheckKey.APPLICATION_TRACE: an_admission_of_nobody,
    CheckKey.CHANGE_TRACE: a_confirmed_account_that_is_gone,
    CheckKey.DECISION_TRACE: a_decision_without_deed,
    CheckKey.ENTRY_WITHOUT_ACT: more_shares_by_nobody,
    CheckKey.TRANSFER_LEGS: a_share_that_nobody_took,
    CheckKey.RESULT_TRACE: a_profit_of_no_result,
    CheckKey.DUE_TRACE: a_payment_asked_for_nothing,
    CheckKey.JOB_LOST: a_job_without_steps,
}


_NO_ACT = {CheckKey.ENTRY_WITHOUT_ACT}
_TAKEN_BACK = {CheckKey.ENTRY_WITHOUT_ACT, CheckKey.DUE_TRACE}
BESIDE: Mapping[CheckKey, set[CheckKey]] = {
    CheckKey.JOURNAL_REPLAY: _NO_ACT, CheckKey.EXIT_TURNS: {CheckKey.JOURNAL_REPLAY},
    CheckKey.EXIT_BEFORE_ENTRY: _NO_ACT, CheckKey.SHARES_BELOW_ZERO: _NO_ACT, CheckKey.CREDIT_BELOW_ZERO: _NO_ACT,
    CheckKey.SHARES_OF_OUTSIDER: _NO_ACT, CheckKey.REVERSAL_UNEQUAL: _TAKEN_BACK, CheckKey.REVERSAL_TWICE: _TAKEN_BACK,
    CheckKey.SETTLEMENT_TRACE: {CheckKey.JOURNAL_REPLAY, CheckKey.ENTRY_WITHOUT_ACT}, CheckKey.DIVIDEND_TRACE: _NO_ACT,
    CheckKey.TRANSFER_LEGS: _NO_ACT, CheckKey.SETTLEMENT_COVERED: _NO_ACT,
}
"""Fault → what is rightly found beside it: a row changed behind the journal's back, one that no act made, a payment
still asked for on shares that are taken back."""


def test_every_invariant_has_its_fault_and_its_words() -> None:
    assert set(PLANTED) == set(CHECKS) == set(CheckKey)


@pytest.mark.parametrize("check", list(CheckKey))
def test_the_fault_is_found_by_its_check_alone_and_leads_to_a_page(
    client: FlaskClient, session: Session, worker: Worker, check: CheckKey
) -> None:
    PLANTED[check](session)
    session.commit()
    found = list(queries.findings(session, NOW))
    assert {each.check for each in found} == {check} | BESIDE.get(check, set()), [str(each) for each in found]
    sign_in(session, client, a_person(session, "Ottilie", "Krähenbrink"), Role.AUDITOR, Role.ADMINISTRATOR)
    client.post("/betrieb/pruefung", data={"key": "check-this-house"})
    worker.run_until_idle()
    page = client.get("/betrieb/pruefung").text
    assert str(found[0]) in page.replace("&#34;", '"')
    links = re.findall(r'href="([^"]+)" aria-label="Ansehen', page)
    assert len(links) == len(found)
    shown = [client.get(link.replace("&amp;", "&"), follow_redirects=True).status_code for link in links]
    assert shown == [200] * len(links)


def test_the_same_entry_undone_twice_is_found(session: Session) -> None:
    """Where not even the database's own constraint stands any more."""
    member = town(session)
    entry_id = session.scalars(select(PaymentDue.id).where(PaymentDue.member_id == member.id)).one()
    table = "payment_due"
    if db.engine.dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT uq_{table}_reverses_id")
    else:
        for statement in (f"CREATE TABLE copy AS SELECT * FROM {table}", f"DROP TABLE {table}",
                          f"ALTER TABLE copy RENAME TO {table}",
                          f"CREATE UNIQUE INDEX as_id ON {table} (id)"):  # fmt: skip
            session.connection().exec_driver_sql(statement)
    columns = "member_id, purpose, amount, due_on, recorded_at, recorded_by, document, reverses_id"
    again = f"member_id, purpose, -amount, due_on, recorded_at, recorded_by, document, {entry_id}"
    for number in (901, 902):
        session.connection().exec_driver_sql(
            f"INSERT INTO {table} (id, {columns}) SELECT {number}, {again} FROM {table} WHERE id = {entry_id}"
        )
    found = list(queries.findings(session, NOW))
    assert {each.check for each in found} == {CheckKey.REVERSAL_TWICE}, [str(each) for each in found]
