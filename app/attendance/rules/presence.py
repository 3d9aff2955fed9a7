"""Coming and going: when the door is open, how somebody takes part, who comes in with whom (§§ 43b, 47 GenG)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.assemblies.rules import AlsoVoting, AssemblyState, DiscussionForm, MeetingForm
from app.attendance.rules.facts import Capacity, Entitlement, Mode
from app.core.formats import day as written
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

    @property
    def last_day(self) -> date:
        """The last day on which anything happens in it."""
        return self.votes_until or self.meets_on


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
    if held.last_day < today:
        raise Refusal("Die Versammlung war am {day}. Daran ändert sich nichts mehr.", day=written(held.last_day))


def check_door_open(held: Held, today: date) -> None:
    """Refuse to let anybody in on another day than that of the assembly (§ 47 (1) GenG)."""
    _check_is_on(held)
    if not is_door_open(held, today):
        raise Refusal("Einlass ist am Tag der Versammlung, dem {day}.", day=written(held.meets_on))


def is_door_open(held: Held, today: date) -> bool:
    """Say whether members come and go on a day: that of the meeting, of a stretched one to the end of the voting."""
    return held.state is AssemblyState.CONVENED and held.meets_on <= today <= held.last_day


def _check_is_on(held: Held) -> None:
    if held.state is not AssemblyState.CONVENED:
        raise Refusal("Diese Versammlung ist nicht einberufen.")


def check_mode(held: Held, mode: Mode) -> None:
    """Refuse a way of taking part that the form of the assembly does not know (§ 43b (1) GenG; R-FORM-01)."""
    if mode not in modes_of(held):
        raise Refusal("Auf diesem Weg nimmt in dieser Versammlung niemand teil.")


def check_by_name(mode: Mode) -> None:
    """Refuse to let somebody in online who is known by name alone: nobody could enter by a ticket (§ 43b GenG)."""
    if mode is Mode.ONLINE:
        raise AboutComing(
            "Online nimmt nur teil, wer eingetragen ist. Tragen Sie die Person als Vertretung des Mitglieds ein."
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
