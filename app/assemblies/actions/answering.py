"""The board answers what members demand: plans an assembly, puts an item on an agenda, refuses; the court (§ 45 GenG).
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.agenda import add_item
from app.assemblies.actions.planning import plan
from app.assemblies.actions.refusing import tell_refused
from app.assemblies.actions.requests import request_subject
from app.assemblies.models import AgendaItem, AgendaRequest, Assembly, CourtDecision, RequestAnswer
from app.assemblies.rules import AnswerKind, ItemType, PlannedAssembly, PlannedItem, Subject
from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.values import Actor


def plan_for(
    session: Session, request: AgendaRequest, planned: PlannedAssembly, actor: Actor, now: datetime
) -> Assembly:
    """Plan the assembly that members demand, with what they want on its agenda (§ 45 (1), (3) GenG; R-GV-08).

    By members themselves only where the court empowered them.
    """
    rules.check_can_be_met(queries.state_of_request(request))
    rules.check_calls_for_assembly(request.aim)
    rules.check_minority_convenes(planned.convened_by, _is_granted(request))
    assembly = plan(session, planned, actor, now)
    item = add_item(session, assembly, wanted_item(session, request, local(now).date()), actor, now)
    _answer(session, request, AnswerKind.PLANNED, actor, now, assembly_id=assembly.id)
    summary = Told("Versammlung am {day} zu „{title}“ geplant", day=written(assembly.meets_on), title=_title(request))
    _note(session, request, summary, actor, now, assembly=assembly.id, item=item.id)
    return assembly


def _is_granted(request: AgendaRequest) -> bool:
    return request.court is not None and request.court.is_granted


def wanted_item(session: Session, request: AgendaRequest, today: date) -> PlannedItem:
    """The item that members demand: a resolution where they propose one, else to be discussed (§ 45 (2) GenG)."""
    proposer = rules.proposer_of(queries.backing_of(session, request, today))
    if not request.draft:
        return PlannedItem(ItemType.DISCUSSION, request.title, proposer, draft=request.purpose)
    return PlannedItem(ItemType.RESOLUTION, request.title, proposer, Subject.OTHER, draft=request.draft)


def put_on(
    session: Session, request: AgendaRequest, assembly: Assembly, item: PlannedItem, actor: Actor, now: datetime
) -> AgendaItem:
    """Put what members demand on the agenda of an assembly (§ 45 (2) GenG; R-GV-06, R-GV-08).

    It is the minority's item where enough demand it, else the board takes it up as its own. Where the assembly is
    convened already, it is announced by an addition; for a decision too late it is refused.
    """
    rules.check_can_be_met(queries.state_of_request(request))
    reached = queries.backing_of(session, request, local(now).date())
    rules.check_item_is_enough(request.aim, reached)
    meant, place = replace(item, proposed_by=rules.proposer_of(reached)), queries.usual_place(assembly)
    row = add_item(session, assembly, meant, actor, now, place)
    _answer(session, request, AnswerKind.PUT_ON, actor, now, assembly_id=assembly.id, item_id=row.id)
    summary = Told(
        "„{title}“ auf die Tagesordnung der Versammlung am {day} gesetzt", title=_title(request),
        day=written(assembly.meets_on),
    )
    _note(session, request, summary, actor, now, assembly=assembly.id, item=row.id)
    return row


def refuse_request(
    session: Session, request: AgendaRequest, reasons: str, actor: Actor, now: datetime
) -> RequestAnswer:
    """Turn down what members demand, with reasons, and have them told; the court may decide otherwise (§ 45 (3) GenG).

    R-GV-08.
    """
    rules.check_can_be_refused(queries.state_of_request(request))
    answer = _answer(session, request, AnswerKind.REFUSED, actor, now, reasons=reasons.strip())
    summary = Told("„{title}“ abgelehnt: {reason}", title=_title(request), reason=Kept(answer.reasons))
    _note(session, request, summary, actor, now)
    tell_refused(session, request, answer, actor, now)
    return answer


def note_court(
    session: Session, request: AgendaRequest, court: str, file_number: str, decided_on: date, is_granted: bool,
    actor: Actor, now: datetime,
) -> CourtDecision:
    """Note what a court decided on a demand that was not met; the last decision counts (§ 45 (3) GenG; R-GV-08)."""
    state, today, last = queries.state_of_request(request), local(now).date(), request.court
    known = (last.court, last.file_number, last.decided_on, last.is_granted) if last else ()
    is_noted = known == (court.strip(), file_number.strip(), decided_on, is_granted)
    rules.check_court(state, is_noted, decided_on, request.received_on, today)
    decision = CourtDecision(
        request_id=request.id, court=court.strip(), file_number=file_number.strip(), decided_on=decided_on,
        is_granted=is_granted, noted_at=now, noted_by=actor.name,
    )
    session.add(decision)
    session.flush()
    session.refresh(request)
    values = {"court": Kept(decision.court), "number": Kept(decision.file_number), "day": written(decided_on)}
    if is_granted:
        summary = Told("{court}, {number}, {day}: Mitglieder ermächtigt", **values)
    else:
        summary = Told("{court}, {number}, {day}: Antrag der Mitglieder zurückgewiesen", **values)
    journal.record(
        session, actor, "request.court", request_subject(request), now, summary, request=request.id, granted=is_granted
    )
    return decision


def _answer(
    session: Session, request: AgendaRequest, kind: AnswerKind, actor: Actor, now: datetime, **given: object
) -> RequestAnswer:
    answer = RequestAnswer(
        request_id=request.id, kind=kind, answered_at=now, answered_by=actor.name, **{"reasons": "", **given}
    )
    session.add(answer)
    session.flush()
    session.refresh(request)
    return answer


def _title(request: AgendaRequest) -> Kept:
    return Kept(request.title)


def _note(
    session: Session, request: AgendaRequest, summary: Told, actor: Actor, now: datetime, **content: object
) -> None:
    reached = queries.backing_of(session, request, local(now).date())
    journal.record(
        session, actor, "request.answered", request_subject(request), now, summary, request=request.id,
        counted=reached.counted, of=reached.members, needed=reached.needed, **content,
    )
