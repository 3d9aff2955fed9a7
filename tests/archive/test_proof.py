"""A sheet that is out by another proof than the tray's: a posting number, a signed scan."""

from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.models import PrintItem
from app.core.db import transaction
from app.core.formats import local
from tests.archive.factories import a_printed_document
from tests.factories import NOW, OFFICE, TODAY
from tests.together import PATIENCE, together


def waiting(session: Session) -> list[PrintItem]:
    session.flush()
    return list(queries.waiting_items(session))


def test_a_proof_ticks_off_the_sheet_it_is_about_and_no_copy_ordered_for_somebody_else(session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    copy = actions.print_again(session, document, "Amtsgericht Quellbach", OFFICE, NOW)
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW)
    assert waiting(session) == [copy]


def test_where_the_sheet_itself_is_out_already_a_copy_still_waits(session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    actions.mark_posted(session, [item.id for item in queries.items_of(session, document.id)], OFFICE, NOW)
    copy = actions.print_again(session, document, "Amtsgericht Quellbach", OFFICE, NOW)
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW)
    assert waiting(session) == [copy]


@pytest.mark.parametrize("days", [0, 3])
def test_a_sheet_went_out_on_the_day_that_the_proof_names(session: Session, days: int) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW + timedelta(days=days))
    sheet = queries.items_of(session, document.id)[0]
    assert sheet.posted_at is not None
    assert (local(sheet.posted_at).date(), sheet.posted_at >= sheet.ready_at) == (TODAY, True)


def test_of_what_was_never_laid_into_the_tray_nothing_is_ticked_off(session: Session) -> None:
    actions.mark_sheet_posted(session, a_printed_document(session).id, TODAY, OFFICE, NOW)
    actions.mark_sheet_posted(session, None, TODAY, OFFICE, NOW)
    assert waiting(session) == []


def test_a_proof_entered_while_a_colleague_ticks_the_sheet_off_is_not_refused(app: Flask, session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    document_id, sheets = document.id, [item.id for item in queries.items_of(session, document.id)]
    session.commit()
    is_ticked = Event()

    def colleague() -> None:
        with app.app_context(), transaction() as own:
            actions.mark_posted(own, sheets, OFFICE, NOW)
            is_ticked.set()
            sleep(0.5)

    def proof() -> None:
        is_ticked.wait(PATIENCE)
        with app.app_context(), transaction() as own:
            actions.mark_sheet_posted(own, document_id, TODAY, OFFICE, NOW)

    together(colleague, proof)
    session.expire_all()
    assert waiting(session) == []
