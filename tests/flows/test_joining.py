"""Somebody joins: from the public form to the printed certificate, through the browser alone; and somebody does not."""

import io
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.admissions.models import Application, ApplicationUpload
from app.admissions.rules import ApplicationState
from app.archive.models import IssuedDocument, PrintItem
from app.core import clock, files
from app.core.journal import JournalDetails, JournalLine
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Role
from app.members.models import Member
from app.organs.models import Item, Resolution
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.rules import Authority
from app.shares import queries as shares
from tests.admissions.factories import PDF, who
from tests.boardroom.factories import a_board_of_three
from tests.conftest import Installation
from tests.factories import LONG_AGO, NOW, OFFICE, a_person, an_organisation
from tests.flows.house import Browser, House, value_of

SHARE = 500_00
CLERK, CHAIR, MAYOR, THIRD = "Henrike Lautenschlag", "Almut Weißdorn", "Korbinian Talhammer", "Cosima Rehbein"
SIGNER = {
    "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Erste Beigeordnete", "authority": "appointed",
    "email": "walburga@altenbruck.example",
}  # fmt: skip


@pytest.fixture
def house(installation: Installation) -> House:
    """A cooperative with office and a board of three; one director is mayor of the municipality that will apply."""
    found = House(installation.app)
    with found.session() as session:
        board = a_board_of_three(session, notice_months=24)
        mayor = next(person for person in board if person.display_name == MAYOR)
        town = an_organisation(session, email="gemeinde@altenbruck.example")
        authority = Authority.APPOINTED
        parties.add_representation(session, town.id, mayor.id, authority, "Bürgermeister", LONG_AGO, OFFICE, NOW)
        a_person(session, "Henrike", "Lautenschlag")
    return found


# --- what people do ------------------------------------------------------------------------------------------------


def fill_in_the_form(applicant: Browser) -> str:
    """A municipality goes through every step, encloses its proof and declares; gives the personal address."""
    begin = {"kind": "municipality", "member_class": "ordinary", "key": "k" * 24}
    home = applicant.send("/beitritt", begin).rstrip("/")
    applicant.send(f"{home}/angaben", who())
    applicant.send(f"{home}/vertretung", {f"people-0-{name}": text for name, text in SIGNER.items()})
    applicant.send(f"{home}/anteile", {"shares": "3", "needs-0-title": "Protokolle"})
    proof = {"purpose": "authority", "file": (io.BytesIO(PDF), "Wahl.pdf")}
    applicant.send(f"{home}/unterlagen/hinzufuegen", proof)
    applicant.send(f"{home}/unterlagen")
    page = applicant.see(f"{home}/erklaerung")
    boxes = dict.fromkeys(re.findall(r'name="(clause-\d+|statute|privacy)"', page), "y")
    hidden = {name: value_of(page, name) for name in ("statute_id", "privacy_version")}
    applicant.send(f"{home}/erklaerung", {**boxes, **hidden})
    summary = applicant.see(f"{home}/pruefen")
    for _click in range(2):
        applicant.send(f"{home}/abgeben", {name: value_of(summary, name) for name in ("key", "seen")})
    return home


def confirm_the_address(house: House, applicant: Browser) -> None:
    """The link in the mail shows that the address is the applicant's."""
    link = house.link_in_mail("confirm_email", "gemeinde@altenbruck.example")
    assert "bestätigen" in applicant.see(link)
    applicant.send(link)


def check_and_propose(house: House, clerk: Browser) -> str:
    """The office finds the application on its desk, says that the town is known, looks at the proof, proposes."""
    desk = clerk.see("/")
    assert "noch offen" in desk
    application = str(re.findall(r'href="(/antraege/\d+)"', desk)[0])
    clerk.send(f"{application}/vorlegen", status=409)
    with house.session() as session:
        town = session.scalars(select(Party.id).where(Party.display_name == "Gemeinde Altenbruck")).one()
    clerk.send(f"{application}/bekannt", {"party_id": town})
    clerk.send(f"{application}/pruefpunkte/authority_proof", {"note": "Wahl geprüft"})
    assert "dem Vorstand vorzulegen" in clerk.see("/")
    clerk.send(f"{application}/vorlegen")
    return application


