"""The pages of minutes: parts, print, signatures; two tabs, double clicks, who may, the members' copies."""

import io
from contextvars import Context
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.jobs import Worker
from app.members import actions as members
from app.members.rules import ExitGround
from app.minutes.models import Minutes, SectionText
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in, sign_in_office
from tests.minutes.factories import a_closed_meeting, a_decided_meeting, fixed, sealed
from tests.tabs import Tab, said, two_tabs, wrong_fields
from tests.voting.factories import Meeting


def in_the_office(session: Session, client: FlaskClient, *, closed: bool = True, chair: str = "") -> Meeting:
    """A meeting with one decision, whose minutes the office looks at."""
    meeting = a_closed_meeting(session, chair) if closed else a_decided_meeting(session)
    session.commit()
    sign_in_office(session, client)
    return meeting


def at(meeting: Meeting, path: str = "") -> str:
    return f"/niederschriften/{meeting.assembly.id}{path}"


def see(client: FlaskClient, address: str) -> TestResponse:
    """A page, in a request of its own."""
    answer: TestResponse = Context().run(client.get, address)
    return answer


def signed_form(**more: object) -> dict[str, object]:
    """The form about signatures, filled in rightly."""
    return {
        "key": "signed-once", "chair": "Almut Weißdorn", "board": [], "signed_on": TODAY.isoformat(),
        "scan": (io.BytesIO(a_pdf("unterschrieben")), "Niederschrift.pdf"), **more,
    }


def number_of(session: Session, model: type) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


# --- the list ---------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_where_minutes_come_from(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    assert "entsteht hier ihre Niederschrift aus dem Verlauf" in client.get("/niederschriften/").text


