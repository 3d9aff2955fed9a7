"""What is kept of a member or prospect about its needs (Art. 15 DSGVO; R-GDPR-02, R-GDPR-04)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import day as written
from app.core.formats import local
from app.core.values import German
from app.needs.models import Need, NeedComment
from app.needs.rules import FIELD_WORDS, LEVEL_WORDS, NAME_WORDS, STATE_WORDS, URGENCY_WORDS, NeedState
from app.prospects.queries import KnownFact

_SAID = ("title", "situation", "effect", "field", "material", "urgency", "region", "level")


def needs_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """The needs of a member with their versions, steps, files and comments, as plain structures (Art. 15, 20 DSGVO)."""
    own = select(Need).where(Need.member_id == member_id, Need.erased_at.is_(None)).order_by(Need.id)
    return [_need(each) for each in session.scalars(own).unique()]


def _need(need: Need) -> dict[str, Any]:
    return {
        "number": need.number, "state": need.state, "raised_at": need.raised_at,
        **{name: getattr(need, name) for name in _SAID}, "words": need.words,
        "versions": [{"number": each.number, "at": each.at, "content": each.content} for each in need.versions],
        "steps": [{"to": each.to_state, "at": each.at, "words": each.words} for each in need.steps],
        "comments": [
            {"at": each.at, "text": each.text, "is_question": each.is_question}
            for each in need.comments if each.taken_back_at is None
        ],
        "files": [{"name": each.file_name, "sha256": each.sha256, "added_at": each.added_at} for each in need.files],
    }


def comments_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """What was written for a member about needs of others, each with the number of the need."""
    found = select(NeedComment).join(Need, Need.id == NeedComment.need_id).where(
        NeedComment.member_id == member_id, NeedComment.taken_back_at.is_(None),
        Need.member_id.is_distinct_from(member_id),
    )
    return [
        {"number": each.need.number, "at": each.at, "text": each.text, "is_question": each.is_question}
        for each in session.scalars(found.order_by(NeedComment.id))
    ]


def told_of_prospect(session: Session, prospect_id: int) -> list[tuple[str, str]]:
    """Title and situation of each need of a prospect that stands, for its application (R-NEED-06)."""
    standing = select(Need.title, Need.situation).where(
        Need.prospect_id == prospect_id, Need.erased_at.is_(None), Need.state != NeedState.WITHDRAWN
    )
    return [(title, situation) for title, situation in session.execute(standing.order_by(Need.id))]


def prospects_with_needs(session: Session, prospect_ids: Collection[int]) -> Collection[int]:
    """For which of several who may join a need was raised, by id; also where its words are deleted since."""
    found = select(Need.prospect_id).where(Need.prospect_id.in_(prospect_ids))
    return {each for each in session.scalars(found) if each is not None}


def known_of_prospect(session: Session, prospect_id: int) -> Sequence[KnownFact]:
    """What is kept of somebody who may join about its needs (Art. 15 (1), (3) DSGVO; R-GDPR-04)."""
    own = select(Need).where(Need.prospect_id == prospect_id, Need.erased_at.is_(None)).order_by(Need.id)
    return [fact for each in session.scalars(own).unique() for fact in _facts(each)]


def _facts(need: Need) -> Iterator[KnownFact]:
    about = German("Bedarf", need.number)
    words = {
        "field": FIELD_WORDS[need.field] if need.field else "", "level": LEVEL_WORDS[need.level],
        "urgency": URGENCY_WORDS[need.urgency] if need.urgency else "",
    }
    for name in _SAID:
        value = words.get(name, getattr(need, name))
        if value:
            yield KnownFact(about, NAME_WORDS[name], value)
    for step in need.steps:
        yield KnownFact(about, written(local(step.at).date()), STATE_WORDS[step.to_state])
    for each in need.comments:
        if each.taken_back_at is None:
            yield KnownFact(about, written(local(each.at).date()), each.text)
    for file in need.files:
        yield KnownFact(about, NAME_WORDS["files"], file.file_name)
