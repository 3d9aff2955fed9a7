"""What letters and documents say of the cooperative, and who signs them (§ 25a GenG; R-DOC-01)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.values import German
from app.organs import rules
from app.organs.models import Office
from app.organs.queries.offices import all_offices_on, full_name_of, full_name_on
from app.organs.rules import OfficerName, Organ, OrganFunction, Particular, missing_particulars, particulars_of
from app.parties import queries as parties
from app.parties.models import PartyName
from app.statutes import queries as statutes
from app.statutes.models import HouseData
from app.statutes.rules import Statute
from documents.facts import Letterhead, Signatory

_OF_THE_BOARD = {
    OrganFunction.CHAIR: German("Vorsitz des Vorstands"),
    OrganFunction.DEPUTY: German("Stellvertretender Vorsitz des Vorstands"),
    OrganFunction.MEMBER: German("Mitglied des Vorstands"),
}
_OF_THE_SUPERVISORY_BOARD = {
    OrganFunction.CHAIR: German("Vorsitz des Aufsichtsrats"),
    OrganFunction.DEPUTY: German("Stellvertretender Vorsitz des Aufsichtsrats"),
    OrganFunction.MEMBER: German("Mitglied des Aufsichtsrats"),
}
FUNCTIONS = {Organ.BOARD: _OF_THE_BOARD, Organ.SUPERVISORY_BOARD: _OF_THE_SUPERVISORY_BOARD}
"""Functions as documents write them; documents are German."""


@dataclass(frozen=True)
class Issuer:
    """The cooperative as it issues documents on a day; `statute` is None before one is registered.

    `lacks` names the particulars of § 25a GenG that its letters could not state (R-DOC-01).
    """

    letterhead: Letterhead
    directors: Mapping[int, Signatory]
    """By party id, the chair first."""
    statute: Statute | None
    house: HouseData
    lacks: tuple[Particular, ...]

    def signatories(self, barred: Collection[int] = ()) -> tuple[Signatory, ...]:
        """Who signs: two directors, the chair first; of the barred only as many as nobody else can stand in for."""
        return tuple(self.directors[party_id] for party_id in rules.signing(tuple(self.directors), barred))


def issuer_on(session: Session, day: date) -> Issuer:
    """Sender, signatories and statute of a day, read once for all that a document needs."""
    statute, house = statutes.find_statute_on(session, day), statutes.house(session)
    seats = all_offices_on(session, day)
    board = seats[Organ.BOARD]
    chair = next((held for held in seats[Organ.SUPERVISORY_BOARD] if held.function is OrganFunction.CHAIR), None)
    borne = parties.names_on(session, [held.party_id for held in (*board, *([chair] if chair else []))], day)
    names = {party_id: full_name_of(name) for party_id, name in borne.items()}
    letterhead = Letterhead(
        firm=statute.firm if statute else house.short_name, seat=statute.seat if statute else house.city,
        court=house.register_court, register_number=house.register_number,
        street=house.street, postcode=house.postcode, city=house.city,
        board=tuple(_in_letters(held, names[held.party_id]) for held in board),
        supervisory_chair=names[chair.party_id] if chair else "",
        auditing_association=house.auditing_association, auditing_association_seat=house.auditing_association_seat,
        phone=house.phone, email=house.email, website=house.website, bank=house.bank_name, iban=house.iban,
        bic=house.bic, logo=statutes.logo(session),
    )
    directors = {
        held.party_id: Signatory(names[held.party_id], FUNCTIONS[held.organ][held.function]) for held in board
    }
    lacks = _lacks(
        letterhead, [borne[held.party_id] for held in board], borne[chair.party_id] if chair else None
    )
    return Issuer(letterhead, directors, statute, house, lacks)


def _lacks(head: Letterhead, board: Sequence[PartyName], chair: PartyName | None) -> tuple[Particular, ...]:
    """Which particulars of § 25a GenG a letterhead does not state; the names as the register of parties has them."""
    directors, chairing = tuple(map(_officer, board)), _officer(chair) if chair else None
    stated = rules.Letterhead(head.firm, head.seat, head.court, head.register_number, directors, chairing)
    return tuple(missing_particulars(particulars_of(stated), has_chair=chair is not None))


def _officer(name: PartyName) -> OfficerName:
    return OfficerName(name.first_names, name.last_name)


def letterhead_on(session: Session, day: date) -> Letterhead:
    """The sender of every letter and mail on a day: statute, house data, all directors, the supervisory chair.

    Before a statute is registered its place stays empty; what is missing then is listed by the set-up.
    """
    return issuer_on(session, day).letterhead


def _in_letters(office: Office, name: str) -> str:
    return f"{name} (Vorsitz)" if office.function is OrganFunction.CHAIR else name


def signatory(session: Session, office: Office, day: date) -> Signatory:
    """An officer as somebody who signs."""
    return Signatory(full_name_on(session, office.party_id, day), FUNCTIONS[office.organ][office.function])


def signatories_on(session: Session, day: date, barred: Collection[int] = ()) -> tuple[Signatory, ...]:
    """Who signs for the cooperative on a day, as `Issuer.signatories`; fewer where fewer are in office."""
    return issuer_on(session, day).signatories(barred)
