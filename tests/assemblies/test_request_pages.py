"""The pages of demands and proposals: recorded, answered, joined and handed in; who sees what (§ 45 GenG; R-GV-08)."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies import actions, queries
from app.assemblies.models import AgendaRequest, Assembly
from app.assemblies.rules import RequestAim, RequestState
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.members.models import Member
from app.portal import queries as portal
from tests.assemblies.demands import DRAFT, PURPOSE, REASONS, TITLE, demanded, many_members, wanted
from tests.assemblies.factories import MEETS_ON, a_reachable_house, an_assembly, invited
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.shares.factories import a_member
from tests.statements import statements
from tests.tabs import Tab, said, wrong_fields
from tests.visitors import visitor

TYPED = {
    "aim": "item", "title": TITLE, "purpose": PURPOSE, "reasons": REASONS, "draft": DRAFT,
    "received_on": TODAY.isoformat(), "members": "1\n2 3",
}  # fmt: skip


def scan() -> dict[str, Any]:
    """The letter, as a browser sends it."""
    return {"document": (io.BytesIO(a_pdf("Verlangen")), "Verlangen.pdf")}


def in_the_office(session: Session, client: FlaskClient) -> list[Member]:
    """A house of 22 members, and the office signed in."""
    a_reachable_house(session)
    members = many_members(session, 20)
    session.commit()
    sign_in_office(session, client)
    return members


def requests(session: Session) -> list[AgendaRequest]:
    session.commit()
    session.expire_all()
    return list(session.scalars(select(AgendaRequest).order_by(AgendaRequest.id)).unique())


def at(request: AgendaRequest, path: str = "") -> str:
    return f"/versammlungen/verlangen/{request.id}{path}"


# --- the office ------------------------------------------------------------------------------------------------------


def test_a_demand_is_recorded_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    tab = Tab(client, "/versammlungen/verlangen/neu")
    for _each in range(2):
        assert tab.send(**TYPED, **scan()).status_code == 302
    found = requests(session)
    assert [(each.title, each.aim, each.received_on, each.file_name) for each in found] == [
        (TITLE, RequestAim.ITEM, TODAY, "Verlangen.pdf")
    ]
    page = said(client.get(at(found[0])))
    assert "3 Mitglieder von 22 verlangen es; nötig: 3." in page
    assert client.get(at(found[0], "/schreiben")).mimetype == "application/pdf"


def test_the_very_same_demand_is_met_with_what_stands_there(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    demanded(session, members[:3])
    session.commit()
    tab = Tab(client, "/versammlungen/verlangen/neu")
    assert tab.send(**TYPED, **scan()).status_code == 409
    assert len(requests(session)) == 1
    assert tab.send(**TYPED, **scan()).status_code == 302
    assert len(requests(session)) == 2


@pytest.mark.parametrize(("typed", "field"), [
    ({"members": "Niemand"}, "members"), ({"received_on": "2030-01-01"}, "received_on"), ({"purpose": " "}, "purpose"),
    ({"document": None}, "document"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, Any], field: str
) -> None:
    in_the_office(session, client)
    sent = {**TYPED, **scan(), **typed}
    answer = Tab(client, "/versammlungen/verlangen/neu").send(**{key: value for key, value in sent.items() if value})
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == [field]
    assert requests(session) == []


def test_further_members_are_noted_and_taken_back(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    request = demanded(session, members[:2])
    session.commit()
    assert "Das sind zu wenige" in said(client.get(at(request)))
    tab = Tab(client, at(request), "/mitglieder$")
    assert tab.send(members="Gemeinde Nr. 010").status_code == 302
    assert "3 Mitglieder von 22" in said(client.get(at(request)))
    assert Tab(client, at(request), "/mitglieder$").send(members="Niemand").status_code == 422
    support = queries.supporters_of(session, request, TODAY)[0].support
    assert Tab(client, at(request), f"/mitglieder/{support.id}/zuruecknehmen").send().status_code == 302
    page = said(client.get(at(request)))
    assert "2 Mitglieder von 22" in page
    assert "Zurückgenommen am 24.11.2026" in page


def test_the_list_shows_what_waits_and_is_taken_along(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    assert "Noch kein Verlangen" in client.get("/versammlungen/verlangen").text
    open_one, refused = demanded(session, members[:3]), demanded(session, members[:1], title="Glasfaser")
    actions.refuse_request(session, refused, "Nicht zuständig.", OFFICE, NOW)
    session.commit()
    page = client.get("/versammlungen/verlangen?view=open")
    assert TITLE in page.text
    assert "Glasfaser" not in page.text
    assert "Glasfaser" in client.get("/versammlungen/verlangen?format=csv").text
    assert open_one.title in client.get("/versammlungen/verlangen?q=quellbach").text


def test_a_list_of_many_demands_asks_the_database_no_oftener(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    demanded(session, members[:3])
    session.commit()
    with statements() as few:
        client.get("/versammlungen/verlangen")
    for number in range(10):
        demanded(session, members[:3], title=f"Antrag {number}")
    session.commit()
    with statements() as many:
        client.get("/versammlungen/verlangen")
    assert len(many) <= len(few) + 1


# --- answers ---------------------------------------------------------------------------------------------------------


def test_an_assembly_is_planned_from_a_demand(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    request = demanded(session, members[:3], RequestAim.ASSEMBLY)
    session.commit()
    tab = Tab(client, at(request, "/versammlung"))
    typed = {"meets_on": MEETS_ON.isoformat(), "begins_at": "18:00", "place": "Bürgersaal"}
    assert wrong_fields(tab.send(convened_by="minority_by_court", **typed).text) == ["convened_by"]
    answer = tab.send(convened_by="board", **typed)
    assembly = session.scalars(select(Assembly)).unique().one()
    assert answer.location.endswith(f"/versammlungen/{assembly.id}")
    page = said(client.get(f"/versammlungen/{assembly.id}"))
    assert TITLE in page
    assert "Minderheit der Mitglieder" in page
    assert "Von Mitgliedern verlangt" in page
    assert "Versammlung geplant" in said(client.get(at(request)))


def test_a_demand_is_put_on_a_convened_agenda_and_its_addition_says_who_wanted_it(
    session: Session, client: FlaskClient
) -> None:
    members = in_the_office(session, client)
    assembly = invited(session).assembly
    request = demanded(session, members[:3])
    session.commit()
    answer = Tab(client, at(request, "/tagesordnung")).send(assembly=str(assembly.id))
    assert answer.location.endswith(f"/versammlungen/{assembly.id}/ergaenzen")
    reason = Tab(client, answer.location).fields["reason"][0]
    assert reason.startswith("3\u00a0Mitglieder, mindestens ein Zehntel der Mitglieder, haben das in Textform")
    assert "Verlangen ansehen" in client.get(f"/versammlungen/{assembly.id}").text


def test_where_no_assembly_is_to_come_the_page_says_so(session: Session, client: FlaskClient) -> None:
    request = demanded(session, in_the_office(session, client)[:3])
    session.commit()
    assert "Keine Versammlung steht bevor" in client.get(at(request, "/tagesordnung")).text


def test_a_demand_that_changed_meanwhile_is_looked_at_once_more(session: Session, client: FlaskClient) -> None:
    members = in_the_office(session, client)
    request, assembly = demanded(session, members[:3]), an_assembly(session)
    session.commit()
    tab = Tab(client, at(request, "/tagesordnung"))
    actions.withdraw_support(session, queries.supporters_of(session, request, TODAY)[0].support, OFFICE, NOW)
    session.commit()
    assert tab.send(assembly=str(assembly.id)).status_code == 409
    assert tab.send(assembly=str(assembly.id)).status_code == 302


def test_a_demand_is_refused_with_reasons_and_goes_to_court(session: Session, client: FlaskClient) -> None:
    request = demanded(session, in_the_office(session, client)[:3], RequestAim.ASSEMBLY)
    session.commit()
    assert Tab(client, at(request, "/ablehnen")).send().status_code == 422
    assert Tab(client, at(request, "/ablehnen")).send(reasons="Das gehört nicht hierher.").status_code == 302
    said_no = said(client.get(at(request)))
    assert "Abgelehnt" in said_no
    assert "Das gehört nicht hierher." in said_no
    court = {"court": "Amtsgericht Lindenfurt", "file_number": "GnR 700412", "outcome": "granted"}
    tab = Tab(client, at(request, "/gericht"))
    assert wrong_fields(tab.send(**court, decided_on="2030-01-01").text) == ["decided_on"]
    assert tab.send(**court, decided_on=TODAY.isoformat()).status_code == 302
    assert "Mitglieder ermächtigt" in said(client.get(at(request)))
    assert Tab(client, at(request, "/versammlung")).fields["convened_by"] == ["minority_by_court"]


def test_the_desk_reminds_of_a_demand_until_it_is_answered(session: Session, client: FlaskClient) -> None:
    request = demanded(session, in_the_office(session, client)[:3])
    session.commit()
    assert waiting(session, OFFICE, TODAY).tasks[TaskKind.ANSWER_REQUEST] == 1
    page = said(client.get("/"))
    assert f"Verlangen von Mitgliedern: {TITLE}" in page
    actions.refuse_request(session, request, "Nicht zuständig.", OFFICE, NOW)
    session.commit()
    assert TaskKind.ANSWER_REQUEST not in waiting(session, OFFICE, TODAY).tasks


# --- on the members' own pages ---------------------------------------------------------------------------------------


@pytest.fixture
def both(session: Session) -> tuple[Member, Member]:
    """Two members that are people."""
    a_reachable_house(session)
    first = a_person(session, "Rosalinde", "Lindwurm", email="rosalinde@lindwurm.example")
    second = a_person(session, "Tilda", "Quendel", email="tilda@quendel.example")
    return a_member(session, party=first), a_member(session, party=second)


def own(member: Member, path: str = "") -> str:
    return f"/versammlungen/mein/{member.number}/antraege{path}"


def proposed(session: Session, member: Member) -> AgendaRequest:
    request = actions.propose(session, member, wanted(), OFFICE, NOW)
    session.commit()
    return request


def act(client: FlaskClient, member: Member, request: AgendaRequest, verb: str) -> TestResponse:
    return Tab(client, own(member, f"/{request.id}"), verb).send()


def signed_in(session: Session, app: Flask, member: Member) -> FlaskClient:
    """A browser of its own, with the member signed in."""
    client = visitor(app)
    sign_in(session, client, member.party)
    return client


def test_a_member_proposes_an_item_and_others_join(session: Session, app: Flask, both: tuple[Member, Member]) -> None:
    first, second = both
    hers, his = (signed_in(session, app, each) for each in both)
    assert "Noch kein Antrag" in hers.get(own(first)).text
    texts = {"title": TITLE, "purpose": PURPOSE, "reasons": REASONS}
    tab = Tab(hers, own(first, "/neu"))
    assert [tab.send(**texts).status_code for _each in range(2)] == [302, 302]
    (request,) = requests(session)
    assert request.proposer_id == first.id
    page = said(his.get(own(second)))
    assert "Vorgeschlagen von Rosalinde Lindwurm" in page
    assert act(his, second, request, "beitreten").status_code == 302
    assert "2 Mitglieder dahinter" in said(his.get(own(second)))
    assert act(his, second, request, "austreten").status_code == 302
    assert "1 Mitglied dahinter" in said(his.get(own(second)))


def test_only_the_proposer_hands_it_in_and_then_nobody_joins(
    session: Session, app: Flask, both: tuple[Member, Member]
) -> None:
    first, second = both
    request = proposed(session, first)
    hers, his = (signed_in(session, app, each) for each in both)
    stale = Tab(his, own(second, f"/{request.id}"), "beitreten")
    assert his.post(own(second, f"/{request.id}/einreichen"), data=stale.fields).status_code == 404
    assert act(hers, first, request, "einreichen").status_code == 302
    session.refresh(request)
    assert (request.received_on, queries.state_of_request(request)) == (TODAY, RequestState.OPEN)
    assert his.get(own(second, f"/{request.id}")).status_code == 404
    assert his.post(stale.action, data=stale.fields).status_code == 404
    assert waiting(session, OFFICE, TODAY).tasks[TaskKind.ANSWER_REQUEST] == 1


def test_a_supporter_reads_the_answer_on_its_own_page(
    session: Session, client: FlaskClient, both: tuple[Member, Member]
) -> None:
    first, second = both
    request = proposed(session, first)
    actions.join(session, request, second, OFFICE, NOW)
    actions.hand_in(session, request, first, OFFICE, NOW)
    actions.refuse_request(session, request, "Der Ausbau ist schon beschlossen.", OFFICE, NOW)
    session.commit()
    sign_in(session, client, second.party)
    assert "Der Ausbau ist schon beschlossen." in said(client.get(own(second, f"/{request.id}")))


def test_a_proposal_that_is_given_up_is_seen_by_its_proposer_alone(
    session: Session, app: Flask, both: tuple[Member, Member]
) -> None:
    first, second = both
    request = proposed(session, first)
    hers, his = (signed_in(session, app, each) for each in both)
    assert TITLE in his.get(own(second)).text
    assert act(hers, first, request, "aufgeben").status_code == 302
    assert "Zurückgezogen" in said(hers.get(own(first)))
    assert TITLE not in his.get(own(second)).text


def test_the_own_data_tell_what_a_member_demanded_and_supports(session: Session, both: tuple[Member, Member]) -> None:
    first, second = both
    request = proposed(session, first)
    actions.join(session, request, second, OFFICE, NOW)
    session.commit()
    told = [portal.own_data(session, each, (), NOW)["agenda_requests"] for each in both]
    assert [(each["title"], each["is_proposer"]) for (each,) in told] == [(TITLE, True), (TITLE, False)]
