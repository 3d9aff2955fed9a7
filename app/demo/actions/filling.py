"""Fills the fictional cooperative, through the rooms' own actions."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core.formats import local
from app.core.values import Actor, Refusal, Role
from app.demo.actions.access import let_audit, open_logins
from app.demo.actions.applications import applications
from app.demo.actions.assembling import convene, demand, empower, look_ahead
from app.demo.actions.bundling import bundle_needs
from app.demo.actions.closing import close_years
from app.demo.actions.growing import grow, grow_online, grow_too_fast
from app.demo.actions.handing_on import hand_on, hand_on_online
from app.demo.actions.house import amend, at, found
from app.demo.actions.leaving import ask_to_stay, give_notice, give_up_a_share, give_up_in_vain, leave
from app.demo.actions.meeting import convene_for_today
from app.demo.actions.needing import need_something
from app.demo.actions.organs import appoint_founders, elect_again, meet, record_admissions, record_assemblies
from app.demo.actions.owing import agree_on_rates, dun
from app.demo.actions.people import BRANDNER, FOUNDED, FOUNDERS, LATER, LAUTENSCHLAG, LOGINS, PRUEFENSTEIN
from app.demo.actions.promoting import promote
from app.demo.actions.proposals import propose_changes
from app.demo.actions.prospects import ask_about_us
from app.demo.actions.register import (
    Cast,
    bounce,
    change,
    join,
    lose_certificate,
    name_of,
    pay_by_mistake,
    print_in_vain,
    take_further_shares,
    take_one_more,
)
from app.demo.actions.removing import be_heard, die
from app.demo.actions.settling import name_account, settle
from app.demo.actions.solving import solve
from app.demo.actions.story import Plot, tell
from app.demo.actions.weighing import assess_together


def is_filled(session: Session) -> bool:
    """Say whether the fictional cooperative is there."""
    return accounts.is_there_an_account(session)


def check_is_fictional(session: Session) -> None:
    """Refuse where people have logins and none of the story's is among them: that is an installation in earnest."""
    is_ours = any(accounts.find_account_by_email(session, login.email) for login in LOGINS)
    if accounts.is_there_an_account(session) and not is_ours:
        raise Refusal(
            "In diesem Datenordner (GENOKONTOR_DATA) liegt eine wirkliche Genossenschaft. "
            "Die Demo braucht einen eigenen."
        )


def fill(session: Session, now: datetime) -> None:
    """Found the fictional cooperative and let it live until today; what is there already is left alone."""
    check_is_fictional(session)
    if is_filled(session):
        return
    administrator = Actor(name_of(BRANDNER), roles=frozenset({Role.ADMINISTRATOR}))
    cast = Cast(Actor(name_of(LAUTENSCHLAG), roles=frozenset({Role.OFFICE})), local(now).date())
    tell([
        found(session, administrator, now), _hire(session, cast), record_admissions(session, cast),
        *(join(session, cast, entry) for entry in (*FOUNDERS, *LATER)),
        *(plot(session, cast) for plot in PLOTS), amend(session, administrator), *applications(session, cast),
    ])  # fmt: skip
    open_logins(session, cast, administrator, now)
    print_in_vain(session, cast, now)
    let_audit(session, cast, now)
    propose_changes(session, cast, now)
    settle(session, cast, now)
    ask_about_us(session, cast, now)
    promote(session, cast, now)
    need_something(session, cast, now)
    bundle_needs(session, cast)
    assess_together(session, cast, now)
    solve(session, cast)


PLOTS = (
    appoint_founders, elect_again, record_assemblies, take_further_shares, pay_by_mistake, bounce, take_one_more,
    change, leave, lose_certificate, meet, give_notice, give_up_in_vain, give_up_a_share, ask_to_stay,
    grow, grow_too_fast, grow_online, close_years, name_account, die, be_heard, dun, agree_on_rates,
    hand_on, hand_on_online, convene_for_today, convene, empower, look_ahead, demand,
)  # fmt: skip
"""What happens beside joining."""


def _hire(session: Session, cast: Cast) -> Plot:
    """Who works in office and administration, and who audits."""
    yield at(FOUNDED, 9)
    for human in (LAUTENSCHLAG, BRANDNER, PRUEFENSTEIN):
        cast.person(session, human, FOUNDED)
