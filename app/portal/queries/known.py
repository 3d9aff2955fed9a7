"""What the cooperative knows about a member, as one plain structure: the page shows it, the file holds it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.assessments import queries as assessments
from app.bundles import queries as bundles
from app.changes import queries as changes
from app.core import outbox
from app.core.formats import local
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.parties import queries as parties
from app.portal.queries.acts import acts_of
from app.portal.queries.kept import kept_of
from app.portal.queries.membership import documents_of, words_of
from app.portal.queries.rows import every, named
from app.promotion import queries as promotion
from app.shares import queries as shares
from app.shares.rules import further_shares
from app.solutions import queries as solutions

Data = Mapping[str, Any]

_REPRESENTATION = (
    "function", "authority", "first_day", "last_day", "recorded_at", "proof_sha256", "no_proof_why", "struck_at",
    "struck_why",
)


def own_data(
    session: Session, member: Member, inspections: Sequence[object], now: datetime, reader: int | None = None
) -> dict[str, Any]:
    """Everything kept about a member that is its own: texts, days, cents (Art. 15, 20 GDPR; § 31 (1) GenG; R-GDPR-02).

    `inspections` are those of the register that it asked for. `reader`: who reads it, for what this person alone may
    read: how it assessed for the member (R-NEED-02). Who in the office entered something is left out: that is
    about the office.
    """
    today = local(now).date()
    return {
        "made_at": now, "number": member.number, **_party(member),
        **_register(session, member, today), **_ledgers(session, member), **_letters(session, member),
        "changes": [
            {**named(each, "matter", "content", "valid_from", "entered_at", "outcome"), "words": words_of(each)}
            for each in changes.changes_of(session, member.id)
        ],
        **acts_of(session, member), **kept_of(session, member, today),
        "inspections": every(inspections, "recorded_at", "register_on", "agent", "interest", "was_granted"),
        "needs": [
            str(need) for _application, told in admissions.needs_of_member(session, member.id) for need in told
        ],
        "own_needs": needs.needs_known_of(session, member.id),
        "need_comments": needs.comments_known_of(session, member.id),
        "assessments": assessments.known_of(session, reader, member.id),
        "contact_requests": bundles.contacts_known_of(session, member.id),
        "promotion_examples": promotion.examples_known_of(session, member.id),
        "partner_offers": solutions.offers_known_of(session, member.id),
        "partnerships": solutions.partnerships_known_of(session, member.id),
        "verdicts": solutions.verdicts_known_of(session, member.id),
    }


def _party(member: Member) -> Data:
    fields = ("kind", "display_name", "email", "phone", "region", "register_court", "register_number", "represented_by")
    return named(member.party, *fields)


def _register(session: Session, member: Member, today: date) -> Data:
    party_id = member.party_id
    return {
        "memberships": every(
            member.periods, "first_day", "last_day", "join_ground", "join_document", "exit_ground", "member_class",
            "is_struck",
        ),
        "further_shares": further_shares(shares.holding_of(session, member.id, today).shares),
        "names": every(
            parties.names_of(session, party_id), "valid_from", "name", "title", "first_names", "last_name",
            "legal_form", "proof_sha256", "no_proof_why",
        ),
        "addresses": [
            {"valid_from": each.valid_from, "address": str(each.value()), "proof_sha256": each.proof_sha256}
            for each in parties.addresses_of(session, party_id)
        ],
        "details": every(members.details_of(session, member.id), "valid_from", "name", "value"),
        "mandatory_scale": every(
            shares.quantities_of(session, member.id), "valid_from", "measure", "quantity", "document", "proof_sha256",
            "no_proof_why", "recorded_at", "note",
        ),
        "representations": [
            {"name": each.person.display_name, **named(each, *_REPRESENTATION)}
            for each in parties.representations_of(session, party_id)
        ],
        "acts_for": [
            {"name": each.organisation.display_name, **named(each, *_REPRESENTATION)}
            for each in parties.represented_ever(session, party_id)
        ],
        "bank_accounts": every(parties.bank_accounts_of(session, party_id), "valid_from", "iban"),
    }


def _ledgers(session: Session, member: Member) -> Data:
    sheet = ("effective_on", "ground", "document", "change", "shares", "amount", "credit", "is_reversed")
    return {
        "share_sheet": every(shares.share_sheet(session, member.id), *sheet),
        "expected_payments": every(
            shares.expected_payments_of(session, member.id), "due_on", "purpose", "document", "amount", "open"
        ),
        "payments": every(
            shares.receipts_of(session, member.id), "received_on", "number", "purpose", "amount", "reversed_by",
            "reverses", "returns", "returned_by",
        ),
    }


def _letters(session: Session, member: Member) -> Data:
    subjects = (
        f"member:{member.id}", *admissions.subjects_of_member(session, member.id),
        *(needs.subject_of(row.need.id) for row in needs.of_member(session, member.id)),
        *solutions.subjects_known_of(session, member.id),
    )
    sent = [mail for subject in subjects for mail in outbox.mails_about(session, subject, with_attachments=True)]
    mails = [mail for mail in (*sent, *bundles.mails_to(session, member.id)) if not mail.erased_at]
    newest_first = sorted(mails, key=lambda mail: mail.id, reverse=True)
    return {
        "documents": every(documents_of(session, member), "issued_at", "number", "title", "standing"),
        "mails": every(newest_first, "created_at", "sent_at", "to_address", "subject", "text", "attached"),
    }

