"""A resolution that a later declaration has overtaken: it shows nothing that was never voted on (R-ADM-01)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import Channel
from app.boardroom import actions, queries
from app.core import clock
from app.members.rules import MemberClass
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind, Organ, Outcome
from tests.admissions.factories import a_proposed
from tests.boardroom.factories import a_board_of_three, a_circular, admission_of, as_officer, vote
from tests.boardroom.test_hindered import an_admitted_investor, newest_admission, two_applications
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.tabs import said

WHERE = "Wortlaut und Stimmen hier gelten der früheren Erklärung."


def given_back_and_proposed_again(session: Session, application: Application, is_ordinary: bool = False) -> None:
    """An application declared anew, with fewer shares and by another name, and laid before the organs again."""
    admissions.return_for_completion(session, application.id, ["Eine Klausel"], OFFICE, NOW + timedelta(minutes=1))
    if is_ordinary:
        admissions.join_as_ordinary(session, application.id, NOW + timedelta(minutes=1))
    application.shares, application.name = 7, "Stadt Neuname"
    admissions.submit(session, application.id, NOW + timedelta(minutes=2))
    admissions.propose(session, application.id, OFFICE, NOW + timedelta(minutes=3))
    session.commit()


def consented_before_the_board(session: Session) -> tuple[Application, Item, Item]:
    """An investing applicant to whom the supervisory board has consented while the board still votes; both items."""
    a_board_of_three(session, investing_members=True, investing_consent_by="supervisory_board", sb_required=True)
    application = a_proposed(session, member_class=MemberClass.INVESTING)
    item = admission_of(session, application)
    a_circular(session, item)
    consent = admission_of(session, application, ItemKind.INVESTING_CONSENT)
    a_circular(session, consent, organ=Organ.SUPERVISORY_BOARD)
    supervisor = organs.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)[0].party
    assert vote(session, consent, supervisor) is Outcome.ACCEPTED
    return application, item, consent


def test_a_resolution_overtaken_by_a_new_declaration_shows_nothing_that_was_never_voted_on(
    session: Session, client: FlaskClient
) -> None:
    application, consent = an_admitted_investor(session)
    old = newest_admission(session, application)
    given_back_and_proposed_again(session, application)
    sign_in_office(session, client)
    page = said(client.get(f"/beschluesse/{old.resolution_id}"))
    assert f"Dieser Beschluss ist überholt. Der Antrag ist nach ihm zur Ergänzung zurückgegeben worden. {WHERE}" in page
    assert f"{old.text} " in page
    assert "Die ergänzte Erklärung wartet auf einen neuen Beschluss." in page
    assert ("7 Anteile" in page, "eingefroren" in page, "Protokoll" in page) == (False, False, True)
    taken_back = said(client.get(f"/beschluesse/{consent.resolution_id}"))
    assert ("7 Anteile" in taken_back, "überholt" in taken_back) == (False, False)
    for item in (old, consent):
        assert client.get(f"/beschluesse/gegenstaende/{item.id}/erklaerung.pdf").status_code == 404


def test_a_resolution_overtaken_leads_to_the_one_on_the_new_declaration(session: Session, client: FlaskClient) -> None:
    application, _consent = an_admitted_investor(session)
    old = newest_admission(session, application)
    given_back_and_proposed_again(session, application)
    again = newest_admission(session, application)
    resolution = a_circular(session, again, now=clock.now())
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/beschluesse/{old.resolution_id}")
    assert f"Über die ergänzte Erklärung: Beschluss {resolution.number}" in said(page)
    assert f'href="/beschluesse/{resolution.id}?punkt=1"' in page.text
    newer = said(client.get(f"/beschluesse/{resolution.id}"))
    assert ("7 Anteile" in newer, "überholt" in newer) == (True, False)


def test_a_resolution_is_overtaken_as_soon_as_the_application_is_given_back_and_stays_so_when_it_is_withdrawn(
    session: Session, client: FlaskClient
) -> None:
    application, _consent = an_admitted_investor(session)
    old = newest_admission(session, application)
    assert not queries.is_superseded(session, old)
    admissions.return_for_completion(session, application.id, ["Eine Klausel"], OFFICE, NOW + timedelta(minutes=1))
    assert (queries.is_superseded(session, old), queries.anew(session, old)) == (True, None)
    admissions.submit(session, application.id, NOW + timedelta(minutes=2))
    assert queries.is_superseded(session, old)
    admissions.withdraw_for_applicant(session, application.id, "Anruf", OFFICE, NOW + timedelta(minutes=3))
    assert queries.is_superseded(session, old)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/beschluesse/{old.resolution_id}"))
    assert ("Dieser Beschluss ist überholt." in page, "Über die ergänzte Erklärung" in page) == (True, False)


def test_a_paper_resolution_that_was_overtaken_stays_so_too_when_the_application_is_withdrawn(session: Session) -> None:
    application, _consent = an_admitted_investor(session)
    old = newest_admission(session, application)
    application.channel = Channel.PAPER
    admissions.return_for_completion(session, application.id, ["Eine Klausel"], OFFICE, NOW + timedelta(minutes=1))
    admissions.take_up_again(session, application.id, OFFICE, NOW + timedelta(minutes=2))
    assert queries.is_superseded(session, old)
    admissions.withdraw_for_applicant(session, application.id, "Anruf", OFFICE, NOW + timedelta(minutes=3))
    assert queries.is_superseded(session, old)


def test_a_consent_is_overtaken_for_good_by_who_declares_anew_as_an_ordinary_member(
    session: Session, client: FlaskClient
) -> None:
    """Nobody is asked to consent any more; the board is asked anew, about another declaration (R-INV-03)."""
    application, old, consent = consented_before_the_board(session)
    assert not queries.is_superseded(session, consent)
    given_back_and_proposed_again(session, application, is_ordinary=True)
    assert (queries.is_superseded(session, consent), queries.is_superseded(session, old)) == (True, True)
    again = newest_admission(session, application)
    assert queries.anew(session, consent) == again
    assert not queries.is_superseded(session, again)
    sign_in_office(session, client)
    page = said(client.get(f"/beschluesse/{consent.resolution_id}"))
    assert "Dieser Beschluss ist überholt. Der Antrag ist nach ihm zur Ergänzung zurückgegeben worden." in page
    assert WHERE in page
    assert ("7 Anteile" in page, "Stadt Neuname" in page) == (False, False)
    assert client.get(f"/beschluesse/gegenstaende/{consent.id}/erklaerung.pdf").status_code == 404


def test_a_consent_that_was_still_open_shows_nothing_of_an_ordinary_membership_declared_since(
    session: Session, client: FlaskClient
) -> None:
    application, consent = an_admitted_investor(session)
    given_back_and_proposed_again(session, application, is_ordinary=True)
    assert consent.dropped_at is not None
    sign_in_office(session, client)
    page = client.get(f"/beschluesse/{consent.resolution_id}").text
    assert ("7 Anteile" in page, "Stadt Neuname" in page) == (False, False)


def test_the_page_of_a_resolution_overtaken_is_not_headed_by_the_name_in_the_later_declaration(
    session: Session, client: FlaskClient
) -> None:
    application, _consent = an_admitted_investor(session)
    old, before = newest_admission(session, application), application.name
    assert queries.name_of(session, old) == before
    given_back_and_proposed_again(session, application)
    assert queries.name_of(session, old) == old.text
    assert queries.name_of(session, newest_admission(session, application)) == "Stadt Neuname"
    sign_in_office(session, client)
    assert "Stadt Neuname" not in client.get(f"/beschluesse/{old.resolution_id}").text


def test_who_withdraws_after_the_vote_leaves_a_resolution_on_what_was_declared(session: Session) -> None:
    application, _consent = an_admitted_investor(session)
    admissions.withdraw_for_applicant(session, application.id, "Anruf", OFFICE, NOW + timedelta(minutes=3))
    admission = newest_admission(session, application)
    assert not queries.is_superseded(session, admission)
    matter = queries.matter_of(session, admission, TODAY)
    assert (matter.shares if matter else 0) == 20


def test_an_item_that_moves_to_a_meeting_is_still_about_the_same_declaration(session: Session) -> None:
    people, (_whole, first), _second = two_applications(session)
    resolution = a_circular(session, first)
    actions.object_to_procedure(session, resolution, people[0].id, "Lieber mündlich", as_officer(people[0]), NOW)
    assert first.dropped_at is not None
    assert not queries.is_superseded(session, first)
