"""Fills the fictional cooperative, through the rooms' own actions."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core import files
from app.core.db import db
from app.core.formats import local
from app.core.values import Actor, Role
from app.demo.actions.access import open_logins
from app.demo.actions.applications import apply_in_every_state
from app.demo.actions.house import found
from app.demo.actions.organs import (
    appoint_founders,
    elect_again,
    meet,
    record_admissions,
    record_assemblies,
)
from app.demo.actions.people import BRANDNER, FOUNDED, FOUNDERS, LATER, LAUTENSCHLAG, LOGINS
from app.demo.actions.register import Cast, certify, enter, live_on, name_of
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
    found(session, administrator, now)
    for human in (LAUTENSCHLAG, BRANDNER):
        cast.person(session, human, FOUNDED)
    enter(session, cast, FOUNDERS, {FOUNDED: "Gründungssatzung"})
    appoint_founders(session, cast)
    certify(session, cast, FOUNDERS)
    numbers = record_admissions(session, cast)
    enter(session, cast, LATER, numbers)
    certify(session, cast, LATER)
    elect_again(session, cast)
    record_assemblies(session, cast)
    live_on(session, cast, now)
    meet(session, cast)
    apply_in_every_state(session, cast)
    open_logins(session, cast, administrator, now)


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
