"""Telling one member after the other, by mail or letter, and what is done where that did not arrive (R-GV-02)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.assemblies import queries, rules
from app.assemblies.actions import announcing
from app.assemblies.actions.holding import matter_of
from app.assemblies.models import Dispatch, Notification, Undelivered
from app.assemblies.queries import Recipient, Ticket
from app.assemblies.rules import (
    NIGHT_JOB,
    NOTIFIED_BY_WORDS,
    TELL_JOB,
    Channel,
    DispatchKind,
    NotificationState,
    UndeliveredKind,
)
from app.core import files, jobs, journal, links, outbox
from app.core.db import hold
from app.core.formats import beginning_of, local
from app.core.formats import day as written
from app.core.jobs import Hopeless, Job, NotYet
from app.core.outbox import Attachment
from app.core.told import Kept, Told
from app.core.values import Actor, German, NotFound, Refusal, check_reason
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.removals import actions as removals_actions
from app.removals import queries as removals
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes.rules import ONE_DAY
from documents import calendar_entry, mails
from documents.assembly_invitation import InvitationFacts
from documents.assembly_notice import Corrected
from documents.calendar_entry import EntryFacts
from documents.letter import Letter

LETTERS, EITHER, AGAIN = "letters", "either", "again"
"""How a step says whether who has a postal address gets a letter in any case, or whose mail was kept another one."""

LETTER_TITLES = {
    DispatchKind.CONVOCATION: German("Einladung zur Generalversammlung"),
    DispatchKind.ADDITION: German("Ergänzung der Tagesordnung"),
    DispatchKind.CANCELLATION: German("Absage der Generalversammlung"),
    DispatchKind.POSTPONEMENT: German("Verlegung der Generalversammlung"),
    DispatchKind.CORRECTION: German("Berichtigung zur Generalversammlung"),
}
FILE_NAMES = {
    DispatchKind.CONVOCATION: "Einladung.pdf", DispatchKind.ADDITION: "Ergänzung der Tagesordnung.pdf",
    DispatchKind.CANCELLATION: "Absage.pdf", DispatchKind.POSTPONEMENT: "Neue Einladung.pdf",
    DispatchKind.CORRECTION: "Berichtigung.pdf",
}
ENTRY_NAME = "Termin.ics"
FORMAL = "Sehr geehrte Damen und Herren,"


# --- the job ----------------------------------------------------------------------------------------------------------


def tell_everybody(session: Session, dispatch: Dispatch, letters_for_all: bool, actor: Actor, now: datetime) -> None:
    """Have each member told of a dispatch who was not yet; nothing is asked for where that is nobody."""
    whom = session.scalars(queries.untold(dispatch, local(now).date())).all()
    if whom:
        _order(session, dispatch, whom, letters_for_all, actor, now)


def _order(
    session: Session, dispatch: Dispatch, whom: Sequence[int], letters_for_all: bool, actor: Actor, now: datetime
) -> int:
    """Ask for one step for each of them; gives the job's id.

    It cannot be paused or cancelled: a deadline of the law runs (§ 46 (1) GenG).
    """
    return _enqueue(session, dispatch, whom, LETTERS if letters_for_all else EITHER, actor, now)


def _enqueue(
    session: Session, dispatch: Dispatch, whom: Sequence[int], way: str, actor: Actor, now: datetime
) -> int:
    key = f"{TELL_JOB}:{dispatch.id}:"
    before = session.scalar(select(func.count()).select_from(Job).where(Job.key.startswith(key))) or 0
    return jobs.enqueue(
        session, TELL_JOB, [f"{dispatch.assembly_id}:{dispatch.id}:{each}:{way}" for each in sorted(whom)],
        key=f"{key}{before + 1}", actor=actor, now=now, title=_title(dispatch),
        rank=jobs.Rank.MASS,
    )


def await_copy(session: Session, reference: str) -> None:
    """Wait until the copy is made that goes with every mail; raises NotYet, or Hopeless where it cannot be made."""
    _assembly_id, dispatch_id, *_rest = reference.split(":")
    document = queries.find_dispatch(session, int(dispatch_id)).document
    if document is None or document.sha256 is not None:
        return
    if archive.failed_jobs_of(session, [document.id]):
        raise Hopeless("Die Ausfertigung für alle konnte nicht hergestellt werden. Lassen Sie sie noch einmal drucken.")
    raise NotYet


def tell_step(session: Session, reference: str, actor: Actor, now: datetime) -> None:
    """Tell one member of a dispatch; nobody who was told already, who left, and nothing that is no longer so.

    The assembly is held beside others: whoever calls it off waits for this step, and then recalls what came of it.
    """
    assembly_id, dispatch_id, member_id, way = reference.split(":")
    hold(session, matter_of(int(assembly_id)), alone=False)
    hold(session, f"dispatch {dispatch_id} member {member_id}", alone=True)
    dispatch, today = queries.find_dispatch(session, int(dispatch_id)), local(now).date()
    if way == AGAIN:
        _send_kept(session, dispatch, int(member_id), actor, now)
        return
    if not _is_to_be_told(session, dispatch, int(member_id), today):
        return
    who = queries.recipient(session, int(member_id), today)
    channel = rules.channel_for(who.reach, way == LETTERS)
    if channel is not None:
        _notify(session, dispatch, who, channel, 1, actor, now)


def _is_to_be_told(session: Session, dispatch: Dispatch, member_id: int, today: date) -> bool:
    return (
        dispatch.last_day >= today and queries.is_in_force(dispatch)
        and not queries.is_tried(session, dispatch.id, member_id)
        and queries.is_to_be_told(session, dispatch, member_id, today)
    )


def invite_newcomers(session: Session, actor: Actor, now: datetime) -> int:
    """Have everybody told of assemblies to come whom nobody told yet and who can be reached (R-GV-09).

    Members who joined since, and those of whom an address is known by now. Gives how many.
    """
    today, number = local(now).date(), 0
    for dispatch in queries.dispatches_to_tell(session, today):
        reachable = _reachable(session, dispatch, today)
        if reachable:
            _order(session, dispatch, reachable, False, actor, now)
        number += len(reachable)
    return number


def newcomers_wait(session: Session, now: datetime) -> bool:
    """Say whether somebody can be told of an assembly to come whom nobody told yet, and no job is about it (R-GV-09).

    Asked often, it looks once between two acts, and says so once: who is admitted is an act, and so is an address that
    is entered. Where a step of a job failed, a person decides about it, and the night looks again.
    """
    today = local(now).date()
    found = _WAITING.get(session, today, lambda: [
        each.id for each in queries.dispatches_to_tell(session, today)
        if queries.find_telling(session, each) is None and not queries.has_failed_step(session, each)
        and _reachable(session, each, today)
    ])  # fmt: skip
    waits = bool(found)
    found.clear()
    return waits


_WAITING = journal.UntilTheNextAct[list[int]]()
"""What somebody waits to be told, by day; emptied once it was said."""


def _reachable(session: Session, dispatch: Dispatch, today: date) -> list[int]:
    """Whom nobody told of a dispatch yet and who can be told."""
    found = queries.recipients(session, queries.untold(dispatch, today), today)
    return [each.member_id for each in found if rules.channel_for(each.reach)]


def order_missing(session: Session, dispatch: Dispatch, actor: Actor, now: datetime) -> int:
    """Have those told whom nobody told so far, on a person's word and at once; gives the job's id (R-GV-09)."""
    today = local(now).date()
    _check_in_force(dispatch, today)
    reachable = _reachable(session, dispatch, today)
    if not reachable:
        raise Refusal("Es gibt niemanden, der noch zu benachrichtigen wäre und erreichbar ist.")
    return _order(session, dispatch, reachable, False, actor, now)


def order_kept(session: Session, dispatch: Dispatch, actor: Actor, now: datetime) -> int:
    """Have all those told again whose mail was kept for want of a mail server; gives the job's id (R-GV-02)."""
    today = local(now).date()
    _check_in_force(dispatch, today)
    kept = queries.deliveries(session, dispatch, today, NotificationState.KEPT)[0]
    if not kept:
        raise Refusal("Es ist keine E-Mail mehr einbehalten.")
    return _enqueue(session, dispatch, [each.member_id for each in kept], AGAIN, actor, now)


