"""The pages of an addendum: who sees which state, its way from draft to signed copy, two tabs, the member's copies."""

import io
from collections.abc import Collection

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.values import Role
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.minutes import actions, queries
from app.minutes.models import Addendum
from app.minutes.rules import MinutesState
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.minutes.factories import a_closed_meeting, added, printed_addendum, sealed, signed_addendum
from tests.minutes.test_views import at, see
from tests.tabs import Tab, said, two_tabs, wrong_fields
from tests.voting.factories import Meeting

WORDS = "Es waren 199 Mitglieder."


def in_the_office(session: Session, client: FlaskClient) -> Meeting:
    """A meeting with signed minutes, whose office looks at them."""
    meeting = a_closed_meeting(session)
    sealed(session, meeting)
    session.commit()
    sign_in_office(session, client)
    return meeting


def of(meeting: Meeting, addendum: Addendum, path: str = "") -> str:
    return at(meeting, f"/nachtrag/{addendum.id}{path}")


def states(session: Session) -> Collection[MinutesState]:
    session.expire_all()
    return [each.state for each in session.scalars(select(Addendum).order_by(Addendum.id))]


def test_an_addendum_is_taken_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    tab = Tab(client, at(meeting), "nachtrag")
    for _ in range(2):
        assert tab.send(text="Es waren vier Fragen.").status_code == 302
    assert session.scalar(select(func.count()).select_from(Addendum)) == 1
    page = said(see(client, at(meeting)))
    assert "Es waren vier Fragen." in page
    assert "Entwurf" in page


def test_an_addendum_goes_from_draft_to_signed_copy(session: Session, client: FlaskClient, worker: Worker) -> None:
    meeting = in_the_office(session, client)
    Tab(client, at(meeting), "nachtrag").send(text="Es waren vier Fragen.")
    addendum = session.scalars(select(Addendum)).one()
    page = of(meeting, addendum)
    assert "sehen nur Geschäftsstelle und Vorstand" in said(see(client, page))
    assert see(client, f"{page}/entwurf.pdf").data.startswith(b"%PDF")
    assert Tab(client, page, f"nachtrag/{addendum.id}$").send(text=WORDS).status_code == 302
    for _ in range(2):
        assert client.post(f"{page}/drucken", data={"key": "print-once"}).status_code == 302
    worker.run_until_idle()
    assert "Die Mitglieder lesen ihn, sobald er unterschrieben ist" in said(see(client, page))
    assert see(client, f"{page}/nachtrag.pdf").data.startswith(b"%PDF")
    assert see(client, f"{page}/unterschrieben").status_code == 404
    scan = io.BytesIO(a_pdf("Nachtrag unterschrieben")), "Nachtrag.pdf"
    signed = {"key": "signed-once", "chair": "Almut Weißdorn", "board": [], "signed_on": TODAY.isoformat()}
    assert Tab(client, page, "unterschrift").send(**signed, scan=scan).status_code == 302
    shown = said(see(client, page))
    assert "Unterschrieben am 24.11.2026" in shown
    assert "Unterschriebene Fassung" in shown
    assert see(client, f"{page}/unterschrieben").data == a_pdf("Nachtrag unterschrieben")
    assert states(session) == [MinutesState.SEALED]


def test_a_draft_is_seen_by_who_writes_minutes_alone(session: Session, client: FlaskClient) -> None:
    meeting = a_closed_meeting(session)
    sealed(session, meeting)
    addendum = added(session, meeting)
    session.commit()
    sign_in(session, client, a_person(session, "Ludger", "Prüfstein"), Role.AUDITOR)
    page = said(see(client, at(meeting)))
    assert "Nachträge" in page
    assert WORDS not in page
    assert see(client, of(meeting, addendum)).status_code == 404
    assert see(client, of(meeting, addendum, "/entwurf.pdf")).status_code == 403
    actions.fix_addendum(session, addendum, OFFICE, NOW)
    session.commit()
    assert WORDS in said(see(client, at(meeting)))
    assert "Als unterschrieben eintragen" not in see(client, of(meeting, addendum)).text


