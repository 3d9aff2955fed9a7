"""What an assembly decided is carried out, by the acts of the rooms below, once (R-GV-10).

Each act is one of its room, with the resolution as its ground; here is noted what came of it. What is undone there is
to be done anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.models import Assembly
from app.closing import actions as closing
from app.core import files, journal
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal, check_reason
from app.departures import actions as departures
from app.departures.rules import Amendment
from app.minutes import queries, rules
from app.minutes.models import Consequence, EndedOffice
from app.minutes.queries import Following
from app.minutes.rules import FOLLOW_UP_WORDS, FollowUp
from app.organs import actions as organ_actions
from app.organs import queries as organs
from app.organs.models import Resolution
from app.organs.rules import Organ, OrganFunction
from app.statutes.rules import FiscalYear


@dataclass(frozen=True)
class Term:
    """The office that somebody elected is given: who it is, in which function, for which days.

    `discharged`, `of_member_cooperative` and `is_elected`, of somebody called otherwise on the ballot, are the office's
    word.
    """

    party_id: int
    function: OrganFunction
    first_day: date
    last_day: date | None
    of_member_cooperative: bool = False
    discharged: bool = False
    is_elected: bool = False


def appoint_elected(session: Session, wanted: Following, term: Term, actor: Actor, now: datetime) -> Consequence:
    """Give who was elected and accepted its office, by the resolution of the assembly (§§ 24 (2), 36 (1); R-ELE-01)."""
    assert wanted.option is not None
    assert wanted.organ is not None
    _check(wanted, FollowUp.OFFICE)
    answer = wanted.option.answer
    rules.check_accepted(answer.accepts if answer else None)
    queries.check_elected(session, wanted, term.party_id, term.is_elected)
    rules.check_not_before(term.first_day, wanted.resolved_on)
    office = organ_actions.appoint(
        session, wanted.organ, term.party_id, term.function, term.first_day, term.last_day,
        queries.source_of(session, wanted), actor, now, of_member_cooperative=term.of_member_cooperative,
        discharged=term.discharged, resolution_id=resolution_of(session, wanted).id,
    )
    is_called_so = queries.is_meant(office.party, wanted.about)
    return _note(session, wanted, office.id, actor, now, confirmed="" if is_called_so else office.party.display_name)


def end_removed(
    session: Session, wanted: Following, office_ids: Sequence[int], last_day: date, actor: Actor, now: datetime
) -> Consequence:
    """End the offices of those whom the assembly removed, from the day it did (§§ 24 (3), 36 (3) GenG; R-MAJ-04)."""
    _check(wanted, FollowUp.REMOVAL)
    if not office_ids:
        raise Refusal("Wählen Sie, wessen Amt endet.")
    rules.check_not_before(last_day, wanted.resolved_on)
    reason = f"Abberufen: {queries.source_of(session, wanted)}"
    for each in office_ids:
        organ_actions.end_office(session, organs.get_office(session, each), last_day, reason, actor, now)
    ended = {**queries.offices_still_ended(session, wanted), **dict.fromkeys(office_ids, last_day)}
    row = _note(session, wanted, office_ids[0], actor, now)
    session.add_all(EndedOffice(consequence_id=row.id, office_id=each, last_day=day) for each, day in ended.items())
    session.flush()
    return row


def note_discharge(
    session: Session, wanted: Following, year: FiscalYear, people: Mapping[Organ, Sequence[int]], actor: Actor,
    now: datetime,
) -> Consequence:
    """Note whom the assembly discharged for which year; without people, the whole organ (§§ 37 (2), 48 (1) GenG)."""
    _check(wanted, FollowUp.DISCHARGE)
    resolution = resolution_of(session, wanted)
    if not people:
        raise Refusal("Wählen Sie, wer entlastet ist.")
    for organ, party_ids in people.items():
        organ_actions.note_discharge(session, organ, year.last_day, resolution, party_ids, actor, now)
    return _note(session, wanted, resolution.id, actor, now)


def adopt_accounts(
    session: Session, wanted: Following, year: FiscalYear, paper: CheckedFile | None, actor: Actor, now: datetime
) -> Consequence:
    """Enter that the assembly adopted the accounts of a year; the settlements of that year can be opened (§§ 48, 73).

    Its paper are the signed minutes; until they are signed, another proof is handed in.
    """
    _check(wanted, FollowUp.ADOPTION)
    proof = paper or _signed(session, wanted.assembly)
    if proof is None:
        raise Refusal("Die Niederschrift ist noch nicht unterschrieben. Laden Sie einen Beleg der Feststellung hoch.")
    reference = queries.source_of(session, wanted)
    entry = closing.adopt(session, year, wanted.resolved_on, reference, proof, actor, now)
    return _note(session, wanted, entry.id, actor, now)


def _signed(session: Session, assembly: Assembly) -> CheckedFile | None:
    minutes = queries.find_minutes(session, assembly.id)
    if minutes is None or minutes.scan_sha256 is None:
        return None
    return CheckedFile(minutes.scan_name, files.get(minutes.scan_sha256))


def open_special_right(session: Session, wanted: Following, actor: Actor, now: datetime) -> Consequence:
    """Open the right to leave after an amendment, for those who objected on record (§ 67a (1) GenG; R-EXIT-06)."""
    _check(wanted, FollowUp.SPECIAL_NOTICE)
    resolution, objectors = resolution_of(session, wanted), queries.objectors_to(session, wanted)
    right = departures.open_right(
        session, Amendment(wanted.subject.value), resolution, wanted.resolved_on,
        [each.member_id for each in objectors], actor, now,
    )
    return _note(session, wanted, right.id, actor, now)


def name_convened(session: Session, wanted: Following, assembly_id: int, actor: Actor, now: datetime) -> Consequence:
    """Name the assembly that was resolved on; once it is convened, that is done by itself (§ 46 (2) GenG; R-GV-10).

    Another one may be named until then. Called off, the decision is to be carried out anew.
    """
    _check(wanted, FollowUp.CONVENING)
    rules.check_answers(assembly_id in {each.id for each in queries.assemblies_answering(session, wanted)})
    return _note(session, wanted, assembly_id, actor, now)


def note_done(session: Session, wanted: Following, note: str, actor: Actor, now: datetime) -> Consequence:
    """Note that something was done elsewhere, or that there is nothing to do, and why (R-GV-10)."""
    _check(wanted, wanted.what)
    return _note(session, wanted, None, actor, now, check_reason(note))


def reopen(session: Session, wanted: Following, reason: str, actor: Actor, now: datetime) -> None:
    """Take back a note that something was done elsewhere, or which assembly it is that was resolved on (R-GV-10).

    What any other act did is undone in its own room.
    """
    if wanted.done is None or (wanted.done.reference is not None and wanted.what is not FollowUp.CONVENING):
        raise Refusal("Zurücknehmen lässt sich hier nur ein Vermerk. Was eingetragen ist, machen Sie dort rückgängig.")
    _undo(wanted.done, check_reason(reason), actor, now)
    session.flush()
    summary = Told("Doch nicht erledigt, {what}, {about}: {why}", **_named(wanted), why=wanted.done.undo_reason)
    journal.record(session, actor, "minutes.reopened", assemblies.subject_of(wanted.assembly), now, summary)


def resolution_of(session: Session, wanted: Following) -> Resolution:
    """The resolution that stands in the register; what enters a record rests on it."""
    declared = wanted.poll.declaration
    if declared is None or declared.resolution_id is None:
        raise Refusal("Dieser Beschluss steht nicht im Verzeichnis der Beschlüsse.")
    return organs.get_resolution(session, declared.resolution_id)


def _check(wanted: Following, what: FollowUp) -> None:
    rules.check_asked(wanted.what is what, wanted.is_done)


def _undo(row: Consequence, why: str, actor: Actor, now: datetime) -> None:
    row.undone_at, row.undone_by, row.undo_reason = now, actor.name, why


def _note(
    session: Session, wanted: Following, reference: int | None, actor: Actor, now: datetime, note: str = "",
    confirmed: str = "",
) -> Consequence:
    fallen = queries.find_consequence(session, wanted)
    if fallen is not None:
        is_only_named = wanted.what is FollowUp.CONVENING
        _undo(fallen, "Neu eingetragen" if is_only_named else "Im eigenen Vorgang zurückgenommen", actor, now)
        session.flush()
    row = Consequence(
        poll_id=wanted.poll.id, option_id=wanted.option.id if wanted.option else None, what=wanted.what,
        reference=reference, note=note, done_at=now, done_by=actor.name, undone_by="", undo_reason="",
    )
    session.add(row)
    session.flush()
    summary = Told("Beschluss ausgeführt, {what}: {about}", **_named(wanted))
    if wanted.what is FollowUp.CONVENING:
        summary = Told("Versammlung genannt, {what}: {about}", **_named(wanted))
    if confirmed:
        summary = Told("Beschluss ausgeführt, {what}: {about}, bestätigt als {name}", **_named(wanted), name=confirmed)
    if note:
        summary = Told("Anders erledigt, {what}, {about}: {why}", **_named(wanted), why=note)
    journal.record(
        session, actor, "minutes.carried_out", assemblies.subject_of(wanted.assembly), now, summary,
        poll=wanted.poll.id, reference=reference, confirmed=confirmed,
    )
    return row


def _named(wanted: Following) -> dict[str, object]:
    return {"what": German(FOLLOW_UP_WORDS[wanted.what]), "about": wanted.about}
