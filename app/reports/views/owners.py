"""Who holds more than a quarter, and how large the cooperative is by law."""

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import close_of
from app.core.web import Column, _, export, page, reading_day, requires, wanted_export
from app.organs.rules import DELEGATES_ABOVE, SMALL_COOPERATIVE, delegates_allowed
from app.reports import forms, queries
from app.reports.forms import AsOfForm, SizeForm
from app.reports.rules import Owner, audit_duty
from app.reports.views.base import OK, READERS, blueprint, tabs


@blueprint.get("/beteiligungen")
@requires(*READERS)
def owners() -> ResponseReturnValue:
    """Large holdings (§ 3 GwG), heads against the thresholds, and what the accounts' size asks for (§ 53 GenG)."""
    form, size, session, shown = AsOfForm(request.args), SizeForm(request.args), db.session(), reading_day()
    status = OK if form.validate() & size.validate() else 422
    day, known_on = form.days(shown)
    found = queries.large_owners_on(session, day, close_of(known_on))
    kind = wanted_export()
    if kind is not None and status == OK:
        return export(kind, f"beteiligungen-{day:%Y-%m-%d}", _columns(), found)
    heads = queries.heads_on(session, day, close_of(known_on))
    return page(
        "reports/owners.html", status, form=form, size=size, day=day, known_on=known_on, today=clock.today(),
        owners=found, heads=heads, tabs=tabs("owners"), words=forms, duty=_duty(size),
        may_delegate=delegates_allowed(heads.last_year_end),
        limits={"minimum": 3, "small": SMALL_COOPERATIVE, "delegates": DELEGATES_ABOVE},
    )


def _duty(size: SizeForm) -> object:
    """What follows from the two amounts, where both are given."""
    total, revenue = size.bilanzsumme.data, size.umsatz.data
    return audit_duty(total, revenue) if total is not None and revenue is not None else None


def _columns() -> list[Column[Owner]]:
    return [
        Column("number", _("Nr."), lambda owner: owner.number),
        Column("name", _("Mitglied"), lambda owner: owner.name),
        Column("credit", _("Geschäftsguthaben in €"), lambda owner: owner.credit / 100),
        Column("credit_of_all", _("von allen in €"), lambda owner: owner.credit_of_all / 100),
        Column("votes", _("Stimmen"), lambda owner: owner.votes),
        Column("votes_of_all", _("von allen"), lambda owner: owner.votes_of_all),
    ]
