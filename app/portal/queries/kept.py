"""What the rooms keep about a member beside register and ledgers: how it ended, what it was paid and asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.admissions import queries as admissions
from app.assemblies import queries as assemblies
from app.attendance import queries as attendance
from app.closing import queries as closing
from app.departures import queries as departures
from app.dues import queries as dues
from app.members.models import Member
from app.organs import queries as organs
from app.portal.queries.rows import every, named
from app.removals import queries as removals
from app.removals.models import Removal
from app.settlements import queries as settlements
from app.settlements.models import Settlement
from app.voting import queries as voting

Data = Mapping[str, Any]

_NOTICE = (
    "number", "kind", "state", "declared_by", "seizes", "dated_on", "received_on", "shares", "reasons", "last_day",
    "refusal_reason", "resolution_number", "sender_address", "continuation_reason", "end_reason",
)  # fmt: skip
_REMOVAL = (
    "number", "kind", "state", "event_on", "clause", "reasons", "answer_until", "resolution_number", "posting_number",
    "appeal_until", "heirs_until", "last_day", "end_reason",
)  # fmt: skip
_SETTLEMENT = (
    "number", "kind", "state", "last_day", "ground", "adopted_on", "due_on", "before", "written_off", "credit", "kept",
    "deducted", "shortfall", "heads", "borne", "claim", "set_off", "paid", "left",
)  # fmt: skip


def kept_of(session: Session, member: Member, today: date) -> Data:
    """What was declared and decided about a member, what it was paid, and what it was asked for; days and cents."""
    return {
        **_begun(session, member), **_ended(session, member, today), **_asked(session, member),
        **_attended(session, member), **_voted(session, member),
        "special_rights": departures.rights_told_of(session, member.id),
        "discharges": [
            {**named(each, "organ", "year_end", "withdraw_reason"), "resolution": each.resolution.number}
            for each in organs.discharges_of(session, member.party_id)
        ],
        "agenda_requests": assemblies.requests_of_member(session, member.id),
        "assembly_notices": assemblies.notices_to(session, member.id),
    }  # fmt: skip


def _voted(session: Session, member: Member) -> Data:
    """The votes given for it in assemblies, and its objections there."""
    return {
        "votes": [
            {**named(poll, "question"), **named(vote, "cast_at", "choice", "weight", "channel", "receipt"),
             "marks": voting.marks_of(poll, vote)}
            for poll, vote in voting.votes_of_member(session, member.id)
        ],
        "ballots_on_paper": [
            {**named(poll, "question"), **named(ballot, "handed_at", "returned_at")}
            for poll, ballot in voting.ballots_of_member(session, member.id)
        ],
        "objections": every(voting.objections_by(session, member.id), "at", "text"),
    }


def _begun(session: Session, member: Member) -> Data:
    """The applications, the offices held, the login."""
    login = accounts.find_account_of_party(session, member.party_id)
    return {
        "applications": every(
            admissions.applications_of_member(session, member.id), "number", "state", "channel", "submitted_at",
            "name", "email", "shares", "measure", "quantity", "content", "decided_at", "resolution_number",
        ),
        "offices": every(
            organs.offices_of(session, member.party_id), "organ", "function", "basis", "first_day", "last_day",
            "appointed_by",
        ),
        "logins": every([login] if login else [], "email", "locale", "created_at", "disabled_at"),
    }


def _attended(session: Session, member: Member) -> Data:
    """Powers of attorney given and received, presences in assemblies, bans, plural votes."""
    return {
        "plural_votes": every(
            attendance.grants_of_plural(session, member.id), "valid_from", "votes", "ground", "recorded_at"
        ),
        "proxies": [
            {
                **named(each, "form", "channel", "dated_on", "relation", "recorded_at", "revoked_at", "revoked_by",
                        "revoke_reason", "document_name"),
                "principal": each.principal.party.display_name, "proxy": each.proxy.display_name,
            }
            for each in attendance.grants_about(session, member)
        ],
        "presences": [
            {**named(each, "name", "capacity", "mode", "came_at", "left_at", "left_why"),
             "member": each.member.party.display_name}
            for each in attendance.presences_about(session, member)
        ],
        "assembly_entries": every(attendance.entries_about(session, member), "entered_at", "ended_at"),
        "concerns": every(attendance.concerns_about(session, member), "kind", "reason", "recorded_at"),
    }  # fmt: skip


def _ended(session: Session, member: Member, today: date) -> Data:
    """Notices, also by a creditor, every other end, and what was paid out for them, or may be refused as barred."""
    settled = settlements.settlements_of(session, member.id)
    barred = settlements.barred_among(session, settled, today)
    return {
        "notices": every(departures.notices_of(session, member.id), *_NOTICE),
        "removals": [_removal(each) for each in removals.removals_of(session, member.id)],
        "follows": [
            {"number": removal.number, "role": each.role}
            for each, removal in removals.followed_by(session, member.party_id)
        ],
        "settlements": [{**_settlement(each), "is_barred": each.id in barred} for each in settled],
    }


def _removal(removal: Removal) -> Data:
    followers = removals.followers_of(removal)
    return {
        **named(removal, *_REMOVAL),
        "steps": every(removal.steps, "happened_on", "kind", "reference", "note", "paper_name"),
        "followers": [{"name": each.party.display_name, "role": each.role} for each in followers],
    }


def _settlement(settlement: Settlement) -> Data:
    numbers = {each.id: each.number for each in settlement.entries}
    return {
        **named(settlement, *_SETTLEMENT),
        "entries": [
            {**named(each, "number", "kind", "effective_on", "amount", "iban", "note"),
             "reverses": numbers.get(each.reverses_id or 0, ""), "returns": numbers.get(each.returns_id or 0, "")}
            for each in settlement.entries
        ],
        "debt_payments": every(settlement.debt_payments, "received_on", "amount", "ground", "resolution", "note"),
    }


def _asked(session: Session, member: Member) -> Data:
    """Instalment plans, contributions, dunning, and what the result of a year meant."""
    return {
        "payment_plans": every(
            dues.plans_of(session, member.id), "number", "basis", "reference", "decided_on", "amount", "instalments",
            "ended_at", "end_reason",
        ),
        "contributions": every(
            dues.contributions_of(session, member.id), "first_day", "last_day", "amount", "due_on", "waived_at",
            "waiver_reason", "taken_back_at", "taken_back_why",
        ),
        "dunning_notices": every(
            dues.notices_of(session, member.id), "number", "level", "dated_on", "payable_until", "amount", "fee",
            "ended_at", "end_reason",
        ),
        "returned_payments": every(
            dues.returns_of(session, member.id), "returned_on", "costs", "reason", "undone_at", "undone_why",
        ),
        "refunds": [
            {**named(each, "recorded_at", "undone_at", "undone_why"), **named(each.due, "due_on", "amount", "document")}
            for each in dues.refunds_made_to(session, member.id)
        ],
        "lapsed_claims": every(
            dues.closed_claims_of(session, member.id), "due_on", "amount", "reason", "recorded_at", "undone_at",
            "undone_why",
        ),
        "dunning_stops": every(dues.stops_of(session, member.id), "reason", "until", "recorded_at", "lifted_at"),
        "results": every(
            closing.parts_of(session, member.id), "year_end", "number", "weight", "portion", "credited", "paid_out",
            "interest", "is_undone",
        ),
        "dividends": every(
            closing.dividends_of(session, member.id), "number", "turn", "undoes", "kind", "effective_on", "amount",
            "iban", "came_back", "note",
        ),
    }
