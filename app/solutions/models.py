"""Tables of solutions: what is said, progress, files, the needs answered, verdicts, what members offer, partners."""

from datetime import date, datetime
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
    event,
    func,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.core import horizon
from app.core.db import Model, UtcDateTime, enum_column, only_grows, table_of
from app.core.formats import local
from app.core.uploads import MAX_NAME_LENGTH
from app.core.values import MAX_FULL_NAME
from app.members.models import Member
from app.needs.models import MAX_MODEL, Need
from app.needs.rules import Field, Level
from app.solutions.rules import (
    MAX_REGION,
    MAX_TITLE,
    Entry,
    Kind,
    Link,
    Offered,
    OfferKind,
    Outcome,
    PartnerRole,
    PartnerState,
    SolutionState,
    Stated,
    answer_since,
    counts,
    state_of,
)

_LINKED = "unlinked_at IS NULL"
_OPEN = "state IN ('asked', 'agreed')"


class Solution(Model):
    """A solution: a project, an offer or a guide that answers needs; its state follows from its progress."""

    __tablename__ = "solution"
    __table_args__ = (Index("ix_solution_state", "state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`LO-2026-0004`."""
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "solution_kind"))
    state: Mapped[SolutionState] = mapped_column(enum_column(SolutionState))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    about: Mapped[str] = mapped_column(Text)
    takes: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    responsible_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    responsible: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    search_text: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))

    progress: Mapped[list["SolutionProgress"]] = relationship(order_by="SolutionProgress.id")
    files: Mapped[list["SolutionFile"]] = relationship(
        order_by="SolutionFile.id", viewonly=True,
        primaryjoin="and_(SolutionFile.solution_id == Solution.id, SolutionFile.removed_at.is_(None))",
    )
    every_need: Mapped[list["SolutionNeed"]] = relationship(order_by="SolutionNeed.id", viewonly=True)
    """Those too that it was to answer once."""
    partners: Mapped[list["SolutionPartner"]] = relationship(
        order_by="SolutionPartner.id", viewonly=True, lazy="selectin"
    )

    def stated(self) -> Stated:
        """What is said of it now."""
        links = tuple(Link(**each) for each in self.links)
        return Stated(self.title, self.about, self.kind, self.takes, self.level, links)

    @property
    def needs(self) -> list["SolutionNeed"]:
        """The needs that it is to answer."""
        return [each for each in self.every_need if each.unlinked_at is None]

    def entries(self) -> list[Entry]:
        """Its progress, as the rules read it."""
        return [Entry(each.id, each.day, each.by, each.to_state, each.takes_back_id) for each in self.progress]


@only_grows
class SolutionProgress(Model):
    """An entry of progress: what happened on a day, and the state it led to; a mistake is taken back by an entry."""

    __tablename__ = "solution_progress"
    __table_args__ = (
        CheckConstraint("takes_back_id IS NULL OR to_state IS NULL", name="takes_back_or_leads"),
        UniqueConstraint("takes_back_id"),
        Index("ix_solution_progress_solution_id", "solution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"))
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    to_state: Mapped[SolutionState | None] = mapped_column(enum_column(SolutionState, "to_state"))
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("solution_progress.id"))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """That of the solution when it was written; who could not see it then does not read it."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class SolutionFile(Model):
    """A file that belongs to a solution; bytes by their hash. What was removed leaves its row."""

    __tablename__ = "solution_file"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (sha256 <> '')", name="removed_has_no_bytes"),
        Index("ix_solution_file_solution_id", "solution_id"),
        Index("ix_solution_file_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"))
    file_name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH + 5))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    """Empty once it is removed."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SolutionNeed(Model):
    """That a solution is to answer a need; a need may have several solutions, and each several needs.

    `answered_at`: since when it is its answer; `reminded_at`: when the owner was reminded of the verdict on it.
    """

    __tablename__ = "solution_need"
    __table_args__ = (
        CheckConstraint("(unlinked_at IS NULL) = (unlinked_by = '')", name="unlinked_by_somebody"),
        CheckConstraint("reminded_at IS NULL OR answered_at IS NOT NULL", name="reminded_of_an_answer"),
        Index("uq_solution_need_linked", "solution_id", "need_id", unique=True, sqlite_where=text(_LINKED),
              postgresql_where=text(_LINKED)),
        Index("ix_solution_need_need_id", "need_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"))
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    linked_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unlinked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unlinked_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    solution: Mapped[Solution] = relationship(viewonly=True)
    need: Mapped[Need] = relationship()
    verdicts: Mapped[list["SolutionVerdict"]] = relationship(order_by="SolutionVerdict.number", lazy="selectin")

    @property
    def answer_since(self) -> datetime | None:
        """Since when the solution is the answer to the need; None where it is not.

        Of one that was answered anew after an audited period, the verdicts of then tell that it was its answer.
        """
        led_at, since, read = self.need.steps[-1].at, self.answered_at, horizon.present()
        if read is not None and since is not None and since >= read.end:
            since = led_at if self.verdicts else None
        return answer_since(self.need.state, led_at, since)

    @property
    def verdict(self) -> "SolutionVerdict | None":
        """What its owner says of the answer that stands; None where nothing was said of it or that was taken back."""
        last = self.verdicts[-1] if self.verdicts else None
        return last if last is not None and last.outcome is not None and counts(self.answer_since, last.at) else None

    @property
    def is_asked(self) -> bool:
        """Whether the owner is asked for a verdict: once for each answer."""
        return self.answer_since is not None and self.verdict is None


