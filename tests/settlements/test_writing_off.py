"""A rest of a shortfall that will never come in is written off, with its ground, and owed no more (R-PAY-06)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.audits.queries import endings
from app.audits.queries.parts import Listed
from app.audits.rules import Period
from app.boardroom import actions as boardroom
from app.closing import actions as closing
from app.closing.rules import Terms
from app.core import horizon
from app.core.formats import day as written
from app.core.horizon import Horizon
from app.core.journal import JournalLine
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.organs import queries as organs
from app.organs.rules import AboutResolution, ItemKind, Organ, Outcome, Procedure
from app.portal.queries.kept import kept_of
from app.settlements import actions, queries
from app.settlements.models import DebtPayment, Settlement
from app.settlements.rules import (
    AboutGround,
    PaidOnRefusal,
    RestGround,
    SettlementState,
    check_rest_barred,
    rest_barred_after,
)
from documents import registry
from tests.closing.factories import SECOND, a_house_with_years, adopted
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.settlements.factories import ONE, a_holder, a_leaver, a_waiver, confirmed
from tests.settlements.test_debts import DAY, FOUND, OWED, WRITTEN_OFF, in_debt, paid, shown_in_debt, standing
from tests.settlements.test_shortfall import LOSS, in_file, owed_in_file, plain, text_of
from tests.tabs import Tab, said, two_tabs, wrong_fields

WHY = "Insolvenz mangels Masse"


def written_off(
    session: Session, settlement: Settlement, ground: RestGround = RestGround.UNCOLLECTABLE,
    resolution: str | None = None,
) -> DebtPayment:
    """A rest written off today; where it is waived and nothing else is said, by a resolution of today."""
    if resolution is None:
        resolution = a_waiver(session) if ground is RestGround.WAIVED else ""
    return actions.write_off_debt(session, settlement, ground, resolution, TODAY, WHY, ONE, NOW)


def test_what_is_left_of_a_rest_is_written_off_and_leaves_list_and_sums(session: Session) -> None:
    settlement = in_debt(session)
    paid(session, settlement, 400_00)
    row = written_off(session, settlement)
    assert (row.amount, settlement.forgone) == (600_00, 600_00)
    assert standing(settlement) == (SettlementState.WRITTEN_OFF, 400_00, 0)
    assert queries.list_payouts(session, "owed", "", "", "due", False, TODAY) == []
    assert session.scalars(queries.owing()).all() == []
    assert queries.rests_of(session, settlement.member_id) == []
    listed = queries.list_payouts(session, "paid", "", "", "due", False, TODAY)
    assert [each.settlement.state for each in listed] == [SettlementState.WRITTEN_OFF]
    assert settlement in queries.confirmed_of(session, settlement.member_id)
    with pytest.raises(Refusal, match="Rest ausgebucht"):
        paid(session, settlement, 1)
    with pytest.raises(Refusal, match="Rest ausgebucht"):
        written_off(session, settlement)


def test_writing_off_is_undone_by_a_row_that_points_back_and_the_rest_is_owed_again(session: Session) -> None:
    settlement = in_debt(session)
    row = written_off(session, settlement, RestGround.WAIVED)
    undone = actions.undo_written_off(session, settlement, row, TODAY, "Quote angekündigt", ONE, NOW)
    assert (undone.amount, undone.reverses_id, undone.ground) == (-OWED, row.id, RestGround.WAIVED)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    for each in (row, undone):
        with pytest.raises(Refusal, match="schon storniert"):
            actions.undo_written_off(session, settlement, each, TODAY, "Noch einmal", ONE, NOW)
    session.commit()
    acts = session.scalars(select(JournalLine.act).order_by(JournalLine.sequence)).all()
    assert acts[-2:] == ["write_off_debt", "undo_written_off"]


def test_a_payment_that_comes_back_after_the_rest_was_written_off_is_owed_again(session: Session) -> None:
    settlement = in_debt(session)
    payment = paid(session, settlement, 400_00)
    written_off(session, settlement)
    actions.undo_debt_paid(session, settlement, payment, TODAY, "Kam zurück", ONE, NOW)
    assert standing(settlement) == (SettlementState.OWED, 0, 400_00)
    written_off(session, settlement)
    assert (settlement.state, settlement.forgone) == (SettlementState.WRITTEN_OFF, OWED)


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (RestGround.WAIVED, "Erlassen haben wir Ihnen 600,00 €."),
        (RestGround.UNCOLLECTABLE, "Ausgebucht haben wir 600,00 €: Wir fordern sie mit diesem Brief nicht an"),
    ],
)
def test_a_letter_asks_for_no_part_of_the_rest_that_was_written_off_and_tells_it(
    session: Session, ground: RestGround, words: str
) -> None:
    settlement = in_debt(session)
    payment = paid(session, settlement, 400_00)
    written_off(session, settlement, ground)
    actions.undo_debt_paid(session, settlement, payment, TODAY, "Kam zurück", ONE, NOW)
    old = queries.statement_of(session, settlement)
    assert old is not None
    archive.make_void(session, old, "Ging nicht hinaus", ONE, NOW)
    actions.write_statement(session, settlement, ONE, NOW)
    new = queries.statement_of(session, settlement)
    assert new is not None
    text = pages.text(registry.build(new.kind, registry.load(new.kind, new.facts or {})))
    letter = plain(" ".join(text.split()))
    assert "Bitte überweisen Sie uns die restlichen 400,00 € bis zum" in letter
    assert words in letter


def test_a_settlement_of_which_the_rest_is_written_off_is_not_taken_back(session: Session) -> None:
    settlement = in_debt(session)
    row = written_off(session, settlement)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst das Ausbuchen"):
        actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    actions.undo_written_off(session, settlement, row, TODAY, "Irrtum", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert settlement.state is SettlementState.REVERSED


def test_a_rest_is_barred_after_three_years_from_the_end_of_the_year_in_which_it_fell_due() -> None:
    barred = rest_barred_after(date(2026, 6, 30), date(2026, 6, 12))
    assert barred == date(2029, 12, 31)
    with pytest.raises(AboutGround, match=r"31\.12\.2029"):
        check_rest_barred(barred, barred)
    check_rest_barred(barred, barred + DAY)


def test_a_rest_falls_due_no_earlier_than_the_accounts_are_adopted_that_say_what_is_owed() -> None:
    assert rest_barred_after(date(2026, 6, 30), date(2027, 2, 1)) == date(2030, 12, 31)


def test_whoever_pays_a_part_owns_up_to_the_debt_and_the_years_begin_anew() -> None:
    due_on, adopted_on = date(2026, 6, 30), date(2026, 6, 12)
    assert rest_barred_after(due_on, adopted_on, [date(2026, 9, 1)]) == date(2029, 12, 31)
    assert rest_barred_after(due_on, adopted_on, [date(2028, 3, 15), date(2026, 9, 1)]) == date(2031, 3, 15)


def test_what_is_paid_after_a_rest_is_barred_does_not_revive_it() -> None:
    due_on, adopted_on = date(2026, 6, 30), date(2026, 6, 12)
    assert rest_barred_after(due_on, adopted_on, [date(2029, 12, 31)]) == date(2032, 12, 31)
    assert rest_barred_after(due_on, adopted_on, [date(2030, 1, 1)]) == date(2029, 12, 31)
    late, again, first = date(2031, 3, 16), date(2031, 3, 15), date(2028, 3, 15)
    assert rest_barred_after(due_on, adopted_on, [late, first]) == first.replace(year=2031)
    assert rest_barred_after(due_on, adopted_on, [late, again, first]) == late.replace(year=2034)


def test_a_rest_is_not_written_off_as_barred_before_it_is(session: Session) -> None:
    settlement = in_debt(session)
    with pytest.raises(AboutGround, match="verjährt erst mit Ablauf des"):
        written_off(session, settlement, RestGround.BARRED)
    later = settlement.rest_barred_after + DAY
    then = NOW + (later - TODAY)
    actions.write_off_debt(session, settlement, RestGround.BARRED, "", later, WHY, ONE, then)
    assert settlement.state is SettlementState.WRITTEN_OFF


def test_a_rest_is_waived_only_by_a_resolution_of_the_board(session: Session) -> None:
    settlement = in_debt(session)
    with pytest.raises(AboutResolution, match="Nummer des Beschlusses"):
        written_off(session, settlement, RestGround.WAIVED, " ")
    with pytest.raises(AboutResolution, match="nur, wenn der Rest erlassen ist"):
        written_off(session, settlement, RestGround.UNCOLLECTABLE, a_waiver(session))
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)


def test_a_waiver_keeps_the_number_of_the_resolution_as_it_is_kept_however_it_is_typed(session: Session) -> None:
    settlement, number = in_debt(session), a_waiver(session)
    assert written_off(session, settlement, RestGround.WAIVED, f" {number.lower()} ").resolution == number


@pytest.mark.parametrize(
    ("more", "said_of_it"),
    [
        (None, "Einen Beschluss V-2026-014 gibt es hier nicht"),
        ({"organ": Organ.SUPERVISORY_BOARD}, r"A-2026-001 ist kein Beschluss des Vorstands \(Aufsichtsrat\)"),
        ({"organ": Organ.GENERAL_ASSEMBLY}, r"kein Beschluss des Vorstands \(Generalversammlung\)"),
        ({"kind": ItemKind.TEXTFORM_PERMISSION}, "entscheidet über Anträge von Mitgliedern"),
        ({"outcome": Outcome.REJECTED}, "V-2026-001 wurde nicht angenommen"),
        ({"has_record": False}, "Zu V-2026-001 fehlt die unterschriebene Niederschrift"),
    ],
)
def test_a_rest_is_waived_by_nothing_but_an_accepted_resolution_of_the_board(
    session: Session, more: dict[str, Any] | None, said_of_it: str
) -> None:
    settlement = in_debt(session)
    number = "V-2026-014" if more is None else a_waiver(session, **more)
    with pytest.raises(AboutResolution, match=said_of_it):
        written_off(session, settlement, RestGround.WAIVED, number)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)


def test_a_rest_is_waived_once_the_signed_record_was_handed_in_later(session: Session) -> None:
    settlement, number = in_debt(session), a_waiver(session, has_record=False)
    with pytest.raises(AboutResolution, match="Reichen Sie sie auf der Seite des Beschlusses nach"):
        written_off(session, settlement, RestGround.WAIVED, number)
    resolution = organs.find_by_number(session, number)
    assert resolution
    boardroom.hand_in_record(session, resolution, CheckedFile("Niederschrift.pdf", b"%PDF-1.7"), OFFICE, NOW)
    assert written_off(session, settlement, RestGround.WAIVED, number).resolution == number


def test_a_rest_is_not_waived_before_the_board_decided_it(session: Session) -> None:
    settlement, number = in_debt(session), a_waiver(session, TODAY - DAY)
    facts = (RestGround.WAIVED, number, TODAY - 2 * DAY, WHY, ONE, NOW)
    with pytest.raises(AboutResolution, match=f"{number} ist vom 23.11.2026; vorher ist nichts erlassen"):
        actions.write_off_debt(session, settlement, *facts)
    assert actions.write_off_debt(session, settlement, RestGround.WAIVED, number, TODAY - DAY, WHY, ONE, NOW).amount


def test_a_rest_is_not_waived_while_the_board_still_votes_on_it(session: Session) -> None:
    settlement = in_debt(session)
    item = boardroom.propose(session, Organ.BOARD, ItemKind.OTHER, "Erlass des Rests", OFFICE, NOW)
    running = boardroom.open_resolution(
        session, boardroom.Opening(Organ.BOARD, Procedure.CIRCULAR, "", [item.id]), OFFICE, NOW
    )
    with pytest.raises(AboutResolution, match=f"Über {running.number} ist noch nicht entschieden"):
        written_off(session, settlement, RestGround.WAIVED, running.number)


def test_the_database_keeps_no_waiver_without_a_resolution(session: Session) -> None:
    settlement = in_debt(session)
    session.commit()
    session.add(DebtPayment(
        settlement_id=settlement.id, amount=OWED, received_on=TODAY, note=WHY, recorded_at=NOW, recorded_by=ONE.name,
        ground=RestGround.WAIVED,
    ))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_rest_is_written_off_neither_ahead_nor_before_it_was_owed_nor_before_the_last_payment(
    session: Session,
) -> None:
    settlement = in_debt(session)
    paid(session, settlement, 400_00)
    cases = {
        TODAY + DAY: "Der Tag liegt in der Zukunft",
        TODAY - DAY: f"Zum {written(TODAY)} ist hier noch etwas gebucht",
        settlement.adopted_on - DAY: f"Vor dem {written(settlement.adopted_on)} war nichts geschuldet",
    }
    for day, why in cases.items():
        with pytest.raises(PaidOnRefusal, match=why):
            actions.write_off_debt(session, settlement, RestGround.UNCOLLECTABLE, "", day, WHY, ONE, NOW)


def test_a_rest_is_not_written_off_before_the_day_on_which_a_payment_of_it_went_back(session: Session) -> None:
    settlement = in_debt(session)
    payment = actions.note_debt_paid(session, settlement, 400_00, TODAY - 3 * DAY, FOUND, ONE, NOW)
    actions.undo_debt_paid(session, settlement, payment, TODAY - DAY, "Kam zurück", ONE, NOW)
    with pytest.raises(PaidOnRefusal, match=r"Zum 23\.11\.2026 ist hier noch etwas gebucht"):
        actions.write_off_debt(session, settlement, RestGround.UNCOLLECTABLE, "", TODAY - 2 * DAY, WHY, ONE, NOW)
    row = actions.write_off_debt(session, settlement, RestGround.UNCOLLECTABLE, "", TODAY - DAY, WHY, ONE, NOW)
    assert row.amount == OWED


def test_a_rest_is_owed_again_from_the_day_that_is_given_and_never_before_it_was_written_off(session: Session) -> None:
    settlement = in_debt(session)
    row = actions.write_off_debt(session, settlement, RestGround.UNCOLLECTABLE, "", TODAY - 3 * DAY, WHY, ONE, NOW)
    for day in (TODAY - 4 * DAY, TODAY + DAY):
        with pytest.raises(PaidOnRefusal):
            actions.undo_written_off(session, settlement, row, day, "Quote angekündigt", ONE, NOW)
    undone = actions.undo_written_off(session, settlement, row, TODAY - DAY, "Quote angekündigt", ONE, NOW)
    assert (undone.received_on, standing(settlement)) == (TODAY - DAY, (SettlementState.OWED, 0, OWED))
    session.commit()
    line = session.scalars(select(JournalLine).order_by(JournalLine.sequence.desc())).first()
    assert line is not None
    assert "wieder geschuldet ab 23.11.2026" in line.summary()


def test_who_audits_reads_as_owed_what_was_written_off_after_the_period(session: Session) -> None:
    settlement = in_debt(session)
    actions.write_off_debt(
        session, settlement, RestGround.UNCOLLECTABLE, "", TODAY + DAY, WHY, ONE, NOW + timedelta(days=1)
    )
    session.commit()
    session.expire_all()
    with horizon.within(Horizon(1, TODAY.replace(month=1, day=1), TODAY)):
        listed = queries.list_payouts(session, "owed", "", "", "due", False, TODAY)
        assert [each.settlement.debt for each in listed] == [OWED]


def test_the_office_writes_a_rest_off_once_however_often_it_is_sent_and_undoes_it(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    number = a_waiver(session)
    session.commit()
    tab = Tab(client, address, "/rest/ausbuchen$")
    for _click in range(2):
        assert tab.send(ground="waived", resolution=number, why=WHY).status_code == 302
    session.expire_all()
    assert standing(settlement) == (SettlementState.WRITTEN_OFF, 0, 0)
    page = text_of(client, address)
    for word in ("Rest ausgebucht", "Ausgebucht, erlassen", f"mit Beschluss {number}", WHY):
        assert word in page
    assert "Rest ausgebucht" in text_of(client, "/auseinandersetzung/?view=paid")
    assert "1.000,00 € vom Fehlbetrag ausgebucht" in text_of(client, f"/mitglieder/{settlement.member.number}")
    storno = f"{address}/rest/{settlement.debt_payments[0].id}/storno"
    assert number in text_of(client, storno)
    undoing = Tab(client, storno)
    assert undoing.fields["owed_again_on"] == [TODAY.isoformat()]
    ahead = undoing.send(reason="Quote angekündigt", owed_again_on=(TODAY + DAY).isoformat())
    assert (ahead.status_code, wrong_fields(ahead.text)) == (422, ["owed_again_on"])
    undoing = Tab(client, storno)
    assert undoing.send(reason="").status_code == 422
    assert undoing.send(reason="Quote angekündigt").status_code == 302
    session.expire_all()
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    assert client.get(storno).status_code == 409


def test_the_form_promises_the_end_of_the_debt_only_where_it_is_waived(client: FlaskClient, session: Session) -> None:
    _settlement, address = shown_in_debt(client, session)
    page = text_of(client, address)
    assert "nicht mehr zu fordern" not in page
    for word in ("Er wird hier nicht mehr verfolgt", "Nur ein Erlass", "darf es die Zahlung verweigern"):
        assert word in page


@pytest.mark.parametrize(
    ("ground", "is_told"), [(RestGround.WAIVED, True), (RestGround.UNCOLLECTABLE, False)]
)
def test_who_owes_reads_that_the_rest_is_written_off_only_where_it_is_waived(
    client: FlaskClient, session: Session, ground: RestGround, is_told: bool
) -> None:
    a_house_with_years(session, further_shares_allowed=True, nachschuss="unlimited")
    debtor = a_person(session, "Walburga", "Ehrenpreis")
    period = a_leaver(session, party=debtor)
    a_holder(session, "Stadt Lindenfurt")
    adopted(session, figures=LOSS)
    closing.use_result(session, SECOND, Terms(WRITTEN_OFF), OFFICE, NOW)
    settlement = confirmed(session, period)
    written_off(session, settlement, ground)
    session.commit()
    sign_in(session, client, debtor)
    page = text_of(client, f"/mein/{settlement.member.number}")
    assert settlement.number in page
    assert ("Rest ausgebucht: 1.000,00 €" in page, "Rest ausgebucht" in page) == (is_told, is_told)


def test_the_members_page_names_no_due_day_of_a_rest_that_was_paid(client: FlaskClient, session: Session) -> None:
    settlement, _address = shown_in_debt(client, session)
    paid(session, settlement, OWED)
    session.commit()
    page = text_of(client, f"/mitglieder/{settlement.member.number}")
    assert "1.000,00 € vom Fehlbetrag beglichen" in page
    assert "fällig am" not in page


def test_the_desk_tells_that_a_rest_was_written_off_and_of_none_that_is_owed(
    client: FlaskClient, session: Session
) -> None:
    settlement, _address = shown_in_debt(client, session)
    written_off(session, settlement)
    session.commit()
    page = text_of(client, "/")
    assert "Rest vom Fehlbetrag geschuldet" not in page
    assert f"Rest aus {settlement.number} ausgebucht" in page


def test_what_is_wrong_in_writing_off_stands_at_its_field(client: FlaskClient, session: Session) -> None:
    settlement, address = shown_in_debt(client, session)
    tab = Tab(client, address, "/rest/ausbuchen$")
    answer = tab.send(ground="waived", why=WHY)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["resolution"])
    answer = tab.send(ground="waived", resolution="V-2026-014", why=WHY)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["resolution"])
    answer = tab.send(ground="uncollectable", resolution="", forgone_on=(TODAY + DAY).isoformat())
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["forgone_on"])
    answer = tab.send(ground="barred", forgone_on=TODAY.isoformat())
    assert answer.status_code == 422
    assert "verjährt erst mit Ablauf des" in said(answer)
    session.expire_all()
    assert settlement.debt_payments == []


def test_who_writes_off_a_rest_that_was_paid_meanwhile_reads_that_nothing_was_saved_and_what_it_was(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    one, other = two_tabs(client, address, "/rest/ausbuchen$")
    assert Tab(client, address, "/rest$").send(amount="1.000,00", note=FOUND).status_code == 302
    late = client.post(other.action, data={**one.fields, "ground": "uncollectable", "why": WHY})
    assert late.status_code == 409
    for word in ("Nicht gespeichert: Der Rest ist inzwischen beglichen.", "uneinbringlich", WHY):
        assert word in said(late)
    session.expire_all()
    assert len(settlement.debt_payments) == 1


def test_forms_of_a_rest_that_are_sent_empty_where_nothing_is_owed_are_refused(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    written_off(session, settlement)
    session.commit()
    assert [client.post(f"{address}/rest{act}").status_code for act in ("", "/ausbuchen")] == [422, 422]


def test_the_file_of_settlements_names_what_was_written_off(client: FlaskClient, session: Session) -> None:
    settlement, _address = shown_in_debt(client, session)
    written_off(session, settlement)
    session.commit()
    column = "Vom Fehlbetrag ausgebucht in €"
    assert (owed_in_file(client, "paid"), in_file(client, "paid", column)) == (["0,00"], ["1000,00"])
    assert in_file(client, "paid", "Stand") == ["Rest ausgebucht"]
    assert owed_in_file(client, "owed") == []


def test_what_was_paid_and_undone_is_still_told_after_the_settlement_is_reversed(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    payment = paid(session, settlement, 400_00)
    actions.undo_debt_paid(session, settlement, payment, TODAY, "Kam zurück", ONE, NOW)
    assert queries.statement_of(session, settlement) is not None
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    session.commit()
    page = text_of(client, address)
    letter = queries.statements_of(session, settlement)[0]
    for word in (FOUND, "Storno: Kam zurück", letter.number or "B-", "Ungültig"):
        assert word in page
    for word in ("wird hier vermerkt", "Noch keiner geschrieben", "Eingang vermerken", "Rest ausbuchen"):
        assert word not in page


def test_the_members_own_data_name_what_was_written_off_and_why(session: Session) -> None:
    settlement = in_debt(session)
    written_off(session, settlement, RestGround.WAIVED)
    [kept] = kept_of(session, settlement.member, TODAY)["settlements"]
    [row] = kept["debt_payments"]
    assert (row["amount"], row["ground"], row["resolution"], row["note"]) == (OWED, "waived", "V-2026-001", WHY)


def test_the_auditors_folder_names_payments_of_a_rest_and_what_was_written_off(session: Session) -> None:
    settlement = in_debt(session)
    paid(session, settlement, 400_00)
    written_off(session, settlement, RestGround.WAIVED)
    period = Period(TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31))
    [rests] = [each for each in endings.parts(session, period) if isinstance(each, Listed) and "Reste_" in each.path]
    rows = [(row[1], row[3], row[5], row[6]) for row in rests.rows()]
    number = settlement.number
    assert rows == [(number, "400,00", "", ""), (number, "600,00", "erlassen", "V-2026-001")]
