"""The room's blueprint, who may read and write here, and the frame of a member's pages."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.values import Role
from app.core.web import current_actor, may_open, page, reading_day
from app.dossiers import forms, queries

blueprint = Blueprint("dossiers", __name__, url_prefix="/mitglieder")

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
ISSUERS = (Role.OFFICE, Role.BOARD)
BANKERS = (Role.OFFICE, Role.AUDITOR)
"""Who sees a member's bank account: whoever pays out, and whoever audits that (need to know; R-GDPR-02)."""


def member_page(template: str, number: int, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of one member: head, tabs and side column are the same on all of them."""
    actor, session, today = current_actor(), db.session(), reading_day()
    dossier = queries.dossier_of(session, queries.get_member(session, number), today)
    return page(
        template, status, dossier=dossier, member=dossier.member, today=today, words=forms, act=forms.ActForm(),
        offers=queries.offers_on(session, dossier.member, today),
        may_write=actor.has_any(WRITERS), may_issue=actor.has_any(ISSUERS), may_see_bank=actor.has_any(BANKERS),
        may_open_lists=may_open("imports.show"),
        **context,
    )


def entered(number: int, sentence: str) -> ResponseReturnValue:
    """Say what was entered, where the member's entry in the register shows it."""
    flash(sentence, "success")
    return redirect(url_for(".register_entry", number=number))


def matter_of(number: int, what: str) -> str:
    """What two people who edit the same of a member wait for."""
    return f"member:{number}:{what}"