class SolutionVerdict(Model):
    """A version of what an owner says of a solution; the last one on an answer counts, without outcome it takes back.

    Words are erasable; outcome and moments remain, and when the words went.
    """

    __tablename__ = "solution_verdict"
    __table_args__ = (
        UniqueConstraint("link_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("(replied_at IS NULL) = (replied_by = '')", name="replied_by_somebody"),
        CheckConstraint("outcome IS NULL OR outcome = 'helped' OR words <> '' OR erased_at IS NOT NULL",
                        name="says_what_is_missing"),
        CheckConstraint("outcome IS NOT NULL OR (words = '' AND noted = '' AND replied_at IS NULL)",
                        name="taken_back_says_nothing"),
        CheckConstraint("replied_at IS NULL AND reply = '' OR replied_at IS NOT NULL AND (reply <> ''"
                        " OR erased_at IS NOT NULL)", name="reply_has_words"),
        CheckConstraint("erased_at IS NULL OR (words = '' AND noted = '' AND reply = '')", name="erased_is_empty"),
        Index("ix_solution_verdict_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("solution_need.id"))
    number: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "verdict_outcome"))
    words: Mapped[str] = mapped_column(Text, default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """For which member it was said; None of who is none (yet)."""
    level: Mapped[Level] = mapped_column(enum_column(Level))
    """That of the need when it was said; who could not see it then does not read it."""
    noted: Mapped[str] = mapped_column(String(300), default="")
    """How the office came to know it, where the owner did not say it in the portal itself."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    reply: Mapped[str] = mapped_column(Text, default="")
    """What the office explains to it."""
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartnerOffer(Model):
    """What a member can contribute: a skill or a service. Words stand in erasable columns."""

    __tablename__ = "partner_offer"
    __table_args__ = (
        CheckConstraint(
            "erased_at IS NULL OR (title = '' AND what = '' AND region = '' AND conditions = '' AND search_text = ''"
            " AND field IS NULL AND until IS NULL AND meaning IS NULL)", name="erased_is_empty",
        ),
        CheckConstraint("(meaning IS NULL) = (meant_by = '')", name="meaning_of_a_model"),
        CheckConstraint("erased_at IS NULL OR withdrawn_at IS NOT NULL", name="erased_is_withdrawn"),
        Index("ix_partner_offer_member_id", "member_id"),
        Index("ix_partner_offer_changed", "changed"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`PA-2026-0004`."""
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[OfferKind] = mapped_column(enum_column(OfferKind))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    title: Mapped[str] = mapped_column(String(MAX_TITLE), default="")
    what: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[Field | None] = mapped_column(enum_column(Field))
    region: Mapped[str] = mapped_column(String(MAX_REGION), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[date | None]
    search_text: Mapped[str] = mapped_column(Text, default="")
    meaning: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the language model `meant_by` tells of it: 32-bit floats; told again where it is missing."""
    meant_by: Mapped[str] = mapped_column(String(MAX_MODEL), default="")
    changed: Mapped[int]
    """Rises through all offers with every change: what an index has to take in."""
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stated_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(lazy="joined")

    def offered(self) -> Offered:
        """What is said of it now."""
        return Offered(
            self.title, self.what, self.kind, self.field, self.region, self.conditions, self.until, self.level
        )

    @property
    def stated_on(self) -> date:
        """The day of its first statement, where the cooperative sits."""
        return local(self.stated_at).date()


class SolutionPartner(Model):
    """A member that is asked to take part in a solution, with what came of it; words are erasable."""

    __tablename__ = "solution_partner"
    __table_args__ = (
        Index("uq_solution_partner_open", "solution_id", "member_id", unique=True, sqlite_where=text(_OPEN),
              postgresql_where=text(_OPEN)),
        CheckConstraint("state = 'ended' OR (state = 'asked') = (answered_at IS NULL)", name="answered_or_asked"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at_a_moment"),
        CheckConstraint("(answered_at IS NULL) = (answered_by = '')", name="answered_by_somebody"),
        CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="ended_by_somebody"),
        Index("ix_solution_partner_member_id", "member_id"),
        Index("ix_solution_partner_offer_id", "offer_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("partner_offer.id"))
    role: Mapped[PartnerRole] = mapped_column(enum_column(PartnerRole))
    words: Mapped[str] = mapped_column(Text, default="")
    """What the office asks for."""
    state: Mapped[PartnerState] = mapped_column(enum_column(PartnerState), default=PartnerState.ASKED)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What was said with the last step."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")

    solution: Mapped[Solution] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(lazy="joined")
    offer: Mapped[PartnerOffer | None] = relationship()


# --- the solutions of an audited day ----------------------------------------------------------------------------------
# Asked of the bare tables, as with needs; what is said of a solution is read as it is said now.


def is_linked() -> ColumnElement[bool]:
    """The condition that a solution is to answer a need: now, or on the last day of an audited period (R-AUD-02)."""
    read, stands = horizon.present(), SolutionNeed.unlinked_at.is_(None)
    return stands if read is None else or_(stands, SolutionNeed.unlinked_at >= read.end)


def state_read() -> ColumnElement[SolutionState]:
    """The state of a solution, the same way, as `rules.state_of` says it."""
    read = horizon.present()
    if read is None:
        return type_coerce(Solution.state, Solution.state.type)
    entry, taking = table_of(SolutionProgress).alias(), table_of(SolutionProgress).alias()
    is_gone = select(taking.c.id).where(taking.c.takes_back_id == entry.c.id, taking.c.at < read.end).exists()
    led = select(entry.c.to_state).where(
        entry.c.solution_id == Solution.id, entry.c.to_state.is_not(None), entry.c.at < read.end, ~is_gone
    )  # fmt: skip
    last = led.order_by(entry.c.id.desc()).limit(1).correlate(Solution).scalar_subquery()
    return type_coerce(func.coalesce(last, SolutionState.PLANNED.value), Solution.state.type)


@event.listens_for(SolutionNeed, "load")
@event.listens_for(SolutionNeed, "refresh")
def _linked_by_then(link: SolutionNeed, *_context: object) -> None:
    """Let whoever audits a period read that a need was linked which was let go afterwards."""
    read = horizon.present()
    if read is not None and link.unlinked_at is not None and link.unlinked_at >= read.end:
        set_committed_value(link, "unlinked_at", None)
        set_committed_value(link, "unlinked_by", "")


@horizon.found_once
def _led_on_since(session: Session, read: horizon.Horizon) -> dict[int, dict[str, Any]]:
    """Of each solution with progress after the audited period, the state in which it was by then; by its id."""
    entry, later = table_of(SolutionProgress), table_of(SolutionProgress).alias()
    led_on = select(later.c.solution_id).where(later.c.at >= read.end)
    made = select(entry.c.solution_id, entry.c.id, entry.c.day, entry.c.by, entry.c.to_state, entry.c.takes_back_id)
    entries: dict[int, list[Entry]] = {}
    for solution_id, *told in session.execute(
        made.where(entry.c.solution_id.in_(led_on), entry.c.at < read.end).order_by(entry.c.id)
    ):
        entries.setdefault(solution_id, []).append(Entry(*told))
    return {each: {"state": state_of(known)} for each, known in entries.items()}


horizon.read_as_then(Solution, _led_on_since)
