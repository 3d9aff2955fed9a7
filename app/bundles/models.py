"""Tables of bundles: where each need lies, every act that moved one, what does not fit, who asks whom for contact."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.bundles.rules import MAX_CONTACT, MAX_EMAIL, ActKind, ContactState, Standing
from app.core import horizon
from app.core.db import Model, UtcDateTime, enum_column, only_grows, table_of
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.needs.models import Need
from app.needs.rules import MAX_TITLE, Level

_OPEN = "state IN ('open', 'agreed') AND erased_at IS NULL"


class Bundle(Model):
    """A bundle of needs, as it is now; what was done to it stands in `BundleAct`."""

    __tablename__ = "bundle"
    __table_args__ = (
        CheckConstraint("title <> ''", name="has_a_title"),
        Index("ix_bundle_dissolved_at", "dissolved_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`BD-2026-0003`."""
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    words: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """Who may see that it exists, and its title and words; its needs have levels of their own."""
    search_text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    """Rises with each act that touches it."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    dissolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def standing(self) -> Standing:
        """How it stands now."""
        return Standing(self.title, self.words, self.level, self.dissolved_at is not None)


class BundledNeed(Model):
    """Where a need lies now, in one bundle at most; follows the acts. One that is withdrawn keeps its place unseen."""

    __tablename__ = "bundled_need"
    __table_args__ = (Index("ix_bundled_need_bundle_id", "bundle_id"),)

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """That of the need when the wording of the bundle was last looked at, or when it was put in since; of one that is
    put in again, the widest it ever had, for it may have been worded from it."""


@only_grows
class BundleAct(Model):
    """One act on bundles, whatever it moved; to undo one is another one, and to undo that is to do it again."""

    __tablename__ = "bundle_act"
    __table_args__ = (CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undoing_points_back"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[int] = mapped_column(unique=True)
    """Its place among all acts; who takes it acts alone until its transaction ends."""
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    by_id: Mapped[int | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bundle_act.id"), unique=True)

    moves: Mapped[list["BundleMove"]] = relationship(order_by="BundleMove.need_id")
    turns: Mapped[list["BundleTurn"]] = relationship(order_by="BundleTurn.bundle_id")


@only_grows
class BundleMove(Model):
    """A need that an act put somewhere else; None is no bundle."""

    __tablename__ = "bundle_move"
    __table_args__ = (
        CheckConstraint("from_bundle_id IS NOT NULL OR to_bundle_id IS NOT NULL", name="leads_somewhere"),
        UniqueConstraint("act_id", "need_id"),
        Index("ix_bundle_move_need_id", "need_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("bundle_act.id"))
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    from_bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    to_bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))


@only_grows
class BundleTurn(Model):
    """A bundle that an act touched: the version it got by it, and how it stood before and after (`Standing.content`).

    `before` is empty of one that the act opened; where only needs went in or out, both are the same.
    """

    __tablename__ = "bundle_turn"
    __table_args__ = (
        UniqueConstraint("act_id", "bundle_id"),
        UniqueConstraint("bundle_id", "version"),
        CheckConstraint("version > 0", name="version_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("bundle_act.id"))
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    version: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)

    act: Mapped[BundleAct] = relationship(viewonly=True)


class BundleDecline(Model):
    """A need of which somebody said that it does not fit into a bundle; it is not suggested there until taken back."""

    __tablename__ = "bundle_decline"
    __table_args__ = (Index("ix_bundle_decline_need_id", "need_id"),)

    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class ContactRequest(Model):
    """A member that asks the owner of another need in the same bundle for contact.

    Words and contacts are erasable. `asked_need_id` belongs to a member, or to who may join, for whom the office
    answers. Contacts are shown to both sides from the agreement on, not before.
    """

    __tablename__ = "contact_request"
    __table_args__ = (
        CheckConstraint("asking_need_id <> asked_need_id", name="asks_another"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_or_open"),
        CheckConstraint("state = 'agreed' OR asked_name = '' AND asked_email = ''", name="told_on_agreement"),
        CheckConstraint(
            "erased_at IS NULL OR state <> 'open' AND words = '' AND answer = '' AND asking_name = ''"
            " AND asking_email = '' AND asked_name = '' AND asked_email = '' AND asked_by = '' AND ended_by = ''",
            name="erased_is_empty",
        ),
        Index("uq_contact_request_open", "member_id", "asked_need_id", unique=True, sqlite_where=text(_OPEN),
              postgresql_where=text(_OPEN)),
        Index("ix_contact_request_asked_need_id", "asked_need_id"),
        Index("ix_contact_request_asking_need_id", "asking_need_id"),
        Index("ix_contact_request_member_id", "member_id"),
        Index("ix_contact_request_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    """The member that asks."""
    asking_need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    asked_need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    state: Mapped[ContactState] = mapped_column(enum_column(ContactState), default=ContactState.OPEN)
    words: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    asking_name: Mapped[str] = mapped_column(String(MAX_CONTACT))
    asking_email: Mapped[str] = mapped_column(String(MAX_EMAIL))
    asked_name: Mapped[str] = mapped_column(String(MAX_CONTACT), default="")
    asked_email: Mapped[str] = mapped_column(String(MAX_EMAIL), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    is_mediated: Mapped[bool] = mapped_column(default=False)
    """Whether the office answered, at the word of the owner."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    bundle: Mapped[Bundle] = relationship()
    member: Mapped[Member] = relationship()
    asking_need: Mapped[Need] = relationship(foreign_keys=asking_need_id)
    asked_need: Mapped[Need] = relationship(foreign_keys=asked_need_id)


