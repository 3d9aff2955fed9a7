"""What a guided act after a decision would enter, told before it is entered, and what stands against it (R-GV-10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.queries import title_of
from app.assemblies.rules import ASSEMBLY_STATE_WORDS
from app.closing import queries as closing
from app.closing.rules import AccountsStep, check_step
from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import German, Refusal
from app.departures.rules import AMENDMENT_WORDS, Amendment, last_day_to_declare
from app.minutes.queries.carrying import check_elected, settlements_to_open, source_of
from app.minutes.queries.challenging import objectors_to
from app.minutes.queries.following import Following
from app.minutes.queries.reading import find_minutes
from app.minutes.rules import AboutPerson, FollowUp, check_not_before, file_by, filing_law, follow_ups_of
from app.organs import queries as organs
from app.organs.rules import (
    BASIS_WORDS,
    ORGAN_WORDS,
    Organ,
    check_discharged,
    check_eligibility,
    check_one_organ,
    check_term,
)
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

Row = tuple[Told, str]


@dataclass(frozen=True)
class Preview:
    """What would be entered, line by line; `objection` says why it cannot be as it stands."""

    rows: Sequence[Row] = ()
    objection: Refusal | None = None

    @property
    def names_another(self) -> bool:
        """Whether the person is not called as who was elected, which the office may confirm."""
        return isinstance(self.objection, AboutPerson)

    @property
    def lines(self) -> Sequence[tuple[Told, Told]]:
        """Each line with its value, to be told in the reader's language."""
        return [
            (label, value if isinstance(value, Told) else Told("{value}", value=value)) for label, value in self.rows
        ]


def preview_office(
    session: Session, wanted: Following, party_id: int, first_day: date, last_day: date | None,
    of_member_cooperative: bool, discharged: bool, is_elected: bool,
) -> Preview:
    """The office that who was elected is given, and whether it may hold it (§§ 9 (2), 24, 36 GenG; R-ORG-02, R-SB-02).
    """
    assert wanted.organ is not None
    known = organs.eligibility_on(session, party_id, first_day, of_member_cooperative) if party_id else None
    rows = [
        (Told("Person"), organs.full_name_on(session, party_id, first_day) if party_id else wanted.about),
        (Told("Organ"), German(ORGAN_WORDS[wanted.organ])),
        (Told("Wählbar, weil"), German(BASIS_WORDS[known]) if known else "–"),
        (Told("Amtszeit"), _term(first_day, last_day)), (Told("Beschluss"), source_of(session, wanted)),
        *_filed(wanted),
    ]
    return Preview(rows, _against(lambda: _check_office(
        session, wanted, party_id, first_day, last_day, of_member_cooperative, discharged, is_elected
    )) if party_id else None)


def _check_office(
    session: Session, wanted: Following, party_id: int, first_day: date, last_day: date | None,
    of_member_cooperative: bool, discharged: bool, is_elected: bool,
) -> None:
    check_elected(session, wanted, party_id, is_elected)
    check_term(first_day, last_day)
    check_not_before(first_day, wanted.resolved_on)
    check_eligibility(organs.eligibility_on(session, party_id, first_day, of_member_cooperative))
    organs.check_alive(session, party_id, first_day, last_day)
    check_one_organ(
        each for each in organs.organs_of_within(session, party_id, first_day, last_day) if each is not wanted.organ
    )
    if must_be_discharged(session, wanted, party_id, first_day):
        check_discharged(True, discharged)


def must_be_discharged(session: Session, wanted: Following, party_id: int, first_day: date) -> bool:
    """Say whether somebody left the board and no discharge is noted, so that the office must say so (§ 37 (2) GenG)."""
    left = organs.was_director_before(session, party_id, first_day)
    return wanted.organ is Organ.SUPERVISORY_BOARD and left and not organs.is_discharged(session, party_id, first_day)


def preview_removal(session: Session, wanted: Following, office_ids: Sequence[int], last_day: date) -> Preview:
    """Whose office ends, and when (§§ 24 (3), 36 (3) GenG; R-MAJ-04)."""
    names = [organs.get_office(session, each).party.display_name for each in office_ids]
    rows = [
        (Told("Amt endet"), ", ".join(names) or "–"), (Told("Letzter Tag"), written(last_day)),
        (Told("Beschluss"), source_of(session, wanted)), *_filed(wanted),
    ]
    return Preview(rows, _against(lambda: check_not_before(last_day, wanted.resolved_on)))


