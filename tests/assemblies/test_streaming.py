"""A physical meeting is streamed in picture and sound only where the statute lets it be (§ 43b (2) GenG; R-FORM-02)."""

from datetime import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies import actions, rules
from app.assemblies.actions import announcing
from app.assemblies.models import Assembly
from app.assemblies.rules import (
    AboutStreaming,
    AlsoVoting,
    AssemblyKind,
    AssemblyState,
    ConvenedBy,
    MeetingForm,
    PlannedAssembly,
)
from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.minutes import actions as minutes
from tests.assemblies import statutes
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    invited,
)
from tests.assemblies.test_also_voting import chosen
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.shares.factories import a_member
from tests.tabs import Tab, said, wrong_fields
from tests.voting.factories import Meeting, a_meeting

WHERE = "Zu sehen unter https://versammlung.morgenau.example."
STREAMED = (
    "Die Versammlung wird in Bild und Ton übertragen; die Satzung lässt es zu (§ 43b Abs. 2 GenG). Die Übertragung zu"
    " verfolgen ist noch keine Teilnahme."
)


def planned(form: MeetingForm = MeetingForm.PHYSICAL) -> PlannedAssembly:
    """A meeting that is to be streamed."""
    return PlannedAssembly(
        AssemblyKind.ORDINARY, form, MEETS_ON, time(14), ConvenedBy.BOARD, place="Saal", is_streamed=True
    )


def test_a_meeting_is_streamed_only_where_the_statute_has_a_clause_for_it() -> None:
    rules.check_streamed(MeetingForm.PHYSICAL, True, statutes.a_statute(gv_streaming=True))
    for without in (statutes.a_statute(), statutes.a_statute(gv_streaming=False), None):
        rules.check_streamed(MeetingForm.PHYSICAL, False, without)
        with pytest.raises(AboutStreaming, match="Die Satzung lässt es nicht zu"):
            rules.check_streamed(MeetingForm.PHYSICAL, True, without)


@pytest.mark.parametrize("form", sorted(set(MeetingForm) - {MeetingForm.PHYSICAL}))
def test_streaming_is_a_matter_of_the_physical_meeting_alone(form: MeetingForm) -> None:
    statute = statutes.a_statute(gv_streaming=True)
    rules.check_streamed(form, False, statute)
    with pytest.raises(AboutStreaming, match="nur eine Präsenzversammlung"):
        rules.check_streamed(form, True, statute)


def test_no_streamed_meeting_is_planned_or_changed_to_without_the_clause(session: Session) -> None:
    a_reachable_house(session)
    with pytest.raises(AboutStreaming):
        actions.plan(session, planned(), OFFICE, NOW)
    assembly = an_assembly(session)
    with pytest.raises(AboutStreaming):
        actions.change(session, assembly, planned(), OFFICE, NOW)
    assert not assembly.is_streamed


def test_the_database_knows_streaming_from_a_hall_only(session: Session) -> None:
    a_reachable_house(session, gv_streaming=True)
    assert actions.plan(session, planned(), OFFICE, NOW).is_streamed
    with pytest.raises(DBAPIError, match="streams_from_the_hall"), session.begin_nested():
        session.execute(insert(Assembly).values(
            kind=AssemblyKind.ORDINARY, form=MeetingForm.VIRTUAL, meets_on=MEETS_ON, begins_at=time(14),
            is_streamed=True, convened_by=ConvenedBy.BOARD, state=AssemblyState.PLANNED, recorded_at=NOW,
            recorded_by="X",
        ))  # fmt: skip


def test_what_was_planned_under_an_earlier_statute_is_not_convened_without_the_clause(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, is_streamed=True)
    with pytest.raises(AboutStreaming), session.begin_nested():
        actions.convene(session, assembly.id, DIRECTLY, OFFICE, NOW)
    sign_in_office(session, client)
    assert "Die Satzung lässt es nicht zu" in client.get(f"/versammlungen/{assembly.id}").text


def test_the_invitation_says_that_it_is_streamed_and_where(session: Session, worker: Worker) -> None:
    a_reachable_house(session, gv_streaming=True)
    meeting = announcing.told_by(invited(session, a_ready_assembly(session, is_streamed=True, access=WHERE))).meeting
    assert meeting.streaming.replace("\u00a0", " ") == f"{STREAMED} {WHERE}"
    assert ("Übertragung", "in Bild und Ton (§\u00a043b Abs.\u00a02 GenG)") in meeting.rows
    session.commit()
    worker.run_until_idle()
    text = " ".join(session.scalars(select(OutgoingMail.text)).one().replace("\u00a0", " ").split())
    assert "Übertragung: in Bild und Ton (§ 43b Abs. 2 GenG)" in text
    assert f"{STREAMED} {WHERE}" in text


