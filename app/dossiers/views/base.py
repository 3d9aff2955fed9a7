"""The room's blueprint, who may read and write here, and the frame of a member's pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.values import Refusal, Role
from app.core.web import Form, current_actor, may_open, page, reading_day, status_of, translated
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


def form_page(
    template: str, number: int, form: Form, found: object = None, problem: str = "", **context: Any
) -> ResponseReturnValue:
    """A form of what the register holds, with the preview of what would stand there then."""
    return member_page(
        template, number, status_of(form), tab="register", form=form, preview=found, problem=problem, **context
    )


def previewed(
    template: str, panel: str, number: int, form: Form, find: Callable[[], object], **context: Any
) -> ResponseReturnValue:
    """Show what would be entered, or why it cannot be; nothing is. A script asks for the panel alone."""
    found, problem = None, ""
    try:
        found = find() if form.validate() else None
    except Refusal as refusal:
        problem = str(translated(refusal))
    problem = problem or form.faults()
    if "HX-Request" in request.headers:
        return render_template(f"dossiers/{panel}.html", preview=found, problem=problem, words=forms, **context)
    return form_page(template, number, form, found, problem, **context)


def entered(number: int, sentence: str) -> ResponseReturnValue:
    """Say what was entered, where the member's entry in the register shows it."""
    flash(sentence, "success")
    return redirect(url_for(".register_entry", number=number))


def matter_of(number: int, what: str) -> str:
    """What two people who edit the same of a member wait for."""
    return f"member:{number}:{what}"
