"""Tables of joint assessment: rounds, criteria, what is assessed, who assesses, what each of them said (R-NEED-02)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assessments.rules import MAX_END, MAX_NAME, MAX_QUESTION, MAX_TITLE, MAX_WEIGHT, RoundState
from app.bundles.models import Bundle
from app.core.db import Model, UtcDateTime, enum_column, only_grows
from app.core.values import MAX_FULL_NAME, MAX_REASON
from app.members.models import Member
from app.needs.models import Need
from app.parties.models import Party


class Round(Model):
    """A round of assessment; once it has begun, what is assessed and by what stands (R-NEED-02)."""

    __tablename__ = "assessment_round"
    __table_args__ = (
        CheckConstraint("state NOT IN ('open', 'closed', 'decided') OR opened_at IS NOT NULL AND last_day IS NOT NULL",
                        name="open_has_a_day"),
        CheckConstraint("(state IN ('closed', 'decided')) = (closed_at IS NOT NULL)", name="closed_has_a_moment"),
        CheckConstraint("(state = 'decided') = (was_accepted IS NOT NULL)", name="decided_has_an_outcome"),
        CheckConstraint("(state = 'decided') = (resolution_number <> '')", name="decided_by_a_resolution"),
        CheckConstraint("(state = 'decided') = (decided_on IS NOT NULL)", name="decided_on_a_day"),
        Index("ix_assessment_round_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    """`BR-2026-01`."""
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    about: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RoundState] = mapped_column(enum_column(RoundState), default=RoundState.PREPARED)
    last_day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every act of the office, so that a page that is older is told so."""
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="")
    """Empty where its last day closed it."""
    agenda_item_id: Mapped[int | None]
    """The item of an assembly's agenda under which it is decided; that one may be gone, so that no key leads there."""
    resolution_number: Mapped[str] = mapped_column(String(30), default="")
    decided_on: Mapped[date | None]
    was_accepted: Mapped[bool | None]

    criteria: Mapped[list["RoundCriterion"]] = relationship(
        order_by="RoundCriterion.position", cascade="all, delete-orphan"
    )
    subjects: Mapped[list["RoundSubject"]] = relationship(order_by="RoundSubject.id", cascade="all, delete-orphan")
    assessors: Mapped[list["Assessor"]] = relationship(order_by="Assessor.id", cascade="all, delete-orphan")


class RoundCriterion(Model):
    """A criterion of a round, with the words for 1, 3 and 5, its weight and its direction."""

    __tablename__ = "assessment_criterion"
    __table_args__ = (
        CheckConstraint(f"weight BETWEEN 1 AND {MAX_WEIGHT}", name="weight_counts"),
        CheckConstraint("name <> '' AND low <> '' AND high <> ''", name="is_explained"),
        UniqueConstraint("round_id", "name"), UniqueConstraint("round_id", "position"),
        Index("ix_assessment_criterion_round_id", "round_id"), {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    question: Mapped[str] = mapped_column(String(MAX_QUESTION), default="")
    low: Mapped[str] = mapped_column(String(MAX_END))
    middle: Mapped[str] = mapped_column(String(MAX_END), default="")
    high: Mapped[str] = mapped_column(String(MAX_END))
    weight: Mapped[int]
    high_is_worse: Mapped[bool] = mapped_column(default=False)


class RoundSubject(Model):
    """A bundle, or a need by itself, that is assessed in a round."""

    __tablename__ = "assessment_subject"
    __table_args__ = (
        CheckConstraint("(bundle_id IS NULL) <> (need_id IS NULL)", name="is_one_of_both"),
        CheckConstraint("is_taken_up = false OR is_proposed = true", name="taken_up_was_proposed"),
        UniqueConstraint("round_id", "bundle_id"), UniqueConstraint("round_id", "need_id"),
        Index("ix_assessment_subject_bundle_id", "bundle_id"), Index("ix_assessment_subject_need_id", "need_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id"))
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    is_proposed: Mapped[bool] = mapped_column(default=False)
    """Whether the result that lies before an organ proposes to take it up."""
    is_taken_up: Mapped[bool] = mapped_column(default=False)
    """Whether the organ decided to take it up."""

    bundle: Mapped[Bundle | None] = relationship(lazy="selectin")
    need: Mapped[Need | None] = relationship(lazy="selectin")
    round: Mapped[Round] = relationship(back_populates="subjects")


@only_grows
class AssessedNeed(Model):
    """A need that a subject had when its round began: what is assessed, wherever the need lies later (R-NEED-02)."""

    __tablename__ = "assessment_subject_need"
    __table_args__ = (Index("ix_assessment_subject_need_need_id", "need_id"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("assessment_subject.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)


class Assessor(Model):
    """Somebody whom the office named to assess, for the member the person acts for; once a round."""

    __tablename__ = "assessor"
    __table_args__ = (
        UniqueConstraint("round_id", "party_id"),
        CheckConstraint("(excused_at IS NULL) = (excuse_reason = '')", name="excused_with_a_reason"),
        Index("ix_assessor_party_id", "party_id"), Index("ix_assessor_member_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_round.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    excused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    excuse_reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    party: Mapped[Party] = relationship()
    member: Mapped[Member] = relationship()
    round: Mapped[Round] = relationship(back_populates="assessors")


class Assessment(Model):
    """What somebody said about one subject: kept while it is written, handed in once, then it stands.

    `is_left_out`: not counted, since its member has had a need of its own there when the round was closed.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("subject_id", "assessor_id"), Index("ix_assessment_assessor_id", "assessor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("assessment_subject.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("assessor.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_left_out: Mapped[bool] = mapped_column(default=False)

    scores: Mapped[list["AssessmentScore"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    assessor: Mapped[Assessor] = relationship()
    subject: Mapped[RoundSubject] = relationship()


class AssessmentScore(Model):
    """A score by one criterion from 1 to 5, or that somebody cannot judge, with a few words."""

    __tablename__ = "assessment_score"
    __table_args__ = (
        CheckConstraint("step IS NULL OR step BETWEEN 1 AND 5", name="step_on_the_scale"),
        CheckConstraint("step IS NULL OR cannot_judge = false", name="scored_or_not"),
        Index("ix_assessment_score_criterion_id", "criterion_id"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("assessment_criterion.id"), primary_key=True)
    step: Mapped[int | None]
    cannot_judge: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text, default="")
