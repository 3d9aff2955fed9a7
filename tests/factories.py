"""Makes what tests need, through the models; all people and places are invented."""

import hashlib
import io
import secrets
from datetime import UTC, date, datetime

import pikepdf
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from app.accounts.models import Account, LoginSession, RoleGrant
from app.core import clock
from app.core.formats import fold
from app.core.values import Actor, PartyKind, Role
from app.parties.models import Party, PartyAddress, PartyName

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OFFICE = Actor("Henrike Lautenschlag", roles=frozenset({Role.OFFICE}))
LONG_AGO = date(2020, 1, 1)


def a_pdf(title: str, size: int = 0) -> bytes:
    """A PDF of one blank page that every reader opens, blown up to about a size."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = title
        pdf.Root.Padding = pdf.make_stream(b"%" * size)
        pdf.save(target, deterministic_id=True, compress_streams=False)
    return target.getvalue()


def a_picture(kind: str = "PNG", width: int = 16, height: int = 16) -> bytes:
    """A picture of one colour that every program draws."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, kind)
    return target.getvalue()


def a_person(session: Session, first_names: str = "Walburga", last_name: str = "Ehrenpreis", **more: object) -> Party:
    """A natural person with name and address."""
    party = Party(
        kind=PartyKind.NATURAL_PERSON, display_name=f"{first_names} {last_name}",
        sort_name=fold(f"{last_name} {first_names}"), search_text=fold(f"{first_names} {last_name}"), created_at=NOW,
        **more,
    )
    session.add(party)
    session.flush()
    session.add(PartyName(party_id=party.id, valid_from=LONG_AGO, recorded_at=NOW, last_name=last_name,
                          first_names=first_names))
    _with_address(session, party)
    return party


def an_organisation(
    session: Session, name: str = "Gemeinde Altenbruck", kind: PartyKind = PartyKind.MUNICIPALITY, **more: object
) -> Party:
    """An organisation with name and address."""
    party = Party(kind=kind, display_name=name, sort_name=fold(name), search_text=fold(name), created_at=NOW, **more)
    session.add(party)
    session.flush()
    session.add(PartyName(party_id=party.id, valid_from=LONG_AGO, recorded_at=NOW, name=name))
    _with_address(session, party)
    return party


def _with_address(session: Session, party: Party) -> None:
    session.add(PartyAddress(party_id=party.id, valid_from=LONG_AGO, recorded_at=NOW, street="Kirchgasse 4",
                             postcode="70997", city="Altenbruck"))
    session.flush()


def an_account(session: Session, party: Party, *roles: Role, email: str = "") -> Account:
    """A login with granted roles."""
    address = email or f"{fold(party.display_name).replace(' ', '.')}@genokontor.example"
    account = Account(party_id=party.id, email=address, created_at=NOW)
    session.add(account)
    session.flush()
    session.add_all(
        RoleGrant(account_id=account.id, role=role, first_day=LONG_AGO, granted_by="Test") for role in roles
    )
    session.flush()
    return account


def sign_in(session: Session, client: FlaskClient, party: Party, *roles: Role) -> Account:
    """Sign a person in on this client, with granted roles; roles from offices and memberships come by themselves."""
    account = an_account(session, party, *roles)
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(LoginSession(token_hash=hashlib.sha256(token.encode()).hexdigest(), account_id=account.id,
                             created_at=moment, last_seen_at=moment))
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return account


def sign_in_office(session: Session, client: FlaskClient) -> Account:
    """Sign somebody of the office in."""
    return sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
