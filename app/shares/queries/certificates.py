"""Reads of the certificate register, and what stands in the way of issuing one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Select, Subquery, bindparam, case, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core import links
from app.core.values import German
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.organs import queries as organs
from app.organs.queries import Issuer
from app.organs.rules import Particular
from app.parties import queries as parties
from app.parties import rules as party_rules
from app.parties.models import PartyName
from app.shares.models import Certificate, ShareEntry
from app.shares.queries.ledgers import Ids, SumByMember, counts_on, paid_in_total, share_sums, shares_held, total
from app.shares.queries.payments import open_sums
from app.shares.rules import CertifiedHolding, certificate_matches, counts_from
from app.statutes import queries as statutes
from documents import registry
from documents.share_certificate import CertificateFacts

END_OF_TIME = date.max
PORTION = 5000
"""So many ids are named by one statement."""


_CERTIFICATES = (
    select(Certificate).where(Certificate.member_id == bindparam("member")).order_by(Certificate.id.desc())
)


def certificates_of(session: Session, member_id: int) -> Sequence[Certificate]:
    """Every certificate of a member, newest first."""
    return session.scalars(_CERTIFICATES, {"member": member_id}).all()


def valid_certificate_of(session: Session, member_id: int) -> Certificate | None:
    """The certificate that speaks for a member's holding today, if one was issued (R-DOC-04)."""
    found = select(Certificate).join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
    valid = found.where(Certificate.member_id == member_id, IssuedDocument.standing == Standing.VALID)
    return session.scalar(valid.order_by(Certificate.id.desc()).limit(1))


def with_certificate(session: Session) -> set[int]:
    """The ids of all members to whom a certificate was issued, whether it speaks or is void by now (R-DOC-04)."""
    return set(session.scalars(select(Certificate.member_id).distinct()))


def changing_on(session: Session, day: date, member_ids: Collection[int]) -> set[int]:
    """Those of these members whose number of shares is another from a day on; what was undone changes nothing."""
    found = select(ShareEntry.member_id, ShareEntry.ground, ShareEntry.change, ShareEntry.effective_on).where(
        ShareEntry.effective_on.in_((day - timedelta(days=1), day))
    )
    changes: Counter[int] = Counter()
    ids = sorted(member_ids)
    for start in range(0, len(ids), PORTION):
        rows = session.execute(found.where(ShareEntry.member_id.in_(ids[start : start + PORTION])))
        for member_id, ground, change, effective_on in rows:
            if counts_from(ground, change, effective_on) == day:
                changes[member_id] += change
    return {member_id for member_id, change in changes.items() if change}


def printed_name(session: Session, party_id: int, day: date) -> str:
    """The name of a party on a day as certificates and letters write it."""
    name = parties.name_on(session, party_id, day)
    return name.name or party_rules.display_name(name.first_names, name.last_name, name.title)


def barred_from_signing(session: Session, member: Member, day: date) -> frozenset[int]:
    """Who does not sign what a member gets: the member, and whoever acts for it on a day (R-ORG-04)."""
    acting = parties.representations_on(session, member.party_id, day)
    return frozenset({member.party_id, *(each.person_id for each in acting)})


def stated_by(certificate: Certificate) -> CertifiedHolding | None:
    """What a certificate states; None where its facts were erased."""
    if certificate.document.facts is None:
        return None
    facts: CertificateFacts = registry.load(certificate.document.kind, certificate.document.facts)
    return CertifiedHolding(facts.member_number, facts.name, facts.shares, facts.nominal)


def states_share_amount(session: Session, certificate: Certificate, day: date) -> bool:
    """Say whether a certificate states what a share comes to by the statute of a day (§ 7 GenG; R-DOC-04).

    One whose facts were erased says nothing else.
    """
    stated = stated_by(certificate)
    return stated is None or stated.share_amount == session.scalar(select(statutes.share_amount_on(day)))


def agrees_with_register(session: Session, certificate: Certificate, day: date) -> bool:
    """Say whether a certificate states the name, the shares and their amount as they are on a day (R-DOC-04)."""
    stated, member = stated_by(certificate), certificate.member
    if stated is None:
        return False
    name = printed_name(session, member.party_id, day)
    return certificate_matches(
        stated, replace(stated, name=name, shares=shares_held(session, certificate.member_id, day))
    ) and states_share_amount(session, certificate, day)


def is_overtaken(session: Session, document_id: int, day: date) -> bool:
    """Say whether a document is a certificate over other shares than its member holds on a day (R-DOC-04).

    Shares of another amount are others, too. Between the entry, or the registration of a statute, and the job by which
    certificates follow it is, and nobody is to rely on it.
    """
    found = session.scalar(select(Certificate).where(Certificate.document_id == document_id))
    if found is None:
        return False
    is_held = found.shares == shares_held(session, found.member_id, day)
    return not (is_held and states_share_amount(session, found, day))


