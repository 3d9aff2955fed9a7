"""Who was reached and who was not: every state of an attempt, another attempt, what came back, the proof (R-GV-02)."""

import smtplib
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument, PrintItem
from app.assemblies import actions, queries
from app.assemblies.actions import Way
from app.assemblies.models import Dispatch, Notification
from app.assemblies.queries import LATE, OPEN, Ordered
from app.assemblies.rules import NOTIFICATION_STATE_WORDS, Channel, NotificationState
from app.core.jobs import Worker
from app.core.jobs.hindrances import describe
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Refusal
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.members import actions as members
from app.members.rules import ExitGround
from documents import registry
from tests.assemblies.factories import DIRECTLY, a_reachable_house, invited, unreached_on, with_mail, without_mail
from tests.assemblies.test_telling import without_any_address
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.statements import statements
from tests.tabs import Tab, said
from tests.together import transactions_together

S = NotificationState


@pytest.fixture
def told(session: Session, worker: Worker) -> Dispatch:
    """An assembly of which one member was told by mail, one by a letter that lies in the tray."""
    return told_all(session, worker)


def told_all(session: Session, worker: Worker, way: Way = DIRECTLY, **statute: object) -> Dispatch:
    """An assembly whose job is done."""
    a_reachable_house(session, **statute)
    dispatch = invited(session, way=way)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    return dispatch


def states(session: Session, dispatch: Dispatch) -> list[S]:
    """How everybody stands, by number."""
    session.commit()
    session.expire_all()
    return [each.state for each in queries.deliveries(session, dispatch, TODAY, wanted=Ordered(sort="number"))[0]]


def set_mail(session: Session, state: MailState) -> None:
    """The one mail stands so."""
    sent_at = NOW if state is MailState.SENT else None
    session.execute(update(OutgoingMail).values(state=state, sent_at=sent_at))


def sheet(session: Session) -> PrintItem:
    """The one letter in the tray."""
    return session.scalars(select(PrintItem)).one()


def unreached(session: Session) -> int:
    """The number of the desk's line."""
    session.commit()
    return unreached_on(session, TODAY)


@pytest.mark.parametrize(("mail", "state", "number"), [
    (MailState.QUEUED, S.WAITING, 0), (MailState.SENDING, S.UNDER_WAY, 0), (MailState.SENT, S.SENT, 0),
    (MailState.KEPT, S.KEPT, 0), (MailState.FAILED, S.FAILED, 1), (MailState.IN_DOUBT, S.IN_DOUBT, 1),
])  # fmt: skip
def test_a_mail_stands_as_the_outbox_has_it(
    session: Session, told: Dispatch, mail: MailState, state: S, number: int
) -> None:
    set_mail(session, mail)
    assert states(session, told) == [state, S.WAITING]
    assert (unreached(session), queries.counts_of(session, told, TODAY)[OPEN]) == (number, number)


def test_a_letter_that_nobody_posted_is_an_invitation_that_is_not_out(session: Session, told: Dispatch) -> None:
    set_mail(session, MailState.SENT)
    assembly = queries.get_assembly(session, told.assembly_id)
    assert queries.not_out_yet(session, assembly, TODAY) == (told.id, 1)
    archive.mark_printed(session, [sheet(session).id], OFFICE, NOW)
    assert queries.not_out_yet(session, assembly, TODAY) == (told.id, 1)
    archive.mark_posted(session, [sheet(session).id], OFFICE, NOW)
    assert queries.not_out_yet(session, assembly, TODAY) == (told.id, 0)


def test_a_letter_stands_as_its_copies_in_the_tray_do(session: Session, told: Dispatch) -> None:
    assert states(session, told)[1] is S.WAITING
    archive.mark_printed(session, [sheet(session).id], OFFICE, NOW)
    assert (states(session, told)[1], unreached(session)) == (S.PRINTED, 0)
    assert NOTIFICATION_STATE_WORDS[S.PRINTED] == "Gedruckt, noch nicht aufgegeben"
    archive.mark_posted(session, [sheet(session).id], OFFICE, NOW)
    assert (states(session, told)[1], unreached(session)) == (S.SENT, 0)


