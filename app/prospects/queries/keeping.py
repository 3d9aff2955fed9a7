"""What decides how long a prospect is kept, and what is known of it (Art. 15 DSGVO; R-GDPR-03, R-GDPR-04)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core import outbox
from app.core.formats import day as written
from app.core.formats import end_of, local
from app.core.outbox import MailState, OutgoingMail
from app.core.values import German
from app.parties.rules import KIND_WORDS
from app.prospects.models import Enquiry, Prospect, ProspectTerm
from app.prospects.queries.prospects import application_of, subject_of
from app.prospects.rules import (
    CONFIRM_WITHIN,
    HOW_WORDS,
    SOURCE_WORDS,
    STAGE_WORDS,
    WAY_WORDS,
    Ahead,
    ConsentHow,
    Kept,
    Stage,
    Terms,
    Way,
    ahead_of,
    months_after,
    stage_of,
)


def terms_now(session: Session) -> Terms:
    """The periods that hold now; those of the house as it was built where none were set."""
    newest = session.scalars(select(ProspectTerm).order_by(ProspectTerm.id.desc()).limit(1)).first()
    return Terms(newest.idle_months, newest.reply_days) if newest else Terms()


def kept_of(session: Session, prospect: Prospect) -> Kept:
    """What decides how long one prospect is kept."""
    return _kept(session, prospect, _worked_with(session, [prospect]))


def _kept(session: Session, prospect: Prospect, worked_with: Collection[int]) -> Kept:
    application, awaits = application_of(session, prospect), prospect.step
    return Kept(
        stage=stage_of(prospect.stage, application.state if application else None),
        touched_on=local(_touched(prospect, application)).date(), awaits_on=awaits.due_on if awaits else None,
        asked_until=prospect.asked_until,
        is_confirmed=_is_known(prospect) or prospect.id in worked_with,
        is_cleared=application is not None and application.state is ApplicationState.REFUSED
        and application.erased_at is not None,
    )


def _touched(prospect: Prospect, application: Application | None) -> datetime:
    decided = application.decided_at if application else None
    return max(prospect.touched_at, decided) if decided else prospect.touched_at


def _is_known(prospect: Prospect) -> bool:
    """Whether an enquiry is more than what anybody can type into the public form, as its own rows tell."""
    if any(each.way is not Way.FORM for each in prospect.enquiries) or prospect.application_id is not None:
        return True
    by_word = prospect.email_confirmed_at is not None or prospect.consent_how is ConsentHow.NOTED
    return by_word or bool(prospect.talks or prospect.steps) or _is_led_on(prospect)


def _is_led_on(prospect: Prospect) -> bool:
    """Whether somebody moved a prospect on; an end is no reason to keep it, nor is a move that was taken back."""
    undone = {each.undoes_id for each in prospect.moves}
    on = (each for each in prospect.moves if each.to_stage in (Stage.IN_TALK, Stage.WANTS))
    return any(each.undoes_id is None and each.id not in undone for each in on)


def _worked_with(session: Session, prospects: Iterable[Prospect]) -> set[int]:
    """Those of several that were invited to join, or for which a need was raised, by id; the known are left out."""
    subjects = {subject_of(each.id): each.id for each in prospects if not _is_known(each)}
    if not subjects:
        return set()
    invited = select(OutgoingMail.subject_ref).where(
        OutgoingMail.kind == INVITATION, OutgoingMail.subject_ref.in_(subjects)
    )
    assert _with_needs is not None
    return {subjects[each] for each in session.scalars(invited)} | {*_with_needs(session, [*subjects.values()])}


INVITATION = "prospect_invited"
"""The kind of the mail by which somebody is invited to join."""


def ahead_for(session: Session, prospects: Sequence[Prospect]) -> Mapping[int, Ahead]:
    """What comes next for each of several prospects if nothing happens before, by id."""
    terms, worked_with = terms_now(session), _worked_with(session, prospects)
    return {each.id: ahead_of(_kept(session, each, worked_with), terms) for each in prospects}


SLACK = timedelta(days=3)
"""Months differ in length; who comes a little too early to be looked at is kept by the rule."""


def to_judge(session: Session, terms: Terms, today: date) -> list[int]:
    """The prospects that may be asked or forgotten today, by id, the oldest first; `rules.fate_of` decides on each."""
    idle = Prospect.touched_at < end_of(months_after(today, -terms.idle_months) + SLACK)
    is_public = exists().where(Enquiry.prospect_id == Prospect.id, Enquiry.way == Way.FORM)
    is_late = Prospect.touched_at < end_of(today - CONFIRM_WITHIN)
    unconfirmed = and_(Prospect.email_confirmed_at.is_(None), is_late, is_public)
    joined = select(Prospect.id).outerjoin(Application, Application.id == Prospect.application_id)
    found = joined.where(
        Prospect.erased_at.is_(None),
        or_(idle, unconfirmed, Prospect.asked_until < today, Application.erased_at.is_not(None)),
    )
    return list(session.scalars(found.order_by(Prospect.id)))


def is_mail_under_way(session: Session, prospect: Prospect) -> bool:
    """Say whether a mail to a prospect is being sent at this moment; its text is erased after that."""
    return any(each.state is MailState.SENDING for each in outbox.mails_about(session, subject_of(prospect.id)))


# --- access (Art. 15 DSGVO) -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownFact:
    """One thing that is known of a prospect: about what, how it is called, and what; words of ours are `German`."""

    about: str
    term: str
    value: str


KnownAbove = Callable[[Session, int], Iterable[KnownFact]]
_known_above: KnownAbove | None = None
WithNeeds = Callable[[Session, Collection[int]], Collection[int]]
"""For which of several prospects, by id, a room above keeps needs."""
_with_needs: WithNeeds | None = None


def hand_in_known(known_above: KnownAbove, with_needs: WithNeeds) -> None:
    """Name what a room above keeps of prospects, and of which; called once by the application's factory."""
    global _known_above, _with_needs
    _known_above, _with_needs = known_above, with_needs


