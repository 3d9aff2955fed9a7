"""The applicant's own page behind the personal link: where the application stands, and what may be done."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.admissions import actions, queries
from app.admissions.forms import PURPOSE_NAMES, ConfirmForm, documents_form
from app.admissions.rules import WITHDRAWN_KEPT, ApplicationState, PublicAct, steps_for
from app.admissions.views.pieces import about_the_house, application_of, blueprint, track_of
from app.admissions.views.steps import SLUGS
from app.core import clock
from app.core.db import db, transaction
from app.core.values import PartyKind
from app.core.web import _, download, page, public, sender


@blueprint.get("/beitritt/<token>")
@public
def apply_status(token: str) -> ResponseReturnValue:
    """Where the application stands; a draft leads on to the step it has come to."""
    application, session = application_of(token), db.session()
    if application.state is ApplicationState.DRAFT:
        steps = steps_for(application.party_kind or PartyKind.COMPANY)
        reached = steps[min(application.step_reached, len(steps)) - 1]
        return redirect(url_for(".apply_step", token=token, slug=SLUGS[reached]))
    return page(
        "admissions/apply_status.html", application=application, token=token, track=track_of(application),
        missing=queries.missing_uploads(application), member=queries.member_of(session, application),
        taken=queries.taken_of(session, application), since=queries.member_since(session, application),
        typed=queries.typed_of(application), confirm=ConfirmForm(), purposes=PURPOSE_NAMES,
        form=documents_form(queries.upload_choices(application)),
        state=application.state.value, first_slug=SLUGS[steps_for(application.party_kind or PartyKind.COMPANY)[0]],
        may_withdraw=queries.may_withdraw(application), may_add=queries.may_add_uploads(application),
        withdrawn_days=WITHDRAWN_KEPT.days,
        waits_for=", ".join(
            f"{each.first_names} {each.last_name}" for each in application.declarants if each.confirmed_at is None
        ),
        **about_the_house(session, clock.today()),
    )


@blueprint.get("/beitritt/<token>/erklaerung.pdf")
@public
def apply_pdf(token: str) -> ResponseReturnValue:
    """One's own declaration as it was frozen."""
    application = application_of(token)
    content = queries.declaration_pdf(db.session(), application)
    return download(content, f"Beitrittserklaerung-{application.number}.pdf")


@blueprint.post("/beitritt/<token>/zurueckziehen")
@public
def apply_withdraw(token: str) -> ResponseReturnValue:
    """Withdraw before the decision; a draft is deleted with everything in it."""
    with transaction() as session:
        application = application_of(token)
        is_draft = application.state is ApplicationState.DRAFT
        actions.withdraw(session, application.id, clock.now())
    flash(_("Entwurf gelöscht") if is_draft else _("Antrag zurückgezogen"))
    return redirect(url_for(".apply_start") if is_draft else url_for(".apply_status", token=token))


@blueprint.post("/beitritt/<token>/bestaetigungslink")
@public
def apply_confirm_again(token: str) -> ResponseReturnValue:
    """Send the link that confirms the address once more."""
    with transaction() as session:
        application = application_of(token)
        actions.count_use(session, PublicAct.MAIL, sender(), clock.now())
        actions.ask_to_confirm_email(session, application, clock.now())
    flash(_("Der Link ist unterwegs an %(email)s", email=application.email))
    return redirect(url_for(".apply_status", token=token))