def test_a_letter_taken_out_of_the_tray_told_nobody(session: Session, told: Dispatch) -> None:
    archive.discard(session, [sheet(session).id], "Briefkopf alt", OFFICE, NOW)
    assert (states(session, told)[1], unreached(session)) == (S.FAILED, 1)
    assert queries.deliveries(session, told, TODAY, OPEN)[0][0].why == "Briefkopf alt"


def test_what_the_mail_server_answered_is_told_in_words_on_both_pages_and_in_the_list_as_a_file(
    session: Session, told: Dispatch, client: FlaskClient
) -> None:
    """Its answer is for who runs the server; a reason that somebody wrote stands as it is."""
    answer = describe(smtplib.SMTPRecipientsRefused({"nina@verein.example": (550, b"5.1.1 User unknown")}))
    session.execute(update(OutgoingMail).values(state=MailState.FAILED, error=answer))
    archive.discard(session, [sheet(session).id], "Briefkopf alt", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    listed = f"/versammlungen/versand?versand={told.id}"
    number = queries.deliveries(session, told, TODAY, wanted=Ordered(sort="number"))[0][0].number
    pages = (listed, f"{listed}&format=csv", f"/versammlungen/versand/{told.id}/{number}")
    texts = [client.get(each).text for each in pages]
    assert all("Der Mailserver antwortet nicht oder nimmt die E-Mail nicht an." in text for text in texts)
    assert [raw for text in texts for raw in ("SMTPRecipientsRefused", "550", "User unknown") if raw in text] == []
    assert ["Briefkopf alt" in text for text in texts[:2]] == [True, True]


def test_a_void_letter_told_nobody(session: Session, told: Dispatch) -> None:
    archive.make_void(session, sheet(session).document, "Schreibfehler", OFFICE, NOW)
    assert (states(session, told)[1], unreached(session)) == (S.FAILED, 1)


def test_a_further_copy_in_the_tray_is_under_way(session: Session, told: Dispatch) -> None:
    archive.discard(session, [sheet(session).id], "zerrissen", OFFICE, NOW)
    letter = session.scalars(select(IssuedDocument).join(PrintItem)).one()
    archive.print_again(session, letter, "Gemeinde Altenbruck", OFFICE, NOW)
    assert (states(session, told)[1], unreached(session)) == (S.WAITING, 0)


def test_a_letter_is_received_when_the_statute_deems_it_so(session: Session, worker: Worker) -> None:
    told = told_all(session, worker, posting_fiction_days=2)
    archive.mark_posted(session, [sheet(session).id], OFFICE, NOW)
    set_mail(session, MailState.SENT)
    session.commit()
    found, _total = queries.deliveries(session, told, TODAY, wanted=Ordered(sort="number"))
    assert [each.received_on for each in found] == [TODAY, TODAY + timedelta(days=2)]


@pytest.mark.parametrize(("days", "is_late"), [(43, False), (44, True)])
def test_a_letter_posted_too_late_is_marked(session: Session, worker: Worker, days: int, is_late: bool) -> None:
    told = told_all(session, worker, posting_fiction_days=2)
    archive.mark_posted(session, [sheet(session).id], OFFICE, NOW + timedelta(days=days))
    session.commit()
    assert [each.is_late for each in queries.deliveries(session, told, TODAY, S.SENT)[0]].count(True) == is_late
    assert queries.counts_of(session, told, TODAY)[LATE] == is_late


def test_who_was_not_reached_comes_first(session: Session, told: Dispatch) -> None:
    without_any_address(session, without_mail(session, "Gemeinde Silberdistel"))
    set_mail(session, MailState.FAILED)
    session.commit()
    found, total = queries.deliveries(session, told, TODAY)
    assert ([each.state for each in found], total) == ([S.UNTOLD, S.FAILED, S.WAITING], 3)


def test_who_left_is_no_longer_missing(session: Session, told: Dispatch) -> None:
    newcomer = without_mail(session, "Gemeinde Silberdistel")
    assert unreached(session) == 1
    members.end(session, newcomer, TODAY - timedelta(days=1), ExitGround.OTHER, "x", OFFICE, NOW)
    assert unreached(session) == 0
    first = session.scalars(select(Notification).order_by(Notification.id)).unique().first()
    assert first is not None
    members.end(session, first.member, TODAY - timedelta(days=1), ExitGround.OTHER, "x", OFFICE, NOW)
    assert unreached(session) == 0


def test_while_members_are_being_told_nobody_counts_as_missing(session: Session) -> None:
    a_reachable_house(session)
    invited(session)
    assert unreached(session) == 0


def test_a_search_finds_by_name_and_number(session: Session, told: Dispatch) -> None:
    for words, name in (("quell", "Gemeinde Quellbach"), ("0002", "Gemeinde Altenbruck"), ("altenbruck gemeinde", "")):
        found, _total = queries.deliveries(session, told, TODAY, wanted=Ordered(words, "number"))
        assert name in {each.name for each in found} or len(found) == 1


# --- another attempt --------------------------------------------------------------------------------------------------


def again(session: Session, told: Dispatch, channel: Channel, member_id: int = 1) -> Notification:
    """Another attempt to tell a member."""
    return actions.tell_again(session, told, member_id, channel, OFFICE, NOW)


def test_a_mail_that_failed_is_followed_by_a_letter(session: Session, told: Dispatch) -> None:
    set_mail(session, MailState.FAILED)
    assert again(session, told, Channel.LETTER).attempt == 2
    assert (states(session, told), unreached(session)) == ([S.WAITING, S.WAITING], 0)
    assert [each.attempt for each in queries.attempts_of(session, told.id, 1)] == [1, 2]


def test_what_came_back_is_not_reached_until_it_is_sent_again(session: Session, told: Dispatch) -> None:
    set_mail(session, MailState.SENT)
    session.commit()
    actions.note_returned(session, told, 1, "Postfach unbekannt", OFFICE, NOW)
    assert (states(session, told)[0], unreached(session)) == (S.RETURNED, 1)
    again(session, told, Channel.LETTER)
    assert unreached(session) == 0


def test_only_what_went_out_comes_back(session: Session, told: Dispatch) -> None:
    with pytest.raises(Refusal, match="nur, was versandt ist"):
        actions.note_returned(session, told, 2, "x", OFFICE, NOW)


def test_who_was_told_is_not_told_again(session: Session, told: Dispatch) -> None:
    set_mail(session, MailState.SENT)
    with pytest.raises(Refusal, match="ist benachrichtigt"):
        again(session, told, Channel.LETTER)


@pytest.mark.parametrize(("channel", "sentence"), [(Channel.MAIL, "E-Mail-Adresse"), (Channel.LETTER, "Anschrift")])
def test_a_way_that_leads_nowhere_is_refused(
    session: Session, told: Dispatch, channel: Channel, sentence: str
) -> None:
    lost = without_mail(session, "Gemeinde Silberdistel")
    without_any_address(session, lost)
    with pytest.raises(Refusal, match=sentence):
        again(session, told, channel, lost.id)


def test_ten_who_tell_again_at_once_make_one_attempt(app: Flask, session: Session, told: Dispatch) -> None:
    set_mail(session, MailState.FAILED)
    dispatch_id = told.id
    session.commit()
    answers = transactions_together(app, *(
        lambda writing: again(writing, writing.get_one(Dispatch, dispatch_id), Channel.LETTER).attempt
        for _officer in range(10)
    ))  # fmt: skip
    assert [each for each in answers if not isinstance(each, Refusal)] == [2]


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_list_asks_as_much_for_many_members_as_for_few(
    session: Session, client: FlaskClient, told: Dispatch
) -> None:
    sign_in_office(session, client)
    address = f"/versammlungen/versand?versand={told.id}"

    def asked() -> int:
        client.get(address)
        with statements() as seen:
            client.get(address)
        return len(seen)

    few = asked()
    for number in range(9):
        with_mail(session, f"Gemeinde Nummer {number}", f"post{number}@gemeinde.example")
        without_mail(session, f"Stadt Nummer {number}")
    session.commit()
    assert asked() == few


def test_the_desk_counts_without_going_through_who_was_told(session: Session, told: Dispatch) -> None:
    if session.get_bind().dialect.name == "sqlite":
        query = queries.count_failed(TODAY).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))
        assert "SCAN notification" not in plan
        assert "SCAN outgoing_mail" not in plan


