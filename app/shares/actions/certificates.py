"""Certificates are issued here, numbered without a gap, and kept in the archive (R-DOC-04)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import PrintItem
from app.archive.rules import Standing
from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, PostalAddress, Refusal
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.queries import Issuer
from app.parties import queries as parties
from app.parties import rules as party_rules
from app.shares import queries, rules
from app.shares.actions.ledgers import lock, subject_of
from app.shares.models import Certificate
from app.shares.rules import CertifiedHolding
from app.statutes.rules import Statute
from documents.facts import Signatory
from documents.share_certificate import CertificateFacts, Design

KIND = "share_certificate"


@dataclass(frozen=True)
class _Entry:
    """A certificate's line in the register of certificates."""

    number: str
    check_url: str
    replaces: str


def issue_certificate(
    session: Session, member: Member, actor: Actor, now: datetime, biased: Collection[int] = ()
) -> Certificate:
    """Issue a member's share certificate, number and check code included, and lay it into the print tray (R-DOC-04).

    One at a time per member. Refuses where something is missing, naming it, and where the valid certificate already
    states this holding; another one is replaced. Who is `biased` in the member's matter signs only where nobody else
    can (R-ORG-04).
    """
    lock(session, member)
    today = local(now).date()
    issuer = organs.issuer_on(session, today)
    _refuse_hindrances(queries.hindrances_of(issuer))
    assert issuer.statute is not None
    holding = _holding(session, member, issuer.statute, today)
    earlier = queries.certificates_of(session, member.id)
    former = next((each for each in earlier if each.document.standing is Standing.VALID), None)
    rules.check_certificate(holding, queries.stated_by(former) if former else None)
    number = rules.certificate_number(today.year, next_number(session, f"certificate:{today.year}"))
    code = archive.new_check_code(number)
    entry = _Entry(number, archive.check_address(code), replaces=earlier[0].number if earlier else "")
    barred = queries.barred_from_signing(session, member, today).union(biased)
    facts = _facts(session, member, holding, issuer.signatories(barred), issuer, entry, today)
    document = archive.issue(
        session, kind=KIND, facts=facts, title=German("Anteilsurkunde", number),
        subject=subject_of(member), actor=actor, now=now, number=number, check_code=code, print_for=holding.name,
    )
    certificate = Certificate(
        number=number, member_id=member.id, shares=holding.shares, issued_on=today, document_id=document.id
    )
    session.add(certificate)
    if former is not None:
        archive.replace(session, former.document, document, actor, now, German("Neuer Stand des Registers"))
    session.flush()
    summary = Told(
        "Urkunde {number} ausgestellt über {shares} am {day}",
        number=number, shares=rules.so_many_shares(holding.shares), day=written(today),
    )
    journal.record(session, actor, "issue_certificate", subject_of(member), now, summary, number=number)
    return certificate


def _refuse_hindrances(missing: Sequence[str]) -> None:
    if missing:
        raise Refusal("Noch keine Urkunde: {missing}", missing=German(*missing))


def _holding(session: Session, member: Member, statute: Statute, today: date) -> CertifiedHolding:
    return CertifiedHolding(
        member_number=member.number, name=queries.printed_name(session, member.party_id, today),
        shares=queries.shares_held(session, member.id, today),
        share_amount=statute.share_amount,
    )


def _facts(
    session: Session, member: Member, holding: CertifiedHolding, signatories: tuple[Signatory, ...], issuer: Issuer,
    entry: _Entry, today: date,
) -> CertificateFacts:
    head = issuer.letterhead
    where = parties.address_on(session, member.party_id, today)
    period = members.get_period_on(session, member.id, today)
    return CertificateFacts(
        number=entry.number, design=Design(issuer.house.certificate_design or Design.CLASSIC),
        cooperative=head.cooperative,
        member_number=member.number, name=holding.name,
        address=where.value() if where else PostalAddress("", "", ""), shares=holding.shares,
        nominal=holding.share_amount, since=period.first_day, place=head.seat, issued_on=today,
        signatories=signatories, check_url=entry.check_url,
        article=party_rules.article_of(holding.name, member.party.kind)[0],
        replaces=entry.replaces,
    )


def print_certificate_again(session: Session, certificate: Certificate, actor: Actor, now: datetime) -> PrintItem:
    """Lay a second copy into the print tray: the same bytes, noted as a further copy (2. Ausfertigung)."""
    lock(session, certificate.member)
    copies = archive_queries.items_of(session, certificate.document_id)
    waits = any(each.copy > 1 and each.posted_at is None and each.discarded_at is None for each in copies)
    rules.check_reprint(certificate.number, certificate.document.standing is Standing.VALID, waits)
    name = queries.printed_name(session, certificate.member.party_id, local(now).date())
    return archive.print_again(session, certificate.document, name, actor, now)


def void_certificate(session: Session, certificate: Certificate, reason: str, actor: Actor, now: datetime) -> None:
    """Declare a certificate void that was lost or is wrong, with the reason; a new one may follow (R-DOC-04)."""
    lock(session, certificate.member)
    why = rules.check_void_reason(reason)
    archive.make_void(session, certificate.document, why, actor, now)
    summary = Told("Urkunde {number} für ungültig erklärt: {reason}", number=certificate.number, reason=why)
    journal.record(
        session, actor, "void_certificate", subject_of(certificate.member), now, summary, number=certificate.number
    )