def _send_kept(session: Session, dispatch: Dispatch, member_id: int, actor: Actor, now: datetime) -> None:
    """Mail once more to whom the last mail was kept, while it is so and the telling still holds."""
    today = local(now).date()
    if dispatch.last_day < today or not queries.is_in_force(dispatch):
        return
    if not queries.is_to_be_told(session, dispatch, member_id, today):
        return
    stands, who = queries.delivery_to(session, dispatch, member_id, today), queries.recipient(session, member_id, today)
    if stands.state is NotificationState.KEPT and who.reach.email:
        _notify(session, dispatch, who, Channel.MAIL, stands.attempt + 1, actor, now)


def ask_for_night(session: Session, now: datetime) -> None:
    """See to it that the next night looks for whom nobody told; one job a night."""
    night = beginning_of(local(now).date() + ONE_DAY)
    key = f"{NIGHT_JOB}:{night:%Y-%m-%d}"
    jobs.enqueue(
        session, NIGHT_JOB, [key], key=key, actor=Actor.system(), now=now, not_before=night,
        title=German("Einladung neuer Mitglieder"),
    )


# --- what did not arrive ----------------------------------------------------------------------------------------------


def tell_again(
    session: Session, dispatch: Dispatch, member_id: int, channel: Channel, actor: Actor, now: datetime
) -> Notification:
    """Try once more to tell a member who was not reached, on the way that a person chooses (R-GV-02)."""
    hold(session, matter_of(dispatch.assembly_id), alone=False)
    hold(session, f"dispatch {dispatch.id} member {member_id}", alone=True)
    session.expire_all()
    today = local(now).date()
    _check_in_force(dispatch, today)
    stands = queries.delivery_to(session, dispatch, member_id, today)
    if not queries.is_to_be_told(session, dispatch, member_id, today):
        raise Refusal("Wer ausgeschieden oder ausgeschlossen ist, erfährt von der Versammlung nichts mehr.")
    who = queries.recipient(session, member_id, today)
    rules.check_told_again(stands.state, channel, who.reach)
    if channel is Channel.MAIL:
        _check_copy_is_made(dispatch)
    return _notify(session, dispatch, who, channel, stands.attempt + 1, actor, now)


