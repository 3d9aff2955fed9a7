"""Telling members that their shares were split, one letter each (§ 22b GenG; R-SHR-09, R-DOC-05)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import local
from app.core.values import Actor, German
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.letters import issue_letter_if_possible
from app.shares.actions.locking import lock
from app.shares.actions.splitting import OVERTAKEN
from app.shares.actions.withdrawal import SPLIT, waiting_letters
from app.statutes import queries as statutes
from app.statutes.rules import Splitting
from documents import registry
from documents.letter import Letter
from documents.shares_split import SharesSplitFacts

TITLE = German("Zerlegung der Geschäftsanteile")


def tell_of_split(session: Session, member: Member, day: date, actor: Actor, now: datetime) -> None:
    """Write a member what a splitting of a day made of its shares, or withdraw what was written and is no longer so.

    Where the letter is out already and the splitting was taken back, a letter says that. Who holds nothing any more is
    not written to. Done again, it changes nothing; one who has no address, or whose cooperative is not set up for
    letters, sees it in the register only.
    """
    lock(session, member)
    splitting, today = next((each for each in statutes.splittings(session) if each.day == day), None), local(now).date()
    before = queries.split_shares_of(session, splitting, member.id, today) if splitting else 0
    told = next(iter(_letters(session, member, day)), None)
    if told is not None and _is_so(_facts_of(told), splitting, before):
        return
    for letter in waiting_letters(session, member, (SPLIT,)):
        if _facts_of(letter).registered_on == day:
            archive.make_void(session, letter, OVERTAKEN, actor, now)
    if not queries.shares_held(session, member.id, today):
        return
    if splitting is not None and before:
        issue_letter_if_possible(
            session, member, SPLIT, TITLE, lambda letter: _facts(session, member, splitting, before, letter), actor, now
        )
    elif splitting is None and (posted := next(iter(_letters(session, member, day)), None)):
        former = _facts_of(posted)
        issue_letter_if_possible(
            session, member, SPLIT, TITLE, lambda letter: _facts_without(session, member, former, letter), actor, now
        )


def _letters(session: Session, member: Member, day: date) -> list[IssuedDocument]:
    """What a member was written of a splitting and still holds, posted or waiting, newest first."""
    return [
        letter for letter in archive_queries.documents_about(session, f"member:{member.id}")
        if letter.kind == SPLIT and letter.facts and not archive_queries.is_taken_back(session, letter)
        and _facts_of(letter).registered_on == day
    ]


def _facts_of(letter: IssuedDocument) -> SharesSplitFacts:
    facts: SharesSplitFacts = registry.load(SPLIT, letter.facts or {})
    return facts


def _is_so(told: SharesSplitFacts, splitting: Splitting | None, before: int) -> bool:
    """Say whether a letter tells what is so."""
    if splitting is None or told.taken_back:
        return splitting is None and told.taken_back
    return (told.shares_before, told.shares_after) == (before, before * splitting.parts)


def _facts(
    session: Session, member: Member, splitting: Splitting, before: int, letter: Letter
) -> SharesSplitFacts:
    version = statutes.get_version(session, splitting.version_id)
    nominal = statutes.statute_of(version).share_amount
    valid = queries.valid_certificate_of(session, member.id)
    speaks = valid is not None and valid.shares == queries.shares_held(session, member.id, letter.dated)
    return SharesSplitFacts(
        letter=letter, resolved_on=version.resolved_on, registered_on=splitting.day, parts=splitting.parts,
        nominal_before=nominal * splitting.parts, nominal=nominal, shares_before=before,
        shares_after=before * splitting.parts, had_certificate=_is_overtaken(session, member, splitting.day),
        certificate=valid.number if valid is not None and speaks else "",
    )


def _facts_without(
    session: Session, member: Member, former: SharesSplitFacts, letter: Letter
) -> SharesSplitFacts:
    """What a letter says where the splitting of which a former one told was taken back."""
    held = queries.shares_held(session, member.id, letter.dated)
    valid = queries.valid_certificate_of(session, member.id)
    return replace(
        former, letter=letter, taken_back=True, nominal_before=former.nominal, shares_before=former.shares_after,
        nominal=statutes.statute_on(session, letter.dated).share_amount, shares_after=held,
        had_certificate=_is_overtaken(session, member, former.registered_on),
        certificate=valid.number if valid is not None and valid.shares == held else "",
    )


def _is_overtaken(session: Session, member: Member, day: date) -> bool:
    """Say whether the last certificate speaks, or was ended by an entry from a day on; a void one is not replaced."""
    last = next(iter(queries.certificates_of(session, member.id)), None)
    ended = (
        rules.why_certificate_ends(entry.ground, entry.document, entry.effective_on)
        for entry in queries.share_entries_of(session, member.id)
        if rules.counts_from(entry.ground, entry.change, entry.effective_on) >= day
    )
    return last is not None and (last.document.standing is Standing.VALID or last.document.standing_reason in ended)


def member_and_day(session: Session, reference: str) -> tuple[Member, date]:
    """Of whom and of which day a step of the job tells."""
    member_id, day = reference.split(":", 1)
    return members.get_member(session, int(member_id)), date.fromisoformat(day)
