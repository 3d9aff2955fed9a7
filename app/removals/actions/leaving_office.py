"""What ends with a person besides the membership: offices, what it stands for elsewhere, the login (§§ 68 (2), 77)."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as logins
from app.core.formats import local
from app.core.values import Actor
from app.organs import actions as organs
from app.organs.rules import FUNCTION_WORDS, ORGAN_WORDS
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.removals import queries
from app.removals.actions.recording import note_step
from app.removals.models import Removal
from app.removals.rules import KIND_WORDS, StepKind
from app.statutes import queries as statutes


def end_offices(session: Session, removal: Removal, day: date, actor: Actor, now: datetime) -> None:
    """End the offices of the member itself with a day; one that has not begun is struck (§ 68 (2) GenG; R-EXIT-09).

    Nothing revives them, whatever becomes of the removal: the organ that appoints decides anew.
    """
    today, reason = local(now).date(), f"{KIND_WORDS[removal.kind]} {removal.number}"
    for office in queries.offices_held(session, removal.member, day):
        seat = f"{ORGAN_WORDS[office.organ]}, {FUNCTION_WORDS[office.function]}"
        if office.first_day > today:
            organs.strike_office(session, office, reason, actor, now)
        else:
            organs.end_office(session, office, max(day, office.first_day), reason, actor, now)
        note_step(session, removal, StepKind.OFFICE_ENDED, day, actor, now, reference=seat)


def end_with_death(session: Session, removal: Removal, died_on: date, actor: Actor, now: datetime) -> None:
    """End offices and representations of who died, and close the login (§ 77 GenG).

    In the register of other members a representation ends with the last closed fiscal year at the earliest (R-REG-05).
    """
    end_offices(session, removal, died_on, actor, now)
    person, earliest = removal.member.party_id, max(died_on, statutes.closed_through(session) or died_on)
    for held in party_queries.organisations_of_on(session, person, died_on + timedelta(days=1)):
        last_day = max(earliest, held.first_day)
        if held.last_day is None or last_day < held.last_day:
            parties.end_representation(session, held, last_day, actor, now)
    account = logins.find_account_of_party(session, person)
    if account is not None and account.disabled_at is None:
        accounts.disable(session, account, actor, now)
