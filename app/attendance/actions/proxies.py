"""Powers of attorney: granted online or recorded by the office, several at once, revoked (§ 43 (5) GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries, rules
from app.attendance.actions.holding import subject_of
from app.attendance.actions.tickets import tell_proxy
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import (
    MOST_PRINCIPALS,
    PROXY_FORM_WORDS,
    REVOKED_WORDS,
    LeftWhy,
    Permission,
    ProxyForm,
    Relation,
    RevokedBy,
)
from app.core import files, journal
from app.core.formats import fold, local
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, DeclarationChannel, German, PartyKind, Refusal, check_reason
from app.members.models import Member
from app.organs import queries as organs
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.models import Party
from app.parties.rules import PartyFacts
from app.statutes import queries as statutes


@dataclass(frozen=True)
class Stranger:
    """Somebody who is proxy and neither a member nor acts for one; told apart by name and e-mail address."""

    first_names: str
    last_name: str
    email: str = ""


@dataclass(frozen=True)
class Granted:
    """A power of attorney as it was given: whom, in which form, when, with which paper."""

    proxy: Party | Stranger
    form: ProxyForm
    dated_on: date
    relation: Relation | None = None
    meets_conditions: bool = False
    paper: CheckedFile | None = None


def grant(
    session: Session, assembly: Assembly, principal: Member, granted: Granted, actor: Actor, now: datetime
) -> ProxyGrant:
    """Record a power of attorney of a member for an assembly (§ 43 (5) GenG; R-PRX-01 to R-PRX-04).

    Refused where the proxy represents as many members as law and statute allow, where the form is not enough, and
    where the member has another proxy already.
    """
    today = local(now).date()
    rules.check_takes_proxies(queries.held_on(session, assembly, today), today)
    rules.check_dated(granted.dated_on, today)
    statute = statutes.statute_on(session, today)
    permitted = organs.has_textform_permission_on(session, granted.dated_on)
    rules.check_form(granted.form, granted.dated_on, Permission(statute, permitted))
    rules.check_conditions(statute.proxy_conditions, granted.relation, granted.meets_conditions)
    _check_principal(session, assembly, principal, today)
    proxy = party_of(session, assembly, granted.proxy, actor, now)
    _check_pair(session, assembly, principal, proxy, today)
    most = min(statute.max_principals, MOST_PRINCIPALS)
    slot = rules.slot_for(_places(session, assembly, proxy, most, actor, now), principal.id, most)
    row = ProxyGrant(
        assembly_id=assembly.id, principal_id=principal.id, proxy_id=proxy.id, slot=slot, form=granted.form,
        channel=DeclarationChannel.PORTAL if granted.form is ProxyForm.ONLINE else DeclarationChannel.OFFICE,
        dated_on=granted.dated_on, relation=granted.relation, conditions=statute.proxy_conditions,
        document_sha256=None, document_name="", document_type="", recorded_at=now, recorded_by=actor.name,
        revoke_reason="", revoke_recorded_by="",
    )
    if granted.paper is not None:
        _keep_paper(session, row, granted.paper)
    session.add(row)
    session.flush()
    summary = Told(
        "Vollmacht von {principal} für {proxy} ({form})", principal=principal.party.display_name,
        proxy=proxy.display_name, form=German(PROXY_FORM_WORDS[row.form]),
    )
    journal.record(
        session, actor, "attendance.proxy_granted", subject_of(assembly), now, summary, grant=row.id,
        principal=principal.id, proxy=proxy.id, slot=slot, sha256=row.document_sha256,
    )
    given = granted.proxy.email if isinstance(granted.proxy, Stranger) else ""
    tell_proxy(session, assembly, row, proxy.email or given, now)
    return row


GONE = German("Das Mitglied nimmt nicht mehr teil")


def _places(
    session: Session, assembly: Assembly, proxy: Party, most: int, actor: Actor, now: datetime
) -> dict[int, int]:
    """Whom a proxy represents, by place; who left or was excluded since gives its place up where another needs it."""
    held = queries.grants_to(session, assembly.id, proxy.id)
    day = queries.voting_day_at(session, assembly, now)
    for each in held if len(held) >= most else ():
        elector = queries.elector_of(session, assembly, each.principal, day)
        if elector is None or not elector.may_attend:
            revoke(session, assembly, each, RevokedBy.OFFICE, GONE, actor, now)
    return {each.slot: each.principal_id for each in held if each.revoked_at is None}


def _check_principal(session: Session, assembly: Assembly, principal: Member, today: date) -> None:
    elector = queries.elector_of(session, assembly, principal, queries.voting_day(session, assembly, today))
    rules.check_principal(elector.entitlement if elector else rules.Entitlement.NOT_ADMITTED)
    known = queries.find_grant(session, assembly.id, principal.id)
    if known is not None:
        raise rules.AboutPrincipal(
            "Dieses Mitglied hat schon {proxy} bevollmächtigt. Widerrufen Sie zuerst diese Vollmacht.",
            proxy=known.proxy.display_name,
        )
    if queries.find_presence(session, assembly.id, principal.id) is not None:
        raise rules.AboutPrincipal("Dieses Mitglied ist schon in der Versammlung.")


def _check_pair(session: Session, assembly: Assembly, principal: Member, proxy: Party, today: date) -> None:
    elector = queries.elector_of(session, assembly, principal, queries.voting_day(session, assembly, today))
    acting = {each.party_id for each in elector.acting} if elector else set()
    is_same = principal.party_id == proxy.id
    rules.check_pair(is_same, not is_same and proxy.id in acting)


def party_of(session: Session, assembly: Assembly, meant: Party | Stranger, actor: Actor, now: datetime) -> Party:
    """The party that is meant; a stranger who stands for somebody else here already is the same person (R-PRX-02).

    Whoever is known by that name is not meant: it was asked about before, and is somebody else.
    """
    if isinstance(meant, Party):
        return meant
    others = {each.id for each in queries.known_by_name(session, meant.first_names, meant.last_name)}
    names = fold(f"{meant.last_name} {meant.first_names}")
    proxies = select(ProxyGrant.proxy_id).where(ProxyGrant.assembly_id == assembly.id)
    came = select(Presence.party_id).where(Presence.assembly_id == assembly.id, Presence.party_id.is_not(None))
    here = select(Party).where(
        or_(Party.id.in_(proxies), Party.id.in_(came)), Party.sort_name == names,
        Party.kind == PartyKind.NATURAL_PERSON, Party.id.not_in(others),
    )
    for known in session.scalars(here.order_by(Party.id)).unique():
        if not meant.email or not known.email or fold(known.email) == fold(meant.email):
            return known
    if meant.email:
        for known in party_queries.people_named(session, meant.first_names, meant.last_name, meant.email):
            if known.id not in others and known.sort_name == names and fold(known.email) == fold(meant.email):
                return known
    facts = PartyFacts(
        PartyKind.NATURAL_PERSON, first_names=meant.first_names, last_name=meant.last_name, email=meant.email
    )
    return parties.add_party(session, facts, local(now).date(), actor, now)


def _keep_paper(session: Session, row: ProxyGrant, paper: CheckedFile) -> None:
    kind = check_upload(paper.content)
    row.document_sha256 = files.keep(session, paper.content)
    row.document_name, row.document_type = clean_filename(paper.name, kind), kind.value


def attach_paper(
    session: Session, assembly: Assembly, row: ProxyGrant, paper: CheckedFile, actor: Actor, now: datetime
) -> None:
    """Keep the paper of a power of attorney that was recorded without it, once (§ 43 (5) GenG; R-PRX-01)."""
    if row.document_sha256 is not None:
        raise Refusal("Zu dieser Vollmacht liegt schon ein Beleg vor.")
    _keep_paper(session, row, paper)
    session.flush()
    summary = Told("Beleg zur Vollmacht von {principal} abgelegt", principal=row.principal.party.display_name)
    journal.record(
        session, actor, "attendance.proxy_proven", subject_of(assembly), now, summary, grant=row.id,
        sha256=row.document_sha256,
    )


@dataclass(frozen=True)
class Line:
    """One of several powers of attorney entered together."""

    principal: Member
    granted: Granted


class RowRefused(Exception):
    """Of several powers of attorney entered together one is refused; which one, and why."""

    def __init__(self, number: int, refusal: Refusal) -> None:
        self.number, self.refusal = number, refusal
        super().__init__(str(refusal))


def grant_many(
    session: Session, assembly: Assembly, lines: Sequence[Line], actor: Actor, now: datetime
) -> list[ProxyGrant]:
    """Record several powers of attorney at once: all of them, or with a reason at each refused one none (R-PRX-01).

    Raises ExceptionGroup of RowRefused.
    """
    rows, refused = [], []
    for number, line in enumerate(lines):
        try:
            with session.begin_nested():
                rows.append(grant(session, assembly, line.principal, line.granted, actor, now))
        except Refusal as refusal:
            refused.append(RowRefused(number, refusal))
    if refused:
        raise ExceptionGroup("refused", refused)
    return rows


def end_grant(
    session: Session, assembly: Assembly, row: ProxyGrant, by: RevokedBy, reason: str, actor: Actor, now: datetime
) -> None:
    """End a power of attorney: the member takes it back, the office does, or the member came after all (§ 168 BGB).

    What the proxy cast until then stands. Revoked twice it is revoked once.
    """
    today = local(now).date()
    rules.check_takes_proxies(queries.held_on(session, assembly, today), today)
    if row.revoked_at is not None:
        return
    row.revoked_at, row.revoked_by, row.revoke_recorded_by = now, by, actor.name
    row.revoke_reason = check_reason(reason or str(REVOKED_WORDS[by]))
    session.flush()
    summary = Told(
        "Vollmacht von {principal} für {proxy} beendet: {reason}", principal=row.principal.party.display_name,
        proxy=row.proxy.display_name, reason=_reason(row),
    )
    journal.record(
        session, actor, "attendance.proxy_revoked", subject_of(assembly), now, summary, grant=row.id, by=by,
    )


def revoke(
    session: Session, assembly: Assembly, grant: ProxyGrant, by: RevokedBy, reason: str, actor: Actor, now: datetime
) -> None:
    """End a power of attorney; whoever is in with it is no longer there for that member (§ 168 BGB; R-PRX-01)."""
    end_grant(session, assembly, grant, by, reason, actor, now)
    rows = select(Presence).where(Presence.grant_id == grant.id, Presence.left_at.is_(None))
    for each in session.scalars(rows).unique():
        end_presence(each, LeftWhy.REVOKED, actor, now)
    session.flush()


def end_presence(presence: Presence, why: LeftWhy, actor: Actor, now: datetime) -> None:
    """Note when and why somebody is there no longer; once (§ 47 GenG)."""
    presence.left_at, presence.left_why, presence.left_recorded_by = max(now, presence.came_at), why, actor.name


def _reason(row: ProxyGrant) -> str:
    is_ours = row.revoke_reason in map(str, (*REVOKED_WORDS.values(), GONE))
    return German(row.revoke_reason) if is_ours else Kept(row.revoke_reason)


def find_ended_by(session: Session, presence: Presence) -> ProxyGrant | None:
    """The power of attorney that ended when this member came itself."""
    return session.scalars(select(ProxyGrant).where(
        ProxyGrant.assembly_id == presence.assembly_id, ProxyGrant.principal_id == presence.member_id,
        ProxyGrant.revoked_by == RevokedBy.PRINCIPAL_CAME, ProxyGrant.revoked_at == presence.came_at,
    )).first()  # fmt: skip


def grant_again(
    session: Session, assembly: Assembly, former: ProxyGrant, actor: Actor, now: datetime
) -> ProxyGrant | None:
    """Let a power of attorney hold on that only a slip ended; None where its proxy or its place is taken (§ 168 BGB).
    """
    taken = {each.slot: each.principal_id for each in queries.grants_to(session, assembly.id, former.proxy_id)}
    most = min(statutes.statute_on(session, local(now).date()).max_principals, MOST_PRINCIPALS)
    if queries.find_grant(session, assembly.id, former.principal_id) is not None or len(taken) >= most:
        return None
    row = ProxyGrant(
        assembly_id=assembly.id, principal_id=former.principal_id, proxy_id=former.proxy_id,
        slot=rules.slot_for(taken, former.principal_id, most), form=former.form, channel=former.channel,
        dated_on=former.dated_on, relation=former.relation, conditions=former.conditions,
        document_sha256=former.document_sha256, document_name=former.document_name,
        document_type=former.document_type, recorded_at=now, recorded_by=actor.name, revoke_reason="",
        revoke_recorded_by="",
    )
    session.add(row)
    session.flush()
    summary = Told(
        "Die Vollmacht von {principal} für {proxy} gilt weiter: Sie war irrtümlich beendet",
        principal=row.principal.party.display_name, proxy=row.proxy.display_name,
    )
    journal.record(
        session, actor, "attendance.proxy_granted", subject_of(assembly), now, summary, grant=row.id,
        principal=row.principal_id, proxy=row.proxy_id, slot=row.slot, sha256=row.document_sha256,
    )
    return row
