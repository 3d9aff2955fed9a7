"""One prospect with everything known about it, and what is given out to who asks for it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.admissions.rules import need_may_be_served
from app.core import journal, outbox
from app.core.db import db
from app.core.values import German
from app.core.web import Column, Form, _, export, page, reading_day, requires, status_of, titled, wanted_export
from app.prospects import queries
from app.prospects.forms import ActForm, AssignForm, ConsentForm
from app.prospects.models import Prospect
from app.prospects.queries import KnownFact, Row
from app.prospects.rules import STAGE_WORDS, Stage, is_overdue
from app.prospects.views.pieces import READERS, WORDS, WRITERS, blueprint, may_write, needs_of, row_of
from app.statutes import queries as statutes


@blueprint.get("/interessenten/<int:prospect_id>")
@requires(*READERS)
def show(prospect_id: int) -> ResponseReturnValue:
    """Who it is, what it asked, the talks, what comes next, and its consent."""
    return show_page(prospect_id)


def show_page(prospect_id: int, **forms: Form) -> ResponseReturnValue:
    """The page of one prospect; a form that was refused is shown again with its errors."""
    row, session = row_of(prospect_id), db.session()
    prospect, subject = row.prospect, queries.subject_of(prospect_id)
    given = {
        "consent_form": ConsentForm(formdata=None, consented_on=reading_day()).show(consent_of(prospect)),
        "assign_form": AssignForm(formdata=None), **forms,
    }
    return page(
        "prospects/show.html", status_of(*forms.values()), row=row, prospect=prospect, application=row.application,
        track=track_of(row), alike=queries.alike(session, prospect) if not prospect.erased_at else (),
        needs=needs_of(prospect_id),
        may_serve=_may_serve(), ahead=queries.ahead_for(session, [prospect])[prospect_id], act=ActForm(formdata=None),
        lines=journal.lines_about(session, subject), mails=outbox.mails_about(session, subject),
        may_write=may_write() and not prospect.erased_at, today=reading_day(), is_overdue=is_overdue,
        seen=prospect.moves[0].id if prospect.moves else 0, **given, **WORDS,
    )


def _may_serve() -> bool:
    """Whether the statute lets somebody be served that is no member (§ 8 (1) no. 5 GenG; R-STA-04, R-NEED-04)."""
    statute = statutes.find_statute_on(db.session(), reading_day())
    return statute is not None and need_may_be_served(False, statute)


def consent_of(prospect: Prospect) -> dict[str, object]:
    """What the form of a noted consent shows of what is stored."""
    return {"consented_on": prospect.consented_on, "note": prospect.consent_note}


def track_of(row: Row) -> list[dict[str, str]]:
    """The way of a prospect: what is behind it, where it stands, what may come; an end takes the place of what may."""
    way: list[Stage] = [stage for stage in Stage if stage is not Stage.ENDED]
    if row.stage is Stage.ENDED:
        reached = row.prospect.moves[0].from_stage if row.prospect.moves else Stage.NEW
        way = [*way[: way.index(reached) + 1], Stage.ENDED] if reached in way else [Stage.NEW, Stage.ENDED]
    at = way.index(row.stage)
    return [
        {"label": str(titled(STAGE_WORDS[stage])), "state": "done" if n < at else "now" if n == at else "coming"}
        for n, stage in enumerate(way)
    ]


@blueprint.get("/interessenten/<int:prospect_id>/auskunft")
@requires(*WRITERS)
def access(prospect_id: int) -> ResponseReturnValue:
    """All that is kept of a prospect, to be given to who asks for it (Art. 15 DSGVO); as a page or as a file."""
    session, row = db.session(), row_of(prospect_id)
    known = queries.known_of(session, row.prospect)
    if kind := wanted_export():
        return export(kind, f"auskunft-{row.prospect.number}", _columns(), known)
    url = url_for(".access", prospect_id=prospect_id)
    return page("prospects/access.html", row=row, prospect=row.prospect, known=known, url=url, said=_said, **WORDS)


def _columns() -> list[Column[KnownFact]]:
    return [
        Column("about", _("Wovon"), lambda fact: _said(fact.about)),
        Column("term", _("Angabe"), lambda fact: _said(fact.term)),
        Column("value", _("Inhalt"), lambda fact: _said(fact.value)),
    ]


def _said(text: str) -> str:
    """A word of ours in the reader's language; what somebody wrote stays as it is."""
    return titled(text) if isinstance(text, German) else text
