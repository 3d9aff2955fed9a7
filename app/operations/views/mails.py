"""The mailbox: every mail as it went out or would have gone, and a person's word on one in doubt."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, files
from app.core.db import db, once, transaction
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Actor
from app.core.web import (
    Column,
    _,
    current_actor,
    download,
    export,
    hindrance,
    or_404,
    page,
    requires,
    wanted_export,
)
from app.operations import actions, queries
from app.operations.forms import MAIL_STATES, ActForm
from app.operations.rules import conceal_links
from app.operations.views.pieces import OFFICE, blueprint, has_raw_text, key_of, newest_first


def columns() -> Sequence[Column[OutgoingMail]]:
    """The columns of the mailbox as a file."""
    return (
        Column("created", _("Erstellt"), lambda row: row.created_at),
        Column("to", _("An"), lambda row: row.to_address),
        Column("subject", _("Betreff"), lambda row: row.subject),
        Column("state", _("Stand"), lambda row: str(MAIL_STATES[row.state])),
        Column("sent", _("Versandt"), lambda row: row.sent_at if row.state is not MailState.KEPT else None),
        Column("error", _("Fehler"), lambda row: hindrance(row.error, row.id)),
    )


@blueprint.get("/e-mails")
@requires(*OFFICE)
def mails() -> ResponseReturnValue:
    """Outgoing mails, newest first."""
    session, listing = db.session(), newest_first(tuple(queries.MAIL_SORTS), ("state",))
    state = listing.filters.get("state", "")
    found, listing.total = queries.list_mails(
        session, state=state, words=listing.query, sort=listing.sort, descending=listing.descending,
        offset=0 if wanted_export() else listing.offset, limit=None if wanted_export() else listing.limit,
    )
    if kind := wanted_export():
        return export(kind, "e-mails", columns(), found)
    listing.rows = found
    counts = queries.count_mails(session)
    tabs = [{"label": _("Alle"), "url": listing.url(state=None), "count": sum(counts.values()), "active": not state}]
    tabs += [
        {"label": str(name), "url": listing.url(state=each), "count": counts.get(each, 0), "active": state == each}
        for each, name in MAIL_STATES.items() if counts.get(each) or state == each
    ]
    return page("operations/mails.html", listing=listing, tabs=tabs, all_count=sum(counts.values()))


@blueprint.get("/e-mails/<int:mail_id>")
@requires(*OFFICE)
def mail(mail_id: int) -> ResponseReturnValue:
    """One mail: sender, address, subject, text, what it carries, and what became of it."""
    found = queries.get_mail(db.session(), mail_id)
    settings = current_app.config["GENOKONTOR"]
    is_stuck = found.state in (MailState.FAILED, MailState.IN_DOUBT) and not found.erased_at
    return page(
        "operations/mail.html", mail=found, key=ActForm().key.data, may_send=is_stuck,
        may_mark=is_stuck and found.state is MailState.IN_DOUBT, sender=settings.mail_sender,
        has_raw=has_raw_text(found.error), text=found.text if settings.is_demo else conceal_links(found.text),
    )


@blueprint.get("/e-mails/<int:mail_id>/anhang/<int:position>")
@requires(*OFFICE)
def attachment(mail_id: int, position: int) -> ResponseReturnValue:
    """What a mail carries, to be saved: it may have been handed in from outside."""
    found = or_404(queries.find_attachment(db.session(), mail_id, position))
    try:
        content = files.get(found.sha256)
    except files.Lost:
        return or_404(None)
    return download(content, found.name, found.media_type.partition(";")[0], inline=False)


@blueprint.post("/e-mails/<int:mail_id>/noch-einmal")
@requires(*OFFICE)
def send_again(mail_id: int) -> ResponseReturnValue:
    """Give a failed mail, or one in doubt, to the sender again."""
    return _settle("mail.again", mail_id, actions.send_mail_again, _("Die E-Mail wird noch einmal gesendet."))


@blueprint.post("/e-mails/<int:mail_id>/gesendet")
@requires(*OFFICE)
def mark_sent(mail_id: int) -> ResponseReturnValue:
    """Note that a mail in doubt did arrive."""
    return _settle("mail.sent", mail_id, actions.mark_mail_sent, _("Die E-Mail ist als gesendet vermerkt."))


Settle = Callable[[Session, int, Actor, datetime], OutgoingMail]


def _settle(name: str, mail_id: int, act: Settle, words: str) -> ResponseReturnValue:
    key = key_of(name, mail_id)
    with transaction() as session:
        once(session, key, lambda: act(session, mail_id, current_actor(), clock.now()).id)
    flash(words, "ok")
    return redirect(url_for(".mail", mail_id=mail_id))
