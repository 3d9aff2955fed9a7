"""The electorate of an assembly as a list, and plural votes."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.attendance import actions, queries
from app.attendance.forms import CAPACITIES, ENTITLEMENTS, VotesForm
from app.attendance.queries import ELECTOR_SORTS, Elector, Ordered
from app.attendance.rules import AboutVotes
from app.attendance.views.pieces import READERS, WORDS, WRITERS, about, assembly_of, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    RefusalsAbove,
    RefusalsAt,
    _,
    _l,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.members import queries as members
from app.statutes import queries as statutes

VIEWS = {
    "votes": _l("Stimmberechtigt"), "attends": _l("Ohne Stimme"), "not": _l("Nimmt nicht teil"),
    "proxy": _l("Mit Vollmacht"), "orphan": _l("Vertretung fehlt"),
}  # fmt: skip


@blueprint.get("/<int:assembly_id>")
@requires(*READERS)
def electorate(assembly_id: int) -> ResponseReturnValue:
    """Who may vote on the day with how many votes, through whom, and why somebody may not."""
    session, today, assembly = db.session(), reading_day(), assembly_of(assembly_id)
    listing: Listing[Elector] = Listing.of_request(ELECTOR_SORTS, ("view",))
    day = queries.day_of(assembly, today)
    everybody = queries.electors(session, assembly, day)
    wanted = Ordered(listing.query, listing.sort, listing.descending)
    rows = queries.search_electors(everybody, listing.filters.get("view", ""), wanted)
    if kind := wanted_export():
        return export(kind, f"stimmberechtigte-{assembly.meets_on:%Y-%m-%d}", _columns(), rows)
    listing.rows, listing.total = rows[listing.offset : listing.offset + listing.limit], len(rows)
    counts = queries.electors_by_view(everybody)
    statute = statutes.statute_on(session, day)
    return page(
        "attendance/electorate.html", listing=listing, counts=counts, day=day, total=len(everybody),
        choices=[{"name": "view", "label": _("Ansicht"), "options": _options(counts)}], has_plural=statute.plural_votes,
        regime=queries.regime_on(session, day), has_investing=statute.investing_members,
        policy=statute.investing_policy, votes=sum(each.votes for each in everybody if each.may_vote),
        key=KeyedForm(formdata=None).key.data,
        **about(assembly, "electorate", today),
    )


def _options(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(view, f"{_(str(word))} ({counts[view]})") for view, word in VIEWS.items()]


def _columns() -> Sequence[Column[Elector]]:
    return (
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("entitlement", _("Stimmrecht"), lambda row: str(ENTITLEMENTS[row.entitlement])),
        Column("votes", _("Stimmen"), lambda row: row.votes if row.may_vote else 0),
        Column("investing", _("Investierend"), lambda row: _("ja") if row.is_investing else ""),
        Column("by", _("Vertreten durch"), lambda row: ", ".join(each.name for each in row.acting)),
        Column("capacity", _("Als"), lambda row: ", ".join(str(CAPACITIES[each.capacity]) for each in row.acting)),
        Column("proxy", _("Vollmacht für"), lambda row: row.grant.name if row.grant else ""),
    )


# --- plural votes -----------------------------------------------------------------------------------------------------


@blueprint.get("/mehrstimmrechte")
@requires(*READERS)
def plural() -> ResponseReturnValue:
    """Who has more than one vote, since when and by what."""
    return _plural(VotesForm(formdata=None, valid_from=clock.today()))


@blueprint.post("/mehrstimmrechte")
@requires(*WRITERS)
def grant_votes() -> ResponseReturnValue:
    """Say how many votes a member has from a day on; one takes the others back."""
    form = VotesForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.number, NotFound), RefusalsAt(form.votes, AboutVotes):
            _grant(form)
            flash(_("Eingetragen."), "success")
            return redirect(url_for(".plural"))
    return _plural(form)


def _plural(form: VotesForm) -> ResponseReturnValue:
    today = reading_day()
    statute = statutes.find_statute_on(db.session(), today)
    return page(
        "attendance/plural.html", status_of(form), form=form, most=statute.plural_votes if statute else 1,
        conditions=statute.plural_conditions if statute else "", rows=queries.grants_of_plural(db.session()),
        holding={each.id for each in queries.with_plural_votes(db.session(), today)},
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


def _grant(form: VotesForm) -> None:
    actor, now, data = current_actor(), clock.now(), form
    with transaction() as session:
        member = members.get_by_number(session, data.number.data)
        form.once(session, lambda: actions.grant_votes(
            session, member, data.votes.data or 0, data.valid_from.day, data.ground.data or "", actor, now
        ).id)  # fmt: skip


