"""The steps of the set-up, and when each is done; nothing is kept, everything is read off what was entered."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, PartyKind, Refusal
from app.parties.rules import is_organisation
from app.statutes.rules import FIRST_LAW, is_before_first_law

FOUNDING_MEMBERS = 3
"""Fewest members of a registered cooperative, investing ones not counted (§§ 4, 80 (1) GenG; R-STA-01)."""


class StepKey(StrEnum):
    """A step of the set-up, in its order."""

    HOUSE = "house"
    STATUTE = "statute"
    YEARS = "years"
    FOUNDERS = "founders"
    OFFICERS = "officers"
    OFFICE = "office"
    CHECK = "check"


@dataclass(frozen=True)
class Gap:
    """Something still missing: a German sentence with placeholders, translated when shown."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A step with what it still lacks."""

    key: StepKey
    gaps: Sequence[Gap] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def next_step(steps: Sequence[Step]) -> Step | None:
    """The first step that still lacks something; None where the set-up is complete."""
    return next((step for step in steps if not step.is_done), None)


def gaps_of_statute(is_recorded: bool, is_registered: bool, unsaid: Sequence[str], has_pdf: bool) -> list[Gap]:
    """What the statute lacks: recorded, registered, complete (R-STA-02), its PDF (R-ADM-07)."""
    if not is_recorded:
        return [Gap("Die Satzung ist noch nicht erfasst.")]
    gaps = [] if is_registered else [Gap("Der Tag der Eintragung der Satzung ist noch nicht vermerkt.")]
    gaps += [Gap("Die Satzung sagt noch nichts zu: {label}.", {"label": German(label)}) for label in unsaid]
    return gaps if has_pdf else [*gaps, Gap("Das PDF der Satzung ist noch nicht abgelegt.")]


class FoundingDayRefusal(Refusal):
    """A refusal of the day from which somebody is a founding member."""


class SharesRefusal(Refusal):
    """A refusal of a founding member's shares."""


class PaidInRefusal(Refusal):
    """A refusal of what a founding member has paid in."""


class AddressRefusal(Refusal):
    """A refusal of a founding member's address."""


class RepresentativeRefusal(Refusal):
    """A refusal of whoever acts for a founding member."""


@contextmanager
def refused_as(kind: type[Refusal]) -> Iterator[None]:
    """Say what a refusal from below is about, so that it stands at its field; one that says so itself is left alone."""
    try:
        yield
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        raise kind(refusal.message, **refusal.values) from refusal


def check_founding_day(first_day: date, today: date) -> None:
    """Refuse a founding member whose membership would begin in days to come, or before any law for it (R-ADM-12)."""
    if first_day > today:
        raise FoundingDayRefusal("Der Tag der Gründung liegt in der Zukunft.")
    if is_before_first_law(first_day):
        raise FoundingDayRefusal(
            "Vor dem {day} gab es keine eingetragene Genossenschaft. Prüfen Sie das Jahr.", day=written(FIRST_LAW)
        )


def check_representative(kind: PartyKind, first_names: str, last_name: str) -> None:
    """Refuse somebody half named to act for a founding organisation, or anybody to act for a person (R-ADM-13)."""
    if not is_organisation(kind):
        raise RepresentativeRefusal("Eine natürliche Person handelt selbst. Leeren Sie die Felder zur Vertretung.")
    if not first_names.strip() or not last_name.strip():
        raise RepresentativeRefusal("Wer das Mitglied vertritt, steht mit Vor- und Familiennamen da.")


def gaps_of_members(ordinary_members: int) -> list[Gap]:
    """What the register lacks: at least three members who are not investing (R-STA-01)."""
    if ordinary_members >= FOUNDING_MEMBERS:
        return []
    return [
        Gap(
            "Eine Genossenschaft hat mindestens drei Mitglieder (§ 4 GenG); eingetragen: {count}.",
            {"count": ordinary_members},
        )
    ]


def gaps_of_officers(findings: Sequence[Gap], without_login: Sequence[str]) -> list[Gap]:
    """What the organs lack: their make-up by law and statute, and a login for everybody who votes in them."""
    return [*findings, *(Gap("{name} hat noch keinen Zugang.", {"name": name}) for name in without_login)]


def gaps_of_office(has_office: bool) -> list[Gap]:
    """What the office lacks: somebody with its role, who does the daily work."""
    return [] if has_office else [Gap("Noch hat niemand die Rolle Geschäftsstelle.")]