def preview_discharge(session: Session, wanted: Following, year: FiscalYear | None, names: Sequence[str]) -> Preview:
    """Who is noted as discharged, for which year (§§ 37 (2), 48 (1) GenG; R-ELE-05)."""
    whole = German(ORGAN_WORDS[wanted.organ]) if wanted.organ else "–"
    rows = [
        (Told("Entlastet"), ", ".join(names) if names else whole),
        (Told("Geschäftsjahr bis"), written(year.last_day) if year else "–"),
        (Told("Beschluss"), source_of(session, wanted)),
    ]
    return Preview(rows)


def preview_adoption(session: Session, wanted: Following, year: FiscalYear | None, today: date) -> Preview:
    """That the accounts of a year are adopted, by which paper, and what that opens (§§ 48, 51, 73 GenG; R-PAY-01)."""
    if year is None:
        return Preview(objection=Refusal("Es ist kein Geschäftsjahr eingetragen, das vor der Versammlung endete."))
    minutes = find_minutes(session, wanted.assembly.id)
    paper: str = German("noch keiner; laden Sie einen hoch")
    if minutes and minutes.signed_on:
        paper = Told("unterschriebene Niederschrift, {day}", day=written(minutes.signed_on))
    rows = [
        (Told("Geschäftsjahr bis"), written(year.last_day)), (Told("Festgestellt am"), written(wanted.resolved_on)),
        (Told("Beschluss"), source_of(session, wanted)), (Told("Beleg"), paper),
        (Told("Anfechtbar bis"), written(closing.last_day_to_challenge(session, wanted.resolved_on))),
        (Told("Auseinandersetzungen, die sich damit eröffnen lassen"),
         count(settlements_to_open(session, year, today))),
    ]
    days = closing.accounts_of(session, year).days
    return Preview(rows, _against(lambda: check_step(AccountsStep.ADOPTED, wanted.resolved_on, year, days, today)))


def preview_right(session: Session, wanted: Following) -> Preview:
    """Which right to leave is opened, until when, for whom (§ 67a GenG; R-EXIT-06, R-DL-02)."""
    state = statutes.statute_on(session, wanted.resolved_on).seat_state
    objectors = objectors_to(session, wanted)
    rows = [
        (Told("Änderung"), German(AMENDMENT_WORDS[Amendment(wanted.subject.value)])),
        (Told("Beschluss"), source_of(session, wanted)),
        (Told("Zu erklären bis"), written(last_day_to_declare(wanted.resolved_on, state))),
        (Told("Widerspruch erklärt haben"), ", ".join(each.name for each in objectors) or German("niemand")),
    ]
    return Preview(rows)


def preview_convening(session: Session, wanted: Following, assembly: Assembly | None) -> Preview:
    """Which assembly is the one resolved on, and when that is done (§ 46 (2) GenG; R-GV-10)."""
    rows = [
        (Told("Versammlung"), title_of(assembly) if assembly else "–"),
        (Told("Stand"), German(ASSEMBLY_STATE_WORDS[assembly.state]) if assembly else "–"),
        (Told("Beschluss"), source_of(session, wanted)),
        (Told("Erledigt"), German("sobald sie einberufen ist, und wieder offen, wenn sie abgesagt wird")),
    ]
    return Preview(rows)


def _term(first_day: date, last_day: date | None) -> Told:
    if last_day is None:
        return Told("ab {first}, ohne Ende", first=written(first_day))
    return Told("{first} bis {last}", first=written(first_day), last=written(last_day))


def _filed(wanted: Following) -> list[Row]:
    """That the same decision goes to the register, for which a task is on the desk already (§ 28 GenG)."""
    if FollowUp.FILING not in follow_ups_of(wanted.subject):
        return []
    until = Told("bis {day}, {law}", day=written(file_by(wanted.resolved_on)), law=filing_law(wanted.subject))
    return [(Told("Anmeldung zum Register"), until)]


def _against(check: Callable[[], None]) -> Refusal | None:
    try:
        check()
    except Refusal as objection:
        return objection
    return None
