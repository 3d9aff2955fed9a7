"""What the register will say of a member once something new is entered; asked by the page and by the action."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.core.values import PostalAddress
from app.dossiers.rules import check_within_membership
from app.members import queries as members
from app.members.models import Member
from app.members.rules import check_detail
from app.parties import queries as parties
from app.parties.models import PartyName
from app.parties.rules import (
    PartyFacts,
    check_address,
    check_borne,
    check_dated,
    check_is_new,
    check_listed_country,
    check_names,
)
from app.statutes import queries as statutes
from app.statutes.rules import check_told_in_open_year


@dataclass(frozen=True)
class EntryPreview:
    """What holds before a day, from it on, and what was entered for a later day already; empty where nothing is."""

    before: str
    after: str
    day: date
    later: str
    later_on: date | None


def preview_address(
    session: Session, member: Member, address: PostalAddress, valid_from: date, today: date
) -> EntryPreview:
    """The same address as held, a country there is none of, a day too early or far ahead are refused (R-REG-05)."""
    present = parties.last_recorded_address(session, member.party_id)
    check_listed_country(address.country, present.country if present else "")
    check_address(address)
    _check_day(session, member, valid_from, today)
    held = _address_words(session, member, valid_from)
    check_is_new(str(address), held)
    days = [each.valid_from for each in parties.addresses_of(session, member.party_id)]
    return _preview(str(address), held, valid_from, days, lambda day: _address_words(session, member, day))


def preview_name(
    session: Session, member: Member, facts: PartyFacts, valid_from: date, today: date
) -> EntryPreview:
    """The same name as borne, a name not borne yet, a day too early are refused (R-REG-02, R-REG-05)."""
    check_names(facts)
    _check_day(session, member, valid_from, today)
    check_borne(valid_from, today)
    borne = parties.name_on(session, member.party_id, valid_from)
    wanted = replace(facts, legal_form=facts.legal_form.strip() or borne.legal_form)
    words, held = _name_words(wanted), _name_words(_facts_of(member, borne))
    check_is_new(words, held)
    days = [each.valid_from for each in parties.names_of(session, member.party_id)]
    return _preview(words, held, valid_from, days, lambda day: _name_words(
        _facts_of(member, parties.name_on(session, member.party_id, day))
    ))


def preview_details(
    session: Session, member: Member, details: Mapping[str, str], valid_from: date, today: date
) -> Mapping[str, EntryPreview]:
    """What changes, by the name of the field; one left out, a day far off or of a closed year are refused."""
    check_dated(valid_from, today)
    check_told_in_open_year(valid_from, statutes.closed_through(session))
    held, entered = members.details_on(session, member.id, valid_from), members.details_of(session, member.id)
    changed = {name: value for name, value in details.items() if held.get(name) != value}
    for name, value in changed.items():
        check_detail(name, value)

    def preview(name: str, value: str) -> EntryPreview:
        days = [each.valid_from for each in entered if each.name == name]
        return _preview(value, held.get(name, ""), valid_from, days, lambda day: (
            members.details_on(session, member.id, day).get(name, "")
        ))

    return {name: preview(name, value) for name, value in changed.items()}


def _check_day(session: Session, member: Member, valid_from: date, today: date) -> None:
    check_dated(valid_from, today)
    check_within_membership(valid_from, members.get_period_on(session, member.id, date.min).first_day, today)
    check_told_in_open_year(valid_from, statutes.closed_through(session))


def _preview(
    words: str, held: str, day: date, days: Sequence[date], words_on: Callable[[date], str]
) -> EntryPreview:
    later_on = min((each for each in days if each > day), default=None)
    return EntryPreview(held, words, day, words_on(later_on) if later_on else "", later_on)


def _address_words(session: Session, member: Member, day: date) -> str:
    held = parties.address_on(session, member.party_id, day)
    return str(held.value()) if held else ""


def _facts_of(member: Member, name: PartyName) -> PartyFacts:
    return PartyFacts(
        member.party.kind, name.name, name.last_name, name.first_names, name.title, legal_form=name.legal_form
    )


def _name_words(facts: PartyFacts) -> str:
    return ", ".join(part for part in (facts.display_name, facts.legal_form.strip()) if part)
