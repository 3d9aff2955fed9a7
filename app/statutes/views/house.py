"""The house data: what letters need and the statute does not say."""


from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, files, journal
from app.core.db import db, transaction
from app.core.web import (
    RefusalsAt,
    _,
    current_actor,
    download,
    local_path,
    or_404,
    page,
    requires,
    status_of,
)
from app.statutes import actions, queries
from app.statutes.forms import DESIGNS, HOUSE_ITEMS, HouseForm
from app.statutes.rules import CertificateDesign, HouseFacts, bic_of, check_house_facts, missing_house_data
from app.statutes.views.pieces import KEEPERS_OF_THE_HOUSE, READERS, blueprint, go_on, may

MATTER = "house:1"
"""What two people who change the house data wait for."""


@blueprint.get("/genossenschaft")
@requires(*READERS)
def house() -> ResponseReturnValue:
    """The house data, and what is still missing."""
    return _house_page(_house_form())


def _known(session: Session) -> dict[str, object]:
    """The house data as the form shows them."""
    return _as_shown(queries.house_facts(session), queries.house(session).logo_sha256)


def _as_shown(facts: HouseFacts, logo: str | None) -> dict[str, object]:
    """A bank's code that follows from the account number is left out: it is filled in anew for another number."""
    bic = "" if facts.iban and facts.bic == bic_of(facts.iban) else facts.bic
    return {**vars(facts), "regions": "\n".join(facts.regions), "bic": bic, "logo": logo}


def _house_form() -> HouseForm:
    known = _known(db.session())
    return HouseForm(data=known).show(known)


def _house_page(form: HouseForm) -> ResponseReturnValue:
    session = db.session()
    facts, row = queries.house_facts(session), queries.house(session)
    return page(
        "statutes/house.html",
        status=status_of(form),
        form=form,
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
    """Change the house data, and put a logo in place of the house mark or take it away."""
    form = _house_form()
    if form.validate_on_submit():
        typed = {name: form[name].data or "" for name in vars(HouseFacts()) if name != "regions"}
        with RefusalsAt(form.short_name):
            _change_house(form, HouseFacts(**typed, regions=form.region_list()))
            flash(_("Die Angaben sind eingetragen."), "info")
            return go_on(url_for(".house"))
    return _house_page(form)


def _change_house(form: HouseForm, typed: HouseFacts) -> None:
    tidy, logo = check_house_facts(typed), form.logo.checked()
    is_changing = bool(logo or form.without_logo.data)
    with transaction() as session:
        digest = files.digest_of(logo.content) if logo else None if is_changing else queries.house(session).logo_sha256
        form.check_known(session, MATTER, lambda: _known(session), _as_shown(tidy, digest))
        actions.change_house_data(session, tidy, current_actor(), clock.now())
        if is_changing:
            actions.change_logo(session, logo, current_actor(), clock.now())


@blueprint.get("/genossenschaft/logo")
@requires(*READERS)
def logo() -> ResponseReturnValue:
    """The logo."""
    session = db.session()
    return download(or_404(queries.logo(session)), "logo", queries.house(session).logo_mimetype)
