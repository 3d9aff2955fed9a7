"""What the office does with an application up to the board's decision."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.actions.drafts import APPLICANT, discard_draft
from app.admissions.actions.telling import applied_on, letter_to, letterhead, personal_link, tell
from app.admissions.models import Application, ChecklistTick
from app.admissions.queries.applications import subject_of
from app.admissions.queries.dossier import CheckedPoint
from app.admissions.rules import (
    POINT_WORDS,
    REMIND_AFTER,
    WITHDRAWN_KEPT,
    ApplicationState,
    Channel,
    check_may_tick,
    check_not_joined_with,
    check_original_on,
    reminder_is_due,
    require_transition,
)
from app.archive import actions as archive
from app.core import jobs, journal
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, German, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, Organ, deciding_organs
from app.parties import queries as parties
from app.shares.rules import check_quantity, scale_of, so_many_shares
from app.statutes import queries as statutes
from documents import mails
from documents.completion_letter import CompletionFacts

REMIND_JOB, FORGET_JOB = "remind_returned", "erase_withdrawn"

UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.PROPOSED)


def _undecided(session: Session, application_id: int) -> Application:
    application = queries.get_application(session, application_id, lock=True)
    if application.state not in UNDECIDED:
        raise Refusal("Dieser Antrag wartet auf keine Entscheidung.")
    return application


def tick(session: Session, application_id: int, point: str, note: str, actor: Actor, now: datetime) -> None:
    """Note that a point of the checklist was looked at, with a remark (R-ADM-13)."""
    application = _undecided(session, application_id)
    check_may_tick([each.point for each in _points(session, application, local(now).date())], point)
    known = next((each for each in application.ticks if each.point == point), None)
    row = known or ChecklistTick(application_id=application.id, point=point)
    row.note, row.ticked_at, row.ticked_by = note.strip()[:300], now, actor.name
    if known is None:
        application.ticks.append(row)
    session.flush()
    summary = Told("Abgehakt: {point}", point=POINT_WORDS[point])
    if row.note:
        summary = Told("Abgehakt: {point}. {note}", point=POINT_WORDS[point], note=row.note)
    journal.record(session, actor, "tick_point", subject_of(application.id), now, summary, point=point)


def untick(session: Session, application_id: int, point: str, actor: Actor, now: datetime) -> None:
    """Take back that a point was looked at."""
    application = _undecided(session, application_id)
    for row in [each for each in application.ticks if each.point == point]:
        application.ticks.remove(row)
        summary = Told("Wieder offen: {point}", point=POINT_WORDS[point])
        journal.record(session, actor, "untick_point", subject_of(application.id), now, summary, point=point)
    session.flush()


def _points(session: Session, application: Application, day: date) -> list[CheckedPoint]:
    return queries.checklist_of(session, application, queries.likenesses(session, application), day)


def note_original(session: Session, application_id: int, received_on: date, actor: Actor, now: datetime) -> None:
    """Note that the declaration signed by hand is there (§ 126 BGB; R-ADM-02); who signed it has declared."""
    application = _undecided(session, application_id)
    check_original_on(received_on, applied_on(application), local(now).date())
    if application.written_form is not WrittenForm.SCHRIFTFORM:
        raise Refusal("Diese Erklärung braucht kein unterschriebenes Original.")
    application.original_received_on = received_on
    for declarant in application.declarants:
        declarant.confirmed_at = declarant.confirmed_at or now
    summary = Told("Unterschriebenes Original am {day} eingegangen", day=written(received_on))
    journal.record(session, actor, "note_original", subject_of(application.id), now, summary)


def note_quantity(session: Session, application_id: int, quantity: int, actor: Actor, now: datetime) -> None:
    """Note how much of the statute's measure an applicant has, by which it owes shares (§ 7a (2) GenG; R-SHR-05)."""
    application, today = _undecided(session, application_id), local(now).date()
    statute = statutes.statute_on(session, today)
    scale = check_quantity(scale_of(statute), quantity)
    application.measure, application.quantity = scale.measure, quantity
    session.flush()
    owed = queries.owed_by(session, application, statute, today)
    summary = Told(
        "Maßstab der Pflichtanteile: {quantity} {measure}, geschuldet {shares}", quantity=count(quantity),
        measure=scale.measure, shares=so_many_shares(owed.shares),
    )
    journal.record(session, actor, "note_quantity", subject_of(application.id), now, summary)


