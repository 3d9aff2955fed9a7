"""Fifty people at the same moment: every declaration is taken, every member entered, no number doubled or left out."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.boardroom import actions as boardroom
from app.core.db import db, transaction
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Resolution
from app.organs.rules import Choice, Organ, Procedure
from app.parties.models import Party
from tests.admissions.factories import a_complete_draft, signer, who
from tests.boardroom.factories import a_board_of_three, admission_of, as_officer
from tests.factories import NOW, OFFICE

PEOPLE = 50
AT_A_TIME = 8
"""As many threads as the server has; the other requests wait before its door."""
BUSY_ATTEMPTS = 20


def all_at_once(app: Flask, acts: Sequence[Callable[[Session], object]]) -> None:
    """Let everybody in as the server does; who is told that the database is busy sends the form again."""

    def act(each: Callable[[Session], object]) -> None:
        with app.app_context():
            for attempt in range(BUSY_ATTEMPTS):
                if is_done(each):
                    break
                time.sleep(0.05 * attempt)
            else:
                raise AssertionError("busy for too long")

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(act, acts))


def is_done(act: Callable[[Session], object]) -> bool:
    """Carry an act out in a transaction of its own; False where the database was busy."""
    try:
        with transaction() as session:
            act(session)
    except OperationalError as fault:
        if "locked" not in str(fault.orig):
            raise
        return False
    else:
        return True
    finally:
        db.session.remove()


def drafts(session: Session) -> list[int]:
    """As many complete drafts as people, each with a name of its own."""
    made = []
    for number in range(1, PEOPLE + 1):
        about = who(name=f"Gemeinde Nr. {number}", email=f"nr{number}@altenbruck.example")
        people = [signer(email=f"signer{number}@altenbruck.example")]
        made.append(a_complete_draft(session, token=f"token-{number}", who=about, people=people).id)
    return made


def submitting(application_id: int) -> Callable[[Session], object]:
    """Somebody declares, in a transaction of its own."""
    return lambda session: admissions.submit(session, application_id, NOW)


def admitting(application_id: int, voters: Sequence[Party]) -> Callable[[Session], object]:
    """The office opens a circular on one application, and as many directors as it needs vote yes."""
    actors = [(voter.id, as_officer(voter)) for voter in voters]

    def admit(session: Session) -> None:
        item = admission_of(session, session.get_one(Application, application_id))
        opening = boardroom.Opening(Organ.BOARD, Procedure.CIRCULAR, "", [item.id])
        boardroom.open_resolution(session, opening, OFFICE, NOW)
        for party_id, actor in actors:
            boardroom.vote(session, organs.get_item(session, item.id), party_id, Choice.YES, "", actor, NOW)

    return admit


def propose_all(session: Session) -> None:
    """Let the office look at the proofs of each application and lay it before the board."""
    for application in session.scalars(select(Application).order_by(Application.id)):
        application.email_confirmed_at = NOW
        admissions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
        admissions.propose(session, application.id, OFFICE, NOW)


def test_fifty_at_once_are_all_taken_and_all_entered_without_a_gap(app: Flask, session: Session) -> None:
    chair, second, _third = a_board_of_three(session)
    ids = drafts(session)
    session.commit()
    all_at_once(app, [submitting(each) for each in ids])
    session.rollback()
    session.expire_all()
    numbers = session.scalars(select(Application.number)).all()
    assert sorted(map(str, numbers)) == [f"A-2026-{number:04}" for number in range(1, PEOPLE + 1)]
    propose_all(session)
    session.commit()
    all_at_once(app, [admitting(each, (chair, second)) for each in ids])
    session.rollback()
    assert sorted(session.scalars(select(Member.number))) == [*range(1, PEOPLE + 1)]
    assert sorted(session.scalars(select(Resolution.ordinal))) == [*range(1, PEOPLE + 1)]
    assert len(set(session.scalars(select(Application.member_id)))) == PEOPLE