def open_a_circular(house: House, clerk: Browser) -> str:
    """The office opens the vote, twice by mistake; gives the address of its one item."""
    with house.session() as session:
        item = session.scalars(select(Item.id)).one()
    form = {"key": "umlauf-1-umlauf-1", "organ": "board", "procedure": "circular", "items": item}
    answers = {clerk.send("/beschluesse/neu", form) for _click in range(2)}
    assert len(answers) == 1
    return f"{answers.pop()}/gegenstaende/{item}"


def decide(house: House, item: str, choice: str) -> None:
    """The mayor may not vote; the two others do, the last one with a double click."""
    mayor, chair, third = (house.signed_in(name) for name in (MAYOR, CHAIR, THIRD))
    assert 'value="yes"' not in mayor.see(item.partition("/gegenstaende")[0])
    mayor.send(f"{item}/stimme", {"choice": choice}, status=409)
    chair.send(f"{item}/stimme", {"choice": choice})
    third.send(f"{item}/stimme", {"choice": choice})
    third.send(f"{item}/stimme", {"choice": choice})


@dataclass(frozen=True)
class Case:
    """An application that lies before the board: who has to do with it, and where its pages are."""

    applicant: Browser
    clerk: Browser
    home: str
    application: str
    item: str


def bring_before_the_board(house: House) -> Case:
    """Everything up to the vote."""
    applicant, clerk = house.browser(), house.signed_in(CLERK, Role.OFFICE)
    home = fill_in_the_form(applicant)
    confirm_the_address(house, applicant)
    application = check_and_propose(house, clerk)
    return Case(applicant, clerk, home, application, open_a_circular(house, clerk))


# --- the stories ---------------------------------------------------------------------------------------------------


def test_a_municipality_joins_from_the_form_to_the_certificate(house: House) -> None:
    """Form, mail, office, circular, entry, letters, certificate, payment, notice, own page."""
    case = bring_before_the_board(house)
    decide(house, case.item, "yes")
    the_member_stands_in_the_register(house)
    the_letters_lie_in_the_tray(house, case.clerk)
    house.work()
    the_certificate_can_be_checked(house)
    the_payment_comes_in(house, case.clerk)
    assert "Benachrichtigt" in case.clerk.see(case.application)
    assert "Mitglied" in case.applicant.see(case.home)
    the_representative_signs_in(house)


def the_member_stands_in_the_register(house: House) -> None:
    """One member, three shares, one payment due, everything by one numbered resolution."""
    today = clock.today()
    with house.session() as session:
        member = session.scalars(select(Member)).one()
        resolution = session.scalars(select(Resolution)).one()
        assert member.periods[0].join_document == resolution.number == f"V-{today.year}-001"
        assert member.periods[0].first_day == today
        assert shares.holding_of(session, member.id, today).shares == 3
        assert [each.amount for each in shares.open_payments(session)] == [3 * SHARE]
        assert session.scalars(select(Item.carried_out_at)).one() is not None


def the_letters_lie_in_the_tray(house: House, clerk: Browser) -> None:
    """Certificate, welcome letter, payment request for the member; the protocol for signature. Each once."""
    with house.session() as session:
        waiting = session.scalars(select(PrintItem)).all()
        kinds = sorted(sheet.document.kind for sheet in waiting)
        assert kinds == ["payment_request", "protocol", "share_certificate", "welcome_letter"]
    assert "Gemeinde Altenbruck" in clerk.see("/druck")


def the_certificate_can_be_checked(house: House) -> None:
    """The code on it leads everybody to a page that says valid, and nothing about the member."""
    with house.session() as session:
        found = select(IssuedDocument).where(IssuedDocument.kind == "share_certificate")
        certificate = session.scalars(found).one()
        assert files.get(certificate.sha256 or "").startswith(b"%PDF-")
        code, number = certificate.check_code, certificate.number
    page = house.browser().see(f"/pruefen/{code}")
    assert number is not None
    assert number in page
    assert "gültig" in page.lower()
    assert "Altenbruck" not in page


