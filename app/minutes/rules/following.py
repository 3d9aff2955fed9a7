"""What an assembly's decision asks to be done next (§§ 16, 24, 28, 36, 48, 67a, 78, 79a GenG; R-GV-10, R-EXIT-06)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.assemblies.rules import AMENDMENTS, ELECTIONS, ORGAN_ELECTED, Subject
from app.attendance.rules import ORGAN_DISCHARGED
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.departures.rules import OPENING
from app.organs.rules import Organ
from app.statutes.rules import FiscalYear

MAX_RESPONSIBLE = 120
FILE_WITHIN = timedelta(days=14)
"""Within how many days the house files what the law wants filed without delay (§§ 16 (5), 28, 78 (2), 79a (5) GenG)."""


class FollowUp(StrEnum):
    """What is to be done after a decision, each where its room does it."""

    ADOPTION = "adoption"
    RESULT = "result"
    DISCHARGE = "discharge"
    OFFICE = "office"
    REMOVAL = "removal"
    STATUTE = "statute"
    SPECIAL_NOTICE = "special_notice"
    CONSENT = "consent"
    CONVENING = "convening"
    FILING = "filing"


FOLLOW_UP_WORDS: Mapping[FollowUp, str] = {
    FollowUp.ADOPTION: German("Feststellung beim Jahresabschluss eintragen"),
    FollowUp.RESULT: German("Verwendung des Ergebnisses buchen"),
    FollowUp.DISCHARGE: German("Entlastung vermerken"),
    FollowUp.OFFICE: German("Gewählte Person in ihr Amt bestellen"),
    FollowUp.REMOVAL: German("Amt der abberufenen Person beenden"),
    FollowUp.STATUTE: German("Neue Fassung der Satzung erfassen"),
    FollowUp.SPECIAL_NOTICE: German("Recht zur außerordentlichen Kündigung eröffnen"),
    FollowUp.CONSENT: German("Zustimmung zum investierenden Mitglied eintragen"),
    FollowUp.CONVENING: German("Beschlossene Generalversammlung einberufen"),
    FollowUp.FILING: German("Zum Genossenschaftsregister anmelden"),
}
"""What is to be done, in words."""

CARRIED_OUT_HERE = frozenset({
    FollowUp.ADOPTION, FollowUp.CONVENING, FollowUp.DISCHARGE, FollowUp.OFFICE, FollowUp.REMOVAL,
    FollowUp.SPECIAL_NOTICE,
})  # fmt: skip
"""What is carried out from the minutes, by an act of the room below; the others are done in their room by hand."""

ORGANS: Mapping[Subject, Organ] = {
    Subject.REMOVE_BOARD_MEMBER: Organ.BOARD, Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: Organ.SUPERVISORY_BOARD,
    **ORGAN_ELECTED, **ORGAN_DISCHARGED,
}
"""Matter → the organ whose seats or people it is about; of the discharge of single people each sits in its own."""

_AFTER: Mapping[Subject, tuple[FollowUp, ...]] = {
    Subject.ADOPT_ACCOUNTS: (FollowUp.ADOPTION,),
    Subject.USE_OF_RESULT: (FollowUp.RESULT,),
    Subject.DISCHARGE: (FollowUp.DISCHARGE,),
    Subject.DISCHARGE_BOARD: (FollowUp.DISCHARGE,),
    Subject.DISCHARGE_SUPERVISORY_BOARD: (FollowUp.DISCHARGE,),
    Subject.REMOVE_BOARD_MEMBER: (FollowUp.REMOVAL, FollowUp.FILING),
    Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: (FollowUp.REMOVAL,),
    Subject.INVESTING_CONSENT: (FollowUp.CONSENT,),
    Subject.DISSOLUTION: (FollowUp.FILING,),
    Subject.CONTINUATION: (FollowUp.FILING,),
}
_OPENING = frozenset(map(Subject, OPENING))
_FILING_LAW: Mapping[Subject, str] = {
    Subject.ELECT_BOARD: "§ 28 GenG", Subject.REMOVE_BOARD_MEMBER: "§ 28 GenG",
    Subject.DISSOLUTION: "§ 78 Abs. 2 GenG", Subject.CONTINUATION: "§ 79a Abs. 5 GenG",
}


def follow_ups_of(subject: Subject) -> tuple[FollowUp, ...]:
    """List what a decision on a matter asks for, once it is passed; nothing follows from one that was rejected.

    An amendment holds from its registration on (§ 16 (6) GenG); those of § 67a (1) open a special termination. Of
    those elected only board members are registered (§ 28 GenG).
    """
    if subject in ELECTIONS:
        return (FollowUp.OFFICE, FollowUp.FILING) if subject is Subject.ELECT_BOARD else (FollowUp.OFFICE,)
    if subject in AMENDMENTS:
        opened = (FollowUp.SPECIAL_NOTICE,) if subject in _OPENING else ()
        return (FollowUp.STATUTE, *opened, FollowUp.FILING)
    return _AFTER.get(subject, ())


ASKING = frozenset(subject for subject in Subject if follow_ups_of(subject))
"""Matters of which something follows."""


def filing_law(subject: Subject) -> str:
    """Name the paragraph by which a decision is filed with the register of cooperatives (§§ 16 (5), 28, 78, 79a GenG).
    """
    return _FILING_LAW.get(subject, "§ 16 Abs. 5 GenG")


def file_by(met_on: date) -> date:
    """Name the day by which the house files what a meeting decided (§§ 16 (5), 28, 78 (2), 79a (5) GenG)."""
    return met_on + FILE_WITHIN


_ABOUT_A_YEAR = (
    r"(?:geschäftsjahr|abschluss|abschlüss|ergebnis|überschuss|überschüss|fehlbetrag)\w*"
    r"(?:(?!\d{4}|versammlung|[.;!?]\s).){0,60}?"
)
"""A word after which stands the year that it is about, with nothing between that names another one."""


def year_named(years: Iterable[FiscalYear], *texts: str) -> FiscalYear | None:
    """Which fiscal year texts name, by its year, its years or its days; of several in one the last (§ 48 (1) GenG).

    The year of the accounts goes before one that stands there otherwise, as that of an assembly; then the earlier text.
    """
    known = [*years]
    for before in (_ABOUT_A_YEAR, ""):
        for text in texts:
            named = [each for each in known if _is_named(each, text, before)]
            if named:
                return max(named, key=lambda each: each.last_day)
    return None


def _is_named(year: FiscalYear, text: str, before: str) -> bool:
    first, last = year.first_day.year, year.last_day.year
    names = [str(year)] if first == last else [str(year), f"{first}/{last}", f"{first}/{last % 100:02}"]
    return any(
        re.search(rf"{before}(?<![\w/-]){re.escape(name)}(?![\w/-])", text, re.IGNORECASE) for name in names
    )


class NotToDo(Refusal):
    """What is asked for does not follow from the decision, or was done already."""


def check_asked(is_asked: bool, is_done: bool) -> None:
    """Refuse what the decision does not ask for, and what was done already (R-GV-10)."""
    if not is_asked:
        raise NotToDo("Aus diesem Beschluss folgt das nicht.")
    if is_done:
        raise NotToDo("Das ist schon erledigt.")


def check_accepted(answer: bool | None) -> None:
    """Refuse to appoint who has not accepted the election, in the meeting or later (§§ 24, 36 GenG; R-ELE-01)."""
    if answer is not True:
        raise NotToDo("Bestellt wird, wer die Wahl angenommen hat. Tragen Sie die Erklärung zuerst bei der Wahl ein.")


class AboutPerson(Refusal):
    """Who is to be appointed is not called as who was elected; shown at the box that says it is the same person."""


def check_elected(is_meant: bool, name: str, elected: str, is_confirmed: bool) -> None:
    """Refuse the office to somebody the ballot does not name, unless it is said to be who was elected (R-ELE-01).

    Whom the assembly did not elect is no member of the organ (§§ 24 (2), 36 (1) GenG). A name may have changed since,
    or stand on the ballot in another form; whoever says so is believed.
    """
    if not is_meant and not is_confirmed:
        raise AboutPerson(
            "Gewählt ist {elected}, nicht {name}. Wählen Sie unter „Person“, wer gewählt ist; ist {name} unter anderem"
            " Namen gewählt, bestätigen Sie, dass es dieselbe Person ist.", elected=elected, name=name,
        )  # fmt: skip


def check_not_before(day: date, resolved_on: date) -> None:
    """Refuse a day before the decision: it gives and takes offices from then on alone (§§ 24, 36 GenG; R-GV-10)."""
    if day < resolved_on:
        raise Refusal("Beschlossen ist es erst am {day}; vorher gilt es nicht.", day=written(resolved_on))


def check_answers(is_offered: bool) -> None:
    """Refuse an assembly that cannot be the one resolved on: it meets later, and is planned or convened since (§ 44).

    R-GV-10; what is called off or discarded is not held.
    """
    if not is_offered:
        raise Refusal("Wählen Sie die Versammlung, die nach dem Beschluss geplant oder einberufen ist.")


class AboutFiling(Refusal):
    """The day on which something was filed is refused; shown at its field."""


def check_filed(filed_on: date, met_on: date, today: date) -> None:
    """Refuse a day of filing before the decision, or one to come (§ 16 (5) GenG)."""
    if not met_on <= filed_on <= today:
        raise AboutFiling("Angemeldet wird nach der Versammlung und nicht später als heute.")


def check_open_filing(is_filed: bool) -> None:
    """Refuse to change or repeat a filing that is done; by mistake, it is taken back (§ 16 (5) GenG)."""
    if is_filed:
        raise NotToDo("Die Anmeldung ist schon eingetragen.")


def check_filed_already(is_filed: bool) -> None:
    """Refuse to take back what was not filed (§ 16 (5) GenG)."""
    if not is_filed:
        raise NotToDo("Hierzu ist nichts als angemeldet eingetragen.")