def known_of(session: Session, prospect: Prospect) -> list[KnownFact]:
    """All that is kept of a prospect, for who asks what is known of it (Art. 15 (1), (3) DSGVO; R-GDPR-04)."""
    assert _known_above is not None
    return [*_base(session, prospect), *_people(prospect), *_said(prospect), *_steps(prospect),
            *_known_above(session, prospect.id), *_mails(session, prospect)]


def _base(session: Session, prospect: Prospect) -> Iterator[KnownFact]:
    about, application = German("Angaben"), application_of(session, prospect)
    place = f"{prospect.postcode} {prospect.city}".strip()
    pairs = (
        (German("Nummer"), prospect.number), (German("Name"), prospect.name),
        (German("Art"), KIND_WORDS[prospect.kind]), (German("Region"), prospect.region),
        (German("Straße und Hausnummer"), prospect.street), (German("Ort"), place),
        (German("Bekannt durch"), SOURCE_WORDS[prospect.source]), (German("Bekannt durch, Näheres"),
                                                                   prospect.source_note),
        (German("Stand"), STAGE_WORDS[stage_of(prospect.stage, application.state if application else None)]),
        (German("Grund des Endes"), prospect.end_reason),
        (German("Antrag"), (application.number or "") if application else ""),
        (German("Einwilligung am"), written(prospect.consented_on) if prospect.consented_on else ""),
        (German("Fassung der Datenschutzhinweise"), prospect.consent_version),
        (German("Einwilligung erteilt"), HOW_WORDS[prospect.consent_how] if prospect.consent_how else ""),
        (German("Vermerk zur Einwilligung"), prospect.consent_note),
        (German("Erfasst am"), written(local(prospect.recorded_at).date())),
    )  # fmt: skip
    return (KnownFact(about, term, value) for term, value in pairs if value)


def _people(prospect: Prospect) -> Iterator[KnownFact]:
    for each in prospect.contacts:
        known = [part for part in (each.name, each.function, each.email, each.phone) if part]
        yield KnownFact(German("Ansprechpartner"), each.name, ", ".join(known))


def _said(prospect: Prospect) -> Iterator[KnownFact]:
    for asked in prospect.enquiries:
        said = "\n".join(part for part in (asked.subject, asked.text) if part)
        yield KnownFact(German("Anfrage"), German(WAY_WORDS[asked.way], written(asked.received_on)), said)
    for talk in prospect.talks:
        told = {"Von uns dabei": talk.ours, "Von der anderen Seite dabei": talk.theirs, "Ergebnis": talk.outcome,
                "Notizen": talk.notes}
        for word, said in told.items():
            if said:
                yield KnownFact(German("Gespräch"), German(word, written(talk.held_on)), said)


def _steps(prospect: Prospect) -> Iterator[KnownFact]:
    for each in prospect.steps:
        yield KnownFact(German("Nächster Schritt"), written(each.due_on), f"{each.what}, {each.owner_name}")
    for move in prospect.moves:
        moved_on = written(local(move.at).date())
        yield KnownFact(German("Stand"), moved_on, STAGE_WORDS[move.to_stage])
        if move.reason:
            yield KnownFact(German("Stand"), German("Grund", moved_on), move.reason)


def _mails(session: Session, prospect: Prospect) -> Iterator[KnownFact]:
    for mail in outbox.mails_about(session, subject_of(prospect.id)):
        yield KnownFact(German("E-Mail"), written(local(mail.created_at).date()), f"{mail.to_address}: {mail.subject}")
