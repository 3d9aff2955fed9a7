"""Fills the fictional cooperative, through the rooms' own actions."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core import files
from app.core.db import db
from app.core.formats import local
from app.core.values import Actor, Role
from app.demo.actions.access import open_logins
from app.demo.actions.applications import applications
from app.demo.actions.house import amend, at, found
from app.demo.actions.organs import appoint_founders, elect_again, meet, record_admissions, record_assemblies
from app.demo.actions.people import BRANDNER, FOUNDED, FOUNDERS, LATER, LAUTENSCHLAG, LOGINS, PRUEFENSTEIN
from app.demo.actions.register import Cast, change, join, leave, name_of, pay_by_mistake, take_further_shares
from app.demo.actions.story import Plot, tell
from app.demo.rules import PASSWORD

__all__ = ["fill", "is_filled", "reset", "welcome"]


def is_filled(session: Session) -> bool:
    """Say whether the fictional cooperative is there."""
    return accounts.is_there_an_account(session)


def fill(session: Session, now: datetime) -> None:
    """Found the fictional cooperative and let it live until today; what is there already is left alone."""
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


PLOTS = (
    appoint_founders, elect_again, record_assemblies, take_further_shares, pay_by_mistake, change, leave, meet,
)  # fmt: skip
"""What happens beside joining."""


def _hire(session: Session, cast: Cast) -> Plot:
    """Who works in office and administration, and who audits."""
    yield at(FOUNDED, 9)
    for human in (LAUTENSCHLAG, BRANDNER, PRUEFENSTEIN):
        cast.person(session, human, FOUNDED)


def reset(session: Session, now: datetime) -> None:
    """Throw everything away and tell the story anew, in one transaction: others see the old state or the new one.

    The tables are dropped and made again, since some of them only grow; the state of the migrations stays.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    session.expunge_all()
    db.metadata.drop_all(connection)
    db.metadata.create_all(connection)
    files.erase_all()
    fill(session, now)


def welcome(address: str) -> str:
    """What the command prints: where the demo is, and who can sign in."""
    width = max(len(login.email) for login in LOGINS)
    people = "\n".join(
        f"  {login.email:<{width}}  {login.human.first_names} {login.human.last_name}: {login.note}" for login in LOGINS
    )
    return (
        f"Genokontor zeigt den erfundenen Digitalverbund Morgenau eG unter {address}\n\n"
        f"Anmelden mit einer dieser Adressen und dem Passwort {PASSWORD}\n{people}\n\n"
        f"Beitreten ohne Anmeldung: {address}/beitritt\n"
        "Es geht keine Post hinaus; die E-Mails zeigt die Geschäftsstelle unter „E-Mails“. Ende mit Strg C.\n"
    )
