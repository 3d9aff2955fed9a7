"""The member's own pages; which membership is meant stands in the address."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.rules import ROLE_WORDS
from app.archive import queries as archive
from app.assemblies.queries import title_of
from app.assessments import queries as assessments
from app.bundles import queries as bundles
from app.changes.rules import Matter
from app.core import clock
from app.core.db import db, transaction
from app.core.formats import local, member_number
from app.core.uploads import FileRefusal
from app.core.values import Actor, Role, check_iban
from app.core.web import (
    RefusalsAt,
    _,
    current_actor,
    download,
    in_words,
    page,
    requires,
    status_of,
)
from app.departures.rules import KIND_WORDS, STATE_WORDS
from app.members import queries as members
from app.needs import queries as needs
from app.parties.rules import DayRefusal
from app.portal import actions, forms, queries, rules
from app.portal.forms import MATTERS, ActForm, AddressForm, BankAccountForm, ContactForm
from app.settlements.rules import LEDGER_WORDS
from app.settlements.rules import STATE_WORDS as SETTLEMENT_STATE_WORDS
from app.solutions import queries as solutions
from app.statutes import queries as statutes
from app.subscriptions.rules import STATE_WORDS as SUBSCRIPTION_STATE_WORDS
from app.transfers.rules import STATE_WORDS as TRANSFER_STATE_WORDS

blueprint = Blueprint("portal", __name__, url_prefix="/mein")

GROUNDS = in_words(LEDGER_WORDS)
NOTICES, NOTICE_STATES = in_words(KIND_WORDS), in_words(STATE_WORDS)
SETTLEMENT_STATES = in_words(SETTLEMENT_STATE_WORDS)
SUBSCRIPTION_STATES, TRANSFER_STATES = in_words(SUBSCRIPTION_STATE_WORDS), in_words(TRANSFER_STATE_WORDS)


Inspections = Callable[[Session, queries.Member], Sequence[object]]
"""The inspections of the register that a member asked for."""


def hand_in(app: Flask, inspections: Inspections) -> None:
    """Hand in what a room beside this one keeps of a member; called once by the factory."""
    app.extensions["portal"] = inspections


def who_and_whether(member: queries.Member, day: date) -> str:
    """A member by name and number, and what became of it where it is none any more: as the ground of a role."""
    standing = rules.standing_of([(each.first_day, each.last_day) for each in member.periods], day)
    return str(_(rules.GROUND_OF_ROLE[standing], name=member.party.display_name, number=member_number(member.number)))


def word_of_member(session: Session, actor: Actor, day: date) -> str:
    """How somebody with the role of a member is called, in German words."""
    is_past = Role.MEMBER in actor.roles and not queries.acts_for_any(session, actor.party_id, day)
    return rules.NO_MEMBER_NOW if is_past else ROLE_WORDS[Role.MEMBER]


@blueprint.get("/")
@requires(Role.MEMBER)
def index() -> ResponseReturnValue:
    """The first of the memberships one acts for, or had."""
    own = queries.memberships_of(db.session(), current_actor().party_id, clock.today())
    if not own:
        return page("portal/nothing.html", office=statutes.house_facts(db.session()))
    return redirect(url_for(".show", number=own[0].number))


@blueprint.get("/<int:number>")
@requires(Role.MEMBER)
def show(number: int) -> ResponseReturnValue:
    """One membership: shares, payments, documents, the entry in the register."""
    session, today, party_id = db.session(), clock.today(), current_actor().party_id
    member = members.get_known(session, party_id, number, today)
    own, may_act = queries.memberships_of(session, party_id, today), queries.may_act(session, party_id, member, today)
    return page(
        "portal/show.html", own=own, today=today, title_of=title_of,
        coming=queries.coming_assemblies(session, member, party_id or 0, clock.now()) if may_act else [],
        offers=queries.offers_to(session, party_id, member, today),
        membership=queries.membership(session, member, today), authorities=forms.AUTHORITIES, grounds=GROUNDS,
        office=statutes.house_facts(session), words_of=queries.words_of, matters=MATTERS, act=ActForm(),
        notices=NOTICES, notice_states=NOTICE_STATES, settlement_states=SETTLEMENT_STATES, claim_ends=forms.CLAIM_ENDS,
        acts=queries.open_acts(session, member, today), transfer_states=TRANSFER_STATES,
        subscription_states=SUBSCRIPTION_STATES, rounds=assessments.waiting_for(session, party_id, member.id, today),
        questions=needs.questions_to(session, member.id) if may_act else [],
        wishes=bundles.waiting_for(session, member.id) if may_act else [],
        to_judge=solutions.to_judge(session, member.id) if may_act else [],
        asked=solutions.asked_of(session, member.id) if may_act else [],
        user_id=current_actor().user_id, may_act=may_act,
    )


@blueprint.get("/<int:number>/versammlungen")
@requires(Role.MEMBER)
def assemblies(number: int) -> ResponseReturnValue:
    """My assemblies: the next one with how to take part, votes open now, proxies, receipts, minutes, past ones."""
    session, party_id = db.session(), current_actor().party_id
    member = members.get_own(session, party_id, number, clock.today())
    return page(
        "portal/assemblies.html", member=member, words=forms, title_of=title_of,
        found=queries.own_assemblies(session, member, party_id or 0, clock.now()),
        office=statutes.house_facts(session),
    )


@blueprint.get("/<int:number>/daten")
@requires(Role.MEMBER)
def data(number: int) -> ResponseReturnValue:
    """Everything the cooperative knows about the member."""
    session = db.session()
    party_id, today = current_actor().party_id, clock.today()
    member = members.get_known(session, party_id, number, today)
    return page(
        "portal/data.html", member=member, data=_own_data(session, member), words=forms,
        may_act=queries.may_act(session, party_id, member, today),
    )


@blueprint.get("/<int:number>/daten.json")
@requires(Role.MEMBER)
def data_file(number: int) -> Response:
    """The same as a file, to take along (Art. 20 GDPR)."""
    session = db.session()
    member = members.get_known(session, current_actor().party_id, number, clock.today())
    text = json.dumps(_own_data(session, member), ensure_ascii=False, indent=1, default=_written)
    return download(text.encode(), f"mitglied-{member.number:04d}.json", "application/json", inline=False)


def _own_data(session: Session, member: queries.Member) -> dict[str, Any]:
    inspections: Inspections = current_app.extensions["portal"]
    return queries.own_data(session, member, inspections(session, member), clock.now(), current_actor().party_id)


def _written(value: date) -> str:
    """A day, or a moment as it was where the cooperative sits."""
    return (local(value) if isinstance(value, datetime) else value).isoformat()


def _back(number: int) -> ResponseReturnValue:
    flash(_("Vorgeschlagen. Es gilt, sobald die Geschäftsstelle es bestätigt hat."), "success")
    return redirect(url_for(".show", number=number))


@blueprint.route("/<int:number>/bankverbindung", methods=["GET", "POST"])
@requires(Role.MEMBER)
def bank_account(number: int) -> ResponseReturnValue:
    """Propose another account."""
    member = members.get_known(db.session(), current_actor().party_id, number, clock.today())
    form = BankAccountForm().show({"last": queries.last_proposed(db.session(), member, Matter.BANK_ACCOUNT)})
    if form.validate_on_submit():
        with RefusalsAt(form.iban), RefusalsAt(form.proof, FileRefusal), RefusalsAt(form.valid_from, DayRefusal):
            _propose_bank_account(form, number)
            return _back(number)
    return page("portal/bank_account.html", status_of(form), form=form, member=member)


def _propose_bank_account(form: BankAccountForm, number: int) -> None:
    iban, valid_from, proof = check_iban(form.iban.data or ""), form.valid_from.day, form.proof.checked()
    with transaction() as session:
        member = members.get_known(session, current_actor().party_id, number, clock.today())
        form.add(
            session, f"member:{number}:bank account",
            lambda: {"last": queries.last_proposed(session, member, Matter.BANK_ACCOUNT)},
            lambda: actions.propose_bank_account(
                session, member, iban, valid_from, proof, current_actor(), clock.now()
            ).id,
        )


@blueprint.route("/<int:number>/anschrift", methods=["GET", "POST"])
@requires(Role.MEMBER)
def address(number: int) -> ResponseReturnValue:
    """Propose another address."""
    member = members.get_known(db.session(), current_actor().party_id, number, clock.today())
    form = AddressForm().show({"last": queries.last_proposed(db.session(), member, Matter.ADDRESS)})
    if form.validate_on_submit():
        with form.refusals():
            _propose_address(form, number)
            return _back(number)
    return page("portal/address.html", status_of(form), form=form, member=member)


def _propose_address(form: AddressForm, number: int) -> None:
    where, valid_from = form.address(), form.valid_from.day
    with transaction() as session:
        member = members.get_known(session, current_actor().party_id, number, clock.today())
        form.add(
            session, f"member:{number}:address",
            lambda: {"last": queries.last_proposed(session, member, Matter.ADDRESS)},
            lambda: actions.propose_address(session, member, where, valid_from, current_actor(), clock.now()).id,
        )


@blueprint.route("/<int:number>/kontakt", methods=["GET", "POST"])
@requires(Role.MEMBER)
def contact(number: int) -> ResponseReturnValue:
    """Propose how to be reached."""
    member = members.get_known(db.session(), current_actor().party_id, number, clock.today())
    form = ContactForm(email=member.party.email, phone=member.party.phone)
    form.show({"last": queries.last_proposed(db.session(), member, Matter.CONTACT)})
    if form.validate_on_submit():
        with RefusalsAt(form.email):
            _propose_contact(form, number)
            return _back(number)
    return page("portal/contact.html", status_of(form), form=form, member=member)


def _propose_contact(form: ContactForm, number: int) -> None:
    email, phone = form.email.data or "", form.phone.data or ""
    with transaction() as session:
        member = members.get_known(session, current_actor().party_id, number, clock.today())
        form.add(
            session, f"member:{number}:contact",
            lambda: {"last": queries.last_proposed(session, member, Matter.CONTACT)},
            lambda: actions.propose_contact(session, member, email, phone, current_actor(), clock.now()).id,
        )


@blueprint.post("/<int:number>/aenderungen/<int:change_id>/zurueckziehen")
@requires(Role.MEMBER)
def withdraw(number: int, change_id: int) -> ResponseReturnValue:
    """Take back what one proposed."""
    with transaction() as session:
        member = members.get_known(session, current_actor().party_id, number, clock.today())
        actor, now = current_actor(), clock.now()
        ActForm().once(session, lambda: actions.withdraw(session, member, change_id, actor, now).id)
    flash(_("Zurückgezogen. Es bleibt, was bisher galt."), "success")
    return redirect(url_for(".show", number=number))


@blueprint.get("/<int:number>/dokumente/<int:document_id>")
@requires(Role.MEMBER)
def document(number: int, document_id: int) -> Response:
    """One of the member's own documents."""
    session = db.session()
    member = members.get_known(session, current_actor().party_id, number, clock.today())
    found = queries.own_document(session, member, document_id)
    return download(archive.content_of(found), f"{found.number or found.title}.pdf")