def _check_copy_is_made(dispatch: Dispatch) -> None:
    if dispatch.document is not None and dispatch.document.sha256 is None:
        raise Refusal("Die Ausfertigung für alle wird gerade hergestellt. Versuchen Sie es in einer Minute noch mal.")


def _check_in_force(dispatch: Dispatch, today: date) -> None:
    if not queries.is_in_force(dispatch):
        raise Refusal("Das gilt nicht mehr; inzwischen ist den Mitgliedern etwas anderes mitgeteilt.")
    if dispatch.last_day < today:
        raise Refusal("Der Tag dieser Versammlung ist vorbei.")


def note_returned(
    session: Session, dispatch: Dispatch, member_id: int, reason: str, actor: Actor, now: datetime
) -> Undelivered:
    """Note that what was sent to a member came back, and why; it counts as not reached (R-GV-02)."""
    hold(session, f"dispatch {dispatch.id} member {member_id}", alone=True)
    stands = queries.delivery_to(session, dispatch, member_id, local(now).date())
    rules.check_can_come_back(stands.state)
    noted = Undelivered(
        notification_id=stands.notification_id, kind=UndeliveredKind.RETURNED, why=check_reason(reason), noted_at=now,
        noted_by=actor.name,
    )
    session.add(noted)
    session.flush()
    summary = Told("{what} zurückgekommen: {reason}", what=LETTER_TITLES[dispatch.kind], reason=Kept(noted.why))
    journal.record(
        session, actor, "note_undelivered", f"member:{member_id}", now, summary, dispatch=dispatch.id
    )
    return noted


