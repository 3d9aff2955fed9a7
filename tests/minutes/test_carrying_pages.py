"""The pages on which decisions are carried out: prefilled, shown before, once, linked both ways, on the desk."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.core.values import Role
from app.departures import queries as departure_queries
from app.departures.rules import NoticeKind
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.minutes import actions, queries
from app.minutes.models import Consequence, RegisterFiling
from app.minutes.rules import FollowUp
from app.organs import queries as organ_queries
from app.organs.rules import Organ
from tests.closing.factories import SECOND
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.minutes.test_carrying import an_adoption, an_amendment, elected, passed, the
from tests.minutes.test_views import see
from tests.organs.factories import an_office
from tests.tabs import Tab, said
from tests.voting.factories import Meeting, a_meeting


def address(session: Session, meeting: Meeting, what: FollowUp, act: str = "ausfuehren") -> str:
    wanted = the(session, meeting, what)
    option_id = wanted.option.id if wanted.option else 0
    return f"/niederschriften/{meeting.assembly.id}/{what}/{wanted.poll.id}/{option_id}/{act}"


def filing(session: Session, meeting: Meeting) -> str:
    wanted = the(session, meeting, FollowUp.FILING)
    option_id = wanted.option.id if wanted.option else 0
    return f"/niederschriften/{meeting.assembly.id}/anmeldung/{wanted.poll.id}/{option_id}"


def opened(session: Session, client: FlaskClient, meeting: Meeting, what: FollowUp) -> str:
    """The office looks at what is to be done."""
    found = address(session, meeting, what)
    session.commit()
    sign_in_office(session, client)
    return found


def test_the_form_of_an_office_begins_with_who_was_elected_and_what_follows(
    session: Session, client: FlaskClient
) -> None:
    meeting = elected(session, Subject.ELECT_BOARD, board_term_years=2)
    at = opened(session, client, meeting, FollowUp.OFFICE)
    page = see(client, at).text
    assert f'<option value="{meeting.number(0).party_id}" selected' in page or (
        f'selected value="{meeting.number(0).party_id}"' in page
    )
    assert "24.11.2026 bis 23.11.2028" in page
    assert "bis 08.12.2026, § 28 GenG" in page


def test_an_office_is_entered_once_though_the_button_is_pressed_twice(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at = opened(session, client, meeting, FollowUp.OFFICE)
    tab = Tab(client, at, form="ausfuehren")
    for _twice in range(2):
        answer = tab.send(act="enter")
        assert answer.status_code == 302
    session.expire_all()
    (office,) = organ_queries.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)
    assert answer.location == f"/organe/aemter/{office.id}"
    number = organ_queries.get_resolution(session, office.resolution_id or 0).number
    assert f'href="/beschluesse/{office.resolution_id}">{number}</a>' in see(client, answer.location).text
    assert f"/niederschriften/{meeting.assembly.id}" in see(client, f"/beschluesse/{office.resolution_id}").text


def test_a_preview_enters_nothing(session: Session, client: FlaskClient) -> None:
    meeting = elected(session)
    at = opened(session, client, meeting, FollowUp.OFFICE)
    stranger = a_person(session, "Fremd", "Hier")
    session.commit()
    answer = Tab(client, at, form="ausfuehren").send(act="preview", first_day="2027-01-01", last_day="2026-12-01")
    assert "Die Amtszeit endet vor dem 01.01.2027" in said(answer)
    assert not organ_queries.offices_of(session, stranger.id)
    assert session.scalars(select(Consequence)).all() == []


def test_what_is_done_cannot_be_opened_again(session: Session, client: FlaskClient) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    at = opened(session, client, meeting, FollowUp.SPECIAL_NOTICE)
    assert "Das ist schon erledigt" in see(client, at).text


@pytest.mark.parametrize("word", ["statute", "nonsense", "filing"])
def test_what_has_no_guided_act_is_not_found(session: Session, client: FlaskClient, word: str) -> None:
    meeting = an_amendment(session)
    at = opened(session, client, meeting, FollowUp.SPECIAL_NOTICE)
    assert see(client, at.replace("special_notice", word)).status_code == 404


def test_the_adoption_is_entered_with_its_paper_and_opens_the_settlements(
    session: Session, client: FlaskClient
) -> None:
    meeting = an_adoption(session)
    at = opened(session, client, meeting, FollowUp.ADOPTION)
    tab = Tab(client, at, form="ausfuehren")
    refused = tab.send(act="enter")
    assert "Laden Sie einen Beleg der Feststellung hoch" in said(refused)
    answer = tab.send(act="enter", paper=(io.BytesIO(a_pdf("Auszug")), "Auszug.pdf"))
    assert answer.location == f"/jahresabschluesse/{SECOND.last_day.isoformat()}"
    page = see(client, f"/niederschriften/{meeting.assembly.id}").text
    assert "Auseinandersetzungen dieses Jahres eröffnen" in page


def test_a_discharge_is_noted_and_withdrawn(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.DISCHARGE_BOARD, "Entlastung des Vorstands")
    at = opened(session, client, meeting, FollowUp.DISCHARGE)
    answer = Tab(client, at, form="ausfuehren").send(act="enter")
    assert answer.location == "/organe/entlastungen"
    (discharge,) = organ_queries.discharges(session)
    assert discharge.year_end == SECOND.last_day
    back = f"/organe/entlastungen/{discharge.id}/zuruecknehmen"
    assert Tab(client, back).send(reason="falsches Jahr").status_code == 302
    assert "falsches Jahr" in see(client, "/organe/entlastungen").text
    assert not the(session, meeting, FollowUp.DISCHARGE).is_done


def test_the_right_to_leave_is_shown_to_who_objected(session: Session, client: FlaskClient) -> None:
    meeting = an_amendment(session)
    at = opened(session, client, meeting, FollowUp.SPECIAL_NOTICE)
    answer = Tab(client, at, form="ausfuehren").send(act="enter")
    assert answer.location
    assert meeting.number(1).party.display_name in see(client, answer.location).text
    sign_in(session, client, meeting.number(1).party)
    assert "bis zum 24.12.2026 außerordentlich kündigen" in see(client, f"/mein/{meeting.number(1).number}").text
    sign_in(session, client, meeting.number(0).party)
    assert "außerordentlich kündigen" not in see(client, f"/mein/{meeting.number(0).number}").text


def test_who_objected_gives_special_notice_online(session: Session, client: FlaskClient) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    session.commit()
    sign_in(session, client, meeting.number(1).party)
    tab = Tab(client, f"/mein/{meeting.number(1).number}/kuendigung", form="kuendigung$")
    assert tab.send(kind="special", is_meant="y").status_code == 302
    session.expire_all()
    (notice,) = departure_queries.notices_of(session, meeting.number(1).id)
    assert (notice.kind, notice.last_day) == (NoticeKind.SPECIAL, date(2026, 12, 31))
    assert notice.special_right_id == departure_queries.rights(session)[0].id


def test_the_office_chooses_the_right_on_which_a_notice_rests(session: Session, client: FlaskClient) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    at = f"/kuendigungen/neu/{meeting.number(1).number}/special"
    assert "Widerspruch dieses Mitglieds steht in der Niederschrift" in see(client, at).text
    answer = Tab(client, at, form="special$").send(act="enter", document=(io.BytesIO(a_pdf("Brief")), "Brief.pdf"))
    assert answer.status_code == 302
    assert "zu erklären bis 24.12.2026" in see(client, answer.location).text


def test_a_filing_is_a_task_with_its_day_until_it_is_done(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Änderung der Satzung")
    at = filing(session, meeting)
    session.commit()
    sign_in_office(session, client)
    until = TODAY + timedelta(days=3)
    planned = Tab(client, at, form="planen").send(due_on=until.isoformat(), responsible="Almut Weißdorn")
    assert planned.status_code == 302
    session.expire_all()
    tasks = desk.tasks(session, OFFICE, TODAY, desk.waiting(session, OFFICE, TODAY))
    (task,) = [each for each in tasks if each.kind is TaskKind.FILE_REGISTER]
    assert (task.due_on, task.values["who"]) == (until, "; Almut Weißdorn")
    assert at in see(client, "/").text
    filed = Tab(client, at, form="angemeldet").send(paper=(io.BytesIO(a_pdf("Anmeldung")), "Anmeldung.pdf"))
    assert filed.status_code == 302
    session.expire_all()
    assert TaskKind.FILE_REGISTER not in desk.waiting(session, OFFICE, TODAY).tasks
    assert see(client, f"{at}/beleg.pdf").mimetype == "application/pdf"
    assert Tab(client, at, form="zuruecknehmen").send(reason="falsche Datei").status_code == 302
    session.expire_all()
    assert desk.waiting(session, OFFICE, TODAY).tasks[TaskKind.FILE_REGISTER] == 1


def test_the_board_that_files_finds_the_filing_on_its_desk_too_and_not_what_the_office_carries_out(
    session: Session, client: FlaskClient
) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Änderung der Satzung")
    at = filing(session, meeting)
    session.commit()
    board = a_person(session, "Almut", "Weißdorn")
    an_office(session, board)
    sign_in(session, client, board)
    page = see(client, "/").text
    assert at in page
    assert "Beschlossen und noch nicht ausgeführt" not in page
    filed = Tab(client, at, form="angemeldet").send(paper=(io.BytesIO(a_pdf("Anmeldung")), "Anmeldung.pdf"))
    assert filed.status_code == 302
    assert at not in see(client, "/").text


def test_a_filing_needs_its_paper(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Änderung der Satzung")
    at = filing(session, meeting)
    session.commit()
    sign_in_office(session, client)
    assert Tab(client, at, form="angemeldet").send().status_code == 422
    assert session.scalars(select(RegisterFiling)).all() == []


def test_what_was_done_elsewhere_is_noted_with_its_reason(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.DISSOLUTION, "Auflösung")
    at = address(session, meeting, FollowUp.FILING, "vermerken")
    session.commit()
    sign_in_office(session, client)
    assert Tab(client, at).send(reason="Das Notariat hat es angemeldet").status_code == 302
    page = see(client, f"/niederschriften/{meeting.assembly.id}").text
    assert "anders erledigt: Das Notariat hat es angemeldet" in page
    assert Tab(client, at.replace("vermerken", "doch-offen")).send(reason="doch nicht").status_code == 302
    assert not the(session, meeting, FollowUp.FILING).is_done


def test_a_new_version_of_the_statute_begins_with_the_day_of_the_resolution(
    session: Session, client: FlaskClient
) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Änderung der Satzung")
    session.commit()
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR, Role.OFFICE)
    page = see(client, f"/niederschriften/{meeting.assembly.id}").text
    assert "/satzung/neu?beschlossen=2026-11-24" in page
    assert 'value="2026-11-24"' in see(client, "/satzung/neu?beschlossen=2026-11-24").text
    assert see(client, "/satzung/neu?beschlossen=nonsense").status_code == 200


def test_the_desk_tells_what_a_meeting_left_to_do(session: Session, client: FlaskClient) -> None:
    meeting = passed(session, Subject.DISCHARGE_BOARD, "Entlastung des Vorstands")
    session.commit()
    sign_in_office(session, client)
    page = see(client, "/").text
    assert "Beschlossen und noch nicht ausgeführt: Entlastung vermerken" in page
    assert f"/niederschriften/{meeting.assembly.id}#danach" in page
    assert queries.open_following(session)


@pytest.mark.parametrize("party", ["9" * 30, "-1", "424242", "nobody"])
def test_a_person_that_nobody_offered_is_refused_and_breaks_nothing(
    session: Session, client: FlaskClient, party: str
) -> None:
    at = opened(session, client, elected(session), FollowUp.OFFICE)
    for act in ("enter", "preview"):
        assert Tab(client, at, form="ausfuehren").send(act=act, party=party).status_code == 422


@pytest.mark.parametrize("office", ["9" * 30, "424242"])
def test_an_office_that_nobody_offered_is_refused_and_breaks_nothing(
    session: Session, client: FlaskClient, office: str
) -> None:
    at = opened(session, client, passed(session, Subject.REMOVE_BOARD_MEMBER, "Abberufung"), FollowUp.REMOVAL)
    for act in ("enter", "preview"):
        assert Tab(client, at, form="ausfuehren").send(act=act, offices=office).status_code == 422


@pytest.mark.parametrize("field", ["present", "chair"])
def test_whom_nobody_offered_was_not_in_the_meeting(session: Session, client: FlaskClient, field: str) -> None:
    meeting = a_meeting(session)
    session.commit()
    sign_in_office(session, client)
    answer = Tab(client, f"/niederschriften/{meeting.assembly.id}", form="anwesend").send(**{field: "9" * 30})
    assert answer.status_code == 422
