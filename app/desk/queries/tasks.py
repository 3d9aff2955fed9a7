"""What waits for the signed-in person, row by row: a few of each kind, the rest as a number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application
from app.admissions.queries import CheckedPoint, Likeness
from app.admissions.rules import POINT_WORDS, REMIND_AFTER, ApplicationState
from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.assemblies.rules import convene_by, deadlines_under
from app.assessments import queries as assessments
from app.assessments.rules import lay_by
from app.attendance import queries as attendance
from app.bundles import queries as bundles
from app.bundles.rules import lapses_on
from app.changes import queries as changes
from app.changes.rules import MATTER_WORDS
from app.core.formats import local
from app.core.told import Kept
from app.core.values import Actor, German, Role
from app.desk.queries import letters
from app.desk.queries.waiting import Counts, claims, notify_by, organs_of, reminded_before, reminders, to_open, to_sign
from app.desk.rules import CHECK_WITHIN, PAY_WITHIN, ROWS_OF_A_KIND, SUMMARIES, Task, TaskKind
from app.dues.rules import LEVEL_WORDS, DunningLevel
from app.minutes import queries as minutes
from app.minutes.rules import FOLLOW_UP_WORDS, FollowUp
from app.needs import queries as needs
from app.needs.rules import answer_by as answer_question_by
from app.needs.rules import look_by
from app.organs import queries as organs
from app.organs.models import Item
from app.prospects import queries as prospects
from app.prospects.queries import Row
from app.prospects.rules import answer_by
from app.removals import queries as removals
from app.removals.rules import STATE_WORDS as REMOVAL_STATE_WORDS
from app.settlements import queries as settlements
from app.settlements.rules import HOLD_WORDS
from app.solutions import queries as solutions
from app.solutions.rules import reply_by
from app.statutes import queries as statutes

NO_DUPLICATE = "no_duplicate"
ORIGINAL = "original_received"
LACKING_SHARES = "lacking_shares"

_LACKS: Mapping[str, str] = {
    **POINT_WORDS, NO_DUPLICATE: German("mögliche Dublette"), LACKING_SHARES: German("Pflichtanteile nach dem Maßstab"),
}
"""What an application lacks, in words that follow `noch offen`."""


_AMONG = {
    TaskKind.DUES_LAPSED: {"view": "lapsed"}, TaskKind.RESTS_OWED: {"view": "owed"},
    TaskKind.JOB_FAILED: {"state": "unclear"},
}
"""The part of the list in which the things of a summary stand, as its address names it."""


_DUE_ON: Mapping[TaskKind, Callable[[Session, date], date | None]] = {
    TaskKind.OPEN_SETTLEMENTS: lambda session, today: to_open(session, today)[1],
    TaskKind.PAY_CLAIMS: lambda session, today: claims(session, today)[1],
}
"""What finds the deadline of a summary, the first among its things; others have none."""


def tasks(session: Session, actor: Actor, today: date, counts: Counts) -> list[Task]:
    """Everything that waits for a person; kinds of which nothing waits by the counts are not asked for."""
    found: list[Task] = []
    for kind, number in counts.tasks.items():
        if kind in SUMMARIES:
            due_on = _DUE_ON[kind](session, today) if kind in _DUE_ON else None
            found.append(Task(kind, {"number": number}, due_on=due_on, arguments=_AMONG.get(kind, {})))
        else:
            rows = list(_ROWS[kind](session, actor, today))
            found += rows
            if number > len(rows) >= ROWS_OF_A_KIND:
                found.append(Task(kind, {"number": number - len(rows)}, more=number - len(rows)))
    return found


# --- applications ----------------------------------------------------------------------------------------------------


def _in_state(session: Session, state: ApplicationState, *conditions: Any) -> Sequence[Application]:
    oldest_first = (Application.submitted_at, Application.id)
    found = select(Application).where(Application.state == state, *conditions).order_by(*oldest_first)
    return session.scalars(found.limit(ROWS_OF_A_KIND)).all()


def _to_check(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Submitted applications: complete ones are proposed, others say all that they lack."""
    for application in _in_state(session, ApplicationState.SUBMITTED):
        arrived_on = local(application.submitted_at or application.created_at).date()
        values: dict[str, object] = {"name": application.name, "day": arrived_on}
        found = admissions.likenesses(session, application)
        points = admissions.checklist_of(session, application, found, today)
        stops = _lacks(session, application, points, today)
        kind = {(): TaskKind.PROPOSE, (ORIGINAL,): TaskKind.ORIGINAL, (NO_DUPLICATE,): TaskKind.COMPARE}.get(
            tuple(stops), TaskKind.CHECK
        )
        if kind is TaskKind.COMPARE:
            values |= _likely(application, found)
        values["missing"] = [_LACKS[key] for key in stops]
        yield Task(kind, values, application.id, arrived_on + CHECK_WITHIN)


