"""The guided first run: where it stands, founding members, first officers; and the page before anybody has a login."""

from collections.abc import Sequence
from contextlib import ExitStack

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from app.accounts import queries as accounts
from app.core import clock
from app.core.db import db, transaction
from app.core.values import PostalAddress, Refusal, Role
from app.core.web import (
    RefusalsAt,
    _,
    current_actor,
    is_signed_in,
    page,
    public,
    requires,
    sentence,
    status_of,
)
from app.members import queries as members
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties.rules import PartyFacts, PostcodeRefusal
from app.setup import actions, queries
from app.setup.forms import FUNCTIONS, ORGANS, FounderForm, OfficerForm
from app.setup.rules import (
    AddressRefusal,
    FoundingDayRefusal,
    Gap,
    PaidInRefusal,
    RepresentativeRefusal,
    SharesRefusal,
    StepKey,
    next_step,
)
from app.shares import queries as shares
from app.shares.rules import AboutShares, ReceiptDayRefusal, TooMuch
from app.statutes import queries as statutes

blueprint = Blueprint("setup", __name__, url_prefix="/einrichtung")

GUIDES = (Role.ADMINISTRATOR, Role.BOARD)


def cooperative_name() -> str:
    """The cooperative as pages head it: its short name, or the firm of the statute; empty before the set-up."""
    if "cooperative_name" not in g:
        g.cooperative_name = statutes.name_on(db.session(), clock.today())
    return str(g.cooperative_name)


@blueprint.before_app_request
def lead_to_the_beginning() -> ResponseReturnValue | None:
    """Where nobody has a login yet, the login leads to the page that says how the first one is made."""
    if request.endpoint != "accounts.login" or is_signed_in() or accounts.is_there_an_account(db.session()):
        return None
    return redirect(url_for("setup.first"))


@blueprint.before_app_request
def lead_to_the_steps() -> ResponseReturnValue | None:
    """As long as the cooperative has no name here, today's page leads whoever can set it up to the steps."""
    if request.endpoint != "desk.today" or not is_signed_in() or cooperative_name():
        return None
    return redirect(url_for("setup.index")) if current_actor().has_any(GUIDES) else None


@blueprint.get("/beginn")
@public
def first() -> ResponseReturnValue:
    """How the first administrator is made: by command on the machine, so that no visitor can take the house over."""
    if accounts.is_there_an_account(db.session()):
        return redirect(url_for("accounts.login"))
    return page("setup/first.html")


@blueprint.get("/")
@requires(*GUIDES)
def index() -> ResponseReturnValue:
    """The steps, what each still lacks, and where it is done."""
    session, today = db.session(), clock.today()
    steps = queries.steps_on(session, today)
    return page(
        "setup/index.html", steps=steps, following=next_step(steps), urls=_urls(), words=_words,
        done=sum(step.is_done for step in steps), own_url=_own_url(),
    )


def _own_url() -> str:
    """Where an administrator finds the roles of the own login; only administrators grant any."""
    actor = current_actor()
    if not actor.has_any((Role.ADMINISTRATOR,)):
        return ""
    return url_for("accounts.person", account_id=actor.user_id, next=url_for("setup.index"))


def _urls() -> dict[StepKey, str]:
    """Where each step is done; empty where whoever is signed in may not do it."""
    back = url_for("setup.index")
    version = queries.version_to_complete(db.session(), clock.today())
    urls = {
        StepKey.HOUSE: url_for("statutes.house", next=back),
        StepKey.STATUTE: url_for("statutes.show", version_id=version.id, next=back)
        if version
        else url_for("statutes.create", next=back),
        StepKey.YEARS: url_for("statutes.years", next=back),
        StepKey.FOUNDERS: url_for("setup.founders"),
        StepKey.OFFICERS: url_for("setup.officers"),
        StepKey.OFFICE: url_for("accounts.invite", role=Role.OFFICE),
        StepKey.CHECK: url_for("setup.index"),
    }
    if not current_actor().has_any((Role.ADMINISTRATOR,)):
        urls |= dict.fromkeys(ADMINISTERED, "")
    return urls


ADMINISTERED = (StepKey.FOUNDERS, StepKey.OFFICERS, StepKey.OFFICE)
"""The steps that are the administrator's alone."""


def _words(gap: Gap) -> str:
    """A gap as a sentence in the reader's language."""
    values = {name: _(value) if isinstance(value, str) and value else value for name, value in gap.values.items()}
    return sentence(gap.message, values)


