"""Prepare a round: what it is about, by which criteria, what is assessed; until it begins (R-NEED-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.actions.noting import held, note
from app.assessments.models import Round, RoundCriterion, RoundSubject
from app.assessments.rules import (
    MAX_SUBJECTS,
    PROPOSED,
    Criterion,
    RoundState,
    check_criterion,
    check_last_day,
    check_prepared,
    check_room_for_criterion,
    round_number,
)
from app.bundles import queries as bundles
from app.core.db import next_number
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.needs import queries as needs


@dataclass(frozen=True)
class About:
    """What a round is about, and until when it runs; the day may be set later."""

    title: str
    about: str = ""
    last_day: date | None = None


class TitleRefusal(Refusal):
    """A round without a title."""


def prepare(session: Session, about: About, proposed: Sequence[str], actor: Actor, now: datetime) -> Round:
    """Prepare a round with these of the proposed criteria (keys of `PROPOSED`)."""
    today = local(now).date()
    _check(about, today)
    number = round_number(today.year, next_number(session, f"assessment_round:{today.year}"))
    found = Round(
        number=number, title=about.title.strip(), about=about.about.strip(), last_day=about.last_day,
        prepared_at=now, prepared_by=actor.name, version=0,
    )
    session.add(found)
    session.flush()
    for position, key in enumerate((key for key in PROPOSED if key in proposed), start=1):
        found.criteria.append(_criterion(PROPOSED[key], position))
    note(session, found, "prepare_round", Told("Bewertungsrunde {number} vorbereitet", number=number), actor, now)
    return found


def _check(about: About, today: date) -> None:
    if not about.title.strip():
        raise TitleRefusal("Geben Sie der Runde einen Titel.")
    if about.last_day is not None:
        check_last_day(about.last_day, today)


def change(session: Session, round_id: int, about: About, seen: int, actor: Actor, now: datetime) -> Round:
    """Change what a round is about, before it begins."""
    found = held(session, round_id, seen)
    check_prepared(found.state)
    _check(about, local(now).date())
    found.title, found.about, found.last_day = about.title.strip(), about.about.strip(), about.last_day
    note(session, found, "change_round", Told("Angaben zu {number} geändert", number=found.number), actor, now)
    return found


def call_off(session: Session, round_id: int, seen: int, actor: Actor, now: datetime) -> Round:
    """Call a round off that has not begun; its number stays."""
    found = held(session, round_id, seen)
    check_prepared(found.state)
    found.state = RoundState.CALLED_OFF
    note(session, found, "call_round_off", Told("{number} abgesagt", number=found.number), actor, now)
    return found


# --- criteria ---------------------------------------------------------------------------------------------------------


def _criterion(wanted: Criterion, position: int) -> RoundCriterion:
    return RoundCriterion(
        position=position, name=str(wanted.name).strip(), question=str(wanted.question).strip(),
        low=str(wanted.low).strip(), middle=str(wanted.middle).strip(), high=str(wanted.high).strip(),
        weight=wanted.weight, high_is_worse=wanted.high_is_worse,
    )


def add_criterion(
    session: Session, round_id: int, wanted: Criterion, seen: int, actor: Actor, now: datetime
) -> RoundCriterion:
    """Set one more criterion."""
    found = held(session, round_id, seen)
    check_prepared(found.state)
    check_room_for_criterion(len(found.criteria))
    check_criterion(wanted, [each.name for each in found.criteria])
    row = _criterion(wanted, max((each.position for each in found.criteria), default=0) + 1)
    found.criteria.append(row)
    summary = Told("{number}: Kriterium „{name}“ aufgenommen", number=found.number, name=row.name)
    note(session, found, "set_criterion", summary, actor, now)
    return row


def change_criterion(
    session: Session, round_id: int, criterion_id: int, wanted: Criterion, seen: int, actor: Actor, now: datetime
) -> RoundCriterion:
    """Change the words, the weight or the direction of a criterion."""
    found = held(session, round_id, seen)
    check_prepared(found.state)
    row = queries.get_criterion(found, criterion_id)
    check_criterion(wanted, [each.name for each in found.criteria if each is not row])
    told = _criterion(wanted, row.position)
    for name in ("name", "question", "low", "middle", "high", "weight", "high_is_worse"):
        setattr(row, name, getattr(told, name))
    summary = Told("{number}: Kriterium „{name}“ geändert", number=found.number, name=row.name)
    note(session, found, "set_criterion", summary, actor, now)
    return row


def remove_criterion(
    session: Session, round_id: int, criterion_id: int, seen: int, actor: Actor, now: datetime
) -> Round:
    """Leave a criterion out."""
    found = held(session, round_id, seen)
    check_prepared(found.state)
    row = queries.get_criterion(found, criterion_id)
    found.criteria.remove(row)
    summary = Told("{number}: Kriterium „{name}“ herausgenommen", number=found.number, name=row.name)
    note(session, found, "set_criterion", summary, actor, now)
    return found


# --- what is assessed -------------------------------------------------------------------------------------------------


def choose_subjects(
    session: Session, round_id: int, bundle_ids: Sequence[int], need_ids: Sequence[int], seen: int, actor: Actor,
    now: datetime,
) -> Round:
    """Choose the bundles, and needs by themselves, that are assessed: all of them, in place of those before.

    Only what members may see can be assessed; what is for the office alone is refused by its number.
    """
    found = held(session, round_id, seen)
    check_prepared(found.state)
    of_bundles = [(each, None) for each in dict.fromkeys(bundle_ids)]
    wanted = [*of_bundles, *((None, each) for each in dict.fromkeys(need_ids))]
    if len(wanted) > MAX_SUBJECTS:
        raise Refusal("In einer Runde werden höchstens {most} Bündel und Bedarfe bewertet.", most=MAX_SUBJECTS)
    for bundle_id, need_id in wanted:
        _check_subject(session, bundle_id, need_id)
    kept = [each for each in found.subjects if (each.bundle_id, each.need_id) in wanted]
    there = {(each.bundle_id, each.need_id) for each in kept}
    added = [RoundSubject(bundle_id=one, need_id=other) for one, other in wanted if (one, other) not in there]
    found.subjects[:] = [*kept, *added]
    summary = Told("{number}: zu bewerten sind {many}", number=found.number, many=len(wanted))
    note(session, found, "choose_subjects", summary, actor, now)
    return found


def _check_subject(session: Session, bundle_id: int | None, need_id: int | None) -> None:
    if bundle_id is not None:
        bundle = bundles.get_bundle(session, bundle_id, queries.OFFICE)
        if bundles.find_bundle(session, bundle_id, queries.ANY_MEMBER) is None:
            raise Refusal("{number} sehen Mitglieder nicht; sie können es nicht bewerten.", number=bundle.number)
    if need_id is not None:
        need = needs.get_row(session, need_id, queries.OFFICE).need
        if needs.find_row(session, need_id, queries.ANY_MEMBER) is None:
            raise Refusal("{number} sehen Mitglieder nicht; sie können ihn nicht bewerten.", number=need.number)