def _to_complete(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Applications with which the board cannot go on, as they lack something since they were laid before it."""
    for application in admissions.lacking_on(session, today)[:ROWS_OF_A_KIND]:
        found = admissions.likenesses(session, application)
        stops = _lacks(session, application, admissions.checklist_of(session, application, found, today), today)
        missing = [_LACKS[key] for key in stops] or [German("was die geltende Satzung verlangt")]
        values: dict[str, object] = {"name": application.name, "missing": missing, "likely": "", "member": None}
        if stops == [NO_DUPLICATE]:
            values |= _likely(application, found)
        yield Task(TaskKind.COMPLETE, values, application.id)


def _lacks(
    session: Session, application: Application, points: Sequence[CheckedPoint], today: date
) -> list[str]:
    """Everything that the board must wait for."""
    stops = [each.point.key for each in points if each.point.stops]
    return [*stops, LACKING_SHARES] if admissions.lacking_shares(session, application, today) else stops


def _likely(application: Application, found: Sequence[Likeness]) -> dict[str, object]:
    """Who may be the same as an applicant."""
    same = next((each for each in found if each.party is None or each.party.id != application.party_id), None)
    likely = ""
    if same is not None:
        likely = same.party.display_name if same.party else (same.application.name if same.application else "")
    return {"likely": likely, "member": same.member.number if same is not None and same.member else None}


def _to_notify(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    for application in _in_state(session, ApplicationState.ADMITTED):
        decided_on = local(application.decided_at or application.changed_at).date()
        values = {"name": application.name, "resolution": application.resolution_number}
        yield Task(TaskKind.NOTIFY, values, application.id, notify_by(decided_on))


def _to_remind(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    late = Application.returned_at < reminded_before(today)
    for application in _in_state(session, ApplicationState.RETURNED, late):
        returned_on = local(application.returned_at or application.changed_at).date()
        values = {
            "name": application.name, "days": (today - returned_on).days, "reason": application.return_reason,
            "reminded": local(application.reminded_at).date() if application.reminded_at else None,
        }
        yield Task(TaskKind.REMIND_APPLICANT, values, application.id, returned_on + REMIND_AFTER)


# --- prospects -------------------------------------------------------------------------------------------------------


def _prospects(session: Session, found: Select[Any]) -> Sequence[Row]:
    return prospects.as_rows(session, found.limit(ROWS_OF_A_KIND))


def _to_answer_enquiry(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Enquiries after which nobody has talked with whoever asked (R-NEED-06)."""
    for row in _prospects(session, prospects.to_answer()):
        values = {"name": row.prospect.name, "day": row.received_on}
        yield Task(TaskKind.ANSWER_ENQUIRY, values, row.prospect.id, answer_by(row.received_on))


def _to_do_next(session: Session, actor: Actor, today: date) -> Iterator[Task]:
    """Next steps that are due, one's own and, for the office, those of all (R-NEED-06)."""
    owner = None if Role.OFFICE in actor.roles else actor.user_id
    for row in _prospects(session, prospects.to_do(today, owner)):
        if row.step is not None:
            who = "" if row.step.owner_id == actor.user_id else f" ({row.step.owner_name})"
            values = {"name": row.prospect.name, "what": Kept(row.step.what), "who": who}
            yield Task(TaskKind.NEXT_STEP, values, row.prospect.id, row.step.due_on)


def _to_plan(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Prospects in talk of whom nobody has said what comes next (R-NEED-06)."""
    for row in _prospects(session, prospects.without_step()):
        yield Task(TaskKind.STEP_MISSING, {"name": row.prospect.name}, row.prospect.id)


def _to_keep(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Prospects asked whether their data are to be kept, until when they may answer (R-GDPR-03)."""
    for row in _prospects(session, prospects.asked_to_stay()):
        if until := row.prospect.asked_until:
            yield Task(TaskKind.ASKED_TO_STAY, {"name": row.prospect.name, "day": until}, row.prospect.id, until)


# --- needs ------------------------------------------------------------------------------------------------------------


def _to_look_at(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """New needs that nobody of the office has looked at (R-NEED-01)."""
    for row in session.execute(needs.to_look_at().limit(ROWS_OF_A_KIND)):
        raised_on = local(row.raised_at).date()
        values = {"number": row.number, "title": Kept(row.title), "day": raised_on}
        yield Task(TaskKind.LOOK_AT_NEED, values, row.id, look_by(raised_on))


def _to_answer_question(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Questions about needs that the office has not answered (R-NEED-01)."""
    for row in session.execute(needs.to_answer().limit(ROWS_OF_A_KIND)):
        asked_on = local(row.at).date()
        values = {"number": row.number, "who": row.written_by, "day": asked_on}
        yield Task(TaskKind.ANSWER_QUESTION, values, row.id, answer_question_by(asked_on))


def _to_mediate(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Requests for contact to owners who have no portal, for whom the office asks (R-NEED-01)."""
    for row in session.execute(bundles.to_mediate(today).limit(ROWS_OF_A_KIND)):
        asked_on = local(row.asked_at).date()
        values = {"number": row.number, "day": asked_on}
        yield Task(TaskKind.MEDIATE_CONTACT, values, row.id, lapses_on(asked_on))


def _to_lay(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Rounds of assessment that are over and whose result lies before no organ (R-NEED-02)."""
    for found in session.scalars(assessments.to_lay().limit(ROWS_OF_A_KIND)):
        closed_on = local(found.closed_at).date() if found.closed_at else None
        values = {"number": found.number, "title": Kept(found.title), "day": closed_on}
        yield Task(TaskKind.LAY_ROUND, values, found.id, lay_by(closed_on) if closed_on else None)


def _to_close(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Rounds of assessment that run and have all assessments they can get (R-NEED-02)."""
    for found in assessments.to_close(session, today)[:ROWS_OF_A_KIND]:
        values = {"number": found.number, "title": Kept(found.title), "day": found.last_day}
        yield Task(TaskKind.CLOSE_ROUND, values, found.id, None)


def _to_answer_with(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Solutions that are there while needs still wait for them as the answer (R-NEED-03)."""
    for row in session.execute(solutions.to_answer_with().limit(ROWS_OF_A_KIND)):
        values = {"number": row.number, "title": Kept(row.title), "needs": row.waiting}
        yield Task(TaskKind.ANSWER_WITH, values, row.id)


def _without_partner(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Solutions under way that a partner declined, and nothing followed (R-NEED-03)."""
    for solution_id, number, at in session.execute(solutions.without_partner().limit(ROWS_OF_A_KIND)):
        yield Task(TaskKind.PARTNER_DECLINED, {"number": number, "day": local(at).date()}, solution_id)


def _to_take_up(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Owners who say that a solution did not help, to whom nobody has explained anything (R-NEED-03)."""
    for row in session.execute(solutions.without_reply().limit(ROWS_OF_A_KIND)):
        said_on = local(row.at).date()
        yield Task(TaskKind.TAKE_UP_VERDICT, {"number": row.number, "day": said_on}, row.solution_id, reply_by(said_on))


# --- payments --------------------------------------------------------------------------------------------------------


def _to_pay(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """The letters of dunning that may be written today, those about the highest sums; the list has all of them."""
    for found in reminders(session, today)[0]:
        words = [LEVEL_WORDS[DunningLevel(found.level)]]
        values = {"name": found.name, "member": found.number, "amount": found.amount, "level": words}
        yield Task(TaskKind.REMIND_PAYER, values, found.number, found.oldest, arguments={"level": found.level})


# --- removals --------------------------------------------------------------------------------------------------------


def _to_send_exclusion(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Exclusions resolved whose registered letter is not sent; that is due at once (§ 68 (2) sentence 1 GenG)."""
    for found in session.scalars(removals.to_dispatch().limit(ROWS_OF_A_KIND)):
        values = {
            "name": found.member.party.display_name, "number": found.number, "resolution": found.resolution_number,
        }
        yield Task(TaskKind.SEND_EXCLUSION, values, found.id, today)


def _to_convene(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Planned assemblies whose day comes near, until when they are to be convened (§ 46 (1) GenG; R-GV-04)."""
    statute = statutes.statute_on(session, today)
    for found in session.scalars(assemblies.to_convene(today).limit(ROWS_OF_A_KIND)):
        by = convene_by(statute, found.meets_on)
        yield Task(TaskKind.CONVENE_ASSEMBLY, {"day": found.meets_on, "by": by}, found.id, by)


def _to_lay_open(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Assemblies whose accounts and reports soon have to lie open and are not handed in (§ 48 (3) GenG; R-GV-07)."""
    statute = statutes.statute_on(session, today)
    for found in session.scalars(assemblies.to_lay_open(today).limit(ROWS_OF_A_KIND)):
        by = deadlines_under(statute, found.meets_on).papers
        yield Task(TaskKind.LAY_OPEN, {"day": found.meets_on, "by": by}, found.id, by)


def _to_answer(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Demands of members that the board has not answered; that is due at once (§ 45 (2), (3) GenG; R-GV-08)."""
    for found in session.scalars(assemblies.to_answer().limit(ROWS_OF_A_KIND)):
        if found.received_on is not None:
            values = {"title": Kept(found.title), "day": found.received_on}
            yield Task(TaskKind.ANSWER_REQUEST, values, found.id, notify_by(found.received_on))


def _of_meetings(
    kind: TaskKind, which: Callable[[date], Select[Assembly]]
) -> Callable[[Session, Actor, date], Iterator[Task]]:
    """Assemblies with something to do today: members come in, or their day is over (§ 47 GenG; R-MIN-01, R-GV-11)."""
    def found(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
        for each in session.scalars(which(today).limit(ROWS_OF_A_KIND)):
            yield Task(kind, {"day": each.meets_on}, each.id, today)

    return found


def _to_name(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Assemblies to come soon of which nobody said whom an item concerns (§ 43 (6) GenG; R-VOTE-06)."""
    for found in session.scalars(attendance.to_name(today).limit(ROWS_OF_A_KIND)):
        yield Task(TaskKind.NAME_CONCERNED, {"day": found.meets_on}, found.id, found.meets_on)


def _to_carry_out(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Meetings of whose decisions something is to be carried out still (R-GV-10)."""
    found = [each for each in minutes.open_following(session) if each.what is not FollowUp.FILING]
    for assembly_id in list(dict.fromkeys(each.assembly_id for each in found))[:ROWS_OF_A_KIND]:
        mine = [each for each in found if each.assembly_id == assembly_id]
        what = [German(FOLLOW_UP_WORDS[each]) for each in dict.fromkeys(each.what for each in mine)]
        yield Task(TaskKind.CARRY_OUT, {"day": mine[0].meets_on, "what": what}, assembly_id,
                   arguments={"_anchor": "danach"})


def _to_file(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Decisions to be filed with the register of cooperatives, those due first (§§ 16 (5), 28 GenG)."""
    found = [each for each in minutes.open_following(session) if each.what is FollowUp.FILING]
    for each in sorted(found, key=lambda each: each.due_on or each.meets_on)[:ROWS_OF_A_KIND]:
        values = {"about": each.about, "day": each.meets_on, "law": each.law,
                  "who": f"; {each.responsible}" if each.responsible else ""}
        arguments = {"assembly_id": each.assembly_id, "poll_id": each.poll_id, "option_id": each.option_id}
        yield Task(TaskKind.FILE_REGISTER, values, None, each.due_on, arguments=arguments)


def _to_sign_minutes(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """Meetings that are over whose minutes nobody signed yet (§ 47 (2) GenG; R-MIN-03)."""
    for found in session.scalars(minutes.unsigned().limit(ROWS_OF_A_KIND)).unique():
        yield Task(TaskKind.SIGN_MINUTES, {"day": found.meets_on}, found.id, today)


def _to_sign_addenda(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Addenda to signed minutes that nobody signed yet, drafts too (§ 47 (2) GenG; R-MIN-03, R-MIN-06)."""
    for assembly, addendum in session.execute(minutes.addenda_to_sign().limit(ROWS_OF_A_KIND)).unique():
        arguments = {"assembly_id": assembly.id, "addendum_id": addendum.id}
        values = {"number": addendum.number, "day": assembly.meets_on}
        yield Task(TaskKind.SIGN_ADDENDUM, values, None, arguments=arguments)


# --- organs ----------------------------------------------------------------------------------------------------------


def _to_vote(session: Session, actor: Actor, today: date) -> Iterator[Task]:
    """Resolutions in which the person's vote is missing."""
    waiting: dict[int, list[Item]] = {}
    for item in organs.items_awaiting(session, actor.party_id or 0, today):
        waiting.setdefault(item.resolution_id or 0, []).append(item)
    for items in list(waiting.values())[:ROWS_OF_A_KIND]:
        resolution = items[0].resolution
        if resolution is not None:
            values = {"number": resolution.number, "title": Kept(resolution.title), "items": len(items)}
            yield Task(TaskKind.VOTE, values, resolution.id, resolution.deadline_on or resolution.meeting_on)


def _to_sign(session: Session, actor: Actor, today: date) -> Iterator[Task]:
    for row in session.execute(to_sign(organs_of(actor)).limit(ROWS_OF_A_KIND)):
        values = {"number": row.number, "title": Kept(row.title), "day": local(row.ready_at).date()}
        yield Task(TaskKind.SIGN, values, row.id)


# --- changes ---------------------------------------------------------------------------------------------------------


def _to_confirm(session: Session, actor: Actor, today: date) -> Iterator[Task]:
    """What somebody else entered about a member and the person may confirm; the account goes on as before till then."""
    for change in changes.waiting_for(session, actor.user_id, ROWS_OF_A_KIND):
        values = {
            "matter": [MATTER_WORDS[change.matter]], "name": change.concerned.display_name,
            "who": change.entered_by_name, "day": change.valid_from,
        }
        yield Task(TaskKind.CONFIRM_CHANGE, values, change.id, max(change.valid_from, local(change.entered_at).date()))


def _to_confirm_settlements(session: Session, actor: Actor, today: date) -> Iterator[Task]:
    """Settlements that somebody else opened; money leaves only once they are confirmed."""
    for found in session.scalars(settlements.to_confirm(actor.user_id).limit(ROWS_OF_A_KIND)):
        values = {
            "name": found.member.party.display_name, "number": found.number, "who": found.entered_by_name,
            "amount": found.claim,
        }
        yield Task(TaskKind.CONFIRM_SETTLEMENT, values, found.id, found.due_on)


def _to_pay_out(session: Session, _actor: Actor, today: date) -> Iterator[Task]:
    """What is to be paid to those who left, by the day the law or the statute names (§ 73 (2) GenG; R-PAY-01).

    What may not be paid is not late, nor what waits for an appeal; what is barred need not be.
    """
    for payout in settlements.payouts_due(session, today + PAY_WITHIN, today, ROWS_OF_A_KIND):
        found, kind = payout.settlement, TaskKind.PAY_OUT
        values: dict[str, object] = {
            "name": found.member.party.display_name, "number": found.number, "amount": found.left,
        }
        if payout.is_lapsed(today):
            kind, values["barred"] = TaskKind.PAYOUT_BARRED, payout.barred_after
        elif payout.waits_for or payout.contested:
            appeal = [REMOVAL_STATE_WORDS[payout.contested.state]] if payout.contested else []
            kind, values["why"] = TaskKind.PAYOUT_HELD, [*(HOLD_WORDS[hold] for hold in payout.waits_for), *appeal]
        may_be_late = kind is not TaskKind.PAYOUT_BARRED and payout.payable > 0 and not payout.contested
        yield Task(kind, values, found.id, found.due_on if may_be_late else None)


_ROWS: dict[TaskKind, Callable[[Session, Actor, date], Iterator[Task]]] = {
    TaskKind.CHECK: _to_check,
    TaskKind.COMPLETE: _to_complete,
    TaskKind.NOTIFY: _to_notify,
    TaskKind.REMIND_APPLICANT: _to_remind,
    TaskKind.ANSWER_ENQUIRY: _to_answer_enquiry,
    TaskKind.NEXT_STEP: _to_do_next,
    TaskKind.STEP_MISSING: _to_plan,
    TaskKind.ASKED_TO_STAY: _to_keep,
    TaskKind.LOOK_AT_NEED: _to_look_at,
    TaskKind.ANSWER_QUESTION: _to_answer_question,
    TaskKind.LAY_ROUND: _to_lay,
    TaskKind.CLOSE_ROUND: _to_close,
    TaskKind.MEDIATE_CONTACT: _to_mediate,
    TaskKind.ANSWER_WITH: _to_answer_with,
    TaskKind.PARTNER_DECLINED: _without_partner,
    TaskKind.TAKE_UP_VERDICT: _to_take_up,
    TaskKind.REMIND_PAYER: _to_pay,
    TaskKind.TELL_LEAVER: letters.of_notices,
    TaskKind.TELL_SUBSCRIBER: letters.of_shares,
    TaskKind.TELL_TRANSFER: letters.of_transfers,
    TaskKind.TELL_REMOVED: letters.of_removals,
    TaskKind.TELL_SETTLED: letters.of_settlements,
    TaskKind.SEND_EXCLUSION: _to_send_exclusion,
    TaskKind.ANSWER_REQUEST: _to_answer,
    TaskKind.CONVENE_ASSEMBLY: _to_convene,
    TaskKind.LAY_OPEN: _to_lay_open,
    TaskKind.OPEN_DOOR: _of_meetings(TaskKind.OPEN_DOOR, attendance.to_open),
    TaskKind.NAME_CONCERNED: _to_name,
    TaskKind.CLOSE_SITTING: _of_meetings(TaskKind.CLOSE_SITTING, assemblies.left_open),
    TaskKind.SETTLE_UNOPENED: _of_meetings(TaskKind.SETTLE_UNOPENED, assemblies.to_settle),
    TaskKind.SIGN_MINUTES: _to_sign_minutes,
    TaskKind.SIGN_ADDENDUM: _to_sign_addenda,
    TaskKind.CARRY_OUT: _to_carry_out,
    TaskKind.FILE_REGISTER: _to_file,
    TaskKind.VOTE: _to_vote,
    TaskKind.SIGN: _to_sign,
    TaskKind.CONFIRM_CHANGE: _to_confirm,
    TaskKind.CONFIRM_SETTLEMENT: _to_confirm_settlements,
    TaskKind.PAY_OUT: _to_pay_out,
}

