"""The boardroom's pages as members of the organs, the office and others meet them."""

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive import queries as archive
from app.boardroom import actions
from app.core import clock
from app.core.values import Role
from app.members.rules import MemberClass
from app.organs import queries as organs
from app.organs.models import Item, Resolution
from app.organs.rules import Choice, ItemKind, Organ, Outcome, Procedure
from app.parties.models import Party
from tests.admissions.factories import a_proposed, who
from tests.boardroom.factories import a_board_of_three, admission_of, as_officer, directors
from tests.dossiers.test_refusals import at
from tests.factories import OFFICE, a_pdf, a_person, sign_in, sign_in_office

RECORD = a_pdf("Niederschrift")


def opened(
    session: Session, *items: Item, procedure: Procedure = Procedure.CIRCULAR, attending: list[Party] | None = None,
    meeting_on: date | None = None,
) -> Resolution:
    """A resolution opened now."""
    opening = actions.Opening(
        items[0].organ, procedure, "", [item.id for item in items], meeting_on=meeting_on,
        attending=[each.id for each in attending or []],
    )
    resolution = actions.open_resolution(session, opening, OFFICE, clock.now())
    session.commit()
    return resolution


def an_open_vote(session: Session) -> tuple[Application, Item, list[Party]]:
    """An application on which the board of three votes by circular since now."""
    people = a_board_of_three(session)
    application = a_proposed(session)
    item = admission_of(session, application)
    opened(session, item)
    return application, item, people


def afresh(session: Session) -> None:
    """See what the requests have written."""
    session.rollback()
    session.expire_all()


def path_of(item: Item, act: str = "stimme") -> str:
    """Where something is done with an item."""
    return f"/beschluesse/{item.resolution_id}/gegenstaende/{item.id}/{act}"


def test_a_director_sees_what_waits_and_what_follows(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[0])
    assert "Gemeinde Altenbruck" in client.get("/beschluesse/").text
    text = client.get(f"/beschluesse/{item.resolution_id}").text
    for words in ("Ihre Stimme fehlt", "2 Ja-Stimmen", "Mitglied Nr. 0001 ab heute", "Zustimmen", "Ich bin befangen"):
        assert words in text


def test_a_director_sees_every_rate_of_what_will_be_paid(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session, min_payment=100_00, instalment_amount=200_00, instalment_months=12)
    item = admission_of(session, a_proposed(session, shares="2"))
    opened(session, item)
    sign_in(session, client, people[0])
    text = client.get(f"/beschluesse/{item.resolution_id}").text.replace("\u00a0", " ")
    assert "danach 2 Raten zu je 400,00 €, alle 12 Monate eine" in text


def test_two_directors_admit_a_municipality(session: Session, client: FlaskClient) -> None:
    application, item, people = an_open_vote(session)
    for person in people[:2]:
        sign_in(session, client, person)
        answer = client.post(path_of(item), data={"choice": "yes", "reason": "Gern"}, follow_redirects=True)
        assert answer.status_code == 200
    assert "Angenommen mit V-" in answer.text
    afresh(session)
    assert application.state is ApplicationState.ADMITTED
    protocol = client.get(f"/beschluesse/{item.resolution_id}/protokoll.pdf")
    assert protocol.data.startswith(b"%PDF")


def test_the_biased_director_gets_no_buttons(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[1])
    assert client.post(path_of(item, "befangen"), data={"ground": "Gemeinderat"}).status_code == 302
    text = client.get(f"/beschluesse/{item.resolution_id}").text
    assert "Stimmt nicht mit und zählt nicht" in text
    assert 'value="yes"' not in text
    assert client.post(path_of(item), data={"choice": "yes"}).status_code == 409
    assert client.post(path_of(item, "nicht-befangen")).status_code == 302
    assert 'value="yes"' in client.get(f"/beschluesse/{item.resolution_id}").text


