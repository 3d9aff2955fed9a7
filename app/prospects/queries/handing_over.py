"""What a prospect has told that its application asks for: nothing is typed twice (R-NEED-06)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.admissions.rules import Step
from app.core.values import PartyKind
from app.prospects.models import Prospect
from app.prospects.queries.prospects import get_prospect, state_of
from app.prospects.rules import check_may_apply


def content_of(prospect: Prospect) -> Mapping[Step, Mapping[str, Any]]:
    """The steps of the form of joining, as far as they are known of a prospect."""
    person, is_person = next(iter(prospect.contacts), None), prospect.kind is PartyKind.NATURAL_PERSON
    who = {
        "street": prospect.street, "postcode": prospect.postcode, "city": prospect.city, "region": prospect.region,
        "email": prospect.email, "phone": next((each.phone for each in prospect.contacts if each.phone), ""),
    }
    if is_person:
        who |= {"first_names": person.first_names if person else "", "last_name": person.last_name if person else ""}
    else:
        who["name"] = prospect.name
    needs = [{"title": each.subject[:150], "text": each.text[:1500]} for each in prospect.enquiries if each.subject]
    content: dict[Step, Mapping[str, Any]] = {Step.WHO: who, Step.SHARES: {"needs": needs[:20]}}
    if not is_person:
        content[Step.REPRESENTATION] = {"people": [
            {"title": "", "first_names": each.first_names, "last_name": each.last_name, "function": each.function,
             "authority": "appointed" if prospect.kind is PartyKind.MUNICIPALITY else "sole", "email": each.email}
            for each in prospect.contacts[:1]
        ]}  # fmt: skip
    return content


def known_to_application(
    session: Session, prospect_id: int
) -> tuple[PartyKind, Mapping[Step, Mapping[str, Any]]]:
    """The same with the kind, for the office that enters a declaration on paper; refused where one lies there."""
    prospect = get_prospect(session, prospect_id)
    check_may_apply(state_of(session, prospect), prospect.erased_at is not None)
    return prospect.kind, content_of(prospect)
