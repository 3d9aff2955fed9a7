"""What cannot be carried out keeps nothing else waiting, whichever way it was decided, and everybody is told why."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.boardroom import actions, queries
from app.boardroom.rules import LacksPoints
from app.core import clock, journal
from app.core.uploads import CheckedFile
from app.members.rules import MemberClass
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, ItemKind, Organ, Outcome
from app.parties.models import Party
from tests.admissions.factories import PDF, a_proposed, a_statute, a_submitted, an_officer, who
from tests.boardroom.factories import (
    a_board_of_three,
    a_circular,
    a_meeting,
    admission_of,
    as_officer,
    directors,
    vote,
)
from tests.boardroom.test_open_points import an_application_that_owes_more, read_again, yes_and_abstention
from tests.factories import NOW, OFFICE, TODAY, a_person, an_organisation, sign_in, sign_in_office
from tests.statements import statements
from tests.tabs import Tab, said
from tests.transfers.factories import item_about
from tests.transfers.newcomers import a_giver, an_applicant, handed_on

PAPER = CheckedFile("Niederschrift.pdf", PDF)
OPEN_PROOF = "Vor der Zulassung ist noch offen: Nachweis der Vertretungsmacht."


def two_applications(session: Session) -> tuple[list[Party], tuple[Application, Item], tuple[Application, Item]]:
    """A board of three before which two lie; of the second a point was opened again."""
    people = a_board_of_three(session)
    whole = a_proposed(session)
    lacking = a_proposed(session, token="anderer", who=who(name="Gemeinde Nebelfurt", email="rat@nebelfurt.example"))
    admissions.untick(session, lacking.id, "authority_proof", OFFICE, NOW)
    return people, (whole, admission_of(session, whole)), (lacking, admission_of(session, lacking))


def recorded(item: Item, outcome: Outcome = Outcome.ACCEPTED, day: date = TODAY) -> actions.Record:
    """The board's decision on an item, noted from its minutes."""
    return actions.Record(item.organ, day, "", "", outcome, item_id=item.id, record=PAPER)


# --- recorded from elsewhere ------------------------------------------------------------------------------------------


def test_a_decision_from_elsewhere_admits_nobody_whom_a_vote_here_would_not(session: Session) -> None:
    _people, _whole, (lacking, item) = two_applications(session)
    why = r"Nachweis der Vertretungsmacht\..* tragen Sie den Beschluss danach nach"
    with pytest.raises(LacksPoints, match=why), session.begin_nested():
        actions.record_resolution(session, recorded(item), OFFICE, NOW)
    assert (lacking.state, lacking.member_id) == (ApplicationState.PROPOSED, None)


def test_once_it_is_cleared_the_decision_from_elsewhere_counts_from_its_own_day(session: Session) -> None:
    _people, _whole, (lacking, item) = two_applications(session)
    admissions.tick(session, lacking.id, "authority_proof", "Wahlniederschrift liegt vor", OFFICE, NOW)
    actions.record_resolution(session, recorded(item), OFFICE, NOW + timedelta(days=5))
    assert lacking.state is ApplicationState.ADMITTED
    assert item.decided_on == TODAY


def test_a_rejection_from_elsewhere_is_recorded_whatever_lacks(session: Session) -> None:
    _people, _whole, (lacking, item) = two_applications(session)
    actions.record_resolution(session, recorded(item, Outcome.REJECTED), OFFICE, NOW)
    assert lacking.state is ApplicationState.REFUSED


