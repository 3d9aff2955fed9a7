"""The member's own pages: a power of attorney granted or taken back online, the ticket (§ 43 (5), § 43b GenG)."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.attendance import actions, queries, rules
from app.attendance.actions import Granted
from app.attendance.forms import GrantForm, RevokeForm
from app.attendance.queries import Assembly, Member
from app.attendance.rules import AboutPrincipal, AboutProxy, Mode, Permission, ProxyForm, RevokedBy
from app.attendance.views.pieces import WORDS, blueprint
from app.attendance.views.proxies import REFUSED_AT, named, refused_at
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound, Role
from app.core.web import RefusalsAbove, _, current_actor, download, page, requires, status_of
from app.members import queries as members
from app.organs import queries as organs
from app.parties.rules import Authority
from app.statutes import queries as statutes

ADDRESS = "/mein/<int:number>/<int:assembly_id>"


def _meant(session: Session, number: int, assembly_id: int) -> tuple[Member, Assembly]:
    member = members.get_own(session, current_actor().party_id, number, clock.today())
    return member, assemblies.own_assembly(session, member, assembly_id)


def _rights(session: Session, assembly: Assembly, member: Member) -> list[Authority | None]:
    """By what rights the person signed in acts for the member."""
    elector = queries.elector_of(session, assembly, member, queries.day_of(assembly, clock.today()))
    return elector.rights_of(current_actor().party_id) if elector else []


@blueprint.get(ADDRESS)
@requires(Role.MEMBER)
def own(number: int, assembly_id: int) -> ResponseReturnValue:
    """My proxy, whom I represent, my ticket."""
    return _own(number, assembly_id)


def _own(
    number: int, assembly_id: int, sent: GrantForm | None = None, revoke: RevokeForm | None = None
) -> ResponseReturnValue:
    """The page; `sent` and `revoke` are forms that came back with what is wrong."""
    session, today = db.session(), clock.today()
    member, assembly = _meant(session, number, assembly_id)
    statute = statutes.statute_on(session, today)
    permission = Permission(statute, organs.has_textform_permission_on(session, today))
    elector = queries.elector_of(session, assembly, member, queries.day_of(assembly, today))
    sent, revoke = sent or GrantForm(formdata=None), revoke or RevokeForm(formdata=None)
    party_id, held = current_actor().party_id or 0, queries.held_on(session, assembly, today)
    goes_on = not (held.is_over(today) or held.is_closed) and not assembly.ended_at
    return page(
        "attendance/own.html", status_of(sent, revoke), member=member, assembly=assembly, statute=statute, form=sent,
        revoke=revoke, elector=elector, grant=queries.find_grant(session, assembly.id, member.id),
        acts_alone=elector is not None and rules.acts_alone(elector.rights_of(party_id)),
        may_online=rules.is_in_form(ProxyForm.ONLINE, today, permission),
        goes_on=goes_on, is_online=Mode.ONLINE in rules.modes_of(held), has_door=Mode.HALL in rules.modes_of(held),
        seen=queries.seen_from_afar(session, assembly, today), led=assemblies.redirection_of(session, assembly),
        principals=queries.grants_to(session, assembly.id, party_id), office=statutes.house_facts(session),
        **_ticket(assembly, member, party_id), **WORDS,
    )


def _ticket(assembly: Assembly, member: Member, party_id: int) -> dict[str, Any]:
    ticket = queries.ticket_of_member(assembly, member, party_id)
    address = url_for("attendance.enter", token=ticket.token(), _external=False)
    return {"entrance": address, "code": actions.picture_of(address)}


@blueprint.post(f"{ADDRESS}/vollmacht")
@requires(Role.MEMBER)
def grant_own(number: int, assembly_id: int) -> ResponseReturnValue:
    """Grant a power of attorney online."""
    form = GrantForm()
    if form.validate_on_submit():
        with refused_at(form, REFUSED_AT), RefusalsAbove(form, AboutPrincipal):
            _grant(form, number, assembly_id)
            flash(_("Die Vollmacht ist erteilt."), "success")
            return redirect(url_for(".own", number=number, assembly_id=assembly_id))
    return _own(number, assembly_id, sent=form)


def _grant(form: GrantForm, number: int, assembly_id: int) -> None:
    actor, now, today = current_actor(), clock.now(), clock.today()

    def act() -> int:
        try:
            proxy = actions.person_meant(session, named(form, is_checked=True), today)
        except NotFound as unknown:
            raise AboutProxy(unknown.message, **unknown.values) from unknown
        granted = Granted(proxy, ProxyForm.ONLINE, today, form.related(), bool(form.meets_conditions.data))
        return actions.grant(session, assembly, member, granted, actor, now).id

    with transaction() as session:
        actions.hold(session, assembly_id)
        member, assembly = _meant(session, number, assembly_id)
        rules.check_acts_alone(_rights(session, assembly, member))
        form.once(session, act)


@blueprint.post(f"{ADDRESS}/vollmacht/widerrufen")
@requires(Role.MEMBER)
def revoke_own(number: int, assembly_id: int) -> ResponseReturnValue:
    """Take a power of attorney back; taken back twice, it is taken back once."""
    form = RevokeForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            with transaction() as session:
                actions.hold(session, assembly_id)
                member, assembly = _meant(session, number, assembly_id)
                rules.check_acts_alone(_rights(session, assembly, member))
                grant = queries.find_grant(session, assembly.id, member.id)
                if grant is not None:
                    actions.revoke(session, assembly, grant, RevokedBy.MEMBER, reason, actor, now)
            flash(_("Die Vollmacht ist widerrufen."), "success")
            return redirect(url_for(".own", number=number, assembly_id=assembly_id))
    return _own(number, assembly_id, revoke=form)


@blueprint.get(f"{ADDRESS}/einlasskarte.pdf")
@requires(Role.MEMBER)
def own_ticket(number: int, assembly_id: int) -> Response:
    """The ticket, to print or to show."""
    session = db.session()
    member, assembly = _meant(session, number, assembly_id)
    content = actions.print_ticket(session, assembly, member, current_actor().party_id or 0, clock.today())
    return download(content, "Einlasskarte.pdf")
