"""Correcting what was told of a convened assembly, without touching its day (§ 46 GenG; R-GV-03, R-GV-06, R-GV-07)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions, queries, rules
from app.assemblies.actions import Whereabouts, announcing
from app.assemblies.models import Assembly, Dispatch
from app.assemblies.rules import DispatchKind
from app.core import clock, files
from app.core.jobs import Worker
from app.core.outbox import MailAttachment, OutgoingMail
from app.core.values import Refusal
from tests.assemblies.factories import DIRECTLY, MEETS_ON, a_reachable_house, a_ready_assembly, invited, with_mail
from tests.assemblies.test_own import a_paper
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import Tab, said, wrong_fields

HALL = "Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck"
ROOM = "Kleiner Saal, Kirchgasse 1, 70997 Altenbruck"
LATER, WHY = NOW + timedelta(hours=2), "Der große Saal ist gesperrt."


def called(session: Session) -> Assembly:
    """A convened assembly."""
    a_reachable_house(session)
    assembly = invited(session).assembly
    session.refresh(assembly)
    return assembly


def corrected(session: Session, assembly: Assembly, place: str = HALL, now: datetime = LATER) -> Dispatch:
    return actions.correct(session, assembly.id, Whereabouts(place), WHY, DIRECTLY, OFFICE, now)


def lines(dispatch: Dispatch) -> list[tuple[str, str, str]]:
    """What the letter corrects."""
    return [(each.what, each.before, each.now) for each in announcing.told_by(dispatch).corrections]


# --- what may be corrected -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [ROOM, "Bürgersaal,  Kirchgasse 1,70997 Altenbruck", HALL])
def test_another_room_of_the_same_house_can_be_told(room: str) -> None:
    rules.check_same_house(HALL, room)


@pytest.mark.parametrize("house", [
    "Bürgersaal Altenbruck, Kirchgasse 2, 70997 Altenbruck", "Stadthalle, Am Wehr 12, 70995 Lindenfurt", "Kleiner Saal",
])  # fmt: skip
def test_another_house_is_a_postponement(house: str) -> None:
    with pytest.raises(Refusal, match="eine Verlegung"):
        rules.check_same_house(HALL, house)


@pytest.mark.parametrize("street", [
    "Am Wehr 12a", "Straße des 17. Juni 135", "Hallenstraße 3", "An der Stadthalle 3", "Marktplatz 2-4", "C4 12",
])  # fmt: skip
def test_a_street_with_its_number_names_a_house(street: str) -> None:
    rules.check_same_house(f"Saal, {street}, 70995 Lindenfurt", f"Foyer, {street}, 70995 Lindenfurt")


@pytest.mark.parametrize(("before", "now"), [
    ("Kulturhaus, Großer Saal, 70995 Lindenfurt", "Rathaus, Großer Saal, 70995 Lindenfurt"),
    ("Kulturhaus, Saal 2, 70995 Lindenfurt", "Rathaus, Saal 2, 70995 Lindenfurt"),
    ("Bürgersaal, Am Wehr, 70995 Lindenfurt", "Festzelt, Am Wehr, 70995 Lindenfurt"),
    ("Kulturhaus, 12, 70995 Lindenfurt", "Rathaus, 12, 70995 Lindenfurt"),
])  # fmt: skip
def test_the_same_room_in_another_house_is_no_correction(before: str, now: str) -> None:
    with pytest.raises(Refusal, match="eine Verlegung"):
        rules.check_same_house(before, now)


def test_without_an_address_nobody_knows_whether_it_is_the_same_house() -> None:
    with pytest.raises(Refusal, match="eine Verlegung"):
        rules.check_same_house("Bürgersaal", "Kleiner Saal")


def test_place_and_access_are_not_taken_away() -> None:
    with pytest.raises(Refusal, match="nicht streichen"):
        rules.check_keeps(HALL, " ")


# --- telling it ------------------------------------------------------------------------------------------------------


def test_a_correction_touches_neither_day_nor_periods_nor_what_was_told(session: Session) -> None:
    assembly = called(session)
    convocation = assembly.dispatches[0]
    told = corrected(session, assembly, ROOM)
    assert (told.kind, told.place, told.meets_on, told.receipt_by) == (DispatchKind.CORRECTION, ROOM, MEETS_ON, None)
    assert (assembly.place, assembly.meets_on, convocation.place) == (ROOM, MEETS_ON, HALL)
    assert lines(told) == [("Ort", HALL, ROOM)]
    assert queries.dispatches_in_force(assembly) == [convocation, told]


def test_every_member_is_told_on_its_way_with_the_new_place_in_the_calendar(session: Session, worker: Worker) -> None:
    assembly = called(session)
    session.commit()
    worker.run_until_idle()
    told = corrected(session, assembly, ROOM, NOW)
    session.commit()
    worker.run_until_idle()
    counts = queries.counts_of(session, told, LATER.date())
    assert (counts["kept"], counts["waiting"], counts["untold"]) == (1, 1, 0)
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "assembly_corrected")).one()
    assert "Ort: bisher Bürgersaal Altenbruck" in mail.text.replace("\u00a0", " ")
    entry = session.scalars(
        select(MailAttachment.sha256).where(MailAttachment.mail_id == mail.id, MailAttachment.name == "Termin.ics")
    ).one()
    assert b"Kleiner Saal" in files.get(entry)
    assert b"SEQUENCE:1" in files.get(entry)


def test_items_withdrawn_and_papers_exchanged_are_told_once(session: Session) -> None:
    assembly = called(session)
    wrong = a_paper(session, assembly)
    session.refresh(assembly)
    actions.take_back_paper(session, assembly, wrong, "Falsches Jahr", OFFICE, NOW + timedelta(minutes=5))
    a_paper(session, assembly, title="Jahresabschluss, richtig", recorded_at=NOW + timedelta(minutes=6))
    actions.withdraw_item(session, assembly, assembly.items[0], "Zahlen fehlen", OFFICE, NOW + timedelta(minutes=9))
    told = corrected(session, assembly)
    assert lines(told) == [
        ("TOP 1", "Feststellung des Jahresabschlusses 2025", "abgesetzt: Zahlen fehlen"),
        ("Unterlage", "Jahresabschluss 2025", "zurückgenommen: Falsches Jahr"),
        ("Unterlage", "", "Jahresabschluss, richtig, ab dem 24.11.2026"),
    ]
    session.refresh(assembly)
    assert queries.corrections_of(session, assembly, HALL, "") == []
    with pytest.raises(Refusal, match="nichts zu berichtigen"):
        corrected(session, assembly)


def test_who_joins_later_is_told_of_it_too(session: Session, worker: Worker) -> None:
    assembly = called(session)
    told = corrected(session, assembly, ROOM, NOW)
    session.commit()
    worker.run_until_idle()
    newcomer = with_mail(session, "Gemeinde Eichenau", "post@eichenau.example")
    assert actions.invite_newcomers(session, OFFICE, NOW) == 2
    session.commit()
    worker.run_until_idle()
    assert queries.is_tried(session, told.id, newcomer.id)


def test_nothing_is_corrected_of_what_is_only_planned_or_called_off(session: Session) -> None:
    a_reachable_house(session)
    planned = a_ready_assembly(session)
    with pytest.raises(Refusal, match="noch nicht einberufen"):
        corrected(session, planned, ROOM)
    invited(session, planned)
    actions.cancel(session, planned.id, WHY, DIRECTLY, OFFICE, NOW)
    with pytest.raises(Refusal, match="findet nicht statt"):
        corrected(session, planned, ROOM)


EVE = NOW + (MEETS_ON - NOW.date() - timedelta(days=1))


def test_on_the_eve_nobody_is_told_by_letter_alone(session: Session) -> None:
    assembly = called(session)
    for_all = replace(DIRECTLY, letters_for_all=True)
    with pytest.raises(Refusal, match="nicht mehr vor dem Tag"):
        actions.correct(session, assembly.id, Whereabouts(ROOM), WHY, for_all, OFFICE, EVE)
    assert corrected(session, assembly, ROOM, EVE).place == ROOM


def test_in_time_everybody_can_be_told_by_letter(session: Session) -> None:
    assembly = called(session)
    for_all = replace(DIRECTLY, letters_for_all=True)
    assert actions.correct(session, assembly.id, Whereabouts(ROOM), WHY, for_all, OFFICE, LATER).place == ROOM


# --- the pages -------------------------------------------------------------------------------------------------------


def test_the_office_looks_at_the_letter_and_tells_it_once(session: Session, client: FlaskClient) -> None:
    assembly = called(session)
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/berichtigen")
    typed = {"place": ROOM, "reason": WHY}
    draft = client.post(f"/versammlungen/{assembly.id}/berichtigen/entwurf", data={**tab.fields, **typed})
    assert draft.mimetype == "application/pdf"
    assert [tab.send(**typed, is_agreed="y").status_code for _each in range(2)] == [302, 302]
    session.expire_all()
    told = session.scalars(select(Dispatch).where(Dispatch.kind == DispatchKind.CORRECTION)).unique().all()
    assert [each.place for each in told] == [ROOM]
    assert "Berichtigung" in said(client.get(f"/versammlungen/{assembly.id}"))


def test_the_page_says_which_letters_come_too_late(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/versammlungen/{called(session).id}/berichtigen"
    sign_in_office(session, client)
    late = "1 Brief kommt nicht mehr vor dem Tag der Versammlung an."
    assert late not in said(client.get(address))
    monkeypatch.setattr(clock, "today", lambda: MEETS_ON - timedelta(days=1))
    assert late in said(client.get(address))


def test_another_house_is_refused_at_its_field_also_in_the_draft(session: Session, client: FlaskClient) -> None:
    assembly = called(session)
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/berichtigen")
    typed = {"place": "Stadthalle, Am Wehr 12, 70995 Lindenfurt", "reason": WHY}
    assert wrong_fields(tab.send(**typed, is_agreed="y").text) == ["place"]
    draft = client.post(f"/versammlungen/{assembly.id}/berichtigen/entwurf", data={**tab.fields, **typed})
    assert wrong_fields(draft.text) == ["place"]
    session.expire_all()
    assert session.get_one(Assembly, assembly.id).place == HALL


def test_the_page_says_that_a_withdrawn_item_is_still_to_be_told(session: Session, client: FlaskClient) -> None:
    assembly = called(session)
    actions.withdraw_item(session, assembly, assembly.items[0], "Zahlen fehlen", OFFICE, LATER)
    sign_in_office(session, client)
    page = said(client.get(f"/versammlungen/{assembly.id}"))
    assert "Den Mitgliedern noch nicht mitgeteilt: TOP 1 abgesetzt." in page
    assert "Zahlen fehlen" in said(client.get(f"/versammlungen/{assembly.id}/berichtigen"))
