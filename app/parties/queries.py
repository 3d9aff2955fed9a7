"""Reads of people and organisations."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from rapidfuzz.fuzz import WRatio, token_sort_ratio
from rapidfuzz.process import extract
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from app.core import journal
from app.core.db import THE_DAY, Day, mapping_of
from app.core.formats import fold
from app.core.values import NotFound, PartyKind
from app.parties import rules
from app.parties.models import Party, PartyAddress, PartyBankAccount, PartyName, Representation
from app.parties.rules import Authority

LIKENESS = 92
"""Percentage of likeness from which two names are pointed out as possibly the same."""

MAX_CANDIDATES = 400

Row = TypeVar("Row")
RESEMBLANCE = 78
"""Percentage of likeness from which a name may be the one that was meant."""

SHORTEST_GUESSED = 4
"""How many letters it takes to guess which name they misspell."""

_NAMES = journal.UntilTheNextAct[dict[int, str]]()
"""Everybody's folded name by party id: to read them takes as long as to compare them."""

_BORNE = select(PartyName).where(PartyName.party_id == bindparam("party"))
_FIRST_BORNE = _BORNE.order_by(PartyName.valid_from).limit(1)
_BORNE_ON = (
    _BORNE.where(PartyName.valid_from <= THE_DAY).order_by(PartyName.valid_from.desc(), PartyName.id.desc()).limit(1)
)
_BORNE_BY_ALL = (
    select(PartyName).where(PartyName.party_id.in_(bindparam("parties", expanding=True)))
    .order_by(PartyName.valid_from, PartyName.id)
)  # fmt: skip
_ADDRESS_ON = (
    select(PartyAddress).where(PartyAddress.party_id == bindparam("party"), PartyAddress.valid_from <= THE_DAY)
    .order_by(PartyAddress.valid_from.desc(), PartyAddress.id.desc()).limit(1)
)  # fmt: skip


def find_party(session: Session, party_id: int) -> Party | None:
    """A party by its id."""
    return session.get(Party, party_id)


def get_party(session: Session, party_id: int) -> Party:
    """A party that must be there."""
    found = find_party(session, party_id)
    if found is None:
        raise NotFound
    return found


def name_on(session: Session, party_id: int, day: date) -> PartyName:
    """The name a party bears on a day; before its first recorded name, that one."""
    asked = {"party": party_id, "day": day}
    found = session.scalar(_BORNE_ON, asked) or session.scalar(_FIRST_BORNE, asked)
    if found is None:
        raise NotFound
    return found


def names_on(session: Session, party_ids: Collection[int], day: date) -> dict[int, PartyName]:
    """The names several parties bear on a day, by party id, as `name_on`."""
    names: dict[int, PartyName] = {}
    for name in session.scalars(_BORNE_BY_ALL, {"parties": party_ids}):
        if name.valid_from <= day or name.party_id not in names:
            names[name.party_id] = name
    return names


def address_on(session: Session, party_id: int, day: date) -> PartyAddress | None:
    """The address of a party on a day."""
    return session.scalar(_ADDRESS_ON, {"party": party_id, "day": day})


def names_of(session: Session, party_id: int) -> Sequence[PartyName]:
    """Every name a party bore, newest first."""
    borne = select(PartyName).where(PartyName.party_id == party_id)
    return session.scalars(borne.order_by(PartyName.valid_from.desc(), PartyName.id.desc())).all()


def addresses_of(session: Session, party_id: int) -> Sequence[PartyAddress]:
    """Every address a party had, newest first."""
    known = select(PartyAddress).where(PartyAddress.party_id == party_id)
    return session.scalars(known.order_by(PartyAddress.valid_from.desc(), PartyAddress.id.desc())).all()