def test_where_one_votes_beside_the_hall_too_the_way_is_said_once(session: Session) -> None:
    a_reachable_house(session, gv_streaming=True)
    assembly = a_ready_assembly(session, is_streamed=True, also_voting=AlsoVoting.ELECTRONIC, access=WHERE)
    chosen(session, assembly, AlsoVoting.ELECTRONIC)
    meeting = announcing.told_by(invited(session, assembly)).meeting
    assert meeting.voting.endswith(WHERE)
    assert meeting.streaming.replace("\u00a0", " ") == STREAMED


def test_a_meeting_that_is_not_streamed_says_nothing_of_it(session: Session) -> None:
    a_reachable_house(session, gv_streaming=True)
    meeting = announcing.told_by(invited(session)).meeting
    assert meeting.streaming == ""
    assert "Übertragung" not in dict(meeting.rows)


def test_the_minutes_say_that_it_was_streamed(session: Session) -> None:
    meeting = a_meeting(session, statute={"gv_streaming": True}, is_streamed=True)
    assert subtitle(session, meeting).endswith(
        "als Präsenzversammlung (§ 43b Abs. 1 Nr. 1 GenG), in Bild und Ton übertragen (§ 43b Abs. 2 GenG)"
    )


def test_the_minutes_say_nothing_of_it_otherwise(session: Session) -> None:
    assert "übertragen" not in subtitle(session, a_meeting(session, statute={"gv_streaming": True}))


def subtitle(session: Session, meeting: Meeting) -> str:
    """What the draft of the minutes says of the form."""
    facts = minutes.facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    return facts.subtitle.replace("\u00a0", " ")


# --- pages -----------------------------------------------------------------------------------------------------------


def test_without_the_clause_the_form_says_why_and_refuses_at_its_box(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    sign_in_office(session, client)
    page = f"/versammlungen/{assembly.id}/aendern"
    assert "hat keine solche Bestimmung" in client.get(page).text
    refused = Tab(client, page).send(is_streamed="y")
    assert (refused.status_code, wrong_fields(refused.text)) == (422, ["is_streamed"])
    session.expire_all()
    assert not assembly.is_streamed


def test_with_the_clause_it_is_planned_shown_and_dropped_with_another_form(
    session: Session, client: FlaskClient
) -> None:
    a_reachable_house(session, gv_streaming=True)
    assembly = a_ready_assembly(session)
    sign_in_office(session, client)
    page = f"/versammlungen/{assembly.id}/aendern"
    assert "Die Satzung lässt es zu" in client.get(page).text
    assert Tab(client, page).send(is_streamed="y").status_code == 302
    assert "Übertragung in Bild und Ton" in client.get(f"/versammlungen/{assembly.id}").text
    sheet = client.get("/versammlungen/?format=csv").text
    assert "In Bild und Ton übertragen" in sheet.splitlines()[0]
    tab = Tab(client, page)
    assert tab.fields["is_streamed"] == ["y"]
    hybrid = tab.send(form="hybrid", access="Auf der Seite.")
    assert (hybrid.status_code, wrong_fields(hybrid.text)) == (422, ["is_streamed"])
    tab.fields.pop("is_streamed")
    assert tab.send(form="hybrid", access="Auf der Seite.").status_code == 302
    session.expire_all()
    assert (assembly.form, assembly.is_streamed) == (MeetingForm.HYBRID, False)


def test_who_convenes_on_a_page_that_showed_no_streaming_looks_again(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session, gv_streaming=True)
    assembly = a_ready_assembly(session)
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/einberufen")
    assembly.is_streamed = True
    session.commit()
    assert tab.send(is_agreed="y").status_code == 409
    assert tab.send(is_agreed="y").status_code == 302


def test_a_member_reads_that_it_is_streamed(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session, gv_streaming=True)
    member = a_member(session, party=a_person(session, "Rosalinde", "Lindwurm", email="rosalinde@lindwurm.example"))
    assembly = invited(session, a_ready_assembly(session, is_streamed=True, access=WHERE)).assembly
    sign_in(session, client, member.party)
    page = client.get(f"/versammlungen/mein/{member.number}/{assembly.id}")
    assert "Übertragung in Bild und Ton" in page.text
    assert 'href="https://versammlung.morgenau.example"' in page.text
    assert WHERE.removesuffix(".") in said(page)