def over_former_amount(session: Session, day: date, limit: int | None = None) -> Sequence[Certificate]:
    """Valid certificates over the shares held on a day that state another amount than the statute then, by number.

    Where a share has always come to the same, none is looked for (§ 7 GenG; R-DOC-04).
    """
    amounts = {cents for _title, _day, cents in statutes.share_amounts(session)}
    if len(amounts) < 2:
        return []
    held, stated = share_sums(day).subquery(), IssuedDocument.facts["nominal"].as_integer()
    found = (
        select(Certificate)
        .join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
        .join(held, held.c.member_id == Certificate.member_id)
        .where(IssuedDocument.standing == Standing.VALID, held.c.shares == Certificate.shares)
        .where(stated != statutes.share_amount_on(day))
    )
    return session.scalars(found.order_by(Certificate.number).limit(limit)).unique().all()


def under_former_name(session: Session, day: date) -> list[Certificate]:
    """Valid certificates of members whose name has changed since, by number."""
    later = or_(PartyName.valid_from > Certificate.issued_on, PartyName.recorded_at > IssuedDocument.issued_at)
    renamed = (
        select(Certificate.id)
        .join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
        .join(Member, Member.id == Certificate.member_id)
        .join(PartyName, PartyName.party_id == Member.party_id)
        .where(IssuedDocument.standing == Standing.VALID, PartyName.valid_from <= day, later)
    )
    found = session.scalars(select(Certificate).where(Certificate.id.in_(renamed)).order_by(Certificate.number))
    return [each for each in found.unique() if not agrees_with_register(session, each, day)]


def find_certificate(session: Session, number: str) -> Certificate | None:
    """A certificate by its number."""
    return session.scalar(select(Certificate).where(Certificate.number == number))


def certified(members: Ids | None = None) -> SumByMember:
    """Member id and the shares that its valid certificate states; `members` limits it to these ids."""
    valid = select(Certificate.member_id, func.max(Certificate.shares).label("shares"))
    joined = valid.join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
    if members is not None:
        joined = joined.where(Certificate.member_id.in_(members))
    return joined.where(IssuedDocument.standing == Standing.VALID).group_by(Certificate.member_id)


def members_without_certificate(session: Session, day: date = END_OF_TIME) -> Sequence[Member]:
    """Members with shares whose holding no valid certificate states, by number (R-DOC-04).

    Without a day everything recorded counts, also what takes effect later.
    """
    return session.scalars(_without_certificate(day).order_by(Member.number)).unique().all()


def count_without_certificate(session: Session, day: date) -> int:
    """How many members hold other shares on a day than a valid certificate states, or of another amount (R-DOC-04)."""
    together, outsiders = held_by_all_and_outsiders(day)
    lacking = select(together.c.lacking - outsiders.c.lacking).select_from(together.join(outsiders, true()))
    return (session.scalar(lacking) or 0) + count_over_former_amount(session, day)


def stating_former_amount(day: date) -> Select[int]:
    """The ids of members whose valid certificate states another amount than the statute of a day (§ 7; R-DOC-04).

    Where a share has always come to the same, none is looked for.
    """
    found = select(Certificate.member_id).join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
    return found.where(
        statutes.share_amount_has_changed(), IssuedDocument.standing == Standing.VALID,
        IssuedDocument.facts["nominal"].as_integer() != statutes.share_amount_on(day),
    )


def count_over_former_amount(session: Session, day: date) -> int:
    """How many members of a day hold what their valid certificate states, but of another amount (§ 7 GenG)."""
    ids = [each.member_id for each in over_former_amount(session, day)]
    found = select(func.count()).select_from(MembershipPeriod).where(members.covers(day))
    return sum(
        session.scalar(found.where(MembershipPeriod.member_id.in_(ids[start : start + PORTION]))) or 0
        for start in range(0, len(ids), PORTION)
    )


def held_by_all_and_outsiders(day: date) -> tuple[Subquery, Subquery]:
    """What everybody in the register holds together on a day, and what of it those hold who are no members then.

    What the members hold is the difference: who is no member is found by index, instead of asking of everybody.
    """
    outsiders = members.outsiders(day).cte("outsiders").prefix_with("MATERIALIZED")
    return held_together(day), held_together(day, select(outsiders.c.member_id))


