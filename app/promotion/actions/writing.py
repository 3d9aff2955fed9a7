"""What the office prepares: where its regions lie, the words of a year's report, its examples."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import hold
from app.core.formats import at_hour, local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.needs import queries as needs
from app.promotion import queries
from app.promotion.models import MapArea, PromotionExample, PromotionText
from app.promotion.rules import (
    AS_REGION,
    Year,
    check_example,
    check_is_newest,
    check_may_be_told,
)

MATTER = "promotion report"
"""What whoever writes a report or finishes it holds alone until the transaction ends."""


def subject_of(year_end: date) -> str:
    """How the journal calls a year's report."""
    return f"promotion:{year_end.isoformat()}"


def place_regions(session: Session, chosen: Mapping[str, str], actor: Actor, now: datetime) -> int:
    """Keep to which region of the house each district and planning region belongs; gives how many were chosen."""
    hold(session, MATTER, alone=True)
    kept = {key: region for key, region in chosen.items() if region != AS_REGION}
    if kept == queries.chosen_areas(session):
        return len(kept)
    session.execute(delete(MapArea))
    session.add_all(MapArea(key=key, region=region) for key, region in kept.items())
    session.flush()
    journal.record(session, actor, "place_regions", "house", now, Told("Regionen auf der Karte zugeordnet"))
    return len(kept)


def write_words(
    session: Session, year_end: date, introduction: str, outlook: str, seen: int, actor: Actor, now: datetime
) -> PromotionText:
    """Write the words of a year's report anew as its next version; `seen` is the version its page showed, 0 for none.

    What is the same as before is no new version.
    """
    hold(session, MATTER, alone=True)
    newest = queries.find_text(session, year_end)
    if newest is not None:
        check_is_newest(seen, newest.version, newest.written_by, at_hour(newest.at, local(now).date()))
        if (newest.introduction, newest.outlook) == (introduction.strip(), outlook.strip()):
            return newest
    version = newest.version + 1 if newest else 1
    text = PromotionText(
        year_end=year_end, version=version, introduction=introduction.strip(), outlook=outlook.strip(), at=now,
        written_by=actor.name, written_by_id=actor.user_id,
    )
    session.add(text)
    session.flush()
    summary = Told("Texte des Förderberichts geändert, Fassung {version}", version=version)
    journal.record(session, actor, "write_report", subject_of(year_end), now, summary)
    return text


def add_example(
    session: Session, year: Year, need_id: int, words: str, is_named: bool, consent: str, actor: Actor, now: datetime
) -> PromotionExample:
    """Let a year's report tell of a need that was answered in it; without its owner's consent no name is told.

    Confidential needs are never told (R-GDPR-02).
    """
    hold(session, MATTER, alone=True)
    need = needs.get_need(session, need_id, lock=True)
    standing = queries.examples_of(session, year.last_day)
    if any(each.need_id == need_id for each in standing):
        raise Refusal("Bedarf {number} steht schon als Beispiel im Bericht.", number=need.number)
    check_may_be_told(need.number, need.level, need_id in queries.answered_in(session, year, now))
    check_example(words, is_named, consent, len(standing))
    example = PromotionExample(
        year_end=year.last_day, need_id=need_id, words=words.strip(), is_named=is_named,
        consent=consent.strip() if is_named else "", at=now, written_by=actor.name,
    )
    session.add(example)
    session.flush()
    summary = Told("Beispiel im Förderbericht: Bedarf {number}", number=need.number)
    journal.record(session, actor, "add_example", subject_of(year.last_day), now, summary)
    return example


def erase_with_need(session: Session, need_id: int, now: datetime) -> None:
    """Delete what examples say of a need whose words are deleted; issues that have it stay (Art. 17 (3) DSGVO)."""
    for example in session.scalars(select(PromotionExample).where(PromotionExample.need_id == need_id)).unique():
        example.words = example.consent = ""
        example.is_named, example.taken_out_at = False, example.taken_out_at or now


def take_example_out(session: Session, year_end: date, example_id: int, actor: Actor, now: datetime) -> None:
    """Take an example out of a year's report; issues that have it stay as they are."""
    hold(session, MATTER, alone=True)
    example = queries.get_example(session, year_end, example_id)
    example.taken_out_at, example.taken_out_by = now, actor.name
    session.flush()
    summary = Told("Beispiel aus dem Förderbericht genommen: Bedarf {number}", number=example.need.number)
    journal.record(session, actor, "take_example_out", subject_of(year_end), now, summary)