def test_a_ground_of_bias_ends_with_one_full_stop(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    grounds = ("Mitglied des Gemeinderats.", "Vorsitz des Vereins")
    for person, ground in zip(people[1:], grounds, strict=True):
        actions.declare_bias(session, item, person.id, ground, as_officer(person), clock.now())
    session.commit()
    sign_in(session, client, people[0])
    text = client.get(f"/beschluesse/{item.resolution_id}").text
    assert "Mitglied des Gemeinderats. Stimmt nicht mit" in text
    assert "Vorsitz des Vereins. Stimmt nicht mit" in text


def test_bias_without_a_ground_is_asked_for_again(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[1])
    answer = client.post(path_of(item, "befangen") + "?dialog=bias", data={"ground": ""})
    assert (answer.status_code, "Nennen Sie den Grund" in answer.text) == (422, True)


@pytest.mark.parametrize("act", ["stimme", "befangen"])
def test_office_and_auditor_read_but_do_not_vote(session: Session, client: FlaskClient, act: str) -> None:
    _application, item, _people = an_open_vote(session)
    for role in (Role.OFFICE, Role.AUDITOR):
        sign_in(session, client, a_person(session, "Test", role.value), role)
        assert client.get(f"/beschluesse/{item.resolution_id}").status_code == 200
        assert client.post(path_of(item, act), data={"choice": "yes", "ground": "x"}).status_code == 403


def test_the_supervisory_board_does_not_vote_for_the_board(session: Session, client: FlaskClient) -> None:
    _application, item, _people = an_open_vote(session)
    supervisor = organs.offices_on(session, Organ.SUPERVISORY_BOARD, clock.today())[0].party
    sign_in(session, client, supervisor)
    assert client.post(path_of(item), data={"choice": "yes"}).status_code == 409
    assert client.post(f"/beschluesse/{item.resolution_id}/schliessen").status_code == 409


def test_members_and_strangers_see_nothing(session: Session, client: FlaskClient) -> None:
    _application, item, _people = an_open_vote(session)
    assert client.get(f"/beschluesse/{item.resolution_id}").status_code == 302
    sign_in(session, client, a_person(session))
    assert client.get(f"/beschluesse/{item.resolution_id}").status_code == 403


def test_an_item_of_another_resolution_in_the_address_leads_nowhere(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[0])
    wrong = f"/beschluesse/{(item.resolution_id or 0) + 1}/gegenstaende/{item.id}/stimme"
    assert client.post(wrong, data={"choice": "yes"}).status_code == 404
    assert client.get("/beschluesse/4711").status_code == 404


def test_a_batch_is_approved_with_one_form(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    first = admission_of(session, a_proposed(session))
    other = admission_of(session, a_proposed(session, token="anderer", who=who(name="Gemeinde Nebelfurt")))
    resolution = opened(session, first, other)
    sign_in(session, client, people[0])
    assert "Allen zustimmen" in client.get(f"/beschluesse/{resolution.id}").text
    client.post(f"/beschluesse/{resolution.id}/stimmen", data={"items": [first.id, other.id], "choice": "yes"})
    afresh(session)
    assert [vote.choice for item in (first, other) for vote in item.votes] == [Choice.YES, Choice.YES]


def test_the_office_opens_a_circular_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    sign_in_office(session, client)
    assert "Gemeinde Altenbruck" in client.get(f"/beschluesse/neu?organ=board&ids={item.id}").text
    form = {
        "key": "schluessel-1", "organ": "board", "items": [item.id], "procedure": "circular", "title": "",
        "deadline_on": (clock.today() + timedelta(days=8)).isoformat(), "meeting_on": "", "place": "",
    }
    answers = [client.post("/beschluesse/neu", data=form) for _again in range(3)]
    assert {answer.location for answer in answers} == {"/beschluesse/1"}
    assert session.scalar(select(func.count()).select_from(Resolution)) == 1


def test_a_day_that_is_too_far_off_is_refused_at_its_field(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    sign_in_office(session, client)
    form = {"key": "schluessel-1", "organ": "board", "items": [item.id], "procedure": "circular"}
    answer = client.post("/beschluesse/neu", data={**form, "deadline_on": "2030-01-01"})
    assert (answer.status_code, 'href="#deadline_on">Ein Umlauf läuft höchstens' in answer.text) == (422, True)


def test_a_resolution_without_items_is_not_opened(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    a_proposed(session)
    sign_in_office(session, client)
    answer = client.post("/beschluesse/neu", data={"key": "schluessel-2", "organ": "board", "procedure": "meeting"})
    assert (answer.status_code, "Wählen Sie mindestens einen Gegenstand" in answer.text) == (422, True)


def test_the_minute_taker_enters_the_votes_of_a_meeting(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    resolution = opened(session, item, procedure=Procedure.MEETING, attending=people[:2])
    sign_in_office(session, client)
    assert "Stimmen eintragen" in client.get(f"/beschluesse/{resolution.id}").text
    votes = {f"vote-{person.id}": "yes" for person in people[:2]}
    assert client.post(path_of(item, "protokollstimmen"), data=votes).status_code == 302
    afresh(session)
    assert item.outcome is Outcome.ACCEPTED


def test_what_follows_in_a_meeting_to_come_is_dated_by_its_day(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    day = clock.today() + timedelta(days=28)
    resolution = opened(session, item, procedure=Procedure.MEETING, attending=people, meeting_on=day)
    sign_in(session, client, people[0])
    page = client.get(f"/beschluesse/{resolution.id}").text
    assert f"ab dem Tag der Sitzung, {day:%d.%m.%Y}" in page
    assert "ab heute" not in page


def test_a_meeting_to_come_is_called_off_and_its_matter_waits_again(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    day = clock.today() + timedelta(days=28)
    resolution = opened(session, item, procedure=Procedure.MEETING, attending=people, meeting_on=day)
    sign_in_office(session, client)
    assert "Sitzung absagen" in client.get(f"/beschluesse/{resolution.id}").text
    client.post(f"/beschluesse/{resolution.id}/schliessen")
    afresh(session)
    assert resolution.closed_at is not None
    assert "Zulassung zum Antrag" in client.get("/beschluesse/").text
    document = archive.get_document(session, resolution.protocol_document_id or 0)
    assert any("abgesagt" in paragraph for paragraph in (document.facts or {})["closing"])


def test_who_did_not_vote_is_not_waited_for_after_the_decision(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    for person in people[:2]:
        actions.vote(session, item, person.id, Choice.YES, "", as_officer(person), clock.now())
    session.commit()
    sign_in_office(session, client)
    assert "Keine Stimme" in client.get(f"/beschluesse/{item.resolution_id}").text


def test_an_objection_is_explained_on_the_page(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[2])
    number = item.resolution_id
    client.post(f"/beschluesse/{number}/widerspruch", data={"reason": "Lieber mündlich"})
    text = client.get(f"/beschluesse/{number}").text
    assert "Cosima Rehbein hat dem Umlaufverfahren widersprochen" in text
    assert "Ohne Entscheidung" in text
    assert "Entschieden" not in text
    assert "In einem früheren Beschluss nicht entschieden" in client.get("/beschluesse/").text


def test_the_page_says_who_can_decide_where_too_few_are_unbiased(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    for person in people[1:]:
        actions.declare_bias(session, item, person.id, "Gemeinderat", as_officer(person), clock.now())
    session.commit()
    sign_in(session, client, people[0])
    text = client.get(f"/beschluesse/{item.resolution_id}").text
    assert "Entscheiden kann: Aufsichtsrat." in text
    client.post(f"/beschluesse/gegenstaende/{item.id}/abgeben", data={"organ": "supervisory_board"})
    assert len(organs.pending_items(session, Organ.SUPERVISORY_BOARD)) == 1


def test_a_question_and_its_answer_stand_on_the_page(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[0])
    for _again in range(2):
        client.post(path_of(item, "rueckfrage"), data={"key": "frage-1234", "question": "Liegt der Beschluss vor?"})
    assert client.get(f"/beschluesse/{item.resolution_id}").text.count("Liegt der Beschluss vor?") == 1


def test_a_resolution_of_the_assembly_is_recorded_with_its_record(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    sign_in_office(session, client)
    form = {
        "key": "schluessel-3", "organ": "general_assembly", "item": "0", "kind": "other", "decided_on": "19.06.2026",
        "outcome": "accepted", "title": "Beitritt zum Verband", "text": "Die Versammlung tritt dem Verband bei.",
        "in_favour": "12", "against": "1", "abstained": "", "record": (io.BytesIO(RECORD), "Niederschrift.pdf"),
    }
    answer = client.post("/beschluesse/nachtragen", data=form, follow_redirects=True)
    assert "GV-2026-001" in answer.text
    resolution = organs.find_by_number(session, "GV-2026-001")
    assert resolution
    assert client.get(f"/beschluesse/{resolution.id}/niederschrift.pdf").data == RECORD


@pytest.mark.parametrize(("day", "words"), [
    ("1800-01-01", "weder Satzung noch Mitglieder"), ("2199-01-01", "erst noch"),
])  # fmt: skip
def test_a_resolution_of_a_day_that_cannot_be_is_refused_at_the_day(
    session: Session, client: FlaskClient, day: str, words: str
) -> None:
    a_board_of_three(session)
    sign_in_office(session, client)
    form = {
        "key": "schluessel-3", "organ": "general_assembly", "item": "0", "kind": "other", "decided_on": day,
        "outcome": "accepted", "title": "Beitritt zum Verband", "text": "Die Versammlung tritt dem Verband bei.",
    }
    assert words in at(client.post("/beschluesse/nachtragen", data=form), "decided_on")
    assert organs.register(session)[1] == 0


def test_a_matter_is_proposed_and_taken_back(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    session.commit()
    sign_in(session, client, people[0])
    form = {"key": "schluessel-4", "organ": "board", "kind": "other", "text": "Ein Lastenrad wird angeschafft."}
    assert "Ein Lastenrad" in client.post("/beschluesse/vorschlagen", data=form, follow_redirects=True).text
    (item,) = organs.pending_items(session, Organ.BOARD)
    client.post(f"/beschluesse/gegenstaende/{item.id}/zuruecknehmen")
    afresh(session)
    assert list(organs.pending_items(session, Organ.BOARD)) == []


def test_the_register_is_filtered_and_exported(session: Session, client: FlaskClient) -> None:
    an_open_vote(session)
    sign_in_office(session, client)
    assert "V-" in client.get("/beschluesse/verzeichnis?state=open").text
    assert "Kein Beschluss passt" in client.get("/beschluesse/verzeichnis?organ=general_assembly").text
    export = client.get("/beschluesse/verzeichnis?q=zulassung&format=csv")
    assert "Zulassung eines Mitglieds" in export.text
    assert client.get("/beschluesse/verzeichnis?year=x&state=y&sort=-number&page=9").status_code == 200


def test_the_declaration_is_open_to_who_decides(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_open_vote(session)
    sign_in(session, client, people[0])
    answer = client.get(f"/beschluesse/gegenstaende/{item.id}/erklaerung.pdf")
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("is_asked", [False, True])
def test_the_supervisory_board_reads_an_application_that_lies_before_it_and_no_other(
    session: Session, client: FlaskClient, is_asked: bool
) -> None:
    """On task (R-GDPR-02): of the board's own matters it sees resolution and votes, not what was declared."""
    a_board_of_three(session, investing_members=True, investing_consent_by="supervisory_board")
    application = a_proposed(session, member_class=MemberClass.INVESTING if is_asked else MemberClass.ORDINARY)
    item = admission_of(session, application)
    opened(session, item)
    sign_in(session, client, organs.offices_on(session, Organ.SUPERVISORY_BOARD, clock.today())[0].party)
    shown = client.get(f"/beschluesse/{item.resolution_id}")
    assert (shown.status_code, "Kirchgasse 4" in shown.text, "Rehbein" in shown.text) == (200, is_asked, True)
    declaration = client.get(f"/beschluesse/gegenstaende/{item.id}/erklaerung.pdf")
    assert declaration.status_code == (200 if is_asked else 404)


def a_long_matter(session: Session, text: str) -> Item:
    """A matter of another kind on which the board of three votes by circular."""
    a_board_of_three(session)
    actions.propose(session, Organ.BOARD, ItemKind.OTHER, text, OFFICE, clock.now())
    item = session.scalars(select(Item).where(Item.text == text)).one()
    opened(session, item)
    return item


LONG = f"Ausschluss AS-2026-001 von Gemeinde Altenbruck nach § 9 der Satzung: {'Beiträge blieben aus. ' * 20}Ende."


def test_the_whole_wording_of_a_matter_stands_once_on_its_page(session: Session, client: FlaskClient) -> None:
    item = a_long_matter(session, LONG)
    sign_in(session, client, directors(session)[0])
    text = client.get(f"/beschluesse/{item.resolution_id}").text
    assert text.count(LONG) == 1
    assert re.search(r"<h1[^>]*>\s*Ausschluss AS-2026-001 von [^<]* …\s*</h1>", text)


def test_only_of_an_application_the_ground_of_bias_is_said_to_be_deleted(
    session: Session, client: FlaskClient
) -> None:
    item = a_long_matter(session, LONG)
    application = a_proposed(session)
    other = admission_of(session, application)
    opened(session, other)
    sign_in(session, client, directors(session)[0])
    told = [client.get(f"/beschluesse/{each.resolution_id}").text for each in (item, other)]
    assert ["wird er gelöscht" in text for text in told] == [False, True]
