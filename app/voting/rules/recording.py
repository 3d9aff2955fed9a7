"""What is asked of a resolution that is recorded afterwards under an item of an agenda (§§ 43 (2), 47 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.assemblies.rules import AssemblyState, Threshold
from app.boardroom.rules import AboutAssembly, AboutRecorded, AboutVotes
from app.core.formats import day as written
from app.organs.rules import DecidedOnRefusal
from app.voting.rules.conduct import opens_early
from app.voting.rules.majorities import Tally, is_reached


def check_recordable(
    state: AssemblyState, meets_on: date, begins_at: time, now: datetime, has_begun: bool
) -> None:
    """Refuse to record what an assembly resolved that never met, has yet to, or was opened here (§ 47 (1) GenG).

    What is voted on here is declared here, and stands in these minutes (R-MIN-01).
    """
    if state is AssemblyState.PLANNED:
        raise AboutAssembly("Diese Versammlung ist noch nicht einberufen; sie kann nichts beschließen.")
    if state is not AssemblyState.CONVENED:
        raise AboutAssembly("Diese Versammlung hat nicht stattgefunden; sie hat nichts beschlossen.")
    if has_begun:
        raise AboutAssembly("Diese Versammlung wurde hier eröffnet. Was sie beschließt, wird in ihr abgestimmt und"
                            " verkündet und nicht nachgetragen.")
    if opens_early(meets_on, begins_at, now):
        raise AboutAssembly("Diese Versammlung beginnt erst am {day} um {time} Uhr; sie hat noch nichts beschlossen.",
                            day=written(meets_on), time=f"{begins_at:%H:%M}")


def check_of_its_days(first_day: date, last_day: date, decided_on: date, is_under_item: bool) -> None:
    """Refuse to record of an assembly what was resolved on another day (§ 47 (1) GenG).

    Under an item the day after is one, too: a meeting goes on past midnight, and votes of several days are declared on
    the day after the last of them. Under none only the day tells of which assembly a resolution is.
    """
    if first_day <= decided_on <= last_day + timedelta(days=is_under_item):
        return
    if first_day == last_day:
        raise DecidedOnRefusal("Diese Versammlung war am {day}.", day=written(first_day))
    raise DecidedOnRefusal(
        "Diese Versammlung war vom {first} bis zum {last}.", first=written(first_day), last=written(last_day)
    )


def check_recorded_once(position: int, numbers: Sequence[str], is_another: bool) -> None:
    """Refuse to record a second resolution from an item, unless that is confirmed: of several motions each has its own.
    """
    if numbers and not is_another:
        raise AboutRecorded(
            "Zu TOP {position} ist schon nachgetragen: {numbers}. Ist es ein weiterer Beschluss, bestätigen Sie das.",
            position=position, numbers=", ".join(numbers),
        )


def check_carried(position: int, threshold: Threshold, tally: Tally, is_carried: bool, is_declared: bool) -> None:
    """Refuse a result that its votes contradict, unless the chair declared it so (§§ 16, 43 (2) GenG; R-MAJ-01 to 06).

    What the chair declared counts until it is challenged (§ 51 GenG).
    """
    if is_declared or is_reached(threshold, tally) is is_carried:
        return
    values = {"position": position, "majority": threshold.word, "yes": tally.yes, "no": tally.no}
    if is_carried:
        raise AboutVotes(
            "TOP {position} braucht {majority}. Mit {yes} Ja und {no} Nein ist das nicht erreicht. Berichtigen Sie"
            " Ergebnis oder Stimmen, oder bestätigen Sie, dass es so verkündet wurde.", **values,
        )
    raise AboutVotes(
        "TOP {position} braucht {majority}. Mit {yes} Ja und {no} Nein ist das erreicht. Berichtigen Sie"
        " Ergebnis oder Stimmen, oder bestätigen Sie, dass es so verkündet wurde.", **values,
    )
