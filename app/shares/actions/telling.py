"""Telling members that their shares were split, one letter each (§ 22b GenG; R-SHR-09, R-DOC-05)."""

from collections.abc import Collection, Sequence
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

    Where the letter is out already and the splitting was taken back, a letter says that; where another splitting stands
    instead, the letter about that one does. Who holds nothing any more is not written to. Done again, it changes
    nothing; one who has no address, or whose cooperative is not set up for letters, sees it in the register only.
    """
    lock(session, member)
    splittings, today = statutes.splittings(session), local(now).date()
    splitting = next((each for each in splittings if each.day == day), None)
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
        replaces = _find_replaced(session, member, day, [each.day for each in splittings])
        issue_letter_if_possible(
            session, member, SPLIT, TITLE,
            lambda letter: replace(_facts(session, member, splitting, before, letter), replaces=replaces), actor, now,
        )
    elif splitting is None:
        _take_back(session, member, day, splittings, actor, now)


def _take_back(
    session: Session, member: Member, day: date, splittings: Sequence[Splitting], actor: Actor, now: datetime
) -> None:
    """Take back what is out about a splitting that is no more: by the letter about another one, else by its own."""
    posted = next((_facts_of(letter) for letter in _letters(session, member, day)), None)
    if posted is None or _is_replaced(session, member, posted):
        return
    if instead := _find_untold(session, member, splittings, local(now).date()):
        tell_of_split(session, member, instead.day, actor, now)
    else:
        issue_letter_if_possible(
            session, member, SPLIT, TITLE, lambda letter: _facts_without(session, member, posted, letter), actor, now
        )


def _find_replaced(session: Session, member: Member, day: date, days: Collection[date]) -> date | None:
    """Of which day the letter is that is out, and that one about a splitting of a day replaces.

    None where there is none, or it tells of another splitting that stands.
    """
    waiting = {letter.id for letter in waiting_letters(session, member, (SPLIT,))}
    out = (_facts_of(letter) for letter in _letters(session, member) if letter.id not in waiting)
    newest = next(out, None)
    if newest is None or newest.taken_back or (newest.registered_on != day and newest.registered_on in days):
        return None
    return newest.letter.dated


def _is_replaced(session: Session, member: Member, former: SharesSplitFacts) -> bool:
    """Whether another letter says that it replaces one."""
    return any(_facts_of(letter).replaces == former.letter.dated for letter in _letters(session, member))


def _find_untold(session: Session, member: Member, splittings: Sequence[Splitting], today: date) -> Splitting | None:
    """A splitting of the member's shares of which it was not written yet."""
    return next((
        each for each in splittings
        if not _letters(session, member, each.day) and queries.split_shares_of(session, each, member.id, today)
    ), None)  # fmt: skip


def _letters(session: Session, member: Member, day: date | None = None) -> list[IssuedDocument]:
    """What a member was written of a splitting, or of any, and still holds, posted or waiting, newest first."""
    return [
        letter for letter in archive_queries.documents_about(session, f"member:{member.id}")
        if letter.kind == SPLIT and letter.facts and not archive_queries.is_taken_back(session, letter)
        and day in (None, _facts_of(letter).registered_on)
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