# --- one message ------------------------------------------------------------------------------------------------------


def _notify(
    session: Session, dispatch: Dispatch, who: Recipient, channel: Channel, attempt: int, actor: Actor, now: datetime
) -> Notification:
    """Write mail or letter, and note that it was."""
    is_mail = channel is Channel.MAIL
    sent = _mail(session, dispatch, who, now) if is_mail else _letter(session, dispatch, who, actor, now)
    told = Notification(
        dispatch_id=dispatch.id, member_id=who.member_id, attempt=attempt, channel=channel, told_at=now, **sent
    )
    session.add(told)
    session.flush()
    if is_mail:
        summary = Told("{what} per {way}", what=LETTER_TITLES[dispatch.kind], way=NOTIFIED_BY_WORDS[channel])
        journal.record(session, actor, "tell_member", f"member:{who.member_id}", now, summary, dispatch=dispatch.id)
    return told


def _title(dispatch: Dispatch) -> German:
    """What a telling is called where those of several assemblies lie side by side: with the day of its assembly."""
    return German(LETTER_TITLES[dispatch.kind], written(dispatch.meets_on))


def _letter(session: Session, dispatch: Dispatch, who: Recipient, actor: Actor, now: datetime) -> dict[str, Any]:
    member, today = members.get_member(session, who.member_id), local(now).date()
    facts, name = announcing.told_by(dispatch), share_queries.printed_name(session, member.party_id, today)

    def with_letter(letter: Letter) -> object:
        mine = {"member": name, "ticket": _ticket(dispatch, who)} if isinstance(facts, InvitationFacts) else {}
        return replace(facts, letter=letter, **mine)

    kind = announcing.INVITATION if isinstance(facts, InvitationFacts) else announcing.NOTICE
    letter = shares.issue_letter(
        session, member, kind, _title(dispatch), with_letter, actor, now, _addressee(session, member, today)
    )
    recipient = facts.letter.recipient if letter.facts is None else letter.facts["letter"]["recipient"]
    return {"letter_id": letter.id, "address": ", ".join(recipient)[:500]}


def _ticket(dispatch: Dispatch, who: Recipient) -> str:
    """Where the ticket of a member leads: for whoever acts for it, who says there who it is (§ 43b GenG)."""
    return queries.ticket_address(Ticket(dispatch.assembly_id, who.member_id))


def _addressee(session: Session, member: Member, today: date) -> shares.Addressee | None:
    """Who gets the letter of a member that died or went over into another; None: the member itself (§ 77 (1) GenG)."""
    removal = removals.find_followed(session, member.id)
    return removals_actions.successor_of(session, removal, today) if removal is not None else None


def _mail(session: Session, dispatch: Dispatch, who: Recipient, now: datetime) -> dict[str, Any]:
    attached = _attachments(session, dispatch)
    mail = mails.compose(_words(session, dispatch, who, [each.name for each in attached], local(now).date()))
    put = outbox.put(
        session, kind=mail.kind, to=who.reach.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=f"member:{who.member_id}", now=now, attachments=attached,
    )
    return {"mail_id": put.id, "address": who.reach.email}