def link_party(session: Session, application_id: int, party_id: int | None, actor: Actor, now: datetime) -> None:
    """Note that the applicant is somebody known already, or that it is not; a person says so, never the program."""
    application = _undecided(session, application_id)
    summary = Told("Antragstellerin ist neu")
    if party_id is not None:
        party = parties.get_party(session, party_id)
        if party.kind is not application.party_kind:
            raise Refusal("Die Art der Antragstellerin passt nicht zu diesem Eintrag.")
        summary = Told("Antragstellerin ist bekannt: {name}", name=party.display_name)
    application.party_id = party_id
    session.flush()
    note_biases(session, application, now)
    journal.record(session, actor, "link_party", subject_of(application.id), now, summary, party=party_id)


def return_for_completion(
    session: Session, application_id: int, missing: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Give an application back to be completed; the applicant is told what is missing (R-ADM-01).

    Where the board has admitted an investing applicant whose consent is still out, its resolution stays in the books
    but admits nobody any more: it was about the declaration as it was, and both decide anew on the one to come.
    """
    application = queries.get_application(session, application_id, lock=True)
    lines = tuple(line.strip() for line in missing if line.strip())
    if not lines:
        raise Refusal("Schreiben Sie, was noch fehlt.")
    check_not_joined_with(application.transfer_number)
    require_transition(application.state, ApplicationState.RETURNED)
    drop_items(session, application, actor, now)
    void, application.resolution_number = application.resolution_number, ""
    application.state, application.returned_at, application.proposed_at = ApplicationState.RETURNED, now, None
    application.return_reason, application.changed_at, application.reminded_at = "\n".join(lines), now, None
    jobs.enqueue(
        session, REMIND_JOB, [str(application.id)], key=f"{REMIND_JOB}:{application.id}:{now:%Y%m%d%H%M%S%f}",
        actor=Actor.system(), now=now, not_before=now + REMIND_AFTER,
    )
    said = "; ".join(lines)
    summary = Told("Zurückgegeben, es fehlt: {missing}", missing=said)
    if void:
        summary = Told(
            "Zurückgegeben, es fehlt: {missing}. Über die ergänzte Erklärung wird neu entschieden; {number} ist"
            " überholt", missing=said, number=void,
        )
    journal.record(session, actor, "return_application", subject_of(application.id), now, summary)
    _tell_what_is_missing(session, application, actor, now)


def remind(session: Session, application_id: int, now: datetime) -> None:
    """Remind an applicant who has not completed a returned application, once for each return (R-ADM-01)."""
    application = queries.get_application(session, application_id, lock=True)
    if not reminder_is_due(application.state, application.returned_at, application.reminded_at, now):
        return
    application.reminded_at = now
    summary = Told("An die fehlenden Angaben erinnert")
    journal.record(session, Actor.system(), "remind_applicant", subject_of(application.id), now, summary)
    _tell_what_is_missing(session, application, Actor.system(), now)


def _tell_what_is_missing(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    """Write what an application lacks; again, where a reminder was just noted."""
    number, lines = application.number or "", tuple(application.return_reason.splitlines())
    is_reminder = application.reminded_at is not None
    if application.email and application.channel is Channel.ONLINE:
        head, link = letterhead(session, now), personal_link(application)
        facts = mails.ApplicationReturned(head, number, lines, link, is_reminder=is_reminder)
        tell(session, application, facts, now)
        return
    letter = letter_to(session, application, actor, now)
    word = German("Erinnerung") if is_reminder else German("Rückfrage")
    archive.issue(
        session, kind="completion_letter", title=German(word, number),
        facts=CompletionFacts(letter, number, applied_on(application), lines, is_reminder=is_reminder),
        subject=subject_of(application.id), actor=actor, now=now, number=letter.reference, print_for=application.name,
    )


def take_up_again(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Go on with a paper application whose missing papers have arrived; one made online is submitted again."""
    application = queries.get_application(session, application_id, lock=True)
    if application.channel is not Channel.PAPER:
        raise Refusal("Wer online erklärt hat, ergänzt den Antrag auf der eigenen Seite und gibt ihn wieder ab.")
    require_transition(application.state, ApplicationState.SUBMITTED)
    application.state, application.returned_at, application.return_reason = ApplicationState.SUBMITTED, None, ""
    journal.record(session, actor, "take_up_again", subject_of(application.id), now, Told("Wieder aufgenommen"))


def propose(session: Session, application_id: int, actor: Actor, now: datetime) -> None:
    """Lay a complete application before the board; an investing one also before whoever must consent (R-INV-03).

    Judged by today's statute. Officers whose own matter it is, or who act for the applicant, are named (R-ORG-04).
    """
    application = queries.get_application(session, application_id, lock=True)
    check_not_joined_with(application.transfer_number)
    require_transition(application.state, ApplicationState.PROPOSED)
    today = local(now).date()
    queries.check_ready(session, application, today)
    application.state, application.proposed_at = ApplicationState.PROPOSED, now
    _lay_before(session, application, ItemKind.ADMISSION, Organ.BOARD, actor, now)
    if application.member_class is MemberClass.INVESTING:
        consent, statute = ItemKind.INVESTING_CONSENT, statutes.statute_on(session, today)
        _lay_before(session, application, consent, deciding_organs(consent, statute)[0], actor, now)
    summary = Told("Dem Vorstand vorgelegt")
    journal.record(session, actor, "propose_application", subject_of(application.id), now, summary)


ITEM_WORDS = {
    ItemKind.ADMISSION: German("Zulassung zum Antrag"),
    ItemKind.INVESTING_CONSENT: German("Zustimmung zur Zulassung als investierendes Mitglied, Antrag"),
}
"""How an item names an application: by its number only, since the item outlives a refused one (R-ADM-09)."""


def _lay_before(
    session: Session, application: Application, kind: ItemKind, organ: Organ, actor: Actor, now: datetime
) -> None:
    biased = queries.biased_officers(session, application, local(now).date())
    text = German(ITEM_WORDS[kind], application.number or "")
    organs.propose(session, kind, application.id, text, organ, biased, actor, now)


def note_biases(session: Session, application: Application, now: datetime) -> None:
    """Note on what lies undecided before an organ who is biased by what is known today (R-ORG-04)."""
    for kind in ITEM_WORDS:
        item = organ_queries.find_item(session, kind, application.id)
        if item is not None and item.is_open:
            organs.add_biases(session, item, queries.biased_officers(session, application, local(now).date()), now)


def withdraw(session: Session, application_id: int, now: datetime, actor: Actor = APPLICANT, note: str = "") -> None:
    """End an application at the applicant's wish, before the decision only; a draft is deleted (R-ADM-01)."""
    application = queries.get_application(session, application_id, lock=True)
    if application.state is ApplicationState.WITHDRAWN:
        return
    require_transition(application.state, ApplicationState.WITHDRAWN)
    check_not_joined_with(application.transfer_number)
    if application.state is ApplicationState.DRAFT:
        discard_draft(session, application, now, actor)
        return
    drop_items(session, application, actor, now)
    application.state, application.changed_at = ApplicationState.WITHDRAWN, now
    said = note.strip()
    summary = Told("Zurückgezogen: {note}", note=said) if said else Told("Zurückgezogen")
    journal.record(session, actor, "withdraw_application", subject_of(application.id), now, summary)
    jobs.enqueue(
        session, FORGET_JOB, [str(application.id)], key=f"{FORGET_JOB}:{application.id}", actor=Actor.system(),
        now=now, not_before=now + WITHDRAWN_KEPT,
    )
    if application.email:
        facts = mails.ApplicationWithdrawn(letterhead(session, now), application.number or "")
        tell(session, application, facts, now)


def withdraw_for_applicant(session: Session, application_id: int, note: str, actor: Actor, now: datetime) -> None:
    """End an application at the applicant's written wish, which the note names."""
    if not note.strip():
        raise Refusal("Vermerken Sie, wann und wie der Wunsch eingegangen ist.")
    withdraw(session, application_id, now, actor, note)


def drop_items(session: Session, application: Application, actor: Actor, now: datetime) -> None:
    """Take back what still lies undecided before an organ."""
    for kind in ITEM_WORDS:
        item = organ_queries.find_item(session, kind, application.id)
        if item is not None and item.is_open:
            organs.drop(session, item, actor, now)
