"""Reads of what the members were told and is no longer so, as far as a correction can tell it (R-GV-03, R-GV-07)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Paper, Redirection
from app.assemblies.queries.convening import is_streamed
from app.assemblies.rules import CONVENING, AssemblyState, Corrected, DispatchKind, lets_stream
from app.core.formats import day as written
from app.statutes import queries as statutes

_TELLING_ALL = (*CONVENING, DispatchKind.CORRECTION)


def told_last(assembly: Assembly) -> datetime | None:
    """When the members were last told how the assembly is as a whole: convened, put off, or corrected."""
    return max((each.told_at for each in assembly.dispatches if each.kind in _TELLING_ALL), default=None)


def items_withdrawn_untold(assembly: Assembly) -> list[AgendaItem]:
    """Announced items that were withdrawn since, of which the members were not told (§ 46 (2) GenG; R-GV-06)."""
    since = told_last(assembly)
    return [
        each for each in assembly.items
        if since is not None and each.announced_by_id and each.withdrawn_at is not None and each.withdrawn_at > since
    ]


def papers_changed(assembly: Assembly) -> list[Paper]:
    """Papers taken back or handed in since the members were last told; none about an item still to be announced."""
    since = told_last(assembly)
    if since is None:
        return []
    unknown = {each.id for each in assembly.items if each.announced_by_id is None}
    known = {each.id: max(since, told_at) for each in assembly.items if (told_at := _announced_at(assembly, each))}
    return [
        each for each in assembly.papers
        if each.item_id not in unknown and _is_news(each, known.get(each.item_id or 0, since))
    ]


def _announced_at(assembly: Assembly, item: AgendaItem) -> datetime | None:
    """When an item was announced; what is added comes with its papers."""
    return next((each.told_at for each in assembly.dispatches if each.id == item.announced_by_id), None)


def has_lost_streaming(session: Session, assembly: Assembly) -> bool:
    """Say whether a convened meeting was to be streamed and is no longer: the statute of its day has no clause for it.

    § 43b (2) GenG; R-FORM-02.
    """
    is_convened = assembly.state is AssemblyState.CONVENED
    return is_convened and assembly.is_streamed and not is_streamed(session, assembly)


def is_streaming_lost_untold(session: Session, assembly: Assembly) -> bool:
    """Say whether the members still believe that a meeting is streamed: the clause stood when they were last told."""
    since = told_last(assembly)
    return (
        since is not None and has_lost_streaming(session, assembly)
        and lets_stream(statutes.find_statute_on(session, assembly.meets_on, since))
    )


def _is_news(paper: Paper, since: datetime) -> bool:
    if paper.taken_back_at is None:
        return paper.recorded_at > since
    return paper.taken_back_at > since >= paper.recorded_at


def corrections_of(session: Session, assembly: Assembly, place: str, access: str) -> list[Corrected]:
    """Everything that is no longer as it was told, with place and access as they are to be (R-GV-03, R-FORM-02)."""
    streaming = Corrected("Übertragung", "in Bild und Ton", "entfällt")
    lost = [streaming] if is_streaming_lost_untold(session, assembly) else []
    return [*led_elsewhere(assembly, place, access), *lost, *_withdrawn(assembly), *_papers(assembly)]


def led_elsewhere(assembly: Assembly, place: str, access: str) -> Iterator[Corrected]:
    """What of where an assembly is and how one takes part is not as it was, with both as they are to be (R-GV-03)."""
    for what, before, now in (("Ort", assembly.place, place), ("Zugang", assembly.access, access)):
        if before.split() != now.split():
            yield Corrected(what, before, now)


def _withdrawn(assembly: Assembly) -> Iterator[Corrected]:
    for each in items_withdrawn_untold(assembly):
        yield Corrected(f"TOP {each.position}", each.title, f"abgesetzt: {each.withdraw_reason}")


def _papers(assembly: Assembly) -> Iterator[Corrected]:
    for each in papers_changed(assembly):
        if each.taken_back_at is None:
            yield Corrected("Unterlage", "", f"{each.title}, ab dem {written(each.available_on)}")
        else:
            yield Corrected("Unterlage", each.title, f"zurückgenommen: {each.take_back_reason}")


def redirection_of(session: Session, assembly: Assembly) -> Redirection | None:
    """How room or access of a meeting changed last while it was on; None where it goes on as it was convened."""
    if assembly.redirected_at is None:
        return None
    newest = select(Redirection).where(Redirection.assembly_id == assembly.id).order_by(Redirection.id.desc())
    return session.scalars(newest.limit(1)).one()


def rooms_of(session: Session, assembly: Assembly) -> list[tuple[str, datetime | None]]:
    """Where a meeting was, in its order, each with since when; of the place where it began None (§ 47 (1) GenG)."""
    changed = session.scalars(
        select(Redirection).where(Redirection.assembly_id == assembly.id, Redirection.place != Redirection.place_before)
        .order_by(Redirection.id)
    ).all()
    first = changed[0].place_before if changed else assembly.place
    return [(first, None), *((each.place, each.changed_at) for each in changed)]