def _attachments(session: Session, dispatch: Dispatch) -> list[Attachment]:
    """The copy for everybody, and the entry for the calendar where there is one."""
    document, entry = dispatch.document, entry_of(dispatch)
    found = []
    if document is not None and document.sha256 is not None:
        found.append(Attachment(document.sha256, FILE_NAMES[dispatch.kind]))
    if entry is not None and dispatch.kind is not DispatchKind.ADDITION:
        sha256 = files.keep(session, calendar_entry.build(entry))
        found.append(Attachment(sha256, ENTRY_NAME, entry.media_type))
    return found


def _words(
    session: Session, dispatch: Dispatch, who: Recipient, attached: Sequence[str], today: date
) -> mails.MailFacts:
    facts, head = announcing.told_by(dispatch), organs.letterhead_on(session, today)
    link, names = announcing.own_page(), tuple(attached)
    salutation = f"Guten Tag {who.greeted}," if who.greeted else FORMAL
    titles = tuple(f"TOP {each.number}: {each.title}" for each in facts.items)
    if dispatch.kind is DispatchKind.CONVOCATION:
        return mails.AssemblyConvened(head, facts.meeting, titles, link, names, salutation, _ticket(dispatch, who))
    if dispatch.kind is DispatchKind.ADDITION:
        return mails.AssemblyExtended(head, facts.meeting, facts.added, titles, facts.reason, link, names, salutation)
    if dispatch.kind is DispatchKind.CANCELLATION:
        return mails.AssemblyCancelled(head, facts.meeting, facts.reason, names, salutation)
    if dispatch.kind is DispatchKind.CORRECTION:
        lines = tuple(_line(each) for each in facts.corrections)
        return mails.AssemblyCorrected(head, facts.meeting, lines, facts.reason, link, names, salutation)
    return mails.AssemblyPostponed(
        head, _former(dispatch).meeting, facts.meeting, dispatch.reason, link, names, True, salutation,
        _ticket(dispatch, who),
    )


def _line(corrected: Corrected) -> str:
    """What is corrected, in a line of a mail."""
    if not corrected.before:
        return f"{corrected.what}: neu {corrected.now}"
    return f"{corrected.what}: bisher {corrected.before}, richtig {corrected.now}"


def _former(dispatch: Dispatch) -> InvitationFacts:
    """What the invitation said in whose place another one stands."""
    before = [each for each in dispatch.assembly.dispatches if each.id < dispatch.id and each.kind in rules.CONVENING]
    former: InvitationFacts = announcing.told_by(before[-1])
    return former


def copy_of(dispatch: Dispatch) -> bytes:
    """The copy for everybody, as it was told."""
    if dispatch.document is None:
        raise NotFound
    return archive.content_of(dispatch.document)


def entry_bytes(dispatch: Dispatch) -> tuple[bytes, str] | None:
    """The entry for the calendar, and as what it is sent; None where there is none."""
    entry = entry_of(dispatch)
    return (calendar_entry.build(entry), entry.media_type) if entry is not None else None


def entry_of(dispatch: Dispatch) -> EntryFacts | None:
    """The entry for the calendar, the same for everybody; a later telling finds it by its uid, and goes before it.

    None where it can't be said by whom a cancellation comes.
    """
    facts = announcing.told_by(dispatch)
    head, meeting = facts.letter.letterhead, facts.meeting
    is_off = dispatch.kind is DispatchKind.CANCELLATION
    if is_off and not head.email:
        return None
    name = meeting.name[0].upper() + meeting.name[1:]
    return EntryFacts(
        uid=f"versammlung-{dispatch.assembly_id}@{_host()}", sequence=dispatch.sequence, told_at=dispatch.told_at,
        title=f"{name}, {head.firm}", begins_at=meeting.begins_at, ends_at=meeting.ends_at, place=meeting.place,
        url=announcing.own_page(),
        organizer=head.firm, organizer_email=head.email, is_cancelled=is_off,
    )


def _host() -> str:
    """What makes the entry's id one of this installation."""
    return links.absolute("").partition("://")[2] if links.is_configured() else "genokontor"
