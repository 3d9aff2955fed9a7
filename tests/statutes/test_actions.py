"""Versions, fiscal years and house data, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.statutes import actions, queries
from app.statutes.models import StatuteVersion
from app.statutes.rules import FiscalYear, HouseFacts
from tests.admissions.factories import a_draft
from tests.factories import NOW, TODAY, a_picture
from tests.statutes.factories import (
    ADMINISTRATOR,
    FILE,
    FOUNDED,
    PDF,
    REGISTERED,
    a_statute,
    a_version,
    version_facts,
)
from tests.together import transactions_together

HOUSE = HouseFacts(short_name="Morgenau", street="Kontorgasse 3", postcode="70990", city="Morgenau",
                   iban="DE89 3704 0044 0532 0130 00", regions=("Rabental", " Rabental ", "Lindenfurt", ""))
PNG = a_picture()


def details_of(session: Session, subject: str) -> str:
    """What the newest line about a subject keeps of it."""
    details = journal.lines_about(session, subject)[0].details
    return details.content if details else ""


def test_without_a_registered_version_no_statute_is_read(session: Session) -> None:
    a_version(session)
    assert queries.find_version_on(session, TODAY) is None
    with pytest.raises(Refusal, match="keine eingetragene Satzung"):
        queries.statute_on(session, TODAY)


def test_a_version_holds_from_its_registration_on(session: Session) -> None:
    a_statute(session)
    later = a_version(session, date(2025, 5, 2), title="Neufassung", share_amount=30_000_00, min_payment=30_000_00)
    actions.attach_document(session, later, FILE, ADMINISTRATOR, NOW)
    actions.register_version(session, later, date(2025, 9, 1), ADMINISTRATOR, NOW)
    assert queries.statute_on(session, date(2025, 8, 31)).share_amount == 25_000_00
    assert queries.statute_on(session, date(2025, 9, 1)).share_amount == 30_000_00
    days = (date(2025, 8, 31), date(2025, 9, 1), FOUNDED.replace(year=1900))
    amounts = [session.scalar(select(queries.share_amount_on(day))) for day in days]
    assert amounts == [25_000_00, 30_000_00, None]
    assert queries.find_version_before(session, later) is queries.find_version_on(session, REGISTERED)


def test_an_amendment_resolved_but_not_registered_does_not_hold_yet(session: Session) -> None:
    in_force = a_statute(session)
    a_version(session, date(2026, 5, 2), title="Neufassung", share_amount=30_000_00, min_payment=30_000_00)
    assert queries.find_version_on(session, TODAY) is in_force


def test_a_registered_version_is_never_changed(session: Session) -> None:
    version = a_statute(session)
    with pytest.raises(Refusal, match="wird nicht mehr geändert"):
        actions.change_version(session, version, version_facts(entry_fee=100), ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="wird nicht mehr geändert"):
        actions.drop_version(session, version, ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="wird nicht mehr geändert"):
        actions.register_version(session, version, TODAY, ADMINISTRATOR, NOW)


def corrected(session: Session, version: StatuteVersion, registered_on: date, **values: Any) -> StatuteVersion:
    """A registered correction of a version."""
    facts = replace(version_facts(f"{version.title}, berichtigt", **values), corrects_id=version.id)
    correction = actions.record_version(session, facts, ADMINISTRATOR, NOW)
    actions.register_version(session, correction, registered_on, ADMINISTRATOR, NOW)
    session.commit()
    return correction


def test_a_correction_stands_in_the_place_of_a_version_recorded_wrongly(session: Session) -> None:
    wrong = a_statute(session, entry_fee=2_500_00)
    correction = corrected(session, wrong, REGISTERED, entry_fee=250_00)
    assert queries.statute_on(session, REGISTERED).entry_fee == 250_00
    assert (wrong.registered_on, wrong.is_corrected) == (REGISTERED, True)
    assert queries.values_of(wrong)["entry_fee"] == 2_500_00
    assert "berichtigt „Gründungssatzung“" in journal.lines_about(session, f"statute:{correction.id}")[0].summary()


def test_a_correction_takes_over_the_pdf_of_what_was_resolved(session: Session) -> None:
    """Otherwise the public form would close with the correction: it offers the statute before anybody declares."""
    wrong = a_statute(session)
    correction = corrected(session, wrong, REGISTERED, entry_fee=250_00)
    assert queries.document_of(correction) == PDF
    assert correction.document_size == wrong.document_size


def test_a_day_of_registration_noted_wrongly_is_corrected_too(session: Session) -> None:
    wrong = a_statute(session)
    corrected(session, wrong, date(2021, 6, 11))
    assert queries.find_version_on(session, date(2021, 6, 10)) is None
    assert queries.name_on(session, date(2021, 6, 11)) == "Digitalverbund Morgenau eG"


def test_a_correction_that_is_not_registered_yet_changes_nothing(session: Session) -> None:
    wrong = a_statute(session)
    facts = replace(version_facts("Berichtigung", entry_fee=250_00), corrects_id=wrong.id)
    pending = actions.record_version(session, facts, ADMINISTRATOR, NOW)
    assert queries.find_version_on(session, TODAY) is wrong
    assert queries.find_version_before(session, pending) is wrong
    with pytest.raises(Refusal, match="gibt es schon eine Berichtigung"):
        actions.record_version(session, facts, ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="noch nicht eingetragen"):
        actions.record_version(session, replace(facts, corrects_id=pending.id), ADMINISTRATOR, NOW)


@pytest.mark.parametrize("statement", [
    "UPDATE statute_version SET registered_on = NULL", "UPDATE statute_version SET title = 'Anders'",
    "DELETE FROM statute_version", "DELETE FROM statute_parameter", "UPDATE statute_parameter SET value = '1'",
    "INSERT INTO statute_parameter (version_id, key, value, clause) VALUES (1, 'entry_fee', '1', '')",
])
def test_the_database_refuses_to_change_a_registered_version(session: Session, statement: str) -> None:
    a_statute(session)
    session.commit()
    with pytest.raises(DatabaseError, match="never changes"):
        session.execute(text(statement))
    session.rollback()


def test_the_pdf_of_a_registered_version_may_still_be_handed_in(session: Session) -> None:
    version = a_statute(session)
    actions.attach_document(session, version, CheckedFile("Satzung.pdf", PDF + b"\n"), ADMINISTRATOR, NOW)
    session.commit()
    assert queries.document_of(version) == PDF + b"\n"


def test_a_pending_version_is_changed_key_by_key(session: Session) -> None:
    version = a_version(session)
    facts = version_facts(clauses={"entry_fee": "§ 40"}, entry_fee=250_00, max_shares=None)
    actions.change_version(session, version, facts, ADMINISTRATOR, NOW)
    session.expire_all()
    values = queries.values_of(version)
    assert values["entry_fee"] == 250_00
    assert queries.clauses_of(version) == {"entry_fee": "§ 40"}
    assert "max_shares" not in values


def test_the_bounds_of_the_law_hold_for_every_version(session: Session) -> None:
    with pytest.raises(Refusal, match="mindestens 14 Tage"):
        a_version(session, gv_min_days=7)
    with pytest.raises(Refusal, match="Haftsumme"):
        a_version(session, haftsumme=1_00)


def test_a_version_that_says_too_little_may_be_kept_but_not_registered(session: Session) -> None:
    version = a_version(session, share_amount=None, nachschuss=None)
    with pytest.raises(Refusal, match="fehlt noch: Geschäftsanteil"):
        actions.register_version(session, version, REGISTERED, ADMINISTRATOR, NOW)


def test_a_version_is_not_registered_without_its_pdf(session: Session) -> None:
    version = a_version(session)
    with pytest.raises(Refusal, match="zuerst das PDF"):
        actions.register_version(session, version, REGISTERED, ADMINISTRATOR, NOW)
    assert version.registered_on is None


def test_two_versions_are_never_registered_on_one_day(session: Session) -> None:
    a_statute(session)
    other = a_version(session, title="Andere Fassung")
    with pytest.raises(Refusal, match="schon eine andere Fassung"):
        actions.register_version(session, other, REGISTERED, ADMINISTRATOR, NOW)


def test_no_version_is_registered_before_it_was_resolved_nor_in_the_future(session: Session) -> None:
    version = a_version(session)
    for day in (date(2021, 3, 11), date(2030, 1, 1)):
        with pytest.raises(Refusal):
            actions.register_version(session, version, day, ADMINISTRATOR, NOW)


def test_a_version_needs_a_title_and_a_day_that_is_past(session: Session) -> None:
    for facts in (version_facts(title=" "), version_facts(resolved_on=date(2030, 1, 1))):
        with pytest.raises(Refusal):
            actions.record_version(session, facts, ADMINISTRATOR, NOW)


def test_a_dropped_version_is_gone_and_its_words_stand_in_the_journal(session: Session) -> None:
    version = a_version(session)
    actions.drop_version(session, version, ADMINISTRATOR, NOW)
    session.commit()
    with pytest.raises(NotFound):
        queries.get_version(session, version.id)
    assert "Morgenauer Bote" in details_of(session, f"statute:{version.id}")


def test_the_pdf_is_filed_under_its_hash(session: Session) -> None:
    version = a_version(session)
    with pytest.raises(NotFound):
        queries.document_of(version)
    actions.attach_document(session, version, FILE, ADMINISTRATOR, NOW)
    assert queries.document_of(version) == PDF
    assert version.document_size == len(PDF)


@pytest.mark.parametrize(("content", "words"), [(b"", "leer"), (b"PK\x03\x04", "etwas anderes")])
def test_only_a_pdf_is_filed(session: Session, content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        actions.attach_document(session, a_version(session), CheckedFile("Satzung.pdf", content), ADMINISTRATOR, NOW)


def test_a_pdf_above_20_mb_is_refused(session: Session) -> None:
    large = CheckedFile("Satzung.pdf", b"%PDF-" + bytes(20 * 1024 * 1024))
    with pytest.raises(Refusal, match="20 MB"):
        actions.attach_document(session, a_version(session), large, ADMINISTRATOR, NOW)


def test_fiscal_years_follow_each_other_short_ones_too(session: Session) -> None:
    actions.set_fiscal_year(session, FOUNDED, date(2021, 12, 31), ADMINISTRATOR, NOW)
    actions.set_fiscal_year(session, date(2022, 1, 1), date(2022, 12, 31), ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="ohne Lücke"):
        actions.set_fiscal_year(session, date(2023, 2, 1), date(2023, 12, 31), ADMINISTRATOR, NOW)
    assert queries.fiscal_years(session)[0].is_short


def test_the_last_fiscal_year_may_end_earlier(session: Session) -> None:
    actions.set_fiscal_year(session, date(2026, 1, 1), date(2026, 12, 31), ADMINISTRATOR, NOW)
    actions.set_fiscal_year(session, date(2026, 1, 1), date(2026, 6, 30), ADMINISTRATOR, NOW)
    assert queries.fiscal_years(session) == [FiscalYear(date(2026, 1, 1), date(2026, 6, 30))]


def test_an_earlier_fiscal_year_ends_on_the_eve_of_the_first(session: Session) -> None:
    with pytest.raises(Refusal):
        actions.set_earlier_fiscal_year(session, FOUNDED, ADMINISTRATOR, NOW)
    actions.set_fiscal_year(session, date(2022, 1, 1), date(2022, 12, 31), ADMINISTRATOR, NOW)
    actions.set_earlier_fiscal_year(session, FOUNDED, ADMINISTRATOR, NOW)
    assert queries.fiscal_years(session)[0] == FiscalYear(FOUNDED, date(2021, 12, 31))


def test_only_the_last_fiscal_year_is_dropped_and_only_before_it_begins(session: Session) -> None:
    for year in (2026, 2027, 2028):
        actions.set_fiscal_year(session, date(year, 1, 1), date(year, 12, 31), ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="letzte"):
        actions.drop_fiscal_year(session, date(2027, 1, 1), ADMINISTRATOR, NOW)
    actions.drop_fiscal_year(session, date(2028, 1, 1), ADMINISTRATOR, NOW)
    actions.set_earlier_fiscal_year(session, date(2025, 1, 1), ADMINISTRATOR, NOW)
    actions.drop_fiscal_year(session, date(2027, 1, 1), ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="begonnen"):
        actions.drop_fiscal_year(session, date(2026, 1, 1), ADMINISTRATOR, NOW)


def test_the_only_fiscal_year_is_dropped_where_it_was_a_mistake(session: Session) -> None:
    actions.set_fiscal_year(session, date(2026, 2, 1), date(2026, 12, 31), ADMINISTRATOR, NOW)
    actions.drop_fiscal_year(session, date(2026, 2, 1), ADMINISTRATOR, NOW)
    assert queries.fiscal_years(session) == []


def test_two_people_who_enter_a_year_at_the_same_moment_leave_no_gap_and_no_overlap(
    app: Flask, session: Session
) -> None:
    """The second sees what the first entered, and is refused where it does not fit."""
    session.rollback()

    def entering(last_day: date) -> Callable[[Session], object]:
        return lambda own: actions.set_fiscal_year(own, last_day.replace(day=1), last_day, ADMINISTRATOR, NOW)

    transactions_together(app, *map(entering, [date(2026, 3, 31), date(2026, 5, 31)] * 2))
    assert len(queries.fiscal_years(session)) == 1


def test_a_version_that_applications_cite_is_not_dropped(session: Session) -> None:
    a_statute(session)
    version = a_version(session, date(2026, 5, 2))
    a_draft(session).statute_version_id = version.id
    session.flush()
    with pytest.raises(Refusal, match="beziehen sich Anträge"):
        actions.drop_version(session, version, ADMINISTRATOR, NOW)


def test_house_data_are_empty_until_they_are_entered(session: Session) -> None:
    assert queries.house(session).street == ""
    assert queries.house_facts(session) == HouseFacts()
    assert queries.logo(session) is None


def test_house_data_are_tidied_and_the_journal_keeps_what_stood_there(session: Session) -> None:
    actions.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    actions.change_house_data(session, replace(HOUSE, street="Kontorgasse 5"), ADMINISTRATOR, NOW)
    session.commit()
    row = queries.house(session)
    assert (row.iban, row.bic, row.regions) == ("DE89370400440532013000", "COBADEFFXXX", ["Rabental", "Lindenfurt"])
    assert "Kontorgasse 3" in details_of(session, "house:1")


@pytest.mark.parametrize("wrong", [{"iban": "DE89370400440532013001"}, {"bic": "NIX"}, {"privacy_notice": "Wir …"},
                                   {"phone": "abc"}, {"website": "javascript:alert(1)"},
                                   {"website": "ftp://verbund.example"}, {"creditor_id": "DE98ZZZ0999999999"},
                                   {"certificate_design": "baroque"}])
def test_house_data_that_cannot_be_are_refused(session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        actions.change_house_data(session, replace(HOUSE, **wrong), ADMINISTRATOR, NOW)


def test_the_logo_is_a_png_or_jpeg(session: Session) -> None:
    actions.change_logo(session, CheckedFile("Logo.png", PNG), ADMINISTRATOR, NOW)
    assert queries.logo(session) == PNG
    with pytest.raises(Refusal, match="PNG und JPEG"):
        actions.change_logo(session, CheckedFile("Logo.svg", b"<svg xmlns=''/>"), ADMINISTRATOR, NOW)
    actions.change_logo(session, None, ADMINISTRATOR, NOW)
    assert queries.house(session).logo_sha256 is None
    assert files.get(files.put(PNG)) == PNG
