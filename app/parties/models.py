"""Tables of people and organisations; names and addresses are dated rows, none is ever overwritten."""

from collections.abc import Callable, MutableMapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, case, func, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from app.core import horizon
from app.core.db import Model, UtcDateTime, enum_column, table_of
from app.core.values import MAX_FULL_NAME, MAX_REASON, PartyKind, PostalAddress
from app.parties.rules import LISTED_NAME, MAX_LEGAL_FORM, Authority


class Borne(NamedTuple):
    """How somebody was called when an audited period was over: for lists, and as these sort it."""

    display_name: str
    sort_name: str


class Party(Model):
    """Somebody, member or not: applicant, director, representative, contact. `search_text` is folded.

    Who reads an audited period meets everybody under the name of its last day (R-GDPR-02, R-AUD-02).
    """

    __tablename__ = "party"
    __table_args__ = (
        Index("ix_party_sort_name", "sort_name"), Index("ix_party_region", "region"),
        Index("ix_party_created_at", "created_at", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind] = mapped_column(enum_column(PartyKind))
    name_today: Mapped[str] = mapped_column("display_name", String(MAX_FULL_NAME))
    """The name valid today, for lists; the dated truth stands in PartyName."""
    sort_name_today: Mapped[str] = mapped_column("sort_name", String(MAX_FULL_NAME))
    """Folded, last name first (DIN 5007-2)."""
    words_today: Mapped[str] = mapped_column("search_text", Text, default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    register_court: Mapped[str] = mapped_column(String(120), default="")
    register_number: Mapped[str] = mapped_column(String(60), default="")
    is_entrepreneur: Mapped[bool | None]
    represented_by: Mapped[str] = mapped_column(String(200), default="")
    """How a list from elsewhere names the representative, until the person is recorded as one."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    names: Mapped[list["PartyName"]] = relationship(order_by="PartyName.valid_from, PartyName.id", lazy="raise")
    addresses: Mapped[list["PartyAddress"]] = relationship(
        order_by="PartyAddress.valid_from, PartyAddress.id", lazy="raise"
    )

    @hybrid_property
    def display_name(self) -> str:
        """The name for lists: that of today, or of the last day of an audited period."""
        borne = self._borne()
        return borne.display_name if borne else self.name_today

    @display_name.inplace.setter
    def _set_display_name(self, name: str) -> None:
        self.name_today = name

    @display_name.inplace.bulk_dml
    @classmethod
    def _insert_display_name(cls, mapping: MutableMapping[str, Any], value: str) -> None:
        mapping["name_today"] = value

    @display_name.inplace.expression
    @classmethod
    def _display_name(cls) -> ColumnElement[str]:
        return _as_borne(cls, cls.name_today, lambda name: _spoken(cls, name))

    @hybrid_property
    def sort_name(self) -> str:
        """The name by which lists sort, folded: that of today, or of the last day of an audited period."""
        borne = self._borne()
        return borne.sort_name if borne else self.sort_name_today

    @sort_name.inplace.setter
    def _set_sort_name(self, name: str) -> None:
        self.sort_name_today = name

    @sort_name.inplace.bulk_dml
    @classmethod
    def _insert_sort_name(cls, mapping: MutableMapping[str, Any], value: str) -> None:
        mapping["sort_name_today"] = value

    @sort_name.inplace.expression
    @classmethod
    def _sort_name(cls) -> ColumnElement[str]:
        return _as_borne(cls, cls.sort_name_today, lambda name: _folded(_sorted(cls, name)))

    @hybrid_property
    def search_text(self) -> str:
        """Everything a party is looked for by, folded; statements look no further than an audited period."""
        return self.words_today

    @search_text.inplace.setter
    def _set_search_text(self, words: str) -> None:
        self.words_today = words

    @search_text.inplace.bulk_dml
    @classmethod
    def _insert_search_text(cls, mapping: MutableMapping[str, Any], value: str) -> None:
        mapping["words_today"] = value

    @search_text.inplace.expression
    @classmethod
    def _search_text(cls) -> ColumnElement[str]:
        return _words_by_then(cls)

    def _borne(self) -> Borne | None:
        """The names of the last day of an audited period, where they are not those of today."""
        read, session = horizon.present(), object_session(self)
        if read is None or session is None:
            return None
        state, names = session.info.get(_HELD, (None, {}))
        if state != (read, session.get_transaction()):
            renamed = select(Party.id, Party.display_name, Party.sort_name).where(Party.id.in_(_renamed_since(read)))
            names = {row[0]: Borne(*row[1:]) for row in session.execute(renamed)}
            session.info[_HELD] = (read, session.get_transaction()), names
        borne: Borne | None = names.get(self.id)
        return borne


_HELD = "names borne when the audited period was over"
"""Under which a session keeps them while a transaction lasts: they are asked for once, not for each row."""


class PartyName(Model):
    """A name and since when it is borne (R-REG-02); `name` holds firm or designation of an organisation."""

    __tablename__ = "party_name"
    __table_args__ = (
        CheckConstraint("name <> '' OR last_name <> ''", name="somebody_is_named"),
        CheckConstraint("no_proof_why = '' OR proof_sha256 IS NULL", name="proof_or_why_none"),
        Index("ix_party_name_party", "party_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(300), default="")
    last_name: Mapped[str] = mapped_column(String(150), default="")
    first_names: Mapped[str] = mapped_column(String(150), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    legal_form: Mapped[str] = mapped_column(String(MAX_LEGAL_FORM), default="", server_default="")
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    no_proof_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")
    """Why there is no document behind it, where one was asked for."""
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("party_name.id"), unique=True)
    """The wrong entry that this one takes back: it restores, from the same day on, what held before."""
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")


class PartyAddress(Model):
    """An address and since when it holds."""

    __tablename__ = "party_address"
    __table_args__ = (Index("ix_party_address_party", "party_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    addition: Mapped[str] = mapped_column(String(150), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(150), default="")
    country: Mapped[str] = mapped_column(String(60), default="DE")
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("party_address.id"), unique=True)
    """As in PartyName."""
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")

    def value(self) -> PostalAddress:
        """The address as a plain value."""
        return PostalAddress(self.street, self.postcode, self.city, self.country, self.addition)


class Representation(Model):
    """Who acts for an organisation, by what authority, and when (Vertretung).

    What was entered by mistake is struck: it counts on no day, as is known from then on.
    """

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="period_runs_forward"),
        CheckConstraint("organisation_id <> person_id", name="two_parties"),
        CheckConstraint("no_proof_why = '' OR proof_sha256 IS NULL", name="proof_or_why_none"),
        CheckConstraint("(struck_at IS NULL) = (struck_why = '')", name="struck_with_a_reason"),
        Index("ix_representation_organisation", "organisation_id"),
        Index("ix_representation_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    authority: Mapped[Authority] = mapped_column(enum_column(Authority))
    function: Mapped[str] = mapped_column(String(150), default="")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proof_sha256: Mapped[str | None] = mapped_column(String(64))
    no_proof_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")
    """Why there is no document behind it, where one was asked for."""
    struck_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    struck_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME), default="", server_default="")
    struck_why: Mapped[str] = mapped_column(String(MAX_REASON), default="", server_default="")

    organisation: Mapped[Party] = relationship(foreign_keys=[organisation_id], lazy="joined", innerjoin=True)
    person: Mapped[Party] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)


class PartyBankAccount(Model):
    """An account a party named, and since when; not part of the register (R-REG-02).

    Without an IBAN the account before it rested on a mistake: from that day none is known (R-REG-05).
    """

    __tablename__ = "party_bank_account"
    __table_args__ = (Index("ix_party_bank_account_party", "party_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    iban: Mapped[str] = mapped_column(String(34))
    holder: Mapped[str] = mapped_column(String(150), default="")


# --- the names of an audited day --------------------------------------------------------------------------------------
# All is asked of the bare tables: a session leaves out of the others what tells that something changed later.


def _as_borne(party: Any, today: Any, named: Callable[[Any], ColumnElement[str]]) -> ColumnElement[str]:
    """What is kept of the name of today; of who took another one since an audited period, what `named` makes of it.

    The name is that of the register on the last day: the one borne then, else the first one, the one recorded last.
    """
    read = horizon.present()
    if read is None:
        kept: ColumnElement[str] = today
        return kept
    name = table_of(PartyName).alias()
    is_borne = name.c.valid_from <= read.last_day
    nearest = (is_borne.desc(), case((is_borne, name.c.valid_from)).desc(), name.c.valid_from, name.c.id.desc())
    borne = select(named(name)).select_from(name).where(name.c.party_id == party.id).order_by(*nearest).limit(1)
    return case((_changed_since(PartyName, party, read), borne.correlate(party).scalar_subquery()), else_=today)


def _changed_since(table: type[PartyName | PartyAddress], party: Any, read: horizon.Horizon) -> ColumnElement[bool]:
    later = table_of(table).alias()
    return select(later.c.id).where(later.c.party_id == party.id, later.c.valid_from > read.last_day).correlate(
        party
    ).exists()


def _renamed_since(read: horizon.Horizon) -> Any:
    """Ids of those who bore a name before they took another one after the audited period."""
    later, other = table_of(PartyName).alias(), table_of(PartyName).alias()
    joined = later.join(other, and_(other.c.party_id == later.c.party_id, other.c.id != later.c.id))
    return select(later.c.party_id).select_from(joined).where(later.c.valid_from > read.last_day)


def _is_person(party: Any) -> ColumnElement[bool]:
    is_person: ColumnElement[bool] = party.kind == PartyKind.NATURAL_PERSON
    return is_person


def _spoken(party: Any, name: Any) -> ColumnElement[str]:
    """As PartyFacts.display_name."""
    person = func.trim(name.c.title + " " + func.trim(name.c.first_names + " " + name.c.last_name))
    return func.substr(case((_is_person(party), person), else_=func.trim(name.c.name)), 1, LISTED_NAME)


def _sorted(party: Any, name: Any) -> ColumnElement[str]:
    """As PartyFacts.sort_name, before it is folded."""
    return case((_is_person(party), name.c.last_name + " " + name.c.first_names), else_=name.c.name)


def _folded(words: ColumnElement[str]) -> ColumnElement[str]:
    """Fold as `fold`, as far as a database can: German letters and what stands between words.

    Other marks stay on, which is enough for the few who took another name since.
    """
    found: ColumnElement[str] = func.lower(words)
    letters = {"Ä": "ae", "ä": "ae", "Ö": "oe", "ö": "oe", "Ü": "ue", "ü": "ue", "ß": "ss"}
    between = dict.fromkeys("-,&/()", " ")
    for letter, plain in (*letters.items(), *between.items(), ("  ", " "), ("  ", " ")):
        found = func.replace(found, letter, plain)
    return func.trim(found)


def _words_by_then(party: Any) -> ColumnElement[str]:
    """What somebody is looked for by; of who moved or took another name since an audited period, what held by then."""
    read = horizon.present()
    if read is None:
        kept: ColumnElement[str] = party.words_today
        return kept
    name, place = table_of(PartyName).alias(), table_of(PartyAddress).alias()

    def of_each(table: Any, words: ColumnElement[str]) -> Any:
        known = select(func.aggregate_strings(words, " ")).select_from(table)
        return known.where(table.c.party_id == party.id, table.c.valid_from <= read.last_day).correlate(
            party
        ).scalar_subquery()

    names = of_each(name, name.c.title + " " + name.c.first_names + " " + name.c.last_name + " " + name.c.name)
    places = func.coalesce(of_each(place, place.c.postcode + " " + place.c.city), "")
    known = _folded(names + " " + places + " " + party.region + " " + party.register_number)
    is_other = _changed_since(PartyName, party, read) | _changed_since(PartyAddress, party, read)
    return case((is_other, func.coalesce(known, party.words_today)), else_=party.words_today)
