"""Reads of whom an item concerns, so that it casts no vote there (§ 43 (6) GenG; R-VOTE-06 to R-VOTE-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.attendance.models import Concern
from app.attendance.rules import BANNING, ORGAN_DISCHARGED, ConcernKind
from app.core.values import NotFound
from app.organs.models import Office
from app.organs.rules import Organ
from app.parties.models import Party
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


@dataclass(frozen=True)
class Concerned:
    """Somebody whom an item concerns, or does not although the organ says so; `said` is what the office said of it."""

    party: Party
    by_office: bool
    said: Concern | None = None

    @property
    def is_barred(self) -> bool:
        """Whether no vote counts that this person casts."""
        return self.by_office if self.said is None else self.said.kind is ConcernKind.NAMED


def banning_items(assembly: Assembly) -> list[AgendaItem]:
    """The items on which not everybody may vote, that were not withdrawn (R-VOTE-06)."""
    return [each for each in assembly.items if each.subject in BANNING and each.withdrawn_at is None]


def get_banning_item(assembly: Assembly, item_id: int) -> AgendaItem:
    """One of them; raises NotFound."""
    for each in banning_items(assembly):
        if each.id == item_id:
            return each
    raise NotFound


def year_discharged(session: Session, meets_on: date) -> FiscalYear | None:
    """The fiscal year for which an assembly discharges: the last one over on its day (§ 48 (1) GenG)."""
    return next((each for each in reversed(statutes.fiscal_years(session)) if each.last_day < meets_on), None)


def concerned_by(session: Session, item: AgendaItem, meets_on: date) -> list[Concerned]:
    """Whom an item concerns, by name: who sat in the organ discharged en bloc, and whom the office named (R-VOTE-07).

    Whom the office exempted is in the list, and not barred.
    """
    if item.subject not in BANNING:
        return []
    sat = {party.id: party for party in _sat_in(session, ORGAN_DISCHARGED.get(item.subject), meets_on)}
    said = {each.party_id: each for each in _said_of(session, item.id)}
    named = {**sat, **{each.party_id: each.party for each in said.values()}}
    found = [Concerned(party, party.id in sat, said.get(party.id)) for party in named.values()]
    return sorted(found, key=lambda each: (each.party.sort_name, each.party.id))


def barred_by(session: Session, item: AgendaItem | None, meets_on: date) -> frozenset[int]:
    """The party ids of those whose votes do not count under an item."""
    if item is None:
        return frozenset()
    return frozenset(each.party.id for each in concerned_by(session, item, meets_on) if each.is_barred)


def _said_of(session: Session, item_id: int) -> Sequence[Concern]:
    """What the office said of each person, in the order in which it did: the last word holds."""
    return session.scalars(select(Concern).where(Concern.item_id == item_id).order_by(Concern.id)).all()


def history_of(session: Session, item: AgendaItem) -> Sequence[Concern]:
    """Everything the office said of whom an item concerns, in its order."""
    return _said_of(session, item.id)


def _sat_in(session: Session, organ: Organ | None, meets_on: date) -> Sequence[Party]:
    """Who sat in an organ on any day of the year discharged; on the day of the meeting, where no year is entered."""
    if organ is None:
        return ()
    year = year_discharged(session, meets_on) or FiscalYear(meets_on, meets_on)
    until = or_(Office.last_day.is_(None), Office.last_day >= year.first_day)
    sat = select(Office.party_id).where(Office.organ == organ, Office.first_day <= year.last_day, until)
    return session.scalars(select(Party).where(Party.id.in_(sat))).all()


def unnamed_items(session: Session, assembly: Assembly) -> list[AgendaItem]:
    """Items of which somebody has to say whom they concern, and nobody did so far (R-VOTE-06)."""
    return [each for each in banning_items(assembly) if not concerned_by(session, each, assembly.meets_on)]

