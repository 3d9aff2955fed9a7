"""The house data: what letters need and the statute does not say."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, files, journal
from app.core.db import db, transaction
from app.core.web import (
    Overtaken,
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
from app.statutes.forms import DESIGNS, HOUSE_ITEMS, HouseForm, LogoForm
from app.statutes.rules import CertificateDesign, HouseFacts, bic_of, check_house_facts, missing_house_data
from app.statutes.views.pieces import KEEPERS_OF_THE_HOUSE, READERS, blueprint, chosen_file, go_on, may

MATTER = "house:1"
"""What two people who change the house data wait for."""


@blueprint.get("/genossenschaft")
@requires(*READERS)
def house() -> ResponseReturnValue:
    """The house data, and what is still missing."""
    return _house_page(_house_form(), _logo_form())


def _known(session: Session) -> dict[str, object]:
    """The house data as the form shows them."""
    return _as_shown(queries.house_facts(session))


def _as_shown(facts: HouseFacts) -> dict[str, object]:
    """A bank's code that follows from the account number is left out: it is filled in anew for another number."""
    bic = "" if facts.iban and facts.bic == bic_of(facts.iban) else facts.bic
    return {**vars(facts), "regions": "\n".join(facts.regions), "bic": bic}


def _house_form(**more: Any) -> HouseForm:
    known = _known(db.session())
    return HouseForm(data=known, **more).show(known)


def _known_logo(session: Session) -> dict[str, object]:
    return {"logo": queries.house(session).logo_sha256}


def _logo_form(**more: Any) -> LogoForm:
    return LogoForm(**more).show(_known_logo(db.session()))


def _house_page(form: HouseForm, logo_form: LogoForm) -> ResponseReturnValue:
    session = db.session()
    facts, row = queries.house_facts(session), queries.house(session)
    return page(
        "statutes/house.html",
        status=status_of(form, logo_form),
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
    form = _house_form()
    if form.validate_on_submit():
        typed = {name: form[name].data or "" for name in vars(HouseFacts()) if name != "regions"}
        with RefusalsAt(form.short_name):
            _change_house(form, HouseFacts(**typed, regions=form.region_list()))
            flash(_("Die Angaben sind eingetragen."), "info")
            return go_on(url_for(".house"))
    return _house_page(form, _logo_form(formdata=None))


def _change_house(form: HouseForm, typed: HouseFacts) -> None:
    tidy = check_house_facts(typed)
    with transaction() as session:
        form.check_known(session, MATTER, lambda: _known(session), _as_shown(tidy))
        actions.change_house_data(session, tidy, current_actor(), clock.now())


@blueprint.post("/genossenschaft/logo")
@requires(*KEEPERS_OF_THE_HOUSE)
def change_logo() -> ResponseReturnValue:
    """Put a logo in place of the house mark."""
    form = _logo_form()
    if form.validate_on_submit() and (content := chosen_file(form.logo)) is not None:
        with RefusalsAt(form.logo):
            _change_logo(form, content)
            flash(_("Das Logo ist abgelegt."), "info")
            return redirect(url_for(".house"))
    return _house_page(_house_form(formdata=None), form)


@blueprint.post("/genossenschaft/logo/entfernen")
@requires(*KEEPERS_OF_THE_HOUSE)
def remove_logo() -> ResponseReturnValue:
    """Take the logo away that the page showed."""
    form = _logo_form()
    with suppress(Overtaken):
        _change_logo(form, None)
        flash(_("Das Logo ist entfernt."), "info")
        return redirect(url_for(".house"))
    return _house_page(_house_form(formdata=None), form)


def _change_logo(form: LogoForm, content: bytes | None) -> None:
    with transaction() as session:
        wanted = {"logo": files.digest_of(content) if content else None}
        form.check_known(session, MATTER, lambda: _known_logo(session), wanted)
        actions.change_logo(session, content, current_actor(), clock.now())


@blueprint.get("/genossenschaft/logo")
@requires(*READERS)
def logo() -> ResponseReturnValue:
    """The logo."""
    session = db.session()
    return download(or_404(queries.logo(session)), "logo", queries.house(session).logo_mimetype)
