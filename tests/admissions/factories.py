"""Applications in every state, made through the room's own actions; all names are invented."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.models import Application
from app.admissions.rules import Step, UploadPurpose
from app.core import files
from app.core.uploads import CheckedFile
from app.core.values import PartyKind
from app.members.rules import MemberClass
from app.organs.models import Office
from app.organs.rules import EligibilityBasis, Organ, OrganFunction
from app.parties.models import Party
from app.statutes.models import HouseData, StatuteParameter, StatuteVersion
from app.statutes.rules import ParameterKey
from tests.factories import NOW, OFFICE, a_pdf, a_person

PDF = a_pdf("Nachweis")
TOKEN = "geheimnis-des-ersten-antrags"
VALUES: dict[str, Any] = {
    "firm": "Digitalverbund Morgenau eG", "seat": "Morgenau", "share_amount": 500_00, "min_payment": 500_00,
    "nachschuss": "none", "further_shares_allowed": True, "max_shares": 100, "board_circular_allowed": True,
}  # fmt: skip


def a_statute(session: Session, registered_on: date = date(2021, 9, 2), **values: Any) -> StatuteVersion:
    """A registered version with its PDF, in a house that may write letters."""
    document = b"%PDF-1.7 Satzung"
    version = StatuteVersion(
        title="Satzung vom 14. Juni 2021", resolved_on=date(2021, 6, 14),
        document_sha256=files.put(document), document_size=len(document), recorded_at=NOW,
    )
    said = {**VALUES, **values}
    version.parameters = [StatuteParameter(key=ParameterKey(key), value=value) for key, value in said.items()]
    session.add(version)
    session.flush()
    version.registered_on, version.registered_at = registered_on, NOW
    session.flush()
    return version


def a_house(session: Session, **values: Any) -> StatuteVersion:
    """A house set up: statute, clauses, house data, two directors and a chair of the supervisory board."""
    version = a_statute(session, **values)
    session.add(
        HouseData(
            id=1, short_name="Digitalverbund", street="Kontorgasse 3", postcode="70990", city="Morgenau",
            register_court="Amtsgericht Lindenfurt", register_number="GnR 700412", iban="DE89370400440532013000",
            auditing_association="Verband Rabentaler Prüfer", auditing_association_seat="Lindenfurt",
            privacy_notice="Wir verarbeiten Ihre Angaben.", privacy_notice_version="2026-1", regions=["Rabental"],
        )
    )
    actions.ensure_clause_texts(session, NOW.date())
    an_officer(session, a_person(session, "Almut", "Weißdorn"), function=OrganFunction.CHAIR)
    an_officer(session, a_person(session, "Korbinian", "Talhammer"))
    an_officer(session, a_person(session, "Ansgar", "Feldhüter"), Organ.SUPERVISORY_BOARD, OrganFunction.CHAIR)
    return version


def an_officer(
    session: Session, party: Party, organ: Organ = Organ.BOARD, function: OrganFunction = OrganFunction.MEMBER
) -> Office:
    """An office held without end."""
    office = Office(
        organ=organ, party_id=party.id, function=function, basis=EligibilityBasis.REPRESENTATIVE,
        first_day=date(2024, 1, 1), recorded_at=NOW,
    )
    session.add(office)
    session.flush()
    return office


def who(**more: str) -> dict[str, str]:
    """The first step, filled in by a municipality."""
    return {
        "name": "Gemeinde Altenbruck", "street": "Kirchgasse 4", "postcode": "70997", "city": "Altenbruck",
        "email": "gemeinde@altenbruck.example", "region": "Rabental", **more,
    }  # fmt: skip


def signer(**more: str) -> dict[str, str]:
    """Somebody who declares alone."""
    return {
        "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Bürgermeisterin", "authority": "appointed",
        "email": "walburga@altenbruck.example", **more,
    }  # fmt: skip


def a_draft(
    session: Session, kind: PartyKind = PartyKind.MUNICIPALITY, member_class: MemberClass = MemberClass.ORDINARY,
    token: str = TOKEN, now: datetime = NOW,
) -> Application:
    """A draft in which nothing is typed yet."""
    return actions.start_draft(session, kind, member_class, token, now)


def content_for(session: Session, now: datetime = NOW, shares: str = "20", **steps: Any) -> dict[Step, dict[str, Any]]:
    """All steps of a complete declaration under the statute of the day."""
    conditions = queries.conditions_on(session, now.date())
    return {
        Step.WHO: steps.get("who") or who(),
        Step.REPRESENTATION: {"people": steps.get("people") or [signer()]},
        Step.SHARES: {
            "shares": shares, "iban": steps.get("iban", ""),
            "needs": steps.get("needs", [{"title": "Protokolle", "text": "auch im Dialekt"}]),
        },
        Step.DECLARATION: {
            "clauses": [clause.clause_id for clause in conditions.clauses], "statute_id": conditions.statute_id,
            "privacy_version": conditions.privacy_version, "remarks": steps.get("remarks", ""),
        },
    }  # fmt: skip


def fill_in(session: Session, draft: Application, now: datetime = NOW, **steps: Any) -> Application:
    """Type everything a declaration needs."""
    for step, values in content_for(session, now, **steps).items():
        actions.save_step(session, draft.id, step, values, now)
    return draft


def a_complete_draft(session: Session, **more: Any) -> Application:
    """A draft that only waits to be submitted."""
    about = {key: more.pop(key) for key in ("kind", "member_class", "token") if key in more}
    return fill_in(session, a_draft(session, **about), **more)


def a_submitted(session: Session, now: datetime = NOW, **more: Any) -> Application:
    """A submitted application, its e-mail address confirmed."""
    application = actions.submit(session, a_complete_draft(session, now=now, **more).id, now)
    application.email_confirmed_at = now
    session.flush()
    return application


def a_proposed(session: Session, **more: Any) -> Application:
    """An application that lies before the board, its proofs looked at."""
    application = a_submitted(session, **more)
    actions.add_upload(session, application.id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)
    if application.declarants:
        actions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    actions.propose(session, application.id, OFFICE, NOW)
    return application