def test_the_desk_names_them_and_leads_there(session: Session, client: FlaskClient, told: Dispatch) -> None:
    set_mail(session, MailState.FAILED)
    sign_in_office(session, client)
    assert "Mitglieder nicht erreicht: 1" in client.get("/").text
    assert desk.waiting(session, OFFICE, TODAY).tasks[TaskKind.MEMBERS_UNREACHED] == 1
    answer = client.get("/versammlungen/nicht-erreicht")
    assert answer.location == f"/versammlungen/versand?versand={told.id}&view=open"
    set_mail(session, MailState.SENT)
    session.commit()
    assert client.get("/versammlungen/nicht-erreicht").location == "/versammlungen/"


def test_a_member_is_told_again_from_its_page(session: Session, client: FlaskClient, told: Dispatch) -> None:
    set_mail(session, MailState.SENT)
    sign_in_office(session, client)
    address = f"/versammlungen/versand/{told.id}/1"
    back = Tab(client, address, "zurueck")
    assert back.send(reason="").status_code == 422
    assert [back.send(reason="Unbekannt verzogen").status_code for _twice in range(2)] == [302, 302]
    tab = Tab(client, address, "noch-einmal")
    assert tab.send().status_code == 422
    assert [tab.send(channel="letter").status_code for _twice in range(2)] == [302, 302]
    session.commit()
    assert [each.channel for each in queries.attempts_of(session, told.id, 1)] == [Channel.MAIL, Channel.LETTER]


