"""Taking a history over: entries with their source, once, wholly or not at all; undone where nothing builds upon it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.jobs import Worker
from app.core.journal import pending
from app.core.ledgers import unlike_the_journal
from app.core.values import Refusal
from app.dues import actions as dues
from app.dues.rules import PlanBasis, PlanTerms
from app.imports import actions, queries
from app.imports.models import ImportedEntry, ImportRun
from app.imports.rules import ImportState, ListKind
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member, MembershipExit
from app.operations.queries import check
from app.reports.queries import year_report
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, ShareGround
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, TODAY
from tests.imports.test_histories import errors_of, taken
from tests.shares.factories import SHARE, a_house, paid, subscribed

LATER = NOW + timedelta(days=1)
MEMBERS = (
    "Nr.;Firma;Beitritt;Anteile;Eingezahlt\n1;Gemeinde Altenbruck;01.02.2012;2;0\n2;Stadt Morgenau;01.02.2012;1;500\n"
)
EVENTS = (
    "Vorgang;Nr.;Tag;Anteile;Betrag;An;Grund;Erklärt am;Beleg\n"
    "Einzahlung;1;01.03.2012;;1.000,00;;;;Auszug 9\n"
    "Eintrittsgeld;1;01.03.2012;;50,00;;;;Auszug 9\n"
    "Zeichnung;2;01.05.2013;1;;;;20.04.2013;V-2013-004\n"
    "Einzahlung;2;02.05.2013;;500;;;;\n"
    "Zurückgebuchte Einzahlung;2;09.05.2013;;500;;;;\n"
    "Einzahlung;2;20.05.2013;;500;;;;\n"
    "Übertragung;1;30.09.2018;1;500;2;;;Vertrag\n"
    "Ausscheiden;1;31.12.2020;;;;Kündigung;14.08.2020;Schreiben\n"
    "Auszahlung;1;30.06.2021;;500;;;;\n"
)


def both(session: Session, events: str = EVENTS) -> ImportRun:
    """Two members, then what happened to them."""
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    return taken(session, events.encode(), now=LATER)


def test_each_entry_names_its_line_and_is_known_from_today(session: Session) -> None:
    run = both(session)
    assert (run.imported, run.refused) == (9, 0)
    entries = session.scalars(select(ShareEntry).where(ShareEntry.recorded_at == LATER).order_by(ShareEntry.id)).all()
    assert [(each.ground, each.change, each.effective_on, each.document, each.note) for each in entries] == [
        (ShareGround.FURTHER_SHARES, 1, date(2013, 5, 1), "alt.csv, Zeile 3", "V-2013-004, erklärt am 20.04.2013"),
        (ShareGround.TRANSFER_OUT, -1, date(2018, 9, 30), "alt.csv, Zeile 7", "Vertrag"),
        (ShareGround.TRANSFER_IN, 1, date(2018, 10, 1), "alt.csv, Zeile 7", "Vertrag"),
        (ShareGround.EXIT, -1, date(2020, 12, 31), "alt.csv, Zeile 8", "Schreiben, erklärt am 14.08.2020"),
    ]
    left = session.scalars(select(MembershipExit)).one()
    assert (left.last_day, left.document) == (
        date(2020, 12, 31), "Schreiben, erklärt am 14.08.2020 · alt.csv, Zeile 8",
    )
    assert session.scalar(select(func.count()).select_from(ImportedEntry)) == 15


def test_payments_are_receipts_and_nothing_stays_due(session: Session) -> None:
    both(session)
    received = session.scalars(select(PaymentReceived).order_by(PaymentReceived.id)).all()
    assert [(each.number, each.amount, each.purpose.value, each.note) for each in received] == [
        ("K-2026-0001", 1_000_00, "shares", "alt.csv, Zeile 1 Auszug 9"),
        ("K-2026-0002", 500_00, "shares", "alt.csv, Zeile 4"), ("K-2026-0003", 500_00, "shares", "alt.csv, Zeile 6"),
        ("K-2026-0004", 50_00, "entry_fee", "alt.csv, Zeile 2 Auszug 9"),
    ]
    assert ledgers.open_payments(session) == []


def test_the_next_receipt_gets_the_next_number(session: Session) -> None:
    both(session)
    other = session.scalars(select(Member).where(Member.number == 2)).one()
    subscribed(session, other, 1, TODAY)
    assert session.get_one(PaymentReceived, paid(session, other, SHARE)).number == "K-2026-0005"


def test_the_same_list_is_not_taken_over_twice(session: Session) -> None:
    both(session)
    with pytest.raises(Refusal, match="schon übernommen"):
        taken(session, EVENTS.encode())


def test_a_list_saved_anew_doubles_nothing(session: Session) -> None:
    both(session)
    before = ledgers.credit_on(session, TODAY)
    again = taken(session, EVENTS.replace("\n", "\r\n").encode("utf-16"))
    assert (again.imported, again.already_there, again.refused) == (0, 9, 0)
    assert ledgers.credit_on(session, TODAY) == before


def test_a_transfer_is_there_only_if_it_went_from_the_same_to_the_same(session: Session) -> None:
    """Two others on one day, one from the same transferor and one to the same acquirer, do not stand for a third."""
    head, day = EVENTS.splitlines()[0], "30.09.2018"
    names = ("Gemeinde Altenbruck", "Stadt Morgenau", "Amt Tiefenau", "Stadt Kiefernau")
    rows = "".join(f"{number};{name};01.02.2012;6;0\n" for number, name in enumerate(names, 1))
    a_house(session)
    taken(session, f"{MEMBERS.splitlines()[0]}\n{rows}".encode(), ListKind.MEMBERS)
    taken(session, f"{head}\nÜbertragung;1;{day};2;;2;;;\nÜbertragung;3;{day};2;;4;;;\n".encode())
    again = taken(session, f"{head}\nÜbertragung;3;{day};2;;2;;;\nÜbertragung;1;{day};2;;2;;;\n".encode())
    assert (again.imported, again.already_there) == (1, 1)
    assert sorted(ledgers.shares_on(session, TODAY).values()) == [2, 4, 8, 10]


def test_what_was_left_out_comes_with_the_same_file_later(session: Session) -> None:
    """A payout waits for the exit, which stands in another list."""
    a_house(session)
    taken(session, MEMBERS.replace("2;0", "2;1000").encode(), ListKind.MEMBERS)
    money = b"Nr.;Zweck;Betrag;Eingegangen am\n1;Auszahlung;1000;30.06.2021\n2;Gewinn;1;01.01.2020\n"
    faulty = taken(session, money, ListKind.PAYMENTS, left_out=2)
    assert set(errors_of(faulty).values()) == {"payout_to_member", "paid_more_than_nominal"}
    taken(session, b"Nr.;Ausgeschieden am;Grund\n1;31.12.2020;Tod\n", ListKind.EXITS)
    later = taken(session, money, ListKind.PAYMENTS, left_out=1)
    assert (later.imported, later.refused) == (1, 1)


def test_nothing_is_entered_where_other_rows_are_faulty_than_was_agreed(session: Session) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    run = taken(session, EVENTS.replace("1.000,00", "9.000,00").encode())
    assert (run.state, run.result, run.error) == (ImportState.FAILED, None, actions.CHANGED_MEANWHILE)
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 0


def test_as_many_faulty_rows_but_others_are_not_what_was_agreed(session: Session) -> None:
    """Whoever agreed to leave a payout out has not agreed to leave out a payment that falls away meanwhile."""
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    money = b"Nr.;Zweck;Betrag;Eingegangen am\n1;Einzahlung;600;30.06.2021\n2;Einzahlung;400;01.01.2020\n"
    run = actions.hand_over(session, actions.receive("alt.csv", money, ListKind.PAYMENTS), SHARE, OFFICE, NOW)
    agreed = actions.prepare_history(session, queries.listed_in(run), run.kind, run.filename, NOW)
    assert [each.row for each in agreed.verdicts if each.errors] == [2]
    actions.order(session, run, OFFICE, NOW, agreed.faulty, agreed.mark)
    one = session.scalars(select(Member).where(Member.number == 1)).one()
    paid(session, one, 700_00)
    taken(session, b"Nr.;Anteile;Wirksam ab\n2;1;01.01.2019\n", ListKind.SHARES)
    actions.take_over_history(session, run, agreed, OFFICE, NOW)
    assert (run.state, run.error) == (ImportState.FAILED, actions.CHANGED_MEANWHILE)


def test_a_list_whose_rows_changed_meanwhile_is_looked_at_and_ordered_anew(session: Session, worker: Worker) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    early = NOW - timedelta(minutes=1)
    received = actions.receive("alt.csv", EVENTS.encode(), ListKind.HISTORY)
    run = actions.hand_over(session, received, SHARE, OFFICE, early)
    actions.order(session, run, OFFICE, early, left_out=1, mark="other rows")
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert (run.state, run.error) == (ImportState.FAILED, actions.CHANGED_MEANWHILE)
    actions.try_again(session, run, OFFICE, early)
    assert (run.state, run.error) == (ImportState.OPEN, "")
    with pytest.raises(Refusal, match="nicht gescheitert"):
        actions.try_again(session, run, OFFICE, early)
    actions.order(session, run, OFFICE, early)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert (run.state, run.imported) == (ImportState.DONE, 9)


def test_an_act_between_judging_and_taking_over_is_seen(session: Session) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    events = "Nr.;Anteile;Wirksam ab;Vorgang\n1;1;31.12.2020;Kündigung einzelner Anteile\n"
    run = actions.hand_over(session, actions.receive("alt.csv", events.encode(), ListKind.SHARES), SHARE, OFFICE, NOW)
    prepared = actions.prepare_history(session, queries.listed_in(run), run.kind, run.filename, NOW)
    member = session.scalars(select(Member).where(Member.number == 1)).one()
    shares.leave(session, member, date(2019, 12, 31), "Kündigung", OFFICE, NOW)
    actions.take_over_history(session, run, prepared, OFFICE, NOW)
    assert run.state is ImportState.FAILED


def test_a_fault_in_the_middle_leaves_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    session.commit()
    monkeypatch.setattr("app.members.actions.end_many", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taken(session, EVENTS.encode())
    session.rollback()
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 0
    assert session.scalar(select(func.count()).select_from(ImportedEntry)) == 0


def test_the_worker_takes_an_ordered_history_over_once(session: Session, worker: Worker) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    early = NOW - timedelta(minutes=1)
    received = actions.receive("alt.csv", EVENTS.encode(), ListKind.HISTORY)
    run = actions.hand_over(session, received, SHARE, OFFICE, early)
    actions.order(session, run, OFFICE, early, left_out=0)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert (run.state, run.imported) == (ImportState.DONE, 9)
    assert "9 Vorgänge aus alt.csv" in journal.lines_about(session, f"import:{run.id}")[0].summary()


def test_certificates_follow_what_a_list_tells(session: Session, worker: Worker) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    number_two = session.scalars(select(Member).where(Member.number == 2)).one()
    shares.issue_certificate(session, number_two, OFFICE, NOW)
    session.commit()
    run = taken(session, EVENTS.encode())
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    valid = ledgers.valid_certificate_of(session, number_two.id)
    assert valid is not None
    assert valid.shares == 3
    actions.undo_history(session, run, "Falsche Liste", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    valid = ledgers.valid_certificate_of(session, number_two.id)
    assert valid is not None
    assert valid.shares == 1


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_certificate_that_a_list_made_void_comes_back_once_the_list_is_undone(
    session: Session, worker: Worker, is_lost: bool
) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    number_one = session.scalars(select(Member).where(Member.number == 1)).one()
    certificate = shares.issue_certificate(session, number_one, OFFICE, NOW - timedelta(days=1))
    if is_lost:
        shares.void_certificate(session, certificate, "Verloren", OFFICE, NOW)
    run = taken(session, EVENTS.encode())
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert ledgers.valid_certificate_of(session, number_one.id) is None
    actions.undo_history(session, run, "Falsche Liste", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    valid = ledgers.valid_certificate_of(session, number_one.id)
    assert (valid.shares if valid else None) == (None if is_lost else 2)


def test_undone_the_members_are_members_again_and_owe_what_they_owed(session: Session) -> None:
    run = both(session)
    assert members.count_on(session, TODAY) == 1
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    assert members.count_on(session, TODAY) == 2
    assert [each.open for each in ledgers.open_payments(session)] == [1_000_00]
    assert session.scalar(select(func.sum(PaymentReceived.amount))) == 0
    assert session.scalar(select(func.count()).where(CreditEntry.ground == CreditGround.REVERSAL)) == 7
    assert session.scalar(select(func.sum(PaymentDue.amount))) == 1_000_00
    session.commit()
    assert "Falsche Liste" in journal.lines_about(session, f"import:{run.id}")[0].summary()


def test_the_check_of_the_installation_finds_nothing(session: Session) -> None:
    """Neither after a list was taken over nor after it was undone."""
    run = both(session)
    session.commit()
    assert [str(each) for each in check.findings(session, LATER)] == []
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    session.commit()
    assert [str(each) for each in check.findings(session, LATER)] == []


FILLED = (
    f"{EVENTS.splitlines()[0]}\n"
    "Zeichnung;1;01.05.2013;1;;;;20.04.2013;\n"
    "Einzahlung;1;02.05.2013;;1.400;;;;\n"
    "Gewinnzuschreibung;1;01.06.2014;;60;;;;\n"
    "Gewinnzuschreibung;1;01.06.2015;;40;;;;\n"
)


def test_what_a_past_profit_has_filled_is_asked_for_no_more(session: Session) -> None:
    """The credit is what the shares come to, so nothing lacks (§ 19 (1) sentence 3 GenG)."""
    run = both(session, FILLED)
    session.commit()
    assert sum(ledgers.credit_on(session, TODAY).values()) == 2_000_00
    assert (run.refused, ledgers.open_payments(session)) == (0, [])
    assert [str(each) for each in check.findings(session, LATER)] == []
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    session.commit()
    assert [each.open for each in ledgers.open_payments(session)] == [1_000_00]
    assert [str(each) for each in check.findings(session, LATER)] == []


def test_what_a_list_asked_for_again_is_undone_with_it_though_a_profit_covered_it(session: Session) -> None:
    back = "Zurückgebuchte Einzahlung;1;09.06.2013;;1.400;;;;\nEinzahlung;1;20.06.2013;;1.400;;;;\nGewinn"
    run = both(session, FILLED.replace("Gewinn", back, 1))
    assert ledgers.open_payments(session) == []
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    session.commit()
    assert [each.open for each in ledgers.open_payments(session)] == [1_000_00]
    assert [str(each) for each in check.findings(session, LATER)] == []


def test_a_past_profit_that_makes_good_a_loss_leaves_open_what_was_not_paid(session: Session) -> None:
    loss = "Verlustabschreibung;1;01.06.2014;;100;;;;"
    both(session, FILLED.replace("Gewinnzuschreibung;1;01.06.2014;;60;;;;", loss))
    assert [each.open for each in ledgers.open_payments(session)] == [100_00]


def test_a_loss_after_a_past_profit_asks_for_nothing_that_the_profit_had_filled(session: Session) -> None:
    """As with results that are booked here one after the other (§§ 19 (1), 73 (2) GenG)."""
    loss = "Gewinnzuschreibung;1;01.06.2015;;40;;;;\nVerlustabschreibung;1;01.06.2016;;70;;;;"
    both(session, FILLED.replace("Gewinnzuschreibung;1;01.06.2015;;40;;;;", loss))
    assert (ledgers.open_payments(session), sum(ledgers.credit_on(session, TODAY).values())) == ([], 1_930_00)


def test_shares_of_an_earlier_list_that_profit_has_filled_are_owed_again_when_it_is_undone(session: Session) -> None:
    a_house(session)
    taken(session, MEMBERS.replace("2;0", "2;900").encode(), ListKind.MEMBERS)
    profit = f"{EVENTS.splitlines()[0]}\nGewinnzuschreibung;1;01.06.2014;;100;;;;\n"
    run = taken(session, profit.encode(), now=LATER)
    assert ledgers.open_payments(session) == []
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    assert [each.open for each in ledgers.open_payments(session)] == [100_00]


def test_a_large_list_stands_beside_its_line_and_is_told_from_there(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line stays small, the check still compares every row, and finds the portion that somebody changes."""
    monkeypatch.setattr(pending, "PORTION", 4)
    run = both(session)
    session.commit()
    line = journal.lines_about(session, f"import:{run.id}")[0]
    assert line.details is not None
    assert (len(line.details.content) < 2000, "V-2013-004" in line.details.content) == (True, False)
    kept = session.scalars(select(journal.JournalRows).where(journal.JournalRows.sequence == line.sequence)).all()
    assert {each.ledger for each in kept} == {"share_entry", "credit_entry", "payment_received", "payment_due",
                                              "membership_exit"}
    assert [str(each) for each in check.findings(session, LATER)] == []
    kept[0].content = kept[0].content.replace("V-2013-004", "V-2013-005")
    session.flush()
    assert [fault.sequence for fault in journal.faults(session)] == [line.sequence]
    assert ("share_entry", 3) in list(unlike_the_journal(session))


