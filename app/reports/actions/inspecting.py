"""Showing the register to who asks for it, and handing out extracts (§ 31 GenG; R-REG-07)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German
from app.members import queries as members
from app.members.models import Member
from app.members.rules import extract_number
from app.reports import queries, rules
from app.reports.actions.printing import extract_facts
from app.reports.models import RegisterInspection
from app.reports.rules import REPORT, REQUESTER_WORDS, Requester, WantedCopy


@dataclass(frozen=True)
class Request:
    """Who wants to see the register of which day, for whom, and with which interest, as the office takes it down."""

    requester: Requester
    name: str
    member: Member | None
    agent: str
    interest: str
    is_identified: bool
    is_told_purpose: bool
    register_on: date


def note_inspection(session: Session, request: Request, actor: Actor, now: datetime) -> RegisterInspection:
    """Log who asks to see the register, and whether it is shown (§ 31 GenG; R-REG-07); a refusal is logged too."""
    rules.check_inspection(
        request.requester, request.name, request.interest, request.is_identified, request.is_told_purpose
    )
    today = local(now).date()
    rules.check_register_day(request.register_on, today, members.first_membership_day(session))
    member = request.member if request.requester is Requester.MEMBER else None
    if request.requester is Requester.MEMBER:
        _check_member(session, member, today)
    inspection = RegisterInspection(
        requester=request.requester, name=member.party.display_name if member else request.name,
        member_id=member.id if member else None, agent=request.agent, interest=request.interest,
        was_told_purpose=request.is_told_purpose, register_on=request.register_on,
        was_granted=rules.may_inspect(request.requester), recorded_at=now, recorded_by=actor.name,
    )
    session.add(inspection)
    session.flush()
    outcome = German("Einsicht gewährt") if inspection.was_granted else German("Einsicht verweigert")
    about = {"day": written(request.register_on), "requester": REQUESTER_WORDS[request.requester]}
    summary = Told("{outcome}, Register vom {day}: {requester}", outcome=outcome, **about)
    journal.record(session, actor, "inspect_register", f"inspection:{inspection.id}", now, summary)
    return inspection


def inspect_as_member(session: Session, member: Member, actor: Actor, now: datetime) -> RegisterInspection:
    """Log that a member looks into the register of today by its own login (§ 31 (1) GenG; R-REG-07)."""
    agent = "" if actor.party_id == member.party_id else actor.name
    today = local(now).date()
    return note_inspection(
        session, Request(Requester.MEMBER, "", member, agent, "", True, False, today), actor, now
    )


def _check_member(session: Session, member: Member | None, today: date) -> None:
    if member is None:
        raise rules.MemberNumberRefusal("Zu dieser Nummer gibt es kein Mitglied.")
    if not members.is_member_on(session, member.party_id, today):
        raise rules.MemberNumberRefusal(
            "Wer nicht mehr Mitglied ist, sieht das Register nur mit berechtigtem Interesse (§ 31 GenG)."
        )


def issue_extract(
    session: Session, member: Member, actor: Actor, now: datetime, *, is_posted: bool = True
) -> IssuedDocument:
    """Issue the copy of a member's own entries, with the names and days they held (§ 31 (1) GenG; R-REG-07).

    `is_posted` lays it into the print tray; a member that asks for it online opens it there.
    """
    today = local(now).date()
    is_member = members.is_member_on(session, member.party_id, today)
    rules.check_copy(Requester.MEMBER if is_member else Requester.THIRD_PARTY, WantedCopy.OWN_ENTRIES)
    if not is_posted:
        issued = [each for each in queries.extracts_of(session, member) if local(each.issued_at).date() == today]
        rules.check_not_too_many(len(issued))
    year = today.year
    number = extract_number(year, next_number(session, f"register_extract:{year}"))
    return archive.issue(
        session, kind=REPORT, facts=extract_facts(session, member, number, now),
        title=German("Auszug aus der Mitgliederliste"), subject=f"member:{member.id}", actor=actor, now=now,
        number=number, print_for=member.party.display_name if is_posted else None,
    )
