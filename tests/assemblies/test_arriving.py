"""How what was told arrives: states, what came back, another attempt, the list and its proof (R-GV-02, R-GV-09)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.assemblies import actions, queries
from app.assemblies.models import Dispatch
from app.assemblies.queries import LATE, OPEN
from app.assemblies.rules import Channel, NotificationState
from app.audits.rules import Period
from app.core import outbox
from app.core.jobs import Worker
from app.core.outbox import MailServer, OutgoingMail
from app.core.values import Refusal, Role
from app.members.models import Member
from app.parties.models import Party
from documents import registry
from tests.assemblies.factories import a_reachable_house, an_assembly, an_item, invited, unreached_on
from tests.assemblies.test_telling import all_told, told
from tests.audits.factories import an_assignment
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import a_member
from tests.tabs import said

BOUNCED = "Empfänger unbekannt"


def sending(worker: Worker) -> Worker:
    """A worker whose mail server takes every mail."""
    server = MailServer(host="mail.morgenau.example")
    return Worker({**worker.handlers, "mail": outbox.handler(server, lambda _server, _message: None)}, lambda: NOW)


def stands(session: Session, dispatch: Dispatch, member: Member) -> NotificationState:
    """How a member stands towards a dispatch."""
    session.commit()
    session.expire_all()
    return queries.delivery_to(session, dispatch, member.id, TODAY).state


def test_a_mail_that_was_sent_is_received_on_its_day(session: Session, worker: Worker) -> None:
    by_mail, by_letter = a_reachable_house(session)
    dispatch = all_told(session, sending(worker))
    found = queries.delivery_to(session, dispatch, by_mail.id, TODAY)
    assert (found.state, found.received_on, found.is_late) == (NotificationState.SENT, TODAY, False)
    assert stands(session, dispatch, by_letter) is NotificationState.WAITING


def test_without_a_mail_server_nothing_is_proven_to_be_sent(
    session: Session, worker: Worker, client: FlaskClient
) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = all_told(session, worker)
    found = queries.delivery_to(session, dispatch, by_mail.id, TODAY)
    assert (found.state, found.sent_at, found.received_on) == (NotificationState.KEPT, None, None)
    rows = facts_of_proof(session, dispatch)
    assert rows["Versandt"] == "0"
    assert rows["Einbehalten, nicht versandt"] == "1"
    sign_in_office(session, client)
    assert "1 E-Mail ist einbehalten" in said(client.get(f"/versammlungen/versand?versand={dispatch.id}"))
    assert actions.tell_again(session, dispatch, by_mail.id, Channel.LETTER, OFFICE, NOW).attempt == 2


def facts_of_proof(session: Session, dispatch: Dispatch) -> dict[str, str]:
    """The figures at the head of the proof of dispatch."""
    document = actions.issue_proof(session, dispatch, OFFICE, NOW)
    facts = registry.load("report", archive.get_document(session, document.id).facts or {})
    return {row.label: row.text for row in facts.rows}


def test_what_came_back_counts_as_not_reached_until_another_attempt(session: Session, worker: Worker) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = all_told(session, sending(worker))
    with pytest.raises(Refusal, match="benachrichtigt, oder"):
        actions.tell_again(session, dispatch, by_mail.id, Channel.LETTER, OFFICE, NOW)
    actions.note_returned(session, dispatch, by_mail.id, BOUNCED, OFFICE, NOW)
    assert stands(session, dispatch, by_mail) is NotificationState.RETURNED
    assert unreached_on(session, TODAY) == 1
    assert queries.first_unreached(session, TODAY) is dispatch
    assert facts_of_proof(session, dispatch)["Nicht erreicht"] == "1"
    with pytest.raises(Refusal, match="nur, was versandt ist"):
        actions.note_returned(session, dispatch, by_mail.id, BOUNCED, OFFICE, NOW)
    actions.tell_again(session, dispatch, by_mail.id, Channel.LETTER, OFFICE, NOW)
    assert [each.attempt for each in told(session, dispatch) if each.member_id == by_mail.id] == [1, 2]
    assert unreached_on(session, TODAY) == 0
    assert queries.first_unreached(session, TODAY) is None


def test_nobody_is_told_on_a_way_that_leads_nowhere(session: Session, worker: Worker) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = all_told(session, sending(worker))
    actions.note_returned(session, dispatch, by_mail.id, BOUNCED, OFFICE, NOW)
    by_mail.party.email = ""
    session.flush()
    with pytest.raises(Refusal, match="keine E-Mail-Adresse bekannt"):
        actions.tell_again(session, dispatch, by_mail.id, Channel.MAIL, OFFICE, NOW)


def with_mail_address(session: Session) -> Party:
    """A person who can be reached by mail."""
    return a_person(session, "Walburga", "Ehrenpreis", email="walburga@ehrenpreis.example")


def test_what_left_after_the_last_day_is_late_but_not_towards_who_joined_since(
    session: Session, worker: Worker
) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    dispatch = all_told(session, sending(worker))
    after = NOW + timedelta(days=50)
    party = with_mail_address(session)
    a_member(session, first_day=TODAY + timedelta(days=40), party=party)
    session.commit()
    actions.invite_newcomers(session, OFFICE, after)
    session.commit()
    Worker(sending(worker).handlers, lambda: after).run_until_idle()
    session.execute(update(OutgoingMail).values(sent_at=after))
    session.commit()
    session.expire_all()
    late = {each.member_id for each in queries.deliveries(session, dispatch, after.date(), LATE)[0]}
    assert late == {by_mail.id}
    assert queries.counts_of(session, dispatch, after.date())[LATE] == 1


def test_the_list_is_parted_searched_and_counted(session: Session, worker: Worker, client: FlaskClient) -> None:
    by_mail, by_letter = a_reachable_house(session)
    dispatch = all_told(session, sending(worker))
    actions.note_returned(session, dispatch, by_mail.id, BOUNCED, OFFICE, NOW)
    session.commit()
    address = f"/versammlungen/versand?versand={dispatch.id}"
    sign_in_office(session, client)
    whole = said(client.get(address))
    assert by_mail.party.display_name in whole
    assert by_letter.party.display_name in whole
    assert BOUNCED in whole
    opened = said(client.get(f"{address}&view={OPEN}"))
    assert by_letter.party.display_name not in opened
    assert by_letter.party.display_name not in said(client.get(f"{address}&q=Quellbach"))
    sheet = client.get(f"{address}&format=csv")
    assert BOUNCED.encode() in sheet.data


def test_who_audits_sees_that_what_was_told_after_the_period_went_out(
    session: Session, worker: Worker, client: FlaskClient
) -> None:
    """The assembly was planned in the audited period, and told later: an act is read with what became of it."""
    a_reachable_house(session)
    assembly = an_assembly(session, recorded_at=NOW.replace(year=2025))
    an_item(session, assembly, recorded_at=NOW.replace(year=2025))
    dispatch = invited(session, assembly)
    session.commit()
    sending(worker).run_until_idle()
    for each in session.scalars(select(Member)):
        each.recorded_at = NOW.replace(year=2025)
    auditor = a_person(session, "Gundula", "Prüfenstein")
    account = sign_in(session, client, auditor, Role.AUDITOR)
    an_assignment(session, account, Period(TODAY.replace(year=2025, month=1), TODAY.replace(year=2025, month=12)))
    session.commit()
    shown = said(client.get(f"/versammlungen/versand?versand={dispatch.id}"))
    assert "post@quellbach.example" in shown
    assert "Nicht erreicht" not in shown
