"""Write a need: begin a draft, keep it while somebody types, put files to it, throw it away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import files
from app.core.uploads import CheckedFile, FileRefusal, check_not_handed_in, check_upload, clean_filename
from app.core.values import Actor, Refusal
from app.needs import queries
from app.needs.actions.noting import check_owned
from app.needs.models import Need, NeedDraft, NeedFile
from app.needs.rules import MAX_FILES, MAX_FILES_BYTES, Stated, check_may_change
from app.prospects import actions as prospects
from app.prospects import queries as prospect_queries

MOST_DRAFTS = 30


@dataclass(frozen=True)
class Owner:
    """Whose need it is: a member's or that of who may join, by id."""

    member_id: int | None = None
    prospect_id: int | None = None


def hold_owner(session: Session, prospect_id: int | None) -> None:
    """Hold who may join, so that it is not deleted while something is written for it; refused once it is (R-GDPR-03).
    """
    if prospect_id is not None:
        prospects.standing(session, prospect_id)


def begin(session: Session, owner: Owner, stated: Stated, actor: Actor, now: datetime) -> NeedDraft:
    """Begin a need; one that was begun for the same owner and stayed empty is gone on with."""
    account_id = _account_of(actor)
    hold_owner(session, owner.prospect_id)
    owner = _owner_now(session, owner)
    found = queries.find_empty_draft(session, account_id, owner.member_id, owner.prospect_id)
    if found is None:
        if len(queries.drafts_of(session, account_id)) >= MOST_DRAFTS:
            raise Refusal("Sie haben schon {most} Entwürfe. Bringen Sie einen ein, oder löschen Sie einen.",
                          most=MOST_DRAFTS)
        found = NeedDraft(
            account_id=account_id, member_id=owner.member_id, prospect_id=owner.prospect_id, content={}, touched_at=now
        )
        session.add(found)
    found.content, found.touched_at = stated.content(), now
    session.flush()
    return found


def begin_change(
    session: Session, need_id: int, member_id: int | None, actor: Actor, now: datetime
) -> NeedDraft:
    """Begin to change a need, or go on with the change that was begun; None as the member stands for the office."""
    account_id = _account_of(actor)
    hold_owner(session, queries.get_need(session, need_id).prospect_id)
    need = check_owned(session, need_id, member_id)
    check_may_change(need.state)
    found = queries.find_draft_of_need(session, account_id, need.id)
    if found is None:
        found = NeedDraft(
            account_id=account_id, member_id=need.member_id, prospect_id=need.prospect_id, need_id=need.id,
            version=len(need.versions), content=need.stated().content(), touched_at=now,
        )
        session.add(found)
        session.flush()
    return found


def _account_of(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refusal("Melden Sie sich an, um fortzufahren.")
    return actor.user_id


def _owner_now(session: Session, owner: Owner) -> Owner:
    """The owner, and the member that it has become where it joined a moment ago."""
    member_id = prospect_queries.member_of(session, owner.prospect_id) if owner.prospect_id is not None else None
    return owner if member_id is None else Owner(member_id=member_id)


def hold_draft(session: Session, draft_id: int, actor: Actor) -> NeedDraft:
    """One's own draft, held with its owner and with the need it changes, in the order in which these are deleted."""
    found = queries.get_draft(session, draft_id, actor.user_id)
    hold_owner(session, found.prospect_id)
    if found.need_id is not None:
        queries.get_need(session, found.need_id, lock=True)
    return queries.get_draft(session, draft_id, actor.user_id, lock=True)


def keep(session: Session, draft_id: int, stated: Stated, actor: Actor, now: datetime) -> NeedDraft:
    """Keep what was typed so far, whatever is missing."""
    draft = hold_draft(session, draft_id, actor)
    draft.content, draft.touched_at = stated.content(), now
    session.flush()
    return draft


def discard(session: Session, draft_id: int, actor: Actor, now: datetime) -> None:
    """Throw a draft away, with its files; the need that it was to change stays as it is."""
    forget_draft(session, hold_draft(session, draft_id, actor), now)


def forget_draft(session: Session, draft: NeedDraft, now: datetime) -> None:
    """Delete a draft and what belongs to it alone."""
    for file in list(draft.files):
        forget_file(session, file, now)
    session.delete(draft)
    session.flush()


def forget_file(session: Session, file: NeedFile, now: datetime) -> None:
    """Delete a file's row, and its bytes by a job after the commit unless somebody else needs them."""
    sha256 = file.sha256
    session.delete(file)
    session.flush()
    archive.erase_bytes(session, sha256, f"need_file:{file.id}", now)


def blank_file(session: Session, file: NeedFile, now: datetime) -> None:
    """Take a file away and leave its row as a trace that there was one."""
    sha256, file.sha256, file.removed_at = file.sha256, "", now
    session.flush()
    archive.erase_bytes(session, sha256, f"need_file:{file.id}", now)


def add_draft_file(session: Session, draft_id: int, file: CheckedFile, actor: Actor, now: datetime) -> NeedFile:
    """Put a file to a draft; kind and size are checked, the same one is kept once, by one name."""
    draft = hold_draft(session, draft_id, actor)
    if draft.need_id is not None:
        raise FileRefusal("Anlagen eines eingebrachten Bedarfs ändern Sie auf seiner Seite.")
    return _add(session, draft, file, actor, now)


def keep_file(session: Session, need: Need, file: CheckedFile, actor: Actor, now: datetime) -> NeedFile:
    """Put a file to a need, the same way."""
    return _add(session, need, file, actor, now)


def _add(session: Session, holder: Need | NeedDraft, file: CheckedFile, actor: Actor, now: datetime) -> NeedFile:
    kind = check_upload(file.content)
    if len(holder.files) >= MAX_FILES:
        raise FileRefusal("Zu einem Bedarf gehören höchstens {most} Dateien.", most=MAX_FILES)
    if sum(each.size for each in holder.files) + len(file.content) > MAX_FILES_BYTES:
        raise FileRefusal("Die Dateien eines Bedarfs sind zusammen höchstens {most} MB groß.",
                          most=MAX_FILES_BYTES // 1024 // 1024)
    sha256 = files.keep(session, file.content)
    name = clean_filename(file.name, kind)
    known = next((each for each in holder.files if each.sha256 == sha256), None)
    if known is not None:
        check_not_handed_in(known.file_name if known.file_name != name else None)
        return known
    row = NeedFile(
        need_id=holder.id if isinstance(holder, Need) else None,
        draft_id=holder.id if isinstance(holder, NeedDraft) else None, file_name=name,
        media_type=kind.value, size=len(file.content), sha256=sha256, added_at=now, added_by=actor.name,
    )
    session.add(row)
    session.flush()
    session.expire(holder, ["files"])
    return row


def remove_draft_file(session: Session, draft_id: int, file_id: int, actor: Actor, now: datetime) -> None:
    """Take a file out of a draft."""
    draft = hold_draft(session, draft_id, actor)
    forget_file(session, queries.get_draft_file(draft, file_id), now)
    session.expire(draft, ["files"])


def forget_forgotten(session: Session, now: datetime) -> int:
    """Delete drafts that nobody went on with for half a year; gives how many (R-GDPR-03)."""
    found = queries.forgotten_drafts(session, now)
    for draft in found:
        forget_draft(session, draft, now)
    return len(found)
