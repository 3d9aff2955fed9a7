"""The people an administrator looks after: logins, granted roles and those that follow from offices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import actions, queries
from app.accounts.forms import ROLE_NAMES, ROLE_NOTES, ChangeEmailForm, GrantForm, InvitationForm
from app.accounts.models import Account
from app.accounts.views.pieces import blueprint, from_above
from app.core import clock, journal
from app.core.db import db, transaction
from app.core.formats import local
from app.core.values import GRANTED_ROLES, PartyKind, Refusal, Role
from app.core.web import (
    Column,
    Listing,
    RefusalsAt,
    _,
    an_id,
    current_actor,
    export,
    keeps_mail,
    local_path,
    page,
    requires,
    status_of,
    wanted_export,
)
from app.parties import queries as parties

STANDINGS = ("", "granted", "invited", "disabled")


@blueprint.get("/personen")
@requires(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """All logins, searched, with their roles."""
    listing, session = Listing.of_request(tuple(queries.ACCOUNT_SORTS), ("standing",)), db.session()
    standing, today, kind = listing.filters.get("standing", ""), clock.today(), wanted_export()
    start, most = (0, None) if kind else (listing.offset, listing.limit)
    listing.rows, listing.total = queries.search_accounts(
        session, listing.query, standing, today, start, most, listing.sort, listing.descending
    )
    derived = from_above().derived_roles
    if kind:
        return export(kind, "personen", _columns(session, listing.rows, today), listing.rows)
    return page(
        "accounts/people.html",
        listing=listing,
        standing=standing,
        granted=queries.roles_granted_on(session, [account.id for account in listing.rows], today),
        derived={account.id: derived(session, account.party_id, today) for account in listing.rows},
        role_names=ROLE_NAMES,
    )


def _columns(session: Session, accounts: Sequence[Account], day: date) -> Sequence[Column[Account]]:
    granted = queries.roles_granted_on(session, [account.id for account in accounts], day)
    derived = from_above().derived_roles

    def roles_of(account: Account) -> str:
        held = [*granted[account.id], *(each.role for each in derived(session, account.party_id, day))]
        return ", ".join(str(ROLE_NAMES[role]) for role in dict.fromkeys(sorted(held)))

    return (
        Column("name", _("Name"), lambda row: row.party.display_name),
        Column("email", _("E-Mail-Adresse"), lambda row: row.email),
        Column("roles", _("Rollen"), roles_of),
        Column("created", _("Zugang seit"), lambda row: row.created_at),
        Column("invited", _("Eingeladen"), lambda row: row.invited_at),
        Column("disabled", _("Gesperrt"), lambda row: row.disabled_at),
    )


@blueprint.get("/personen/<int:account_id>")
@requires(Role.ADMINISTRATOR)
def person(account_id: int) -> ResponseReturnValue:
    """One login: roles and why, invitation, sessions, what was done with it."""
    account = queries.get_account(db.session(), account_id)
    return _person_page(account, GrantForm(first_day=clock.today()), _email_form(account))


def _known_email(account: Account) -> dict[str, object]:
    return {"email": account.email}


def _email_form(account: Account, **more: Any) -> ChangeEmailForm:
    return ChangeEmailForm(data=_known_email(account), **more).show(_known_email(account))


def _person_page(account: Account, form: GrantForm, email_form: ChangeEmailForm) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    return page(
        "accounts/person.html",
        status=status_of(form, email_form),
        account=account,
        form=form,
        email_form=email_form,
        grants=queries.grants_of(session, account.id),
        derived=from_above().derived_roles(session, account.party_id, local(now).date()),
        today=local(now).date(),
        next_url=local_path(request.args.get("next"), ""),
        role_names=ROLE_NAMES,
        role_notes=ROLE_NOTES,
        sessions=queries.open_sessions(session, account.id, now),
        lines=journal.lines_about(session, f"account:{account.id}"),
    )


@blueprint.route("/personen/einladen", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Invite a person, known already or new, with roles."""
    form = InvitationForm()
    known = parties.find_party(db.session(), request.args.get("party", 0, type=an_id))
    if known is not None and known.kind is not PartyKind.NATURAL_PERSON:
        raise Refusal("Einen Zugang bekommen nur natürliche Personen. Laden Sie ein, wer die Organisation vertritt.")
    if request.method == "GET" and request.args.get("role") in GRANTED_ROLES:
        form.roles.data = [Role(request.args["role"])]
    if known is not None and request.method == "GET":
        name = parties.name_on(db.session(), known.id, clock.today())
        form.first_names.data, form.last_name.data, form.email.data = name.first_names, name.last_name, known.email
    if form.validate_on_submit():
        with RefusalsAt(form.email):
            account_id = _invite(form, known.id if known else None)
            _say_invited()
            return redirect(url_for(".person", account_id=account_id))
    return page("accounts/invite.html", status_of(form), form=form, known=known, role_notes=ROLE_NOTES)