def last_recorded_name(session: Session, party_id: int) -> PartyName:
    """The name of a party that was recorded last, whenever it is borne."""
    borne = select(PartyName).where(PartyName.party_id == party_id)
    found = session.scalar(borne.order_by(PartyName.id.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def last_recorded_address(session: Session, party_id: int) -> PartyAddress | None:
    """The address of a party that was recorded last, whenever it holds."""
    known = select(PartyAddress).where(PartyAddress.party_id == party_id)
    return session.scalar(known.order_by(PartyAddress.id.desc()).limit(1))


def last_recorded_representation(session: Session, organisation_id: int) -> Representation | None:
    """Who was recorded last as acting for an organisation, without what was struck."""
    held = select(Representation).where(
        Representation.organisation_id == organisation_id, Representation.struck_at.is_(None)
    )
    return session.scalar(held.order_by(Representation.id.desc()).limit(1))


def bank_account_on(session: Session, party_id: int, day: date) -> PartyBankAccount | None:
    """The account a party named last up to a day; None also where that one was taken back."""
    named = select(PartyBankAccount).where(PartyBankAccount.party_id == party_id, PartyBankAccount.valid_from <= day)
    in_order = named.order_by(PartyBankAccount.valid_from.desc(), PartyBankAccount.id.desc())
    last = session.scalar(in_order.limit(1))
    return last if last is not None and last.iban else None


def bank_accounts_of(session: Session, party_id: int) -> Sequence[PartyBankAccount]:
    """Every account a party named, newest first, and without an IBAN where one was taken back."""
    named = select(PartyBankAccount).where(PartyBankAccount.party_id == party_id)
    return session.scalars(named.order_by(PartyBankAccount.valid_from.desc(), PartyBankAccount.id.desc())).all()


def bank_account_undone_after(session: Session, party_id: int, iban: str, moment: datetime) -> datetime | None:
    """When, after a moment, an account was taken back that had been named for a party by mistake by then (R-REG-05).

    None where it never was, or had been before, or was named so only afterwards: until then it was right.
    """
    accounts = bank_accounts_of(session, party_id)
    for undoing in reversed(accounts):
        if undoing.iban or undoing.recorded_at <= moment:
            continue
        before = (each for each in accounts if each.id < undoing.id and each.valid_from <= undoing.valid_from)
        held = next(before, None)
        if held is not None and held.iban == iban and held.recorded_at <= moment:
            return undoing.recorded_at
    return None


def covers(day: Day) -> ColumnElement[bool]:
    """The condition that a representation holds on a day; one that was struck holds on none."""
    lasts = or_(Representation.last_day.is_(None), Representation.last_day >= day)
    return Representation.struck_at.is_(None) & (Representation.first_day <= day) & lasts


_ACTING_ON = (
    select(Representation).where(Representation.organisation_id == bindparam("party"), covers(THE_DAY))
    .order_by(Representation.id)
)  # fmt: skip


def find_representation(session: Session, representation_id: int) -> Representation | None:
    """A representation by its id."""
    return session.get(Representation, representation_id)


def representations_on(session: Session, organisation_id: int, day: date) -> Sequence[Representation]:
    """Who acts for an organisation on a day, by the order in which it was recorded."""
    return session.scalars(_ACTING_ON, {"party": organisation_id, "day": day}).all()


def find_acting_as(
    session: Session, organisation_id: int, person_id: int, authority: Authority, function: str, day: date
) -> Representation | None:
    """The row by which somebody acts for an organisation in just this way on a day already; None where none does."""
    wanted = (person_id, authority, function.strip())
    acting = representations_on(session, organisation_id, day)
    return next((each for each in acting if (each.person_id, each.authority, each.function) == wanted), None)


def authority_of(session: Session, organisation_id: int, person_id: int | None, day: date) -> Authority | None:
    """By what right a person acts for an organisation on a day: who may do so alone by one of them, does; else None.

    Who acts for itself does so by none, and together with others only while they act in its place (R-VOTE-09).
    """
    acting = representations_on(session, organisation_id, day)
    if person_id == organisation_id:
        return None if rules.acts_itself([each.authority for each in acting]) else Authority.JOINT
    held = [each.authority for each in acting if each.person_id == person_id]
    return next((authority for authority in held if authority is not Authority.JOINT), next(iter(held), None))


def representations_of(session: Session, organisation_id: int) -> Sequence[Representation]:
    """Everybody who ever acted for an organisation, newest first; what was struck stays in the list."""
    held = select(Representation).where(Representation.organisation_id == organisation_id)
    return session.scalars(held.order_by(Representation.first_day.desc(), Representation.id.desc())).all()


def represented_ever(session: Session, person_id: int) -> Sequence[Representation]:
    """For whom a person acts or ever acted, newest first; what was struck stays in the list."""
    held = select(Representation).where(Representation.person_id == person_id)
    return session.scalars(held.order_by(Representation.first_day.desc(), Representation.id.desc())).all()


def organisations_of_on(session: Session, person_id: int, day: date) -> Sequence[Representation]:
    """For whom a person acts on a day."""
    held = select(Representation).where(Representation.person_id == person_id, covers(day))
    return session.scalars(held.order_by(Representation.id)).all()


def matches(words: str) -> list[ColumnElement[bool]]:
    """The conditions that a party is found by every one of these words, in any order."""
    return [Party.search_text.contains(word, autoescape=True) for word in fold(words).split()]


def narrowed(found: Select[Row], number: InstrumentedAttribute[str], words: str) -> Select[Row]:
    """Of what is found, joined with its party, what has each of the words in its number or stands for such a party."""
    for word in fold(words).split():
        found = found.where(or_(number.icontains(word, autoescape=True), *matches(word)))
    return found


def closeness(words: str) -> ColumnElement[int]:
    """How near the words come to a party's name, for sorting: 0 the name begins so, 3 they stand elsewhere."""
    folded = fold(words)
    begins = [(literal(" ") + Party.sort_name).contains(f" {word}", autoescape=True) for word in folded.split()]
    holds = [Party.sort_name.contains(word, autoescape=True) for word in folded.split()]
    return case(
        (Party.sort_name.startswith(folded, autoescape=True), 0), (and_(true(), *begins), 1),
        (and_(true(), *holds), 2), else_=3,
    )  # fmt: skip


def represented_by(words: str) -> Select[int]:
    """Ids of organisations for which somebody acts whose name has all of these words."""
    person = aliased(Party)
    named = [person.sort_name.contains(word, autoescape=True) for word in fold(words).split()]
    acting = select(Representation.organisation_id).join(person, person.id == Representation.person_id)
    return acting.where(Representation.last_day.is_(None), Representation.struck_at.is_(None), *named)


def paid_from(ending: str) -> Select[int]:
    """Ids of parties with a bank account whose IBAN is or ends so."""
    return select(PartyBankAccount.party_id).where(PartyBankAccount.iban.endswith(ending, autoescape=True))


def search(session: Session, words: str, limit: int = 20) -> Sequence[Party]:
    """Parties found by all of these words in name, place, register number or e-mail address, sorted by name."""
    conditions = matches(words)
    if not conditions:
        return []
    return session.scalars(select(Party).where(*conditions).order_by(Party.sort_name, Party.id).limit(limit)).all()


def resembling(session: Session, words: str, limit: int = 10) -> list[int]:
    """Ids of the parties whose names are most like these misspelt words, the likest first."""
    folded = fold(words)
    if len(folded) < SHORTEST_GUESSED or not any(char.isalpha() for char in folded):
        return []
    names = _NAMES.get(session, "", lambda: _all_names(session))
    found = extract(folded, names, scorer=WRatio, score_cutoff=RESEMBLANCE, limit=limit)
    return [party_id for _, _, party_id in found]


def _all_names(session: Session) -> dict[int, str]:
    return mapping_of(session, select(Party.id, Party.sort_name))


def people_named(session: Session, first_names: str, last_name: str, email: str = "") -> Sequence[Party]:
    """People recorded under this name, or with this e-mail address, to be offered as the same one."""
    clues = [Party.sort_name == fold(f"{last_name} {first_names}")]
    if email:
        clues.append(func.lower(Party.email) == email.strip().lower())
    found = select(Party).where(Party.kind == PartyKind.NATURAL_PERSON, or_(*clues))
    return session.scalars(found.order_by(Party.sort_name, Party.id).limit(8)).all()


def people_called(session: Session, name: str) -> list[Party]:
    """People of this full name, written in whatever order, with or without a title.

    Somebody's sort name begins with the surname, and each of its words is typed: who begins with none of them is not
    called so.
    """
    begins = [Party.sort_name.startswith(word, autoescape=True) for word in fold(name).split()]
    found = select(Party).where(Party.kind == PartyKind.NATURAL_PERSON, or_(false(), *begins)).order_by(Party.id)
    return [each for each in session.scalars(found) if rules.is_called(each.sort_name, each.display_name, name)]


def likely_duplicates(session: Session, profile: rules.Profile, apart_from: Iterable[int] = ()) -> list[Party]:
    """Parties that seem to be this one already, to be pointed out to a person; never merged by the program.

    The database finds candidates by a telling word of the name, the register number or the e-mail address; the rule
    and a likeness of spelling are asked of those only.
    """
    clues = _clues(profile)
    if not clues:
        return []
    known = select(Party).where(or_(*clues), Party.id.not_in(list(apart_from)))
    candidates = session.scalars(
        known.order_by(Party.id).limit(MAX_CANDIDATES).options(selectinload(Party.addresses))
    ).all()
    return [party for party in candidates if seem_same(profile, profile_of(party))]


def _clues(profile: rules.Profile) -> list[ColumnElement[bool]]:
    words = sorted(rules.core_name(profile.name, profile.kind).split(), key=len, reverse=True)
    clues = [Party.search_text.contains(word, autoescape=True) for word in words[:2]]
    digits = "".join(char for char in profile.register_number if char.isdigit())
    if digits:
        clues.append(Party.register_number.contains(digits, autoescape=True))
    if profile.email:
        clues.append(Party.search_text.contains(fold(profile.email), autoescape=True))
    return clues


def profile_of(party: Party) -> rules.Profile:
    """What tells a party from others; its addresses must be loaded."""
    where = party.addresses[-1] if party.addresses else None
    street, postcode = (where.street, where.postcode) if where else ("", "")
    number = f"{party.register_court} {party.register_number}" if party.register_number else ""
    return rules.Profile(party.kind, party.display_name, street, postcode, number, party.email)


NEWCOMERS = 1000
"""How many of those who came last are looked at."""


def added_since(session: Session, moment: datetime) -> Sequence[Party]:
    """Parties recorded since a moment, with their addresses; of very many, as after an import, the last ones only."""
    newest_first = (Party.created_at.desc(), Party.id.desc())
    found = select(Party).where(Party.created_at >= moment).order_by(*newest_first).limit(NEWCOMERS)
    return session.scalars(found.options(selectinload(Party.addresses))).all()


def seem_same(one: rules.Profile, other: rules.Profile) -> bool:
    """Say whether two seem to be one party, by the rule or by a likeness of spelling at the same place."""
    if rules.likely_same(one, other):
        return True
    if rules.is_organisation(one.kind) != rules.is_organisation(other.kind):
        return False
    likeness = token_sort_ratio(rules.core_name(one.name, one.kind), rules.core_name(other.name, other.kind))
    nearby = bool(one.postcode) and one.postcode == other.postcode
    return likeness >= LIKENESS and nearby and rules.is_organisation(one.kind)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether the document behind a representation, a name or an address consists of these bytes."""
    proven = (Representation, PartyName, PartyAddress)
    proves = [select(each.id).where(each.proof_sha256 == sha256).limit(1) for each in proven]
    return any(session.scalar(each) is not None for each in proves)
