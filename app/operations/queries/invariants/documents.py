"""Documents never made, and certificates that say something other than the register."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import day, local, member_number
from app.core.told import Kept
from app.core.values import German
from app.members.models import Member
from app.operations.rules import CheckKey, Finding, Place
from app.shares.models import Certificate
from app.shares.queries import over_former_amount, share_sums
from app.statutes import queries as statutes

LATE = timedelta(days=1)


def unmade(session: Session, now: datetime) -> Iterator[Finding]:
    """Documents issued more than a day ago that were never made."""
    late = select(IssuedDocument).where(
        IssuedDocument.sha256.is_(None), IssuedDocument.erased_at.is_(None), IssuedDocument.issued_at < now - LATE
    )
    for document in session.scalars(late.order_by(IssuedDocument.id)):
        issued_on = day(local(document.issued_at).date())
        values = {"title": Kept(document.title), "number": document.number or document.id, "day": issued_on}
        sentence = German("„{title}“ ({number}) vom {day} wurde noch nicht hergestellt.")
        yield Finding(CheckKey.DOCUMENT_UNMADE, sentence, values, Place("document", str(document.id)))


def certificates_with_other_shares(session: Session, now: datetime) -> Iterator[Finding]:
    """Valid certificates that state other shares than the ledger, for longer than a day (R-DOC-04)."""
    today = local(now).date()
    held, before = share_sums(today).subquery("held"), share_sums(today - LATE).subquery("before")
    shares, shares_before = (func.coalesce(sums.c.shares, 0) for sums in (held, before))
    wrong = (
        select(Certificate.number, Certificate.shares, Member.number, shares)
        .join(Member, Member.id == Certificate.member_id)
        .join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(before, before.c.member_id == Member.id)
        .where(IssuedDocument.standing == Standing.VALID, Certificate.shares.not_in([shares, shares_before]))
    )
    for certificate, stated, number, has in session.execute(wrong.order_by(Certificate.number)):
        values = {"certificate": certificate, "stated": stated, "number": member_number(number), "shares": has}
        sentence = German("Die Urkunde {certificate} gilt und nennt {stated} Anteile; Mitglied {number} hat {shares}.")
        yield Finding(CheckKey.CERTIFICATE_SHARES, sentence, values, Place("certificate", certificate))
    yield from _of_another_amount(session, now)


def _of_another_amount(session: Session, now: datetime) -> Iterator[Finding]:
    """Valid certificates whose shares come to something else by a statute noted for longer than a day (§ 7 GenG)."""
    today = local(now).date()
    if statutes.find_statute_on(session, today) != statutes.find_statute_on(session, today, now - LATE):
        return
    for each in over_former_amount(session, today):
        sentence = German("Die Urkunde {certificate} gilt und nennt einen anderen Betrag des Anteils als die Satzung.")
        place = Place("certificate", each.number)
        yield Finding(CheckKey.CERTIFICATE_SHARES, sentence, {"certificate": each.number}, place)


def certificates_beside_each_other(session: Session, _now: datetime) -> Iterator[Finding]:
    """Members with more than one valid certificate (R-DOC-04)."""
    valid = (
        select(Member.number, func.count())
        .join(Certificate, Certificate.member_id == Member.id)
        .join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
        .where(IssuedDocument.standing == Standing.VALID)
        .group_by(Member.number).having(func.count() > 1)
    )  # fmt: skip
    for number, together in session.execute(valid.order_by(Member.number)):
        values = {"number": member_number(number), "certificates": together}
        sentence = German("Mitglied {number} hat {certificates} gültige Urkunden; gelten soll eine.")
        yield Finding(CheckKey.CERTIFICATE_TWICE, sentence, values, Place("member", str(number)))