def test_the_page_says_beforehand_what_lacks_and_the_form_keeps_what_was_typed(
    session: Session, client: FlaskClient
) -> None:
    _people, (whole, first), (lacking, item) = two_applications(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/beschluesse/nachtragen?item={item.id}")
    assert f"Eine Annahme ist heute noch nicht nachzutragen: {lacking.name} . {OPEN_PROOF}" in said(page)
    assert "Es gilt, was die Satzung am Tag des Beschlusses verlangt." in said(page)
    assert [f'href="/antraege/{each.id}"' in page.text for each in (lacking, whole)] == [True, False]
    for address in ("/beschluesse/nachtragen", f"/beschluesse/nachtragen?item={first.id}"):
        assert "noch nicht nachzutragen" not in said(client.get(address))
    data = {
        "organ": "board", "item": item.id, "kind": "other", "decided_on": "24.11.2026", "outcome": "accepted",
        "place": "Quellbach", "record": (BytesIO(PDF), "Niederschrift.pdf"),
    }  # fmt: skip
    answer = client.post("/beschluesse/nachtragen", data=data)
    assert (answer.status_code, 'value="Quellbach"' in answer.text) == (422, True)
    assert f"wenn das zu Antrag {lacking.number} geklärt ist" in said(answer)
    assert f"Eine Annahme ist heute noch nicht nachzutragen: {lacking.name} . {OPEN_PROOF}" in said(answer)
    read_again(session)
    assert (item.outcome, lacking.state) == (Outcome.OPEN, ApplicationState.PROPOSED)


def test_what_the_act_judges_by_the_day_of_the_decision_the_page_says_of_today_only(
    session: Session, client: FlaskClient
) -> None:
    a_board_of_three(session, investing_members=True)
    application = a_proposed(session, member_class=MemberClass.INVESTING, now=NOW - timedelta(days=3))
    item = admission_of(session, application)
    a_statute(session, TODAY, investing_members=False)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/beschluesse/nachtragen?item={item.id}"))
    assert f"Eine Annahme ist heute noch nicht nachzutragen: {application.name} . Die Satzung lässt" in page
    before = TODAY - timedelta(days=1)
    actions.record_resolution(session, recorded(item, day=before), OFFICE, clock.now())
    assert (item.outcome, item.decided_on) == (Outcome.ACCEPTED, before)


def test_the_page_asks_no_more_where_more_items_wait(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    sign_in_office(session, client)
    few = _asked_by_the_page(session, client, ("Birkenau", "Eichstett"))
    more = _asked_by_the_page(session, client, ("Fichtental", "Rotbach", "Kaltenfeld", "Steinwald", "Ulmenhof"))
    assert more == few


def _asked_by_the_page(session: Session, client: FlaskClient, places: tuple[str, ...]) -> int:
    """How many statements the page takes once these applications wait too; the first is chosen."""
    made = [
        a_proposed(session, token=place, who=who(name=f"Gemeinde {place}", email=f"rat@{place.lower()}.example"))
        for place in places
    ]
    item_id = admission_of(session, made[0]).id
    session.commit()
    session.expunge_all()
    with statements() as seen:
        assert client.get(f"/beschluesse/nachtragen?item={item_id}").status_code == 200
    return len(seen)


def test_the_assemblys_consent_from_elsewhere_waits_for_what_is_open_too(session: Session) -> None:
    chair, second, _third = a_board_of_three(session, investing_members=True)
    application = a_proposed(session, member_class=MemberClass.INVESTING)
    a_circular(session, admission_of(session, application))
    for person in (chair, second):
        vote(session, admission_of(session, application), person)
    admissions.untick(session, application.id, "authority_proof", OFFICE, NOW)
    consent = recorded(admission_of(session, application, ItemKind.INVESTING_CONSENT))
    with pytest.raises(LacksPoints), session.begin_nested():
        actions.record_resolution(session, consent, OFFICE, NOW)
    admissions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    actions.record_resolution(session, consent, OFFICE, NOW)
    assert application.state is ApplicationState.ADMITTED


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_says_what_stays_open_and_why(session: Session, client: FlaskClient) -> None:
    people, (whole, first), (lacking, second) = two_applications(session)
    third = actions.propose(session, Organ.BOARD, ItemKind.OTHER, "Der Sitzungsraum wird gemietet.", OFFICE, NOW)
    resolution = a_meeting(session, first, second, third, attending=people)
    for item in (first, second):
        yes_and_abstention(session, item, people)
    sign_in_office(session, client)
    closed = Tab(client, f"/beschluesse/{resolution.id}", "schliessen").send()
    page = said(client.get(closed.location))
    assert f"Noch nicht angenommen, obwohl die Stimmen genügen: {lacking.name}. {OPEN_PROOF}" in page
    assert "Es fehlen Stimmen, darum bleibt zu entscheiden: Der Sitzungsraum wird gemietet." in page
    read_again(session)
    assert (whole.state, lacking.state) == (ApplicationState.ADMITTED, ApplicationState.PROPOSED)


def test_an_applicant_whose_class_the_statute_no_longer_knows_stops_nothing_else(session: Session) -> None:
    people = a_board_of_three(session, investing_members=True)
    investing = a_proposed(session, member_class=MemberClass.INVESTING)
    other = a_proposed(session, token="anderer", who=who(name="Gemeinde Nebelfurt", email="rat@nebelfurt.example"))
    items = [admission_of(session, each) for each in (investing, other)]
    resolution = a_meeting(session, *items, attending=people)
    for item in items:
        yes_and_abstention(session, item, people)
    a_statute(session, TODAY, investing_members=False)
    left = actions.close(session, resolution, OFFICE, clock.now())
    session.commit()
    assert [each.item for each in left] == [items[0]]
    assert (investing.state, other.state) == (ApplicationState.PROPOSED, ApplicationState.ADMITTED)
    told = [line.summary() for line in journal.lines_about(session, f"resolution:{resolution.id}")]
    assert any("Die Satzung lässt investierende Mitglieder nicht zu" in each for each in told)
    assert admission_of(session, investing).follows_id == items[0].id


def test_a_decision_older_than_the_declaration_stops_nothing_else_and_its_days_stay_out_of_the_history(
    session: Session,
) -> None:
    people, (late, first), (lacking, second) = two_applications(session)
    admissions.tick(session, lacking.id, "authority_proof", "", OFFICE, NOW)
    resolution = a_circular(session, first, second)
    for item in (first, second):
        vote(session, item, people[0])
        vote(session, item, people[1], "abstain")
    late.submitted_at = NOW + timedelta(days=8)
    actions.close_in_time(session, resolution, NOW + timedelta(days=9))
    session.commit()
    assert (late.state, lacking.state) == (ApplicationState.PROPOSED, ApplicationState.ADMITTED)
    assert (first.outcome, first.carried_out_at, resolution.protocol_document_id is None) == (Outcome.OPEN, None, False)
    told = [line.summary() for line in journal.lines_about(session, f"resolution:{resolution.id}")]
    assert any("Noch offen: Angaben zum Vorgang." in each for each in told)


def test_a_transfer_to_an_applicant_who_lacks_something_waits_and_is_not_turned_down(session: Session) -> None:
    giver = a_giver(session)
    application = an_applicant(session)
    transfer = handed_on(session, giver, application)
    item = item_about(session, transfer)
    admissions.untick(session, application.id, "authority_proof", OFFICE, NOW)
    said_of_it = queries.consequences_of(session, item, None, TODAY)
    assert str(said_of_it[0]) == f"Noch wird auch mit Ihrem Ja nichts übertragen: {OPEN_PROOF}"
    an_officer(session, a_person(session, "Cosima", "Rehbein"))
    people = directors(session)
    resolution = a_circular(session, item)
    yes_and_abstention(session, item, people)
    with pytest.raises(LacksPoints), session.begin_nested():
        vote(session, item, people[2])
    actions.close_in_time(session, resolution, NOW + timedelta(days=9))
    assert (item.outcome, application.state) == (Outcome.OPEN, ApplicationState.PROPOSED)
    session.commit()
    told = [line.summary() for line in journal.lines_about(session, f"resolution:{resolution.id}")]
    assert any("Noch offen: Nachweis der Vertretungsmacht." in each for each in told)
    again = organs.find_item(session, ItemKind.TRANSFER, transfer.id)
    assert (again.follows_id if again else None) == item.id


# --- the same vote on all ---------------------------------------------------------------------------------------------


def test_the_same_vote_on_all_leaves_out_what_lacks_something_and_says_so(
    session: Session, client: FlaskClient
) -> None:
    people, (whole, first), (lacking, second) = two_applications(session)
    resolution = a_circular(session, second, first, now=clock.now())
    for item in (first, second):
        vote(session, item, people[0], now=clock.now())
    session.commit()
    sign_in(session, client, people[1])
    data = {"choice": "yes", "items": [str(first.id), str(second.id)]}
    answer = client.post(f"/beschluesse/{resolution.id}/stimmen", data=data)
    assert answer.status_code == 302
    page = said(client.get(answer.location))
    assert "Eine Stimme eingetragen." in page
    assert f"Ihre Stimme fehlt noch bei {lacking.name}: {OPEN_PROOF}" in page
    read_again(session)
    assert (whole.state, lacking.state) == (ApplicationState.ADMITTED, ApplicationState.PROPOSED)
    assert ([len(each.votes) for each in (first, second)], resolution.closed_at) == ([2, 1], None)


def test_a_bias_found_out_on_one_item_keeps_nobody_from_voting_on_the_others(session: Session) -> None:
    people, (_whole, first), (_lacking, second) = two_applications(session)
    resolution = a_circular(session, first, second)
    person = people[2]
    actions.declare_bias(session, first, person.id, "Im Gemeinderat", as_officer(person), NOW)
    given = actions.vote_on_all(session, resolution, [first.id, second.id], Choice.YES, as_officer(person), NOW)
    assert (given.number, [each.item for each in given.refused]) == (1, [first])


# --- what each reader is told -----------------------------------------------------------------------------------------


def test_the_board_reads_what_it_can_do_and_the_office_what_it_can(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_application_that_owes_more(session)
    for_office = "Klären Sie es am Antrag, oder geben Sie ihn dort zurück"
    sign_in(session, client, people[0])
    board = said(client.get(f"/beschluesse/{item.resolution_id}"))
    assert "Ihre Stimme können Sie schon abgeben; die Geschäftsstelle klärt, was offen ist." in board
    assert (for_office in board, "Geben Sie den Antrag zur Ergänzung zurück" in board) == (False, False)
    client.post("/konto/abmelden")
    sign_in_office(session, client)
    office = said(client.get(f"/beschluesse/{item.resolution_id}"))
    assert (for_office in office, "Ihre Stimme" in office) == (True, False)


def test_a_refused_vote_gives_the_board_no_advice_meant_for_the_office(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_application_that_owes_more(session)
    vote(session, item, people[0], now=clock.now())
    session.commit()
    sign_in(session, client, people[1])
    answer = said(Tab(client, f"/beschluesse/{item.resolution_id}", "stimme").send(choice="yes"))
    assert "Vor der Zulassung ist noch offen: Zahl der Anteile." in answer
    assert "Geben Sie ihn zur Ergänzung zurück" not in answer


# --- the consent that lacks something ---------------------------------------------------------------------------------


def an_admitted_investor(session: Session) -> tuple[Application, Item]:
    """An investing applicant whom the board has admitted, and the consent that is still out."""
    chair, second, _third = a_board_of_three(
        session, investing_members=True, investing_consent_by="supervisory_board", sb_required=True
    )
    application = a_proposed(session, member_class=MemberClass.INVESTING)
    item = admission_of(session, application)
    a_circular(session, item)
    for person in (chair, second):
        vote(session, item, person)
    consent = admission_of(session, application, ItemKind.INVESTING_CONSENT)
    a_circular(session, consent, organ=Organ.SUPERVISORY_BOARD)
    return application, consent


def test_what_lacks_something_after_the_board_has_admitted_is_given_back_and_decided_anew_by_both(
    session: Session,
) -> None:
    application, consent = an_admitted_investor(session)
    admissions.return_for_completion(session, application.id, ["Eine Klausel"], OFFICE, NOW)
    assert (application.state, application.resolution_number) == (ApplicationState.RETURNED, "")
    assert consent.dropped_at is not None
    admissions.submit(session, application.id, NOW)
    admissions.propose(session, application.id, OFFICE, NOW)
    again = organs.find_item(session, ItemKind.INVESTING_CONSENT, application.id)
    assert again is not None
    assert again.id != consent.id
    assert not queries.enters(session, again)
    supervisor = organs.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)[0].party
    a_circular(session, again, organ=Organ.SUPERVISORY_BOARD)
    assert vote(session, again, supervisor) is Outcome.ACCEPTED
    assert application.state is ApplicationState.PROPOSED
    actions.record_resolution(session, recorded(newest_admission(session, application)), OFFICE, NOW)
    assert (application.state, application.resolution_number) == (ApplicationState.ADMITTED, "V-2026-002")


def newest_admission(session: Session, application: Application) -> Item:
    """What lays an application before the board now."""
    found = organs.find_item(session, ItemKind.ADMISSION, application.id)
    assert found is not None
    return found


def test_the_page_of_an_admitted_investor_says_how_what_hinders_the_consent_is_settled(
    session: Session, client: FlaskClient
) -> None:
    application, _consent = an_admitted_investor(session)
    admissions.untick(session, application.id, "authority_proof", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/antraege/{application.id}"))
    assert "Was offen ist, hindert die Zustimmung." in page
    assert "V-2026-001 lässt zu, was bisher erklärt ist." in page
    tab = Tab(client, f"/antraege/{application.id}", "zurueckgeben")
    assert tab.send(missing="Der Nachweis").status_code == 302
    assert "V-2026-001 ist überholt" in said(client.get(f"/antraege/{application.id}"))


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_a_likely_duplicate_that_turns_up_while_the_board_decides_stands_on_the_desk(
    session: Session, client: FlaskClient
) -> None:
    a_board_of_three(session)
    application = a_proposed(session)
    session.commit()
    sign_in_office(session, client)
    line = "Liegt dem Vorstand vor und kann nicht zugelassen werden: sieht aus wie Gemeinde Altenbruck"
    assert line not in said(client.get("/"))
    an_organisation(session, "Gemeinde Altenbruck")
    journal.record(session, OFFICE, "note", "party:1", clock.now(), "Neu")
    session.commit()
    page = client.get("/")
    assert line in said(page)
    assert f'href="/antraege/{application.id}"' in page.text
    admissions.tick(session, application.id, "no_duplicate", "Eine andere", OFFICE, clock.now())
    session.commit()
    assert line not in said(client.get("/"))


def test_another_application_of_the_same_stands_on_the_desk_too(session: Session, client: FlaskClient) -> None:
    a_board_of_three(session)
    a_proposed(session)
    a_submitted(session, now=NOW + timedelta(minutes=5), token="anderer")
    session.commit()
    sign_in_office(session, client)
    line = "Liegt dem Vorstand vor und kann nicht zugelassen werden: sieht aus wie Gemeinde Altenbruck"
    assert line in said(client.get("/"))
