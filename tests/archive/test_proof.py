"""A sheet that is out by another proof than the tray's: a posting number, a signed scan."""

from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.models import PrintItem
from app.core.db import transaction
from app.core.formats import local
from app.core.journal import JournalLine
from app.core.values import Actor, Refusal, Role
from tests.archive.factories import a_printed_document
from tests.factories import NOW, OFFICE, TODAY
from tests.together import PATIENCE, together

COLLEAGUE = Actor("Gundula Zweitblick", 7, 7, frozenset({Role.OFFICE}))
EARLIER = NOW - timedelta(minutes=5)


def waiting(session: Session) -> list[PrintItem]:
    session.flush()
    return list(queries.waiting_items(session))


def test_a_proof_ticks_off_the_sheet_it_is_about_and_no_copy_ordered_for_somebody_else(session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    copy = actions.print_again(session, document, "Amtsgericht Quellbach", OFFICE, NOW)
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW)
    assert waiting(session) == [copy]


def test_where_the_first_sheet_was_spoilt_the_proof_is_about_the_one_printed_instead(session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    actions.discard(session, [item.id for item in queries.items_of(session, document.id)], "Verdruckt", OFFICE, NOW)
    for_the_court = actions.print_again(session, document, "Amtsgericht Quellbach", OFFICE, NOW)
    instead = actions.print_again(session, document, "Balthasar Lindwurm", OFFICE, NOW)
    one_more = actions.print_again(session, document, "Balthasar Lindwurm", OFFICE, NOW)
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW)
    assert waiting(session) == [for_the_court, one_more]
    assert instead.posted_at is not None
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, NOW)
    assert waiting(session) == [for_the_court, one_more]


def test_a_sheet_ticked_off_as_printed_too_late_was_printed_before_it_went_out(session: Session) -> None:
    document = a_printed_document(session, print_for="Balthasar Lindwurm")
    [sheet] = queries.items_of(session, document.id)
    tomorrow = NOW + timedelta(days=1)
    actions.mark_printed(session, [sheet.id], OFFICE, tomorrow)
    actions.mark_sheet_posted(session, document.id, TODAY, OFFICE, tomorrow)
    assert sheet.printed_at is not None
    assert sheet.posted_at is not None
    assert sheet.printed_at <= sheet.posted_at


def test_nothing_proves_that_a_letter_went_out_of_which_there_is_no_sheet(session: Session) -> None:
    document = a_printed_document(session)
    with pytest.raises(Refusal, match="lag nie im Druckkorb"):
        actions.check_sheets_made(session, document.id)


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
            actions.mark_posted(own, sheets, COLLEAGUE, EARLIER)
            is_ticked.set()
            sleep(0.5)

    def proof() -> None:
        is_ticked.wait(PATIENCE)
        with app.app_context(), transaction() as own:
            actions.mark_sheet_posted(own, document_id, TODAY, OFFICE, NOW)

    together(colleague, proof)
    session.expire_all()
    [sheet] = queries.items_of(session, document_id)
    assert (sheet.posted_at, sheet.settled_by) == (EARLIER, COLLEAGUE.name)
    ticked = select(JournalLine).where(JournalLine.act == "document_posted")
    assert [line.actor_name for line in session.scalars(ticked)] == [COLLEAGUE.name]
