"""Tables of prospects: who they are, how they are reached, what they asked, talks, next steps, moves (R-NEED-06)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, MAX_REASON, PartyKind
from app.prospects.rules import MAX_NAME, MAX_SUBJECT, ConsentHow, Source, Stage, Way

MAX_REGION = 120


class Prospect(Model):
    """Somebody who may join. What is personal stands in erasable columns; number, kind, region and days remain.

    An id is never given twice: journal and mails go on naming a prospect whose data are deleted (R-GDPR-03).
    """

    __tablename__ = "prospect"
    __table_args__ = (
        CheckConstraint("stage NOT IN ('applied', 'member')", name="stage_by_hand"),
        CheckConstraint("(consented_on IS NULL) = (consent_how IS NULL)", name="consent_is_proven"),
        CheckConstraint("(asked_at IS NULL) = (asked_until IS NULL)", name="asked_until_a_day"),
        CheckConstraint(
            "erased_at IS NULL OR (name = '' AND street = '' AND postcode = '' AND city = '' AND source_note = ''"
            " AND end_reason = '' AND search_text = '' AND application_id IS NULL AND consented_on IS NULL"
            " AND consent_version = '' AND consent_note = '' AND email_confirmed_at IS NULL AND asked_at IS NULL)",
            name="erased_is_empty",
        ),
        Index("ix_prospect_stage", "stage"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`I-2026-0012`."""
    kind: Mapped[PartyKind] = mapped_column(enum_column(PartyKind))
    region: Mapped[str] = mapped_column(String(MAX_REGION), default="")
    source: Mapped[Source] = mapped_column(enum_column(Source))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage), default=Stage.NEW)
    """What a person set; what is shown may follow from the application (`rules.stage_of`)."""
    name: Mapped[str] = mapped_column(String(MAX_NAME), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(150), default="")
    source_note: Mapped[str] = mapped_column(String(200), default="")
    end_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    application_id: Mapped[int | None] = mapped_column(unique=True)
    """The application it handed in or has begun; a draft may be gone, so that no key leads there."""

    consented_on: Mapped[date | None]
    consent_version: Mapped[str] = mapped_column(String(40), default="")
    consent_how: Mapped[ConsentHow | None] = mapped_column(enum_column(ConsentHow))
    consent_note: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When whoever asked first did something by the link of a mail; a correction of the address leaves that so."""
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When something last happened; the idle period runs from here."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_until: Mapped[date | None]
    """Until when it may answer whether its data are to be kept."""

    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_on: Mapped[date | None]
    joined_on: Mapped[date | None]
    """Noted when the data are deleted and the link to the application is cut, for the figures alone."""

    contacts: Mapped[list["ProspectContact"]] = relationship(
        order_by="ProspectContact.id", lazy="selectin", cascade="all, delete-orphan"
    )
    enquiries: Mapped[list["Enquiry"]] = relationship(order_by="Enquiry.received_on, Enquiry.id", lazy="selectin")
    talks: Mapped[list["ProspectTalk"]] = relationship(
        order_by="ProspectTalk.held_on.desc(), ProspectTalk.id.desc()", lazy="selectin"
    )
    steps: Mapped[list["NextStep"]] = relationship(order_by="NextStep.id.desc()", lazy="selectin")
    moves: Mapped[list["StageMove"]] = relationship(order_by="StageMove.id.desc()", lazy="selectin")

    @property
    def step(self) -> "NextStep | None":
        """The next step that is still to be done; there is one at most."""
        return next((each for each in self.steps if each.done_at is None), None)

    @property
    def email(self) -> str:
        """The first address by which it is reached; empty where none is known."""
        return next((each.email for each in self.contacts if each.email), "")


class ProspectContact(Model):
    """A person by whom a prospect is reached."""

    __tablename__ = "prospect_contact"
    __table_args__ = (Index("ix_prospect_contact_prospect_id", "prospect_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    first_names: Mapped[str] = mapped_column(String(150), default="")
    last_name: Mapped[str] = mapped_column(String(150), default="")
    function: Mapped[str] = mapped_column(String(150), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")

    @property
    def name(self) -> str:
        """First names and last name."""
        return f"{self.first_names} {self.last_name}".strip()


class Enquiry(Model):
    """What a prospect asked, on some way; words are erasable, the day remains."""

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_prospect_id", "prospect_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    received_on: Mapped[date]
    way: Mapped[Way] = mapped_column(enum_column(Way))
    subject: Mapped[str] = mapped_column(String(MAX_SUBJECT), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class ProspectTalk(Model):
    """A talk with a prospect; words are erasable, the day remains."""

    __tablename__ = "prospect_talk"
    __table_args__ = (Index("ix_prospect_talk_prospect_id", "prospect_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    held_on: Mapped[date]
    ours: Mapped[str] = mapped_column(String(300), default="")
    theirs: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class NextStep(Model):
    """What is done next about a prospect, by whom and until when; one is open at most."""

    __tablename__ = "next_step"
    __table_args__ = (
        Index("uq_next_step_open", "prospect_id", unique=True, sqlite_where=text("done_at IS NULL"),
              postgresql_where=text("done_at IS NULL")),
        Index("ix_next_step_due", "done_at", "due_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    what: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date]
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    owner_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StageMove(Model):
    """A step of a prospect from one stage to another; one that undoes another points at it."""

    __tablename__ = "stage_move"
    __table_args__ = (
        CheckConstraint("from_stage <> to_stage", name="leads_elsewhere"),
        Index("ix_stage_move_prospect_id", "prospect_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    from_stage: Mapped[Stage] = mapped_column(enum_column(Stage, "from_stage"))
    to_stage: Mapped[Stage] = mapped_column(enum_column(Stage, "to_stage"))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("stage_move.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    moved_by_id: Mapped[int | None]


class ProspectTerm(Model):
    """The house's periods for prospects, from the moment they were set; the row set last holds (R-GDPR-03)."""

    __tablename__ = "prospect_term"
    __table_args__ = (CheckConstraint("idle_months > 0 AND reply_days > 0", name="periods_run_forward"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idle_months: Mapped[int]
    reply_days: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
