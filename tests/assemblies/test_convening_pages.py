"""The pages by which everybody is told: looked at first, sent once, refused where something changed meanwhile."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies.models import Assembly, Dispatch
from app.assemblies.rules import AssemblyState, Channel, DispatchKind, ItemType, earliest_meeting
from app.core import links
from app.core.formats import day as written
from app.core.jobs import Worker
from app.core.values import Role
from app.parties.models import PartyAddress
from app.statutes import queries as statutes
from tests.assemblies.factories import (
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_item,
    invited,
    with_mail,
    without_mail,
)
from tests.factories import TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.statements import statements
from tests.tabs import Tab, said, wrong_fields

DEMANDED, CLOSED = "Zwölf Mitglieder haben es verlangt.", "Der Saal ist gesperrt."
LATER = MEETS_ON + timedelta(days=14)


def dispatches(session: Session) -> list[Dispatch]:
    """All that was told."""
    session.commit()
    session.expire_all()
    return list(session.scalars(select(Dispatch).order_by(Dispatch.id)).unique())


def ready(session: Session, client: FlaskClient, **statute: object) -> Assembly:
    """An assembly that can be convened, and the office signed in."""
    a_reachable_house(session, **statute)
    assembly = a_ready_assembly(session)
    sign_in_office(session, client)
    return assembly


def called(session: Session, client: FlaskClient, worker: Worker) -> Assembly:
    """A convened assembly, everybody told, and the office signed in."""
    assembly = ready(session, client)
    invited(session, assembly)
    session.commit()
    worker.run_until_idle()
    return assembly


def test_the_plan_names_the_earliest_day_that_convening_does_where_letters_decide(
    session: Session, client: FlaskClient
) -> None:
    """§ 46 (1) GenG; R-GV-04, R-GV-05."""
    assembly = ready(session, client)
    statute = statutes.statute_on(session, TODAY)
    by_mail, by_letter = (earliest_meeting(TODAY, statute, {each}) for each in (Channel.MAIL, Channel.LETTER))
    assembly.meets_on = by_mail
    session.commit()
    told = f"frühestens am {written(by_letter)} zusammenkommen"
    for page in (f"/versammlungen/{assembly.id}", f"/versammlungen/{assembly.id}/einberufen"):
        assert told in said(client.get(page))
    assert f"Frühestens am {written(by_letter)}" in said(client.get("/versammlungen/neu"))
    assembly.meets_on = by_letter
    session.commit()
    assert "frühestens am" not in said(client.get(f"/versammlungen/{assembly.id}"))


def draft_of(tab: Tab, address: str, **typed: str) -> TestResponse:
    """The letter as it would be issued with what is typed on a page."""
    return tab.client.post(address, data={**tab.fields, **typed})


def test_the_preview_says_whom_it_reaches_and_until_when(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    shown = client.get(f"/versammlungen/{assembly.id}/einberufen").text
    assert "zugegangen am 08.01.2027" in shown
    assert "Jetzt einberufen" in shown
    draft = client.get(f"/versammlungen/{assembly.id}/einberufen/entwurf")
    assert (draft.status_code, draft.data[:4]) == (200, b"%PDF")


def test_before_convening_is_said_that_no_ticket_goes_with_the_invitations(
    session: Session, client: FlaskClient
) -> None:
    assembly = ready(session, client)
    address, told = f"/versammlungen/{assembly.id}/einberufen", "gehen ohne Einlasskarte hinaus"
    assert told not in client.get(address).text
    links.configure("http://127.0.0.1:8400", "test-secret")
    shown = client.get(address).text
    assert told in shown
    assert "Jetzt einberufen" in shown


def test_what_stands_against_it_is_said_and_nothing_can_be_sent(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, place="")
    sign_in_office(session, client)
    shown = client.get(f"/versammlungen/{assembly.id}/einberufen").text
    assert "der Ort der Versammlung" in shown
    assert "Jetzt einberufen" not in shown
    assert client.get(f"/versammlungen/{assembly.id}/einberufen/entwurf").status_code == 409


def test_who_cannot_be_reached_is_named_with_a_link(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    lost = without_mail(session, "Gemeinde Silberdistel")
    session.query(PartyAddress).filter_by(party_id=lost.party_id).delete()
    session.commit()
    shown = client.get(f"/versammlungen/{assembly.id}/einberufen").text
    assert "Gemeinde Silberdistel" in shown
    assert f"/mitglieder/{lost.number}" in shown


def test_pressed_twice_it_is_convened_once(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/einberufen")
    answers = [tab.send(is_agreed="y"), tab.send(is_agreed="y")]
    [told] = dispatches(session)
    assert [each.status_code for each in answers] == [302, 302]
    assert {each.location for each in answers} == {f"/versammlungen/versand?versand={told.id}"}


def test_nothing_is_sent_unless_it_was_looked_at(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    answer = Tab(client, f"/versammlungen/{assembly.id}/einberufen").send()
    assert answer.status_code == 422
    assert "Sehen Sie an, was die Mitglieder bekommen" in answer.text
    assert dispatches(session) == []


def test_an_agenda_that_changed_meanwhile_is_shown_first(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/einberufen")
    an_item(session, assembly, title="Verschiedenes", item_type=ItemType.DISCUSSION, subject=None, draft="")
    session.commit()
    answer = tab.send(is_agreed="y")
    assert answer.status_code == 409
    assert "Inzwischen geändert" in answer.text
    assert dispatches(session) == []


def test_a_second_tab_learns_that_it_is_convened(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)
    first, second = (Tab(client, f"/versammlungen/{assembly.id}/einberufen") for _tab in range(2))
    first.send(is_agreed="y")
    answer = client.post(second.address, data={**second.fields, "is_agreed": "y"})
    assert answer.status_code == 409
    assert "inzwischen einberufen" in answer.text
    assert len(dispatches(session)) == 1


def test_a_publication_is_entered_with_its_proof(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client, gv_channel="public_paper")
    tab = Tab(client, f"/versammlungen/{assembly.id}/einberufen")
    answer = tab.send(is_agreed="y", published_in="Morgenauer Bote", published_on="2026-12-01")
    assert answer.status_code == 422
    assert "liegt in der Zukunft" in answer.text
    assert "nach der Satzung: " in answer.text
    answer = tab.send(is_agreed="y", published_in="Bundesanzeiger", published_on=TODAY.isoformat())
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["published_in"])
    tab.send(is_agreed="y", published_in="Morgenauer Bote", published_on=TODAY.isoformat())
    [told] = dispatches(session)
    shown = client.get(f"/versammlungen/versand?versand={told.id}").text
    assert "Morgenauer Bote" in shown
    pdf = {"key": "a-key-of-its-own", "proof": (BytesIO(a_pdf("Seite 4")), "Seite 4.pdf")}
    client.post(f"/versammlungen/versand/{told.id}/beleg", data=pdf, content_type="multipart/form-data")
    assert client.get(f"/versammlungen/versand/{told.id}/bekanntmachung").data[:4] == b"%PDF"


def test_what_may_have_stood_in_a_paper_by_now_is_not_too_late(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    assembly = a_ready_assembly(session, meets_on=TODAY + timedelta(days=14))
    sign_in_office(session, client)
    for page in ("", "/einberufen"):
        assert "frühestens am" not in client.get(f"/versammlungen/{assembly.id}{page}").text


def test_an_addition_is_announced(session: Session, client: FlaskClient, worker: Worker) -> None:
    assembly = called(session, client, worker)
    assert "Nichts anzukündigen" in client.get(f"/versammlungen/{assembly.id}/ergaenzen").text
    session.refresh(assembly)
    an_item(session, assembly, title="Wahl der Prüfungskommission")
    session.commit()
    tab = Tab(client, f"/versammlungen/{assembly.id}/ergaenzen")
    draft = draft_of(tab, f"/versammlungen/{assembly.id}/ergaenzen/entwurf", reason=DEMANDED)
    assert draft.data[:4] == b"%PDF"
    tab.send(is_agreed="y", reason=DEMANDED)
    assert [each.kind for each in dispatches(session)] == [DispatchKind.CONVOCATION, DispatchKind.ADDITION]


def test_it_is_called_off_with_a_reason(session: Session, client: FlaskClient, worker: Worker) -> None:
    assembly = called(session, client, worker)
    tab = Tab(client, f"/versammlungen/{assembly.id}/absagen")
    assert tab.send(is_agreed="y").status_code == 422
    draft = draft_of(tab, f"/versammlungen/{assembly.id}/absagen/entwurf", reason=CLOSED)
    assert draft.data[:4] == b"%PDF"
    tab.send(is_agreed="y", reason=CLOSED)
    session.commit()
    session.refresh(assembly)
    assert (assembly.state, assembly.end_reason) == (AssemblyState.CANCELLED, CLOSED)
    assert CLOSED in client.get(f"/versammlungen/{assembly.id}").text


def test_it_is_put_off_with_the_full_period(session: Session, client: FlaskClient, worker: Worker) -> None:
    assembly = called(session, client, worker)
    tab = Tab(client, f"/versammlungen/{assembly.id}/verlegen")
    meant, soon = assembly.id, tab.send(is_agreed="y", reason=CLOSED, meets_on="2026-12-05")
    assert soon.status_code == 422
    assert "frühestens am" in soon.text
    draft = draft_of(
        tab, f"/versammlungen/{meant}/verlegen/entwurf", reason=CLOSED, meets_on=LATER.isoformat()
    )
    assert draft.data[:4] == b"%PDF"
    assert session.get_one(Assembly, meant).meets_on == MEETS_ON
    tab.send(is_agreed="y", reason=CLOSED, meets_on=LATER.isoformat())
    session.commit()
    moved = session.get_one(Assembly, meant)
    assert (moved.state, moved.meets_on) == (AssemblyState.CONVENED, LATER)


def test_the_pages_of_an_end_are_shown_only_where_there_is_something_to_end(
    session: Session, client: FlaskClient
) -> None:
    assembly = ready(session, client)
    for path in ("absagen", "verlegen", "ergaenzen"):
        assert client.get(f"/versammlungen/{assembly.id}/{path}").status_code == 409


def test_a_guessed_id_finds_nothing(session: Session, client: FlaskClient) -> None:
    ready(session, client)
    for path in ("999/einberufen", "999/absagen", "versand?versand=999", "versand/999/1", "versand/999/ausfertigung"):
        assert client.get(f"/versammlungen/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_reads_convenes_nothing(session: Session, client: FlaskClient, role: Role) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    sign_in(session, client, a_person(session, "Gundula", "Prüfenstein"), role)
    assert client.post(f"/versammlungen/{assembly.id}/einberufen", data={"is_agreed": "y"}).status_code == 403


def test_the_preview_asks_as_much_for_many_members_as_for_few(session: Session, client: FlaskClient) -> None:
    assembly = ready(session, client)

    def asked() -> int:
        with statements() as seen:
            client.get(f"/versammlungen/{assembly.id}/einberufen")
        return len(seen)

    asked()
    few = asked()
    for number in range(12):
        with_mail(session, f"Gemeinde Nummer {number}", f"post{number}@gemeinde.example")
    session.commit()
    asked()
    assert asked() == few
    assert session.scalar(select(func.count()).select_from(Dispatch)) == 0