def test_a_stranger_has_no_page_there(session: Session, client: FlaskClient, told: Dispatch) -> None:
    sign_in_office(session, client)
    assert client.get(f"/versammlungen/versand/{told.id}/77").status_code == 404


def test_the_list_is_given_out_as_the_proof_of_dispatch(session: Session, client: FlaskClient, told: Dispatch) -> None:
    sign_in_office(session, client)
    answer = client.get(f"/versammlungen/versand?versand={told.id}&format=csv")
    assert "versandnachweis-2027-01-23-convocation.csv" in answer.headers["Content-Disposition"]
    assert "post@quellbach.example" in answer.text


def test_the_proof_of_dispatch_is_issued_once_however_often_it_is_asked_for(
    session: Session, client: FlaskClient, told: Dispatch
) -> None:
    sign_in_office(session, client)
    for _twice in range(2):
        client.post(f"/versammlungen/versand/{told.id}/nachweis", data={"key": "one-and-the-same"})
    session.commit()
    [proof] = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "report")).all()
    facts = registry.load("report", proof.facts or {})
    assert [row[:3] for row in facts.tables[0].rows] == [
        ("0001", "Gemeinde Quellbach", "E-Mail"), ("0002", "Gemeinde Altenbruck", "Brief")
    ]


def test_missing_members_are_told_by_a_button(
    session: Session, client: FlaskClient, told: Dispatch, worker: Worker
) -> None:
    newcomer = with_mail(session, "Gemeinde Silberdistel", "post@silberdistel.example")
    sign_in_office(session, client)
    assert "Fehlende benachrichtigen" in client.get(f"/versammlungen/versand?versand={told.id}").text
    client.post(f"/versammlungen/versand/{told.id}/fehlende", data={"key": "one-and-the-same"})
    worker.run_until_idle()
    assert queries.is_tried(session, told.id, newcomer.id)


def test_of_what_was_called_off_before_anybody_was_told_the_list_says_so(session: Session, client: FlaskClient) -> None:
    """It said that there was no member yet."""
    a_reachable_house(session)
    dispatch = invited(session)
    actions.cancel(session, dispatch.assembly_id, "Sturm", DIRECTLY, OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/versammlungen/versand?versand={dispatch.id}"))
    assert "Abgesagt oder überholt war es, bevor jemand benachrichtigt wurde." in page
    assert "Es gibt noch kein Mitglied" not in page


def test_printed_letters_have_a_view_of_their_own(session: Session, told: Dispatch, client: FlaskClient) -> None:
    archive.mark_printed(session, [sheet(session).id], OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/versammlungen/versand?versand={told.id}&view=printed"))
    assert page.count("Gedruckt, noch nicht aufgegeben") == 2
    assert "Unterwegs" not in page
