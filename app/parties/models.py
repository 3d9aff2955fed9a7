"""Tables of people and organisations; names and addresses are dated rows, none is ever overwritten."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_column
from app.core.values import MAX_FULL_NAME, MAX_REASON, PartyKind, PostalAddress
from app.parties.rules import MAX_LEGAL_FORM, Authority


class Party(Model):
    """Somebody, member or not: applicant, director, representative, contact. `search_text` is folded."""

    __tablename__ = "party"
    __table_args__ = (
        Index("ix_party_sort_name", "sort_name"), Index("ix_party_region", "region"),
        Index("ix_party_created_at", "created_at", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind] = mapped_column(enum_column(PartyKind))
    display_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    """The name valid today, for lists; the dated truth stands in PartyName."""
    sort_name: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    """Folded, last name first (DIN 5007-2)."""
    search_text: Mapped[str] = mapped_column(Text, default="")
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
    """An account a party named, and since when; not part of the register (R-REG-02)."""

    __tablename__ = "party_bank_account"
    __table_args__ = (Index("ix_party_bank_account_party", "party_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    iban: Mapped[str] = mapped_column(String(34))
    holder: Mapped[str] = mapped_column(String(150), default="")
