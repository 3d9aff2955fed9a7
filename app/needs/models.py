"""Tables of needs: what is said, its versions, the way, comments and questions, files, drafts (R-NEED-01)."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core import horizon
from app.core.db import Model, UtcDateTime, enum_column, table_of
from app.core.uploads import MAX_NAME_LENGTH
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.needs.rules import MAX_REGION, MAX_TITLE, WITH_WORDS, Field, Level, NeedState, Stated, Urgency
from app.prospects.models import Prospect

MAX_MODEL = 40


class Need(Model):
    """A need. Words stand in erasable columns; number, state, level and days remain.

    An id is never given twice: journal, mails and jobs go on naming a need whose words are deleted.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (prospect_id IS NULL)", name="has_one_owner"),
        CheckConstraint(
            "erased_at IS NULL OR (title = '' AND situation = '' AND effect = '' AND material = '' AND region = ''"
            " AND words = '' AND search_text = '' AND field IS NULL AND urgency IS NULL AND meaning IS NULL)",
            name="erased_is_empty",
        ),
        CheckConstraint("(meaning IS NULL) = (meant_by = '')", name="meaning_of_a_model"),
        Index("ix_need_member_id", "member_id"),
        Index("ix_need_prospect_id", "prospect_id"),
        Index("ix_need_application_id", "application_id"),
        Index("ix_need_state", "state"),
        Index("ix_need_changed", "changed"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`BE-2026-0012`."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    prospect_id: Mapped[int | None] = mapped_column(ForeignKey("prospect.id"))
    application_id: Mapped[int | None]
    """The application in which it was stated; that one may be gone, so that no key leads there."""
    state: Mapped[NeedState] = mapped_column(enum_column(NeedState), default=NeedState.RAISED)
    level: Mapped[Level] = mapped_column(enum_column(Level))
    title: Mapped[str] = mapped_column(String(MAX_TITLE), default="")
    situation: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[Field | None] = mapped_column(enum_column(Field))
    material: Mapped[str] = mapped_column(Text, default="")
    urgency: Mapped[Urgency | None] = mapped_column(enum_column(Urgency))
    region: Mapped[str] = mapped_column(String(MAX_REGION), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """The answer, or why it does not go on."""
    search_text: Mapped[str] = mapped_column(Text, default="")
    meaning: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """What the language model `meant_by` tells of it: 32-bit floats; told again where it is missing, and read with no
    page, for it is larger than all the rest.
    """
    meant_by: Mapped[str] = mapped_column(String(MAX_MODEL), default="")
    changed: Mapped[int]
    """Rises through all needs with every change of words, level or state: what an index has to take in."""

    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    raised_by_id: Mapped[int | None]
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member | None] = relationship(lazy="joined")
    prospect: Mapped[Prospect | None] = relationship()
    versions: Mapped[list["NeedVersion"]] = relationship(order_by="NeedVersion.number")
    steps: Mapped[list["NeedStep"]] = relationship(order_by="NeedStep.id")
    comments: Mapped[list["NeedComment"]] = relationship(order_by="NeedComment.id")
    files: Mapped[list["NeedFile"]] = relationship(
        order_by="NeedFile.id", primaryjoin="and_(NeedFile.need_id == Need.id, NeedFile.removed_at.is_(None))",
        viewonly=True,
    )

    def stated(self) -> Stated:
        """What is said of it now."""
        return Stated(
            self.title, self.situation, self.effect, self.field, self.material, self.urgency, self.region, self.level
        )


class NeedVersion(Model):
    """What was said of a need from some moment on; words are erasable, number and moment remain."""

    __tablename__ = "need_version"
    __table_args__ = (UniqueConstraint("need_id", "number"), CheckConstraint("number > 0", name="number_counts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    written_by_id: Mapped[int | None]


class NeedStep(Model):
    """A step of a need from one state to another; the first one leads nowhere from."""

    __tablename__ = "need_step"
    __table_args__ = (Index("ix_need_step_need_id", "need_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    from_state: Mapped[NeedState | None] = mapped_column(enum_column(NeedState, "from_state"))
    to_state: Mapped[NeedState] = mapped_column(enum_column(NeedState, "to_state"))
    words: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """That of the need when the words were written; who could not see it then does not read them."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    led_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class NeedComment(Model):
    """A comment on a need, a question, or the answer to one; what was taken back leaves its place.

    `member_id` is the member for which somebody wrote, None where office or board did.
    """

    __tablename__ = "need_comment"
    __table_args__ = (
        CheckConstraint("answers_id IS NULL OR is_question = false", name="answer_asks_not"),
        Index("ix_need_comment_need_id", "need_id"),
        Index("ix_need_comment_answers_id", "answers_id"),
        Index("ix_need_comment_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("need_comment.id"))
    is_question: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """That of the need when it was written; who could not see it then does not read it."""
    to_owner: Mapped[bool] = mapped_column(default=False)
    """Of a question: whether the owner is asked; else the office is."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    written_by_id: Mapped[int | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    need: Mapped[Need] = relationship(viewonly=True)
    member: Mapped[Member | None] = relationship()


class NeedDraft(Model):
    """What somebody is writing: a need to be raised, or a change of one; nobody else sees it."""

    __tablename__ = "need_draft"
    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (prospect_id IS NULL)", name="has_one_owner"),
        UniqueConstraint("account_id", "need_id"),
        Index("ix_need_draft_touched_at", "touched_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    prospect_id: Mapped[int | None] = mapped_column(ForeignKey("prospect.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    version: Mapped[int] = mapped_column(default=0)
    """The version of the need that was changed; 0 of a new one."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[Member | None] = relationship()
    prospect: Mapped[Prospect | None] = relationship()
    files: Mapped[list["NeedFile"]] = relationship(order_by="NeedFile.id", viewonly=True)

    def stated(self) -> Stated:
        """What is written in it."""
        return Stated.of(self.content)


class NeedFile(Model):
    """A file that belongs to a need or to a draft; bytes by their hash. What was removed leaves its row."""

    __tablename__ = "need_file"
    __table_args__ = (
        CheckConstraint("need_id IS NULL OR draft_id IS NULL", name="belongs_to_one"),
        CheckConstraint("(removed_at IS NULL) = (sha256 <> '')", name="removed_has_no_bytes"),
        Index("ix_need_file_need_id", "need_id"),
        Index("ix_need_file_draft_id", "draft_id"),
        Index("ix_need_file_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("need_draft.id"))
    file_name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH + 5))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    """Empty once it is removed."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# --- the needs of an audited day --------------------------------------------------------------------------------------
# All is asked of the bare tables: a session leaves out of the others what came later. By words, a need is found by
# those of now.


def as_read(name: str) -> ColumnElement[Any]:
    """A column of needs as it is read: of now, or of the last day of an audited period (R-AUD-02)."""
    column: ColumnElement[Any] = getattr(Need, name)
    read = horizon.present()
    if read is None:
        return column
    if name == "state":
        step = table_of(NeedStep).alias()
        first_later = select(step.c.from_state).where(step.c.need_id == Need.id, step.c.at >= read.end)
        by_then = first_later.order_by(step.c.id).limit(1)
    else:
        version = table_of(NeedVersion).alias()
        said = version.c.content[name].as_string()
        last = select(said).where(version.c.need_id == Need.id, version.c.at < read.end, Need.erased_at.is_(None))
        by_then = last.order_by(version.c.number.desc()).limit(1)
    return type_coerce(func.coalesce(by_then.correlate(Need).scalar_subquery(), column), column.type)


@horizon.found_once
def _changed_since(session: Session, read: horizon.Horizon) -> dict[int, dict[str, Any]]:
    """Of each need that was led on or worded anew after the audited period, what it was by then; by its id."""
    held: dict[int, dict[str, Any]] = {}
    step, later = table_of(NeedStep), table_of(NeedStep).alias()
    led_on = select(later.c.need_id).where(later.c.at >= read.end)
    steps = select(step.c.need_id, step.c.to_state, step.c.words)
    for need_id, to, words in session.execute(
        steps.where(step.c.need_id.in_(led_on), step.c.at < read.end).order_by(step.c.id)
    ):
        held[need_id] = {"state": to, "words": words if to in WITH_WORDS else ""}
    version, anew = table_of(NeedVersion), table_of(NeedVersion).alias()
    worded = select(anew.c.need_id).where(anew.c.at >= read.end)
    versions = select(version.c.need_id, version.c.content)
    for need_id, content in session.execute(
        versions.where(version.c.need_id.in_(worded), version.c.at < read.end).order_by(version.c.number)
    ):
        if content:
            held.setdefault(need_id, {}).update(vars(Stated.of(content)))
    return held


horizon.read_as_then(Need, _changed_since)
