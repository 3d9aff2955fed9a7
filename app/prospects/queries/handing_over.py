"""What a prospect has told that its application asks for: nothing is typed twice (R-NEED-06)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.admissions.rules import Step
from app.core.values import PartyKind
from app.prospects.models import Prospect
from app.prospects.queries.prospects import get_prospect, state_of
from app.prospects.rules import check_may_apply

NeedsTold = Callable[[Session, int], Sequence[tuple[str, str]]]
"""What a room above knows of the needs of a prospect: session and id → title and text of each."""

_needs_told: NeedsTold | None = None


def hand_in_needs(needs_told: NeedsTold) -> None:
    """Name who knows the needs of prospects; called once by the application's factory."""
    global _needs_told
    _needs_told = needs_told


def content_of(session: Session, prospect: Prospect) -> Mapping[Step, Mapping[str, Any]]:
    """The steps of the form of joining, as far as they are known of a prospect; its needs before what it asked."""
    person, is_person = next(iter(prospect.contacts), None), prospect.kind is PartyKind.NATURAL_PERSON
    who = {
        "street": prospect.street, "postcode": prospect.postcode, "city": prospect.city, "region": prospect.region,
        "email": prospect.email, "phone": next((each.phone for each in prospect.contacts if each.phone), ""),
    }
    if is_person:
        who |= {"first_names": person.first_names if person else "", "last_name": person.last_name if person else ""}
    else:
        who["name"] = prospect.name
    needs = [{"title": title[:150], "text": text[:1500]} for title, text in _told_of(session, prospect)]
    content: dict[Step, Mapping[str, Any]] = {Step.WHO: who, Step.SHARES: {"needs": needs[:20]}}
    if not is_person:
        content[Step.REPRESENTATION] = {"people": [
            {"title": "", "first_names": each.first_names, "last_name": each.last_name, "function": each.function,
             "authority": "appointed" if prospect.kind is PartyKind.MUNICIPALITY else "sole", "email": each.email}
            for each in prospect.contacts[:1]
        ]}  # fmt: skip
    return content


def _told_of(session: Session, prospect: Prospect) -> list[tuple[str, str]]:
    """The needs of a prospect, then what it asked and is no need yet, by the title."""
    assert _needs_told is not None
    needs = list(_needs_told(session, prospect.id))
    known = {title.casefold() for title, _text in needs}
    asked = [(each.subject, each.text) for each in prospect.enquiries if each.subject]
    return needs + [each for each in asked if each[0].casefold() not in known]


def known_to_application(
    session: Session, prospect_id: int
) -> tuple[PartyKind, Mapping[Step, Mapping[str, Any]]]:
    """The same with the kind, for the office that enters a declaration on paper; refused where one lies there."""
    prospect = get_prospect(session, prospect_id)
    check_may_apply(state_of(session, prospect), prospect.erased_at is not None)
    return prospect.kind, content_of(session, prospect)
