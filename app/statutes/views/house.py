"""The house data: what letters need and the statute does not say."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, journal
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import _, current_actor, download, local_path, or_404, page, requires
from app.statutes import actions, queries
from app.statutes.forms import DESIGNS, HOUSE_ITEMS, HouseForm, LogoForm
from app.statutes.rules import CertificateDesign, HouseFacts, missing_house_data
from app.statutes.views.pieces import KEEPERS_OF_THE_HOUSE, READERS, blueprint, chosen_file, go_on, may, refuse


@blueprint.get("/genossenschaft")
@requires(*READERS)
def house() -> ResponseReturnValue:
    """The house data, and what is still missing."""
    facts = queries.house_facts(db.session())
    return _house_page(HouseForm(data={**vars(facts), "regions": "\n".join(facts.regions)}), LogoForm())


def _house_page(form: HouseForm, logo_form: LogoForm) -> ResponseReturnValue:
    session = db.session()
    facts, row = queries.house_facts(session), queries.house(session)
    return page(
        "statutes/house.html",
        status=422 if form.errors or logo_form.errors else 200,
        form=form,
        logo_form=logo_form,
        facts=facts,
        design=DESIGNS[CertificateDesign(facts.certificate_design)],
        has_logo=row.logo_sha256 is not None,
        missing=[HOUSE_ITEMS[item] for item in missing_house_data(facts)],
        may_change=may(*KEEPERS_OF_THE_HOUSE),
        lines=journal.lines_about(session, "house:1", limit=20),
        next_url=local_path(request.args.get("next"), ""),
    )


@blueprint.post("/genossenschaft")
@requires(*KEEPERS_OF_THE_HOUSE)
def change_house() -> ResponseReturnValue:
    """Change the house data."""
    form = HouseForm()
    if form.validate_on_submit():
        typed = {name: form[name].data or "" for name in vars(HouseFacts()) if name != "regions"}
        try:
            with transaction() as session:
                facts = HouseFacts(**typed, regions=form.region_list())
                actions.change_house_data(session, facts, current_actor(), clock.now())
        except Refusal as refusal:
            refuse(form, "short_name", refusal)
        else:
            flash(_("Die Angaben sind eingetragen."), "info")
            return go_on(url_for(".house"))
    return _house_page(form, LogoForm(formdata=None))


@blueprint.post("/genossenschaft/logo")
@requires(*KEEPERS_OF_THE_HOUSE)
def change_logo() -> ResponseReturnValue:
    """Put a logo in place of the house mark."""
    form = LogoForm()
    if form.validate_on_submit() and (content := chosen_file(form.logo)) is not None:
        try:
            with transaction() as session:
                actions.change_logo(session, content, current_actor(), clock.now())
        except Refusal as refusal:
            refuse(form, "logo", refusal)
        else:
            flash(_("Das Logo ist abgelegt."), "info")
            return redirect(url_for(".house"))
    facts = queries.house_facts(db.session())
    data = {**vars(facts), "regions": "\n".join(facts.regions)}
    return _house_page(HouseForm(formdata=None, data=data), form)


@blueprint.post("/genossenschaft/logo/entfernen")
@requires(*KEEPERS_OF_THE_HOUSE)
def remove_logo() -> ResponseReturnValue:
    """Take the logo away."""
    with transaction() as session:
        actions.change_logo(session, None, current_actor(), clock.now())
    flash(_("Das Logo ist entfernt."), "info")
    return redirect(url_for(".house"))


@blueprint.get("/genossenschaft/logo")
@requires(*READERS)
def logo() -> ResponseReturnValue:
    """The logo."""
    session = db.session()
    return download(or_404(queries.logo(session)), "logo", queries.house(session).logo_mimetype)