def test_the_list_is_searched_filtered_sorted_and_taken_along(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    assert "1 Treffer" in see(client, "/niederschriften/?q=weißdorn").text
    assert "1 Treffer" in see(client, "/niederschriften/?view=draft&sort=chair").text
    assert "Keine Niederschrift passt dazu" in see(client, "/niederschriften/?view=sealed").text
    sheet = see(client, "/niederschriften/?format=csv").text
    assert "Almut Weißdorn" in sheet
    assert "Entwurf" in sheet


# --- one of them ------------------------------------------------------------------------------------------------------


def test_the_page_shows_text_figures_declaration_and_objection(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    page = said(see(client, at(meeting)))
    for part in ("Drei Fragen werden beantwortet.", "So ist es beschlossen.", "Zusammen",
                 "Widerspruch zur Niederschrift", "Die Frist war zu kurz", "Anfechtung bis 24.12.2026",
                 "Zur Unterschrift drucken"):
        assert part in page


def test_while_the_meeting_goes_on_the_draft_is_not_to_be_printed_for_signature(
    session: Session, client: FlaskClient
) -> None:
    meeting = in_the_office(session, client, closed=False)
    assert "Zur Unterschrift drucken" not in see(client, at(meeting)).text
    answer = client.post(at(meeting, "/drucken"), data={"key": "too-early"})
    assert answer.status_code == 409
    assert number_of(session, Minutes) == 0


def test_before_a_meeting_is_opened_there_are_no_minutes(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    assert client.get("/niederschriften/4711").status_code == 404


def test_the_draft_can_be_looked_at_in_print(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client, closed=False)
    answer = client.get(at(meeting, "/entwurf.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


# --- wording ----------------------------------------------------------------------------------------------------------


def test_a_part_is_worded_and_reads_so(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    tab = Tab(client, at(meeting, f"/item/{meeting.item.id}"))
    assert tab.send(text="Die Bilanz wird erläutert.").status_code == 302
    assert "Die Bilanz wird erläutert." in said(see(client, at(meeting)))


def test_two_who_word_the_same_part_are_told_of_each_other(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    first, second = two_tabs(client, at(meeting, f"/item/{meeting.item.id}"))
    first.send(text="So war es.")
    answer = second.send(text="Anders war es.")
    assert answer.status_code == 409
    assert "Anders war es." in said(answer)
    assert "So war es." in said(answer)
    assert session.scalars(select(SectionText.text)).all() == ["So war es."]


def test_a_part_that_is_not_there_is_not_found(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    for path in ("/item/4711", "/opening/3", "/anfang/0"):
        assert see(client, at(meeting, path)).status_code == 404


def test_a_spoilt_mark_of_the_course_is_no_fault(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    tab = Tab(client, at(meeting, f"/item/{meeting.item.id}"))
    assert tab.send(text="So war es.", told_until="９９").status_code == 302


# --- signing ----------------------------------------------------------------------------------------------------------


def test_pressed_twice_minutes_are_printed_once(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    for _ in range(2):
        assert client.post(at(meeting, "/drucken"), data={"key": "print-once"}).status_code == 302
    assert number_of(session, Minutes) == 1


def test_what_lies_for_signature_is_taken_back_with_a_reason(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    fixed(session, meeting)
    session.commit()
    assert client.post(at(meeting, "/zuruecknehmen"), data={"key": "take-back"}).status_code == 422
    client.post(at(meeting, "/zuruecknehmen"), data={"key": "take-back", "reason": "Schreibfehler"})
    assert "Schreibfehler" in said(see(client, at(meeting)))


def test_minutes_are_sealed_with_who_signed_and_the_scan(session: Session, client: FlaskClient, worker: Worker) -> None:
    meeting = in_the_office(session, client)
    fixed(session, meeting)
    session.commit()
    worker.run_until_idle()
    assert Tab(client, at(meeting), "unterschrift").send(**signed_form()).status_code == 302
    page = said(see(client, at(meeting)))
    assert "Unterschrieben am 24.11.2026" in page
    assert see(client, at(meeting, "/unterschrieben")).data == a_pdf("unterschrieben")
    assert see(client, at(meeting, "/niederschrift.pdf")).data.startswith(b"%PDF")


def test_missing_signatures_scan_or_day_are_said_at_their_fields(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client, chair="Ansgar Feldhüter")
    fixed(session, meeting)
    session.commit()
    tab = Tab(client, at(meeting), "unterschrift")
    answer = tab.send(**signed_form(chair="Ansgar Feldhüter"))
    assert answer.status_code == 422
    assert "Es fehlt die Unterschrift eines anwesenden Mitglieds des Vorstands" in said(answer)
    answer = tab.send(key="signed-twice", signed_on="")
    assert "signed_on" in wrong_fields(answer.text)
    assert number_of(session, Minutes) == 1


def test_somebody_who_did_not_lead_is_no_choice_for_the_chair(session: Session, client: FlaskClient) -> None:
    meeting = in_the_office(session, client)
    fixed(session, meeting)
    session.commit()
    answer = Tab(client, at(meeting), "unterschrift").send(**signed_form(chair="Irgendwer"))
    assert answer.status_code == 422


# --- members ----------------------------------------------------------------------------------------------------------


def test_a_member_reads_signed_minutes_and_nothing_before(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    meeting = a_closed_meeting(session)
    member = meeting.number(0)
    own = f"/niederschriften/mein/{member.number}"
    fixed(session, meeting)
    sign_in(session, client, member.party)
    assert "Noch keine Niederschrift" in see(client, own).text
    assert see(client, f"{own}/{meeting.assembly.id}/niederschrift.pdf").status_code == 404


def test_a_member_opens_the_copies_of_signed_minutes(session: Session, client: FlaskClient, worker: Worker) -> None:
    meeting = a_closed_meeting(session)
    member = meeting.number(0)
    own = f"/niederschriften/mein/{member.number}"
    sealed(session, meeting)
    sign_in(session, client, member.party)
    worker.run_until_idle()
    assert "Unterschrieben am 24.11.2026" in see(client, own).text
    for copy in ("niederschrift.pdf", "unterschrieben"):
        assert see(client, f"{own}/{meeting.assembly.id}/{copy}").data.startswith(b"%PDF")


def test_who_left_reads_no_minutes_any_more(session: Session, client: FlaskClient) -> None:
    meeting = a_closed_meeting(session)
    member = meeting.number(0)
    sealed(session, meeting)
    members.end(session, member, TODAY - timedelta(days=1), ExitGround.NOTICE, "Kündigung", OFFICE, NOW)
    sign_in(session, client, member.party)
    answer = see(client, f"/niederschriften/mein/{member.number}/{meeting.assembly.id}/unterschrieben")
    assert answer.status_code == 409
    assert "Diese Mitgliedschaft ist mit dem 23.11.2026 zu Ende" in said(answer)


def test_a_member_reads_no_page_of_the_office(session: Session, client: FlaskClient) -> None:
    meeting = a_closed_meeting(session)
    sign_in(session, client, meeting.number(0).party)
    assert see(client, at(meeting)).status_code == 403
