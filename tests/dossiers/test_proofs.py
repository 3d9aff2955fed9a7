"""A name, a legal form and a representation are entered with their document, or with the reason why there is none."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Role
from app.dossiers.rules import ProofRefusal, reason_without_proof
from app.parties.models import PartyName, Representation
from tests.dossiers.test_refusals import at
from tests.factories import a_pdf, a_person, sign_in, sign_in_office
from tests.shares.factories import a_house, a_member
from tests.tabs import Tab, said

WHY = "Der Bescheid liegt beim Landratsamt"
NAME = {"name": "Stadt Altenbruck", "valid_from": "2026-11-03"}
ACTING = {"first_names": "Berta", "last_name": "Birke", "function": "Kämmerin", "first_day": "2026-11-03"}
Entry = type[PartyName | Representation]
PAGES: list[tuple[str, dict[str, str], Entry]] = [("name", NAME, PartyName), ("vertretung", ACTING, Representation)]


def test_an_entry_rests_on_a_document_or_on_a_reason() -> None:
    assert (reason_without_proof(True, WHY), reason_without_proof(False, f" {WHY} ")) == ("", WHY)
    with pytest.raises(ProofRefusal, match="schreiben Sie darunter, warum"):
        reason_without_proof(False, "  ")


def seen_by_the_office(session: Session, client: FlaskClient) -> None:
    """A town, and somebody of the office signed in."""
    a_house(session)
    a_member(session)
    sign_in_office(session, client)


def newest(session: Session, entry: Entry) -> PartyName | Representation:
    """What was recorded last."""
    found = session.scalars(select(entry).order_by(entry.id.desc())).first()
    assert isinstance(found, (PartyName, Representation))
    return found


@pytest.mark.parametrize(("page", "typed", "entry"), PAGES)
def test_without_its_document_nothing_is_entered_and_what_was_typed_stays(
    session: Session, client: FlaskClient, page: str, typed: dict[str, str], entry: Entry
) -> None:
    seen_by_the_office(session, client)
    before = len(session.scalars(select(entry)).all())
    answer = Tab(client, f"/mitglieder/1/{page}").send(**typed)
    assert answer.status_code == 422
    assert "Wählen Sie die Datei mit dem Beleg aus" in at(answer, "proof")
    assert all(f'value="{text}"' in answer.text for field, text in typed.items() if field in ("name", "last_name"))
    assert len(session.scalars(select(entry)).all()) == before


@pytest.mark.parametrize(("page", "typed", "entry"), PAGES)
def test_the_reason_why_there_is_none_is_kept_and_shown_to_the_auditor(
    session: Session, client: FlaskClient, page: str, typed: dict[str, str], entry: Entry
) -> None:
    seen_by_the_office(session, client)
    assert Tab(client, f"/mitglieder/1/{page}").send(**typed, no_proof=WHY).status_code == 302
    kept = newest(session, entry)
    assert (kept.no_proof_why, kept.proof_sha256) == (WHY, None)
    assert WHY in said(client.get("/mitglieder/1/stammdaten"))
    client.post("/konto/abmelden")
    sign_in(session, client, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assert WHY in said(client.get("/mitglieder/1/stammdaten"))


@pytest.mark.parametrize(("page", "typed", "entry"), PAGES)
def test_with_the_document_no_reason_is_kept(
    session: Session, client: FlaskClient, page: str, typed: dict[str, str], entry: Entry
) -> None:
    seen_by_the_office(session, client)
    upload = (io.BytesIO(a_pdf("Bescheid")), "bescheid.pdf")
    assert Tab(client, f"/mitglieder/1/{page}").send(**typed, no_proof=WHY, proof=upload).status_code == 302
    kept = newest(session, entry)
    assert (kept.no_proof_why, bool(kept.proof_sha256)) == ("", True)
