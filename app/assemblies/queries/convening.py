"""Reads before everybody is told: what an invitation still lacks, and what a page showed of an assembly."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies import rules
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.queries.preparing import draft_of
from app.assemblies.rules import Channel, Invitation
from app.core.values import Refusal, Unsaid
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel, Statute


def items_told(assembly: Assembly) -> list[AgendaItem]:
    """The agenda as it is to be told: without what was withdrawn."""
    return [each for each in assembly.items if each.withdrawn_at is None]


def items_untold(assembly: Assembly) -> list[AgendaItem]:
    """What stands on the agenda and was not announced yet."""
    return [each for each in items_told(assembly) if each.announced_by_id is None]


def obstacles(
    session: Session, assembly: Assembly, today: date, channels: Collection[Channel]
) -> list[Refusal]:
    """Why an assembly cannot be convened today as it is planned; each reason, empty where it can (§ 46 GenG; R-GV-03).
    """
    checks = _checks(assembly, statutes.statute_on(session, today), today, channels)
    return _refusals((*checks, lambda: rules.check_agenda([draft_of(each) for each in items_told(assembly)])))


def lacking(assembly: Assembly, statute: Statute | None, today: date) -> list[Refusal]:
    """What an assembly still lacks before it can be convened, unfinished items apart; mails are the fastest way."""
    return _refusals(_checks(assembly, statute, today, {Channel.MAIL})) if statute else []


def _checks(
    assembly: Assembly, statute: Statute, today: date, channels: Collection[Channel]
) -> Sequence[Callable[[], object]]:
    return (
        lambda: rules.convocation_channel(statute),
        lambda: _check_form(assembly, statute),
        lambda: rules.check_phases(
            assembly.form, assembly.discussion_form, assembly.meets_on, assembly.votes_until
        ),
        lambda: rules.check_invitation(Invitation(
            assembly.form, assembly.discussion_form, assembly.access, assembly.place, len(items_told(assembly))
        )),
        lambda: _check_in_time(assembly, today, statute, channels),
    )  # fmt: skip


def _check_form(assembly: Assembly, statute: Statute) -> None:
    """What both organs chose (§ 43b (6) GenG; R-FORM-06)."""
    chosen = {each.voice: each.form for each in assembly.form_votes}
    board, other = (chosen.get(voice) for voice in rules.voices_on_form(statute))
    rules.check_form_agreed(assembly.form, statute.gv_form, board, other)


def _check_in_time(assembly: Assembly, today: date, statute: Statute, channels: Collection[Channel]) -> None:
    """In a public paper it may have stood earlier; that day is judged where it is entered (R-GV-02)."""
    if statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER:
        rules.check_can_be_convened(assembly.meets_on, today, statute, channels)


def _refusals(checks: Sequence[Callable[[], object]]) -> list[Refusal]:
    found = []
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            found.append(refusal)
    return found


def shown_of(assembly: Assembly) -> Mapping[str, object]:
    """What a page shows of an assembly before something is told of it; whoever confirms it later is told what changed.
    """
    facts = (
        assembly.kind, assembly.form, assembly.discussion_form, assembly.meets_on, assembly.begins_at,
        assembly.votes_until, assembly.place, assembly.access, assembly.convened_by, assembly.state,
        *((each.voice, each.form) for each in assembly.form_votes),
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