def _invite(form: InvitationForm, party_id: int | None) -> int:
    now, actor = clock.now(), current_actor()
    letterhead = from_above().letterhead(db.session(), clock.today())
    person = actions.PersonFacts(str(form.first_names.data), str(form.last_name.data), str(form.email.data), party_id)
    with transaction() as session:
        return actions.invite_person(
            session, str(form.key.data), person, form.roles.data or [], letterhead, actor, now
        )


@blueprint.post("/personen/<int:account_id>/einladung")
@requires(Role.ADMINISTRATOR)
def invite_again(account_id: int) -> ResponseReturnValue:
    """Send the invitation once more."""
    letterhead = from_above().letterhead(db.session(), clock.today())
    with transaction() as session:
        actions.invite(session, queries.get_account(session, account_id), letterhead, current_actor(), clock.now())
    _say_invited()
    return redirect(url_for(".person", account_id=account_id))


def _say_invited() -> None:
    """Say whether the invitation goes out, or has to be handed on by the administrator."""
    if keeps_mail():
        words = _("Der Zugang ist eröffnet. Es ist kein Mailserver eingerichtet: Geben Sie den Link selbst weiter.")
        flash(words, "info")
    else:
        flash(_("Die Einladung ist unterwegs."), "info")


@blueprint.post("/personen/<int:account_id>/link")
@requires(Role.ADMINISTRATOR)
def invitation_link(account_id: int) -> ResponseReturnValue:
    """Show the invitation's link this once, where no mail server takes it to the person."""
    if not keeps_mail():
        raise Refusal("Die Einladung geht als E-Mail hinaus; der Link wird nicht gezeigt.")
    with transaction() as session:
        account = queries.get_account(session, account_id)
        link = actions.hand_out_invitation(session, account, current_actor(), clock.now())
    answer = make_response(page("accounts/invitation_link.html", account=account, link=link))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/personen/<int:account_id>/rollen")
@requires(Role.ADMINISTRATOR)
def grant(account_id: int) -> ResponseReturnValue:
    """Grant roles."""
    form = GrantForm()
    if form.validate_on_submit():
        with RefusalsAt(form.first_day):
            with transaction() as session:
                account = queries.get_account(session, account_id)
                for role in form.roles.data or []:
                    actions.grant(session, account, role, form.first_day.day, current_actor(), clock.now())
            flash(_("Die Rolle ist vergeben."), "info")
            return redirect(local_path(request.args.get("next"), url_for(".person", account_id=account_id)))
    account = queries.get_account(db.session(), account_id)
    return _person_page(account, form, _email_form(account, formdata=None))


@blueprint.post("/personen/<int:account_id>/rollen/<int:grant_id>/beenden")
@requires(Role.ADMINISTRATOR)
def end_grant(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a granted role away."""
    with transaction() as session:
        row = queries.get_grant(session, grant_id, account_id)
        role = row.role
        actions.end_grant(session, row, current_actor(), clock.now())
    flash(_("Die Rolle ist beendet."), "info")
    return redirect(_back_to(account_id, role))


def _back_to(account_id: int, ended: Role) -> str:
    """The person's page; whoever took the administrator's role from themselves may not open it any more."""
    is_own = (account_id, ended) == (current_actor().user_id, Role.ADMINISTRATOR)
    return url_for(".show") if is_own else url_for(".person", account_id=account_id)


@blueprint.post("/personen/<int:account_id>/adresse")
@requires(Role.ADMINISTRATOR)
def change_email(account_id: int) -> ResponseReturnValue:
    """Change the address somebody signs in with."""
    form = _email_form(queries.get_account(db.session(), account_id))
    if form.validate_on_submit():
        with RefusalsAt(form.email):
            with transaction() as session:
                account = queries.get_account(session, account_id)
                form.check_known(session, f"account:{account_id}", lambda: _known_email(account))
                actions.change_email(session, account, str(form.email.data), current_actor(), clock.now())
            flash(_("Die Adresse ist geändert."), "info")
            return redirect(url_for(".person", account_id=account_id))
    return _person_page(
        queries.get_account(db.session(), account_id), GrantForm(formdata=None, first_day=clock.today()), form
    )


@blueprint.post("/personen/<int:account_id>/sperren")
@requires(Role.ADMINISTRATOR)
def disable(account_id: int) -> ResponseReturnValue:
    """Close a login."""
    with transaction() as session:
        actions.disable(session, queries.get_account(session, account_id), current_actor(), clock.now())
    flash(_("Der Zugang ist gesperrt, alle Anmeldungen sind beendet."), "info")
    return redirect(url_for(".person", account_id=account_id))


@blueprint.post("/personen/<int:account_id>/oeffnen")
@requires(Role.ADMINISTRATOR)
def enable(account_id: int) -> ResponseReturnValue:
    """Open a closed login again."""
    with transaction() as session:
        actions.enable(session, queries.get_account(session, account_id), current_actor(), clock.now())
    flash(_("Der Zugang ist wieder offen."), "info")
    return redirect(url_for(".person", account_id=account_id))