def the_payment_comes_in(house: House, clerk: Browser) -> None:
    """The office records it, twice by mistake: it counts once."""
    typed = {
        "key": "zahlung-1-zahlung-1", "number": "1", "amount": "1.500,00", "received_on": f"{clock.today():%d.%m.%Y}",
        "purpose": "shares", "note": "Mitglied 0001 Anteile",
    }  # fmt: skip
    for _click in range(2):
        clerk.send("/zahlungen/eintragen", typed)
    with house.session() as session:
        member = session.scalars(select(Member)).one()
        assert shares.holding_of(session, member.id, clock.today()).paid_in == 3 * SHARE
        assert shares.open_payments(session) == []


def the_representative_signs_in(house: House) -> None:
    """Who declared gets a login by mail, chooses a password, and sees the membership and nothing else."""
    person = house.browser()
    link = house.link_in_mail("login_invitation", "walburga@altenbruck.example")
    password = "Heidelbeerkuchen im Regen"
    person.send(link, {"password": password, "repeated": password})
    page = person.see("/")
    assert "Gemeinde Altenbruck" in page
    assert "Es ist nichts zu zahlen" in page
    assert person.see("/antraege", status=403)


def test_a_refused_applicant_is_told_and_forgotten(house: House) -> None:
    """After the refusal is sent nothing is left of the declaration; resolution and journal name a number only."""
    case = bring_before_the_board(house)
    uploaded = hash_of_the_upload(house)
    decide(house, case.item, "no")
    with house.session() as session:
        refused = session.scalars(select(Application)).one()
        assert (refused.state, refused.name) == (ApplicationState.REFUSED, "Gemeinde Altenbruck")
    house.work()
    nothing_is_left(house, uploaded)
    assert "Altenbruck" not in case.clerk.see(case.application)
    assert case.application not in case.clerk.see("/suche?q=altenbruck")


def hash_of_the_upload(house: House) -> str:
    """The bytes the applicant enclosed."""
    with house.session() as session:
        digest = session.scalars(select(ApplicationUpload.sha256)).one()
        assert files.get(digest) == PDF
        return digest


def nothing_is_left(house: House, uploaded: str) -> None:
    """Neither in the application nor in files, mails, documents, resolution or journal."""
    with house.session() as session:
        application = session.scalars(select(Application)).one()
        subject = f"application:{application.id}"
        assert (application.name, application.email, application.content, application.uploads) == ("", "", {}, [])
        assert application.number is not None
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.subject_ref == subject)).all()
        assert {mail.text for mail in mails} == {""}
        assert {mail.state for mail in mails} == {MailState.KEPT}
        papers = session.scalars(select(IssuedDocument).where(IssuedDocument.subject == subject)).all()
        assert all(paper.facts is None for paper in papers)
        assert session.scalars(select(Member)).all() == []
        told = session.scalars(select(JournalDetails.summary).join(JournalLine)).all()
        assert not any("Walburga" in line for line in told)
        protocol = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "protocol")).one()
        assert "Altenbruck" not in str(protocol.facts)
    with pytest.raises(FileNotFoundError):
        files.get(uploaded)


def test_an_applicant_takes_the_application_back_before_the_decision(house: House) -> None:
    """The board then has nothing to vote on any more."""
    case = bring_before_the_board(house)
    case.applicant.send(f"{case.home}/zurueckziehen")
    house.signed_in(CHAIR).send(f"{case.item}/stimme", {"choice": "yes"}, status=409)
    with house.session() as session:
        assert session.scalars(select(Application.state)).one() is ApplicationState.WITHDRAWN
        assert session.scalars(select(Member)).all() == []


def test_another_applicants_address_opens_nothing(house: House) -> None:
    """A guessed link is not found; the id in the office's address needs the office."""
    case = bring_before_the_board(house)
    stranger = house.browser()
    assert stranger.see(case.home[:-3] + "xyz", status=404)
    assert "/konto/anmelden" in stranger.client.get(case.application).location