def test_an_import_is_undone_once(session: Session) -> None:
    run = both(session)
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    with pytest.raises(Refusal, match="schon storniert"):
        actions.undo_history(session, run, "Noch einmal", OFFICE, LATER)


def test_an_import_on_which_something_builds_is_not_undone(session: Session) -> None:
    run = both(session)
    other = session.scalars(select(Member).where(Member.number == 2)).one()
    shares.cancel(session, other, 1, TODAY, "Kündigung", OFFICE, LATER)
    with pytest.raises(Refusal, match=r"Mitglied Nr\. 2"):
        actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)


def test_an_entry_undone_meanwhile_does_not_hinder(session: Session) -> None:
    run = both(session)
    other = session.scalars(select(Member).where(Member.number == 2)).one()
    entry = shares.cancel(session, other, 1, TODAY, "Kündigung", OFFICE, LATER)
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    one = session.scalars(select(Member).where(Member.number == 1)).one()
    register.undo_end(session, one, "Irrtum", "Brief", OFFICE, LATER)
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    assert ledgers.shares_on(session, TODAY) == {one.id: 2, other.id: 1}


@pytest.mark.parametrize("told", [
    "Zurückgebuchte Einzahlung;2;09.05.2025;;500;;;;", "Zeichnung;2;01.05.2025;1;;;;20.04.2025;V-2025-004",
])  # fmt: skip
def test_a_plan_agreed_on_what_a_list_made_due_is_undone_before_it(session: Session, told: str) -> None:
    """Otherwise the instalments would stay owed though nothing stands behind them."""
    run = both(session, f"{EVENTS.splitlines()[0]}\n{told}\n")
    member = session.scalars(select(Member).where(Member.number == 2)).one()
    terms = PlanTerms(5, date(2026, 12, 7), 1, PlanBasis.AGREEMENT, "Schreiben", TODAY)
    plan = dues.agree_plan(session, member, terms, OFFICE, LATER)
    with pytest.raises(Refusal, match=f"Ratenplan {plan.number}"):
        actions.undo_history(session, run, "Irrtum", OFFICE, LATER)
    dues.undo_plan(session, plan, "Irrtum", OFFICE, LATER)
    actions.undo_history(session, run, "Irrtum", OFFICE, LATER)
    assert ledgers.open_payments(session, member_id=member.id) == []


