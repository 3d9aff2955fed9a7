"""The house of the story: two versions of the statute, house data, fiscal years, the founding."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.core.formats import local
from app.core.uploads import CheckedFile
from app.core.values import Actor
from app.demo.actions.people import FOUNDED
from app.demo.actions.statute import statute_pdf
from app.demo.actions.story import Plot
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts

FIRM = "Digitalverbund Morgenau eG"
REGIONS = ("Lindenfurt", "Rabental", "Quellbach", "Eichenau", "Welldingen", "Morgenau")
SHARE = 25_000_00

PRIVACY = (
    "Verantwortlich ist der Digitalverbund Morgenau eG, Kontorgasse 3, 70990 Morgenau. Wir verarbeiten Ihre Angaben, um"
    " über Ihren Beitritt zu entscheiden und die Mitgliederliste zu führen (Art. 6 Abs. 1 Buchst. b und c DSGVO,"
    " § 30 GenG). Wird der Beitritt nicht zugelassen, löschen wir Ihre Erklärung, sobald Sie davon wissen. Wer nur"
    " anfragt, willigt ein, dass wir die Angaben für das Gespräch speichern (Buchst. a); nach einem Widerruf, oder ohne"
    " Antwort auf unsere Nachfrage, löschen wir sie. Sie können Auskunft, Berichtigung und Löschung verlangen und sich"
    " bei der Aufsichtsbehörde beschweren."
)
HOUSE = HouseFacts(
    short_name=FIRM, street="Kontorgasse 3", postcode="70990", city="Morgenau",
    phone="07000 413-20", email="kontor@digitalverbund.example", website="https://digitalverbund.example",
    register_court="Amtsgericht Lindenfurt", register_number="GnR 700412",
    auditing_association="Genossenschaftlicher Prüfungsverband Rabental e. V.", auditing_association_seat="Lindenfurt",
    bank_name="Raiffeisenkasse Rabental-Morgenau eG", iban="DE89370400440532013000", creditor_id="DE98ZZZ09999999999",
    privacy_notice=PRIVACY, privacy_notice_version="Januar 2026", regions=REGIONS,
)
FOUNDING: Mapping[str, object] = {
    "firm": FIRM, "seat": "Morgenau", "seat_state": "BW",
    "object": "Gemeinsame Entwicklung und gemeinsamer Betrieb digitaler Dienste der Mitglieder",
    "publication": "Morgenauer Bote", "share_amount": SHARE, "min_payment": SHARE, "payment_days": 30,
    "nachschuss": "none", "further_shares_allowed": True, "max_shares": 200, "legal_reserve_pct": 10,
    "legal_reserve_target": 25, "notice_months": 24, "form_join": "schriftform", "gv_channel": "direct_textform",
    "gv_chair": "Vorsitz des Aufsichtsrats", "minutes_rule": "Niederschrift, unterzeichnet von Vorsitz und Vorstand",
    "gv_form": "free", "amendment_majority": "three_quarters",
    "board_size": 3, "board_quorum": "more_than_half", "board_circular_allowed": True, "circular_days": 7,
    "bias_rule": "own_and_represented", "sb_size": 5, "sb_quorum": "more_than_half", "sb_term_years": 4,
    "board_appointed_by": "supervisory_board", "appeal_days": 30,
}  # fmt: skip
PRESENT: Mapping[str, object] = {
    **FOUNDING, "form_join": "textform", "payment_days": 14, "min_payment": SHARE // 2,
    "instalment_amount": SHARE // 2, "instalment_months": 12, "investing_members": True,
    "investing_policy": "no_vote", "investing_consent_by": "supervisory_board", "gv_streaming": True,
}  # fmt: skip
CLAUSES = {
    "firm": "§ 1 Abs. 1", "seat": "§ 1 Abs. 2", "object": "§ 2 Abs. 1", "publication": "§ 44",
    "share_amount": "§ 37 Abs. 1", "min_payment": "§ 37 Abs. 2", "payment_days": "§ 37 Abs. 2",
    "instalment_amount": "§ 37 Abs. 3", "instalment_months": "§ 37 Abs. 3", "further_shares_allowed": "§ 37 Abs. 4",
    "max_shares": "§ 37 Abs. 4", "nachschuss": "§ 40", "legal_reserve_pct": "§ 39",
    "legal_reserve_target": "§ 39", "form_join": "§ 4 Abs. 1", "notice_months": "§ 5 Abs. 2",
    "investing_members": "§ 3 Abs. 2", "investing_policy": "§ 3 Abs. 3", "investing_consent_by": "§ 3 Abs. 2",
    "gv_channel": "§ 28 Abs. 2", "gv_form": "§ 35 Abs. 1", "gv_streaming": "§ 35 Abs. 2", "gv_chair": "§ 30",
    "minutes_rule": "§ 36", "amendment_majority": "§ 32 Abs. 2", "board_size": "§ 15 Abs. 1",
    "board_appointed_by": "§ 15 Abs. 2", "board_quorum": "§ 18 Abs. 3", "bias_rule": "§ 18 Abs. 5",
    "board_circular_allowed": "§ 19 Abs. 1", "circular_days": "§ 19 Abs. 2", "sb_size": "§ 22 Abs. 1",
    "sb_term_years": "§ 22 Abs. 2", "sb_quorum": "§ 25 Abs. 3", "appeal_days": "§ 8 Abs. 2",
}  # fmt: skip
"""Where the text in `statute` says what a parameter holds."""
CHANGED = date(2024, 8, 30)
"""The day the present statute was entered in the register."""


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the story, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def found(session: Session, administrator: Actor, now: datetime) -> Plot:
    """The founding statute, the house data, and year by year the fiscal years, the first one a short one."""
    yield at(FOUNDED, 7)
    _register(session, "Gründungssatzung", date(2021, 2, 19), FOUNDED, FOUNDING, administrator)
    statutes.change_house_data(session, HOUSE, administrator, at(FOUNDED, 8))
    statutes.set_fiscal_year(session, FOUNDED, date(2021, 12, 31), administrator, at(FOUNDED, 8))
    admissions.ensure_clause_texts(session, local(now).date())
    for year in range(2022, local(now).year + 1):
        yield at(date(year - 1, 12, 1))
        begin, end, moment = date(year, 1, 1), date(year, 12, 31), at(date(year - 1, 12, 1))
        statutes.set_fiscal_year(session, begin, end, administrator, moment)


def amend(session: Session, administrator: Actor) -> Plot:
    """The present statute: Textform, instalments, investing members."""
    yield at(CHANGED, 7)
    title = "Satzung in der Fassung vom 14. Juni 2024"
    _register(session, title, date(2024, 6, 14), CHANGED, PRESENT, administrator)


def _register(
    session: Session, title: str, resolved_on: date, registered_on: date, values: Mapping[str, object], actor: Actor
) -> None:
    clauses = {key: clause for key, clause in CLAUSES.items() if key in values}
    facts = statutes.VersionFacts(title, resolved_on, values, clauses)
    version = statutes.record_version(session, facts, actor, at(registered_on, 7))
    pdf = CheckedFile(f"{title}.pdf", statute_pdf(title, values, resolved_on))
    statutes.attach_document(session, version, pdf, actor, at(registered_on, 7, 10))
    statutes.register_version(session, version, registered_on, actor, at(registered_on, 7, 20))