def test_an_addendum_belongs_to_its_assembly(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    assert see(client, at(meeting, "/nachtrag/4711")).status_code == 404


def test_two_who_word_the_same_addendum_are_told_of_each_other(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    addendum = added(session, meeting)
    session.commit()
    first, second = two_tabs(client, of(meeting, addendum), f"nachtrag/{addendum.id}$")
    first.send(text="So war es.")
    answer = second.send(text="Anders war es.")
    assert answer.status_code == 409
    assert "Anders war es." in said(answer)
    assert "So war es." in said(answer)
    session.refresh(addendum)
    assert addendum.text == "So war es."


def test_a_draft_is_discarded(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    addendum = added(session, meeting)
    session.commit()
    gone = of(meeting, addendum, "/verwerfen")
    for _ in range(2):
        assert client.post(gone, data={"key": "discard-once"}).status_code == 302
    assert states(session) == []


def test_what_lies_for_signature_is_taken_back_with_a_reason(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    addendum = printed_addendum(session, meeting)
    session.commit()
    back = of(meeting, addendum, "/zuruecknehmen")
    assert "Der Ausdruck wird ungültig" in said(see(client, back))
    assert client.post(back, data={"key": "take-back"}).status_code == 422
    assert client.post(back, data={"key": "take-back", "reason": "Schreibfehler"}).status_code == 302
    assert "Schreibfehler" in said(see(client, at(meeting)))
    assert "Zurückgenommen am" in said(see(client, of(meeting, addendum)))
    assert states(session) == [MinutesState.FIXED, MinutesState.DRAFT]


def test_missing_signatures_and_scan_are_said_at_their_fields(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    addendum = printed_addendum(session, meeting)
    session.commit()
    tab = Tab(client, of(meeting, addendum), "unterschrift")
    answer = tab.send(key="signed-once", chair=[], board=[], signed_on=TODAY.isoformat(),
                      scan=(io.BytesIO(a_pdf("Nachtrag")), "Nachtrag.pdf"))
    assert answer.status_code == 422
    assert "Es fehlt die Unterschrift der Versammlungsleitung" in said(answer)
    assert "signed_on" in wrong_fields(tab.send(key="signed-twice", signed_on="").text)


def test_a_member_reads_an_addendum_once_it_is_signed(session: Session, client: FlaskClient, worker: Worker) -> None:
    meeting = a_closed_meeting(session)
    member = meeting.number(0)
    sealed(session, meeting)
    printed_addendum(session, meeting)
    session.commit()
    worker.run_until_idle()
    sign_in(session, client, member.party)
    own = f"/niederschriften/mein/{member.number}"
    copies = [f"{own}/{meeting.assembly.id}/nachtrag/1{each}" for each in (".pdf", "/unterschrieben")]
    assert "Nachtrag" not in said(see(client, own)).replace("Nachträge", "")
    assert [see(client, each).status_code for each in copies] == [404, 404]
    signed_addendum(session, meeting, "Der Saal war der kleine.")
    session.commit()
    worker.run_until_idle()
    assert "Nachtrag 2 , unterschrieben am 24.11.2026" in said(see(client, own))
    assert [see(client, each).status_code for each in copies] == [404, 404]
    for each in copies:
        assert see(client, each.replace("/nachtrag/1", "/nachtrag/2")).data.startswith(b"%PDF")


def test_an_addendum_to_be_signed_stands_on_the_desk(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    addendum = printed_addendum(session, meeting)
    session.commit()
    assert desk.waiting(session, OFFICE, TODAY).tasks[TaskKind.SIGN_ADDENDUM] == 1
    page = see(client, "/").text
    assert "Nachtrag 1 zur Niederschrift der Versammlung am 24.11.2026" in page
    assert of(meeting, addendum) in page
    assert queries.find_added(session, addendum.document_id or 0) is addendum