# --- the bundles of an audited day ------------------------------------------------------------------------------------
# All is asked of the bare tables, as with needs; by words, a bundle is found by those of now.


def as_read(name: str) -> ColumnElement[Any]:
    """A bundle's `title`, `level` or whether it is `dissolved`: now, or on an audited period's last day (R-AUD-02)."""
    now: ColumnElement[Any] = Bundle.dissolved_at.is_not(None) if name == "dissolved" else getattr(Bundle, name)
    read = horizon.present()
    if read is None:
        return now
    turn, act = table_of(BundleTurn).alias(), table_of(BundleAct).alias()
    said = turn.c.after[name].as_boolean() if name == "dissolved" else turn.c.after[name].as_string()
    last = select(said).join(act, act.c.id == turn.c.act_id).where(turn.c.bundle_id == Bundle.id, act.c.at < read.end)
    by_then = last.order_by(turn.c.version.desc()).limit(1).correlate(Bundle).scalar_subquery()
    return type_coerce(func.coalesce(by_then, now), now.type)


@horizon.found_once
def _changed_since(session: Session, read: horizon.Horizon) -> dict[int, dict[str, Any]]:
    """Of each bundle that an act touched after the audited period, how it stood by then; by its id."""
    turn, act = table_of(BundleTurn), table_of(BundleAct)
    later = select(turn.c.bundle_id).join(act, act.c.id == turn.c.act_id).where(act.c.at >= read.end)
    turns = select(turn.c.bundle_id, turn.c.version, turn.c.after, act.c.at).join(act, act.c.id == turn.c.act_id)
    held: dict[int, dict[str, Any]] = {}
    for bundle_id, version, after, at in session.execute(
        turns.where(turn.c.bundle_id.in_(later), act.c.at < read.end).order_by(turn.c.version)
    ):
        stood = Standing.of(after)
        gone_at = held.get(bundle_id, {}).get("dissolved_at") or at
        held[bundle_id] = {
            "title": stood.title, "words": stood.words, "level": stood.level, "version": version,
            "dissolved_at": gone_at if stood.is_dissolved else None,
        }  # fmt: skip
    return held


horizon.read_as_then(Bundle, _changed_since)
