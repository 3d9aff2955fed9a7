"""Telling members that their shares were split, one letter each (§ 22b GenG; R-SHR-09, R-DOC-05)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, German
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.letters import issue_letter_if_possible
from app.shares.actions.locking import lock
from app.shares.actions.withdrawal import SPLIT, waiting_letters, withdraw_letters
from app.statutes import queries as statutes
from app.statutes.rules import Splitting
from documents import registry
from documents.letter import Letter
from documents.shares_split import SharesSplitFacts

TITLE = German("Zerlegung der Geschäftsanteile")
OVERTAKEN = German("Die Zerlegung gilt so nicht mehr")
"""Why a letter about a splitting is withdrawn."""


def tell_of_split(session: Session, member: Member, day: date, actor: Actor, now: datetime) -> None:
    """Write a member what a splitting of a day made of its shares, or withdraw what was written and is no longer so.

    Who holds nothing any more is not written to. Done again, it changes nothing; one who has no address, or whose
    cooperative is not set up for letters, sees it in the register only.
    """
    lock(session, member)
    splitting = next((each for each in statutes.splittings(session) if each.day == day), None)
    before = queries.shares_at_close(session, member.id, rules.eve_of(splitting)) if splitting else 0
    waiting = waiting_letters(session, member, (SPLIT,))
    if splitting is None or not before:
        withdraw_letters(session, member, (SPLIT,), OVERTAKEN, actor, now)
        return
    same = (day, before, before * splitting.parts)
    if any(_said(letter.facts or {}) == same for letter in waiting):
        return
    withdraw_letters(session, member, (SPLIT,), OVERTAKEN, actor, now)
    if queries.shares_held(session, member.id, local(now).date()):
        issue_letter_if_possible(
            session, member, SPLIT, TITLE, lambda letter: _facts(session, member, splitting, before, letter), actor, now
        )


def _said(facts: dict[str, object]) -> tuple[date, int, int]:
    told: SharesSplitFacts = registry.load(SPLIT, facts)
    return told.registered_on, told.shares_before, told.shares_after


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
        shares_after=before * splitting.parts, had_certificate=bool(queries.certificates_of(session, member.id)),
        certificate=valid.number if valid is not None and speaks else "",
    )


def member_and_day(session: Session, reference: str) -> tuple[Member, date]:
    """Of whom and of which day a step of the job tells."""
    member_id, day = reference.split(":", 1)
    return members.get_member(session, int(member_id)), date.fromisoformat(day)