@blueprint.route("/gruendungsmitglieder", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def founders() -> ResponseReturnValue:
    """The founding members entered so far, and the form for the next one."""
    form = FounderForm()
    if form.validate_on_submit():
        with _refusals_at(form):
            member = members.get_member(db.session(), _enter_founder(form))
            flash(_("Eingetragen als Nr. %(number)s", number=member.number), "info")
            return redirect(url_for(".founders"))
    return _founders_page(form)


def _refusals_at(form: FounderForm) -> ExitStack:
    """What is refused of a founding member, at the field it is about; of two the last is asked first."""
    fields: Sequence[tuple[Field, type[Refusal]]] = (
        (form.named_by(), Refusal), (form.first_day, FoundingDayRefusal), (form.shares, SharesRefusal),
        (form.shares, AboutShares),
        (form.paid_in, PaidInRefusal), (form.paid_in, TooMuch), (form.paid_on, ReceiptDayRefusal),
        (form.postcode, AddressRefusal), (form.postcode, PostcodeRefusal),
        (form.representative_last_name, RepresentativeRefusal),
    )
    stack = ExitStack()
    for field, kind in fields:
        stack.enter_context(RefusalsAt(field, kind))
    return stack


def _enter_founder(form: FounderForm) -> int:
    facts = _founder(form)
    with transaction() as session:
        return form.add(
            session, "founders", lambda: {"same": queries.same_founder(session, facts.party)},
            lambda: actions.enter_founder(session, facts, current_actor(), clock.now()).id,
        )


def _founders_page(form: FounderForm) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    return page(
        "setup/founders.html",
        status=status_of(form),
        form=form,
        members=members.members_on(session, today)[:200],
        count=members.count_on(session, today),
        shares=shares.shares_on(session, today),
        statute=statutes.find_statute_on(session, today),
    )


def _founder(form: FounderForm) -> actions.FounderFacts:
    party = PartyFacts(
        kind=form.kind.data, name=form.name.data or "", last_name=form.last_name.data or "",
        first_names=form.first_names.data or "", email=form.email.data or "",
        address=PostalAddress(str(form.street.data), str(form.postcode.data), str(form.city.data)),
    )
    return actions.FounderFacts(
        party, form.first_day.day, int(form.shares.data or 0), form.paid_in.data or 0, form.paid_on.data,
        _representative(form),
    )


def _representative(form: FounderForm) -> actions.RepresentativeFacts | None:
    names = (form.representative_first_names.data or "", form.representative_last_name.data or "")
    reached = (form.representative_email.data or "", form.representative_function.data or "")
    if not any((*names, *reached)):
        return None
    return actions.RepresentativeFacts(*names, *reached, form.authority.data)


@blueprint.route("/organe", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def officers() -> ResponseReturnValue:
    """The officers entered so far, and the form for the next one."""
    words = request.args.get("q", "").strip()[:100]
    people = queries.candidates_on(db.session(), clock.today(), words)
    form = OfficerForm().offer(organs.told_apart_on(db.session(), people, clock.today()))
    if form.validate_on_submit():
        with RefusalsAt(form.party_id):
            with transaction() as session:
                facts, actor, now = _officer(form), current_actor(), clock.now()
                form.once(session, lambda: actions.appoint_officer(session, facts, actor, now).id)
            flash(_("Das Amt ist eingetragen."), "info")
            return redirect(url_for(".officers"))
    return _officers_page(form, words, len(people))


def _officers_page(form: OfficerForm, words: str, count: int) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    held = {
        organ: [*organs.offices_on(session, organ, today), *organs.offices_after(session, organ, today)]
        for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)
    }
    return page(
        "setup/officers.html",
        status=status_of(form),
        form=form,
        held=held,
        organ_names=ORGANS,
        function_names=FUNCTIONS,
        logins=accounts.accounts_of_parties(session, [each.party_id for offices in held.values() for each in offices]),
        words=words,
        count=count,
        most=queries.MOST_CANDIDATES,
        today=today,
    )


def _officer(form: OfficerForm) -> actions.OfficerFacts:
    return actions.OfficerFacts(
        form.organ.data, form.party_id.data, form.function.data, form.first_day.day, form.last_day.data,
        form.appointed_by.data or "", form.email.data or "",
    )