def test_a_list_of_members_is_not_undone(session: Session) -> None:
    run = taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    with pytest.raises(Refusal, match="nichts zu stornieren"):
        actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)


def test_a_reason_is_wanted(session: Session) -> None:
    run = both(session)
    with pytest.raises(Refusal, match="Grund"):
        actions.undo_history(session, run, " ", OFFICE, LATER)


@pytest.mark.parametrize("number", [1, 2])
def test_what_a_list_says_was_handed_over_with_a_year_stands_in_its_closing_figures(
    session: Session, number: int
) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    head, day = EVENTS.splitlines()[0], "31.12.2018"
    paid_in = "Einzahlung;1;01.03.2012;;1.000,00;;;;\n"
    run = taken(session, f"{head}\n{paid_in}Übertragung;1;{day};{number};;2;;;Vertrag\n".encode(), now=LATER)
    assert run.refused == 0
    year, following = (FiscalYear(date(each, 1, 1), date(each, 12, 31)) for each in (2018, 2019))
    report, before = year_report(session, year), year_report(session, year, NOW)
    assert (report.adds_up, report.movement.left) == (True, number - 1)
    assert (report.after.standing.shares, sum(report.after.parts.values())) == (3, 3 * SHARE)
    assert (before.after.standing.shares, sum(before.after.parts.values())) == (3, SHARE)
    assert report.shares_by_ground == {ShareGround.TRANSFER_IN: number, ShareGround.TRANSFER_OUT: -number}
    assert year_report(session, following).before.standing == report.after.standing
    assert year_report(session, following).shares_by_ground == {}
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER + timedelta(days=1))
    assert year_report(session, year).after.standing == before.after.standing
    assert ledgers.members_with_other_holdings(session) == []


def test_what_would_fall_due_after_an_exit_of_a_list_is_owed_no_more(session: Session) -> None:
    """As with every other exit (R-PAY-07); with the list it is owed again."""
    a_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=12)
    taken(session, MEMBERS.replace("01.02.2012;2;0", "01.05.2025;2;200").encode(), ListKind.MEMBERS)
    before = [each.open for each in ledgers.open_payments(session)]
    left = f"{EVENTS.splitlines()[0]}\nAusscheiden;1;31.12.2025;;;;Kündigung;14.08.2025;Schreiben\n"
    run = taken(session, left.encode(), now=LATER)
    assert (run.refused, before, ledgers.open_payments(session)) == (0, [200_00, 200_00, 200_00, 200_00], [])
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    session.commit()
    assert [each.open for each in ledgers.open_payments(session)] == before
    assert [str(each) for each in check.findings(session, LATER)] == []
