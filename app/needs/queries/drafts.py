"""Reads of drafts: each is shown to who writes it alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import NotFound
from app.needs.models import NeedDraft, NeedFile

KEPT = timedelta(days=180)
"""How long a draft is kept that nobody goes on with (Speicherbegrenzung; R-GDPR-03)."""


def get_draft(session: Session, draft_id: int, account_id: int | None, lock: bool = False) -> NeedDraft:
    """One's own draft; anybody else's is not found. `lock` keeps another window from raising or deleting it."""
    more = {"populate_existing": True, "with_for_update": {"of": NeedDraft}} if lock else {}
    found = session.get(NeedDraft, draft_id, **more)  # type: ignore[arg-type]
    if found is None or account_id is None or found.account_id != account_id:
        raise NotFound("Diesen Entwurf gibt es nicht mehr. Er ist eingebracht oder gelöscht.")
    return found


def need_of_draft(session: Session, draft_id: int) -> int | None:
    """The need that a draft changes; None for a new one, and for a draft that is not there."""
    return session.scalar(select(NeedDraft.need_id).where(NeedDraft.id == draft_id))


def drafts_of(session: Session, account_id: int | None, member_id: int | None = None) -> Sequence[NeedDraft]:
    """The drafts that somebody writes, the newest first; for one member alone where one is named."""
    own = select(NeedDraft).where(NeedDraft.account_id == account_id).order_by(NeedDraft.touched_at.desc())
    return session.scalars(own.where(NeedDraft.member_id == member_id) if member_id is not None else own).all()


def drafts_for_prospect(session: Session, prospect_id: int) -> Sequence[NeedDraft]:
    """What the office is writing for who may join."""
    return session.scalars(select(NeedDraft).where(NeedDraft.prospect_id == prospect_id)).all()


def find_draft_of_need(session: Session, account_id: int, need_id: int) -> NeedDraft | None:
    """The draft by which somebody is changing a need."""
    found = select(NeedDraft).where(NeedDraft.account_id == account_id, NeedDraft.need_id == need_id)
    return session.scalars(found).first()


def find_empty_draft(
    session: Session, account_id: int, member_id: int | None, prospect_id: int | None
) -> NeedDraft | None:
    """A draft that somebody began for an owner and wrote nothing into."""
    found = select(NeedDraft).where(
        NeedDraft.account_id == account_id, NeedDraft.need_id.is_(None), NeedDraft.member_id.is_not_distinct_from(
            member_id), NeedDraft.prospect_id.is_not_distinct_from(prospect_id),
    )  # fmt: skip
    return next((each for each in session.scalars(found) if each.stated().is_empty and not each.files), None)


def forgotten_drafts(session: Session, now: datetime) -> Sequence[NeedDraft]:
    """The drafts that nobody has gone on with for so long that they go, held; one that somebody holds stays for now."""
    found = select(NeedDraft).where(NeedDraft.touched_at < now - KEPT).with_for_update(of=NeedDraft, skip_locked=True)
    return session.scalars(found).all()


def get_draft_file(draft: NeedDraft, file_id: int) -> NeedFile:
    """A file of a draft; another one's is not found."""
    found = next((each for each in draft.files if each.id == file_id), None)
    if found is None:
        raise NotFound("Diese Anlage gibt es nicht.")
    return found
