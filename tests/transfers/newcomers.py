"""Applicants who join by a transfer, to test with; all people and places are invented."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import UploadPurpose
from app.core.uploads import CheckedFile
from app.members.models import Member
from app.transfers import actions
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from tests.admissions.factories import a_submitted, signer, who
from tests.departures.factories import a_holder, a_leaving_house
from tests.factories import NOW, OFFICE, TODAY, a_pdf
from tests.transfers.factories import PAPER, decided, declared

PROOF = CheckedFile("Wahl.pdf", a_pdf("Nachweis"))
NAME = "Gemeinde Wiesenhag"


def an_applicant(
    session: Session, shares: int = 5, name: str = NAME, is_complete: bool = True, now: datetime = NOW, **more: Any
) -> Application:
    """A municipality whose application the office has checked, unless it is not complete."""
    mail = f"{name.split()[-1].lower()}@wiesenhag.example"
    about = {
        "who": who(name=name, email=mail, street="Wiesenweg 1", city="Wiesenhag"),
        "people": [signer(first_names="Frauke", last_name="Grashoff", email=f"frauke.{mail}")],
    }
    application = a_submitted(session, shares=str(shares), token=f"geheimnis-{name}", now=now, **{**about, **more})
    if is_complete:
        admissions.add_upload(session, application.id, UploadPurpose.AUTHORITY, PROOF, now)
        admissions.tick(session, application.id, "authority_proof", "", OFFICE, now)
    return application


def a_giver(session: Session, shares: int = 5, **statute: Any) -> Member:
    """A house, and a member of it with so many paid shares."""
    a_leaving_house(session, **{"max_shares": 10, "form_join": "textform", **statute})
    admissions.ensure_clause_texts(session, TODAY)
    return a_holder(session, shares=shares)


def handed_on(
    session: Session, giver: Member, application: Application, shares: int | None = None, wanted_on: date = TODAY,
    now: datetime = NOW, **more: Any,
) -> Transfer:
    """An agreement on paper with somebody who joins by it; it lies before the board."""
    return actions.declare(session, giver, application, declared(shares, wanted_on, **more), PAPER, OFFICE, now)


def another_giver(session: Session) -> Member:
    """Another member, with two paid shares."""
    return a_holder(session, "Stadt Lindenfurt", 2)


def entered(session: Session, shares_declared: int = 5, handed: int | None = None, wanted_on: date = TODAY) -> Transfer:
    """A transfer to a newcomer to which the board has agreed."""
    giver = a_giver(session)
    transfer = handed_on(session, giver, an_applicant(session, shares_declared), handed, wanted_on)
    decided(session, transfer)
    assert transfer.state is TransferState.ENTERED, transfer.refusal_reason
    return transfer


def sides(transfer: Transfer) -> tuple[Member, Member]:
    """Both members of a transfer that was entered."""
    assert transfer.acquirer is not None
    return transfer.transferor, transfer.acquirer
