"""Reads before everybody is told: what an invitation still lacks, and what a page showed of an assembly."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies import rules
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.queries.preparing import as_drafted, items_told, lacking, refusals
from app.assemblies.queries.requests import is_empowered
from app.assemblies.rules import Channel
from app.core.values import Refusal, Unsaid
from app.statutes import queries as statutes


def items_untold(assembly: Assembly) -> list[AgendaItem]:
    """What stands on the agenda and was not announced yet."""
    return [each for each in items_told(assembly) if each.announced_by_id is None]


def obstacles(
    session: Session, assembly: Assembly, today: date, channels: Collection[Channel]
) -> list[Refusal]:
    """Why an assembly cannot be convened today as it is planned; each reason, empty where it can (§ 46 GenG; R-GV-03).
    """
    items = [as_drafted(each) for each in items_told(assembly)]
    besides: tuple[Callable[[], object], ...] = (
        lambda: rules.check_agenda(items),
        lambda: rules.check_phases(
            assembly.form, assembly.discussion_form, assembly.meets_on, assembly.votes_until
        ),
    )  # fmt: skip
    statute, empowered = statutes.statute_on(session, today), is_empowered(session, assembly)
    return [*lacking(assembly, statute, today, channels, empowered), *refusals(besides)]


def is_streamed(session: Session, assembly: Assembly) -> bool:
    """Say whether a meeting is streamed: it is planned so, and the statute of its day lets it be (§ 43b (2) GenG).

    R-FORM-02: without the clause nothing is streamed, though the members were told so before it was struck.
    """
    return assembly.is_streamed and rules.lets_stream(statutes.find_statute_on(session, assembly.meets_on))


def shown_of(session: Session, assembly: Assembly) -> Mapping[str, object]:
    """What a page shows of an assembly before something is told of it; whoever confirms it later is told what changed.
    """
    facts = (
        assembly.kind, assembly.form, assembly.discussion_form, assembly.meets_on, assembly.begins_at,
        assembly.votes_until, assembly.place, assembly.access, assembly.convened_by, assembly.state,
        assembly.lasts_minutes, assembly.also_voting, is_streamed(session, assembly),
        *((each.voice, each.form, each.also_voting, each.resolution_number) for each in assembly.form_votes),
    )
    agenda = [
        (each.position, each.item_type, each.subject, each.seats, each.title, each.draft, each.proposed_by,
         each.announced_by_id, each.withdrawn_at, [(row.clause, row.old_text, row.new_text) for row in each.synopsis])
        for each in assembly.items
    ]  # fmt: skip
    papers = [(each.id, each.taken_back_at) for each in assembly.papers]
    return {
        "facts": Unsaid(facts), "agenda": Unsaid(agenda), "papers": Unsaid(papers),
        "told": Unsaid([each.id for each in assembly.dispatches]),
    }