def held_together(day: date, ids: Ids | None = None) -> Subquery:
    """What these members, or all, hold together on a day, in one row; cents.

    That is shares `held`, how many of them are `lacking` a certificate, the payments made (`paid`), what is still to
    be paid (`owed`) and by how many (`debtors`).
    """
    each = _held_and_stated(day, ids)
    is_lacking = (each.c.held > 0) & (each.c.held != each.c.stated)
    lacking = func.coalesce(func.sum(case((is_lacking, 1), else_=0)), 0)
    held = select(func.coalesce(total(each.c.held), 0).label("held"), lacking.label("lacking")).subquery()
    paid = paid_in_total(day, ids).subquery()
    open_ = open_sums(ids).subquery()
    owed = select(func.coalesce(total(open_.c.open), 0).label("owed"), func.count(open_.c.open).label("debtors"))
    owing = owed.subquery()
    return select(held, paid, owing).select_from(held.join(paid, true()).join(owing, true())).subquery()


def _held_and_stated(day: date, ids: Ids | None) -> Subquery:
    """Per member the shares `held` on a day, and those `stated` by a valid certificate, in one pass (R-DOC-04)."""
    held = select(ShareEntry.member_id, ShareEntry.change.label("held"), literal(0).label("stated"))
    stated = select(Certificate.member_id, literal(0), Certificate.shares).join(
        IssuedDocument, IssuedDocument.id == Certificate.document_id
    )
    held, stated = held.where(counts_on(day)), stated.where(IssuedDocument.standing == Standing.VALID)
    if ids is not None:
        held, stated = held.where(ShareEntry.member_id.in_(ids)), stated.where(Certificate.member_id.in_(ids))
    both = union_all(held, stated).subquery()
    summed = select(both.c.member_id, total(both.c.held).label("held"), total(both.c.stated).label("stated"))
    return summed.group_by(both.c.member_id).subquery()


def _without_certificate(day: date) -> Select[Member]:
    held, stated = share_sums(day).subquery(), certified().subquery()
    differs = or_(stated.c.shares.is_(None), stated.c.shares != held.c.shares)
    return (
        select(Member)
        .join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
        .join(held, held.c.member_id == Member.id)
        .outerjoin(stated, stated.c.member_id == Member.id)
        .where(~members.has_ended_by(day), held.c.shares > 0, differs)
    )


LACKING: Mapping[Particular, German] = {
    Particular.FIRMA: German("Die Firma fehlt in der Satzung."),
    Particular.LEGAL_FORM: German(
        "Die Firma nennt die Rechtsform nicht: eG oder eingetragene Genossenschaft (§ 3 GenG)."
    ),
    Particular.SEAT: German("Der Sitz fehlt in der Satzung."),
    Particular.REGISTER_COURT: German("Das Registergericht fehlt."),
    Particular.REGISTER_NUMBER: German("Die Registernummer (GnR) fehlt."),
    Particular.ALL_BOARD_MEMBERS_WITH_FULL_FIRST_NAME: German(
        "Briefe nennen jedes Vorstandsmitglied mit einem ausgeschriebenen Vornamen (§ 25a GenG); einem fehlt er."
    ),
    Particular.SUPERVISORY_BOARD_CHAIR: German(
        "Briefe nennen den Vorsitz des Aufsichtsrats mit einem ausgeschriebenen Vornamen (§ 25a GenG); er fehlt."
    ),
}
"""What to say of a particular that letters would lack (R-DOC-01)."""


def letter_hindrances(session: Session, day: date) -> list[str]:
    """What a letter lacks of the particulars of § 25a GenG, as sentences (R-DOC-01); empty where it may go out."""
    return _letter_hindrances(organs.issuer_on(session, day))


def _letter_hindrances(issuer: Issuer) -> list[str]:
    if issuer.statute is None:
        return [German("Es ist keine eingetragene Satzung erfasst.")]
    head = issuer.letterhead
    nobody = {Particular.ALL_BOARD_MEMBERS_WITH_FULL_FIRST_NAME: German("Es ist kein Vorstandsmitglied erfasst.")}
    sentences = LACKING if head.board else {**LACKING, **nobody}
    missing = [] if head.street and head.postcode and head.city else [German("Die Anschrift der Genossenschaft fehlt.")]
    return [*missing, *(sentences[particular] for particular in issuer.lacks)]


def certificate_hindrances(session: Session, day: date) -> list[str]:
    """What stands in the way of issuing certificates, as sentences; empty where they may be issued (R-DOC-04)."""
    return hindrances_of(organs.issuer_on(session, day))


def hindrances_of(issuer: Issuer) -> list[str]:
    """What an issuer lacks to issue certificates, as `certificate_hindrances`."""
    missing = _letter_hindrances(issuer)
    if len(issuer.signatories()) < 2:
        missing.append(German("Eine Urkunde unterzeichnen zwei Vorstandsmitglieder; es sind weniger im Amt."))
    if not links.is_printable():
        missing.append(German("Die öffentliche Adresse fehlt (GENOKONTOR_BASE_URL); der QR-Code führte ins Leere."))
    return missing
