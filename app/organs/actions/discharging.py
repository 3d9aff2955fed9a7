"""That the assembly discharged an organ or somebody of it is noted, and withdrawn (Entlastung, § 48 (1) GenG)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, German, Refusal, check_reason
from app.organs import queries
from app.organs.models import Discharge, Resolution
from app.organs.rules import ORGAN_WORDS, Organ, check_discharges


def note_discharge(
    session: Session, organ: Organ, year_end: date, resolution: Resolution, people: Sequence[int], actor: Actor,
    now: datetime,
) -> Sequence[Discharge]:
    """Note that the assembly discharged an organ for a year, or these people of it (§§ 37 (2), 48 (1); R-ELE-05)."""
    check_discharges(organ, resolution.organ)
    one_at_a_time(session, "discharges")
    meant: Sequence[int | None] = people or [None]
    for each in meant:
        if _known(session, organ, year_end, each) is not None:
            raise Refusal("Diese Entlastung ist schon vermerkt.")
        session.add(Discharge(
            organ=organ, party_id=each, year_end=year_end, resolution_id=resolution.id, recorded_at=now,
            recorded_by=actor.name, withdrawn_by="", withdraw_reason="",
        ))
    session.flush()
    noted = queries.discharges_by(session, resolution.id)
    summary = Told("{who} entlastet für das Geschäftsjahr bis {day}", who=_who(noted), day=written(year_end))
    journal.record(session, actor, "discharge", f"resolution:{resolution.id}", now, summary, people=list(people))
    return noted


def _known(session: Session, organ: Organ, year_end: date, party_id: int | None) -> Discharge | None:
    found = select(Discharge).where(
        Discharge.organ == organ, Discharge.year_end == year_end, Discharge.withdrawn_at.is_(None),
        Discharge.party_id.is_(None) if party_id is None else Discharge.party_id == party_id,
    )
    return session.scalar(found)


def _who(noted: Sequence[Discharge]) -> object:
    names = [each.party.display_name for each in noted if each.party]
    return ", ".join(names) if names else German(ORGAN_WORDS[noted[0].organ])


def withdraw_discharge(session: Session, discharge: Discharge, reason: str, actor: Actor, now: datetime) -> None:
    """Withdraw a discharge that was noted by mistake; it stays with the reason (§ 48 (1) GenG)."""
    one_at_a_time(session, "discharges")
    session.refresh(discharge)
    if discharge.withdrawn_at is not None:
        raise Refusal("Dieser Vermerk ist schon zurückgenommen.")
    why = check_reason(reason)
    discharge.withdrawn_at, discharge.withdrawn_by, discharge.withdraw_reason = now, actor.name, why
    session.flush()
    values = {"who": _who([discharge]), "day": written(discharge.year_end), "why": why}
    summary = Told("Entlastung doch nicht vermerkt, {who}, Geschäftsjahr bis {day}: {why}", **values)
    journal.record(session, actor, "withdraw_discharge", f"resolution:{discharge.resolution_id}", now, summary)
