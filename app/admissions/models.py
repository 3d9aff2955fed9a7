"""Tables of applications for membership (Beitritt, §§ 15 to 15b GenG)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.admissions.rules import ApplicationState, Channel, ClauseKind, UploadPurpose
from app.core.db import BigId, Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, PartyKind, WrittenForm
from app.members.rules import MemberClass
from app.parties.rules import Authority
from app.statutes.rules import LONGEST_MEASURE


class ClauseText(Model):
    """The wording of one clause of the declaration in one version; declared ones are never changed (R-ADM-05)."""

    __tablename__ = "clause_text"
    __table_args__ = (UniqueConstraint("kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClauseKind] = mapped_column(enum_column(ClauseKind))
    version: Mapped[int]
    heading: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]


class Application(Model):
    """An application. What was typed stands in erasable columns; number, state and days remain (R-ADM-09).

    An id is never given twice: journal, mails and jobs go on naming an application that was deleted.
    """

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_state", "state"),
        CheckConstraint("shares IS NULL OR shares > 0", name="shares_count"),
        CheckConstraint("state = 'draft' OR number IS NOT NULL", name="submitted_has_a_number"),
        CheckConstraint(
            "(quantity IS NULL) = (measure = '') AND (quantity IS NULL OR quantity >= 0)", name="quantity_is_measured"
        ),
        CheckConstraint("(transfer_id IS NULL) = (transfer_number = '')", name="transfer_is_named"),
        CheckConstraint(
            "transfer_id IS NULL OR state IN ('proposed', 'admitted', 'notified')", name="transfer_goes_with_it"
        ),
        UniqueConstraint("transfer_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(30), unique=True)
    """`A-2026-0071`, given on submission, so that deleted drafts leave no gap."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of the secret in the applicant's personal link."""
    state: Mapped[ApplicationState] = mapped_column(enum_column(ApplicationState), default=ApplicationState.DRAFT)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    party_kind: Mapped[PartyKind | None] = mapped_column(enum_column(PartyKind))
    member_class: Mapped[MemberClass] = mapped_column(enum_column(MemberClass), default=MemberClass.ORDINARY)
    shares: Mapped[int | None]
    measure: Mapped[str] = mapped_column(String(LONGEST_MEASURE), default="", server_default="")
    """What the statute asks for shares by, as it called it when the office noted the quantity: `Einwohner`."""
    quantity: Mapped[int | None]
    """How much of it the applicant has, by which it owes shares (§ 7a (2) GenG)."""

    name: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Erasable: name for lists. The whole of what was typed stands in `content`."""
    email: Mapped[str] = mapped_column(String(320), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    step_reached: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_form: Mapped[WrittenForm | None] = mapped_column(enum_column(WrittenForm))
    original_received_on: Mapped[date | None]
    statute_version_id: Mapped[int | None] = mapped_column(ForeignKey("statute_version.id"))
    statute_provided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    statute_channel: Mapped[str] = mapped_column(String(40), default="")
    """A value of `rules.StatuteProvision`."""
    privacy_notice_version: Mapped[str] = mapped_column(String(40), default="")
    declaration_document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))

    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody was reminded of the present return."""
    return_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal_document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """The known party that the office says the applicant is; a new one is made where none is named."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    entered_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Who in the office entered a paper declaration."""
    transfer_id: Mapped[int | None]
    """The transfer of a credit by which the applicant joins; of a higher room, decided as one with it (§ 76 GenG)."""
    transfer_number: Mapped[str] = mapped_column(String(30), default="")
    """How that transfer is called, for people."""

    declarants: Mapped[list["Declarant"]] = relationship(
        order_by="Declarant.position", lazy="selectin", cascade="all, delete-orphan"
    )
    uploads: Mapped[list["ApplicationUpload"]] = relationship(
        order_by="ApplicationUpload.id", lazy="selectin", cascade="all, delete-orphan"
    )
    clauses: Mapped[list["DeclaredClause"]] = relationship(
        order_by="DeclaredClause.clause_id", lazy="selectin", cascade="all, delete-orphan"
    )
    ticks: Mapped[list["ChecklistTick"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class Declarant(Model):
    """A natural person who declares for the applicant, with function and authority (R-ADM-13)."""

    __tablename__ = "declarant"
    __table_args__ = (UniqueConstraint("application_id", "position"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    first_names: Mapped[str] = mapped_column(String(150))
    last_name: Mapped[str] = mapped_column(String(150))
    title: Mapped[str] = mapped_column(String(60), default="")
    function: Mapped[str] = mapped_column(String(150), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    authority: Mapped[Authority] = mapped_column(enum_column(Authority))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When this person declared; with joint representation each confirms by an own link (or signs on paper)."""


class DeclaredClause(Model):
    """A clause this application declares, in the version then shown."""

    __tablename__ = "declared_clause"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause_text.id"), primary_key=True)
    is_highlighted: Mapped[bool]
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    clause: Mapped[ClauseText] = relationship(lazy="joined", innerjoin=True)


class ApplicationUpload(Model):
    """A file the applicant or the office added; the bytes lie outside the web root."""

    __tablename__ = "application_upload"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    purpose: Mapped[UploadPurpose] = mapped_column(enum_column(UploadPurpose))
    filename: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")


class ChecklistTick(Model):
    """A point of the office's checklist, checked (R-ADM-13: no rule of validity)."""

    __tablename__ = "checklist_tick"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    point: Mapped[str] = mapped_column(String(60), primary_key=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ticked_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class PublicUse(Model):
    """An act of the public form, kept for the throttle for a day; the key is a mark of act and network address."""

    __tablename__ = "public_use"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_counts"),
        Index("ix_public_use_key_at", "key", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigId, default=0)
    """Bytes that were handed in."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
