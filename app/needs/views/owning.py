"""For whom the office raises a need: a member by its number, somebody who may join by its own."""

from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.core.web import id_in
from app.members import queries as members
from app.needs.actions import Owner
from app.needs.rules import MAX_SITUATION, MAX_TITLE, Level, Stated
from app.prospects import queries as prospects


def owner_named(session: Session, typed: str) -> Owner:
    """The owner that was typed: `6`, `0006` or `I-2026-0012`; raises Refusal where there is none.

    A prospect that has joined meanwhile is the member that it became.
    """
    word = typed.strip().upper()
    number = id_in(word)
    if number is not None:
        return Owner(member_id=members.get_by_number(session, number).id)
    found = prospects.find_by_number(session, word)
    if found is None or found.erased_at is not None:
        raise Refusal("Unter dieser Nummer gibt es weder ein Mitglied noch einen Interessenten.")
    application = prospects.application_of(session, found)
    if application is not None and application.member_id is not None:
        return Owner(member_id=application.member_id)
    return Owner(prospect_id=found.id)


def stated_before(session: Session, owner: Owner, enquiry: str) -> Stated:
    """What a draft begins with: the region, and of a prospect an enquiry where one is named."""
    if owner.member_id is not None:
        region = members.get_member(session, owner.member_id).party.region or ""
        return Stated(region=region)
    prospect = prospects.get_prospect(session, owner.prospect_id or 0)
    asked = next((each for each in prospect.enquiries if str(each.id) == enquiry), None)
    return Stated(
        asked.subject[:MAX_TITLE] if asked else "", asked.text[:MAX_SITUATION] if asked else "", region=prospect.region,
        level=Level.OFFICE,
    )
