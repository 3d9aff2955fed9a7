"""Coming and going: when the door is open, how somebody takes part, who comes in with whom (§§ 43b, 47 GenG)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.assemblies.rules import AlsoVoting, AssemblyState, DiscussionForm, MeetingForm
from app.attendance.rules.facts import Capacity, Entitlement, Mode
from app.core.formats import day as written
from app.core.formats import local
from app.core.values import Refusal
from app.parties.rules import Authority

TICKETS_JOB = "assembly_tickets"
"""The job that prints the tickets of all members as one file."""

ENTRY_COOKIE = "genokontor_assembly"
"""Under which name a browser keeps the token of its entry."""

MAX_GUEST = 200


class AboutComing(Refusal):
    """Who comes for a member is refused; shown at the field that says who."""


@dataclass(frozen=True)
class Held:
    """What of an assembly decides when and how somebody takes part."""

    state: AssemblyState
    form: MeetingForm
    meets_on: date
    votes_until: date | None = None
    discussion_form: DiscussionForm | None = None
    also_voting: AlsoVoting | None = None
    sits_on: bool = False
    """Opened in time and not closed, although its day was yesterday."""
    is_closed: bool = False
    """Its chair closed it."""

    @property
    def last_day(self) -> date:
        """The last day of it, by what was convened."""
        return self.votes_until or self.meets_on

    def is_over(self, today: date) -> bool:
        """Whether its last day is over, and it does not go on past midnight."""
        return self.last_day < today and not self.sits_on


_BESIDE: Mapping[AlsoVoting | None, tuple[Mode, ...]] = {
    AlsoVoting.ELECTRONIC: (Mode.ONLINE,), AlsoVoting.WRITTEN: (Mode.WRITTEN,),
    AlsoVoting.BOTH: (Mode.ONLINE, Mode.WRITTEN),
}  # fmt: skip


def modes_of(held: Held) -> tuple[Mode, ...]:
    """Name the ways on which members take part in an assembly, or vote beside its hall (§ 43b (1), (2) GenG).

    R-FORM-01, R-FORM-02. Who votes in writing is entered at the door, and its paper is counted with those of the hall.
    """
    online = {MeetingForm.VIRTUAL: (Mode.ONLINE,), MeetingForm.HYBRID: (Mode.HALL, Mode.ONLINE)}
    if held.form is MeetingForm.STRETCHED:
        is_hybrid = held.discussion_form is DiscussionForm.HYBRID
        return online[MeetingForm.HYBRID if is_hybrid else MeetingForm.VIRTUAL]
    if held.form is MeetingForm.PHYSICAL:
        return (Mode.HALL, *_BESIDE.get(held.also_voting, ()))
    return online[held.form]


def check_takes_proxies(held: Held, today: date) -> None:
    """Refuse to grant or take back a proxy for an assembly that nobody is invited to, or that is over (R-PRX-01)."""
    _check_is_on(held)
    if held.is_closed:
        raise Refusal("Die Versammlung ist geschlossen. Daran ändert sich nichts mehr.")
    if held.is_over(today):
        raise Refusal("Die Versammlung war am {day}. Daran ändert sich nichts mehr.", day=written(held.last_day))


def check_door_open(held: Held, today: date) -> None:
    """Refuse to let anybody in after the closing, or on another day, unless the meeting goes on (§ 47 (1) GenG)."""
    _check_is_on(held)
    if held.is_closed:
        raise Refusal("Die Versammlung ist geschlossen; es wird niemand mehr eingelassen.")
    if held.votes_until is not None and held.votes_until < today:
        raise Refusal("Abgestimmt werden konnte bis zum {day}; eingelassen wird niemand mehr.",
                      day=written(held.votes_until))
    if not is_door_open(held, today):
        raise Refusal("Einlass ist am Tag der Versammlung, dem {day}.", day=written(held.meets_on))


def is_its_day(held: Held, today: date) -> bool:
    """Say whether a day is one of the meeting's: its own, of a stretched one every day to the end of the voting.

    A meeting that was opened goes on past midnight, until its chair closes it or another day is over (R-MIN-01).
    """
    return held.state is AssemblyState.CONVENED and held.meets_on <= today and not held.is_over(today)


def is_door_open(held: Held, today: date) -> bool:
    """Say whether members are let in: on its day, until its chair closes it (§ 47 (1) GenG; R-MIN-05)."""
    return is_its_day(held, today) and not held.is_closed


def awaits_results(held: Held) -> bool:
    """Say whether a stretched meeting is not closed yet: its results are declared after the last day of the voting.

    Until it is closed who voted may object to them, by the same way (§§ 43b (7), 51 (2) GenG; R-FORM-07, R-CHL-02).
    """
    return held.state is AssemblyState.CONVENED and held.votes_until is not None and not held.is_closed


def told_until(closed_at: datetime | None, now: datetime) -> datetime:
    """The moment as the lists tell it: who is there when it is closed was there until then (§ 47 GenG; R-MIN-05)."""
    return now if closed_at is None else min(now, closed_at)


def check_there_still(name: str, left_at: datetime | None) -> None:
    """Refuse to take back a presence that ended or was taken back meanwhile (§ 47 (1), (3) GenG; R-MIN-05)."""
    if left_at is not None:
        raise Refusal(
            "{name} steht seit {time} Uhr nicht mehr als anwesend in der Liste. Zurückgenommen wird nur eine"
            " Anwesenheit, die noch besteht; was an der früheren nicht stimmt, vermerken Sie im Verlauf.", name=name,
            time=f"{local(left_at):%H:%M}",
        )


def check_no_vote_rests_on(name: str, voted_at: datetime | None) -> None:
    """Refuse to take back the presence of who stands on the roll of a vote: sums and quorum rest on it (R-MIN-05).

    `voted_at`: when that vote began; None where it stands on no roll (§ 47 (1), (3) GenG; R-GV-11).
    """
    if voted_at is not None:
        raise Refusal(
            "{name} steht im Stimmverzeichnis der Abstimmung, die um {time} Uhr begann. Diese Anwesenheit wird nicht"
            " zurückgenommen. Tragen Sie ein, wann die Person gegangen ist, und vermerken Sie im Verlauf, was nicht"
            " stimmte.", name=name, time=f"{local(voted_at):%H:%M}",
        )


def _check_is_on(held: Held) -> None:
    if held.state is not AssemblyState.CONVENED:
        raise Refusal("Diese Versammlung ist nicht einberufen.")


def check_mode(held: Held, mode: Mode) -> None:
    """Refuse a way of taking part that the form of the assembly does not know (§ 43b (1) GenG; R-FORM-01)."""
    if mode not in modes_of(held):
        raise Refusal("Auf diesem Weg nimmt in dieser Versammlung niemand teil.")


class AboutStatement(Refusal):
    """What somebody recorded nowhere states is refused; shown at its field."""


def check_stated(statement: str, mode: Mode) -> str:
    """Refuse somebody recorded nowhere as acting for a member without what was said and seen of it (R-VOTE-09).

    Online nobody sees anything.
    """
    if mode is Mode.ONLINE:
        raise AboutComing(
            "Online nimmt nur teil, wer eingetragen ist. Tragen Sie die Person als Vertretung des Mitglieds ein."
        )
    if not statement.strip():
        raise AboutStatement("Fragen Sie, als was die Person handelt, und tragen Sie ein, was Sie gesehen haben.")
    return statement.strip()


def check_jointly(member: str, person: str, others: Sequence[str], mode: Mode, is_together: bool) -> None:
    """Refuse that one of several comes alone who act together only: both parents, two directors (R-VOTE-09)."""
    if is_together:
        return
    if not others:
        raise AboutComing(
            "{person} vertritt {member} nur gemeinsam. Tragen Sie zuerst ein, mit wem.", person=person, member=member
        )
    if mode is Mode.ONLINE:
        raise AboutComing(
            "{person} vertritt {member} nur gemeinsam mit {others}. Treten beide mit der Einlasskarte ein; dann nimmt"
            " eine der beiden Personen teil.", person=person, member=member, others=", ".join(others),
        )
    raise AboutComing(
        "{person} vertritt {member} nur gemeinsam mit {others}. Wählen Sie, wer mitkommt.", person=person,
        member=member, others=", ".join(others),
    )


def check_let_in(entitlement: Entitlement) -> None:
    """Refuse to let somebody in as a member who is none, or whose heirs have no representative (R-VOTE-05, 09)."""
    if entitlement is Entitlement.HEIRS_UNREPRESENTED:
        raise Refusal(
            "Die Erben haben keine gemeinsame Vertretung; die Stimme ruht (§ 77 Abs. 1 GenG). Ob jemand von ihnen als"
            " Gast teilnimmt, entscheidet die Leitung."
        )
    if entitlement is Entitlement.EXCLUDED:
        raise Refusal("Der Ausschluss ist abgesandt; das Mitglied nimmt nicht mehr teil (§ 68 Abs. 2 GenG).")
    if entitlement not in (Entitlement.VOTES, Entitlement.ATTENDS):
        raise Refusal("Diese Person ist an diesem Tag nicht Mitglied.")


def capacity_of(authority: Authority) -> Capacity:
    """Say as what a representative casts the vote: as organ, or as appointed by a public body (R-VOTE-09)."""
    return Capacity.APPOINTED if authority is Authority.APPOINTED else Capacity.LEGAL


def check_guest(name: str) -> str:
    """Refuse a guest without a name; the minutes list who was there (§ 47 (1) GenG)."""
    if not name.strip():
        raise Refusal("Geben Sie den Namen an.")
    return name.strip()[:MAX_GUEST]
