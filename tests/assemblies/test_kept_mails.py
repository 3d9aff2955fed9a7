"""Invitations kept for want of a mail server go out together once one is set (R-GV-02)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.models import Dispatch, Notification
from app.assemblies.rules import NotificationState
from app.assemblies.views import telling
from app.core.jobs import Worker
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Refusal
from tests.assemblies.factories import a_reachable_house, invited, with_mail
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.tabs import Tab


@pytest.fixture
def dispatch(session: Session, worker: Worker) -> Dispatch:
    """An invitation whose two mails were kept."""
    a_reachable_house(session)
    with_mail(session, "Gemeinde Silberdistel", "post@silberdistel.example")
    found = invited(session)
    session.commit()
    worker.run_until_idle()
    assert queries.counts_of(session, found, TODAY)[NotificationState.KEPT] == 2
    return found


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is set by now."""
    monkeypatch.setattr(telling, "keeps_mail", lambda: False)


def mails(session: Session, dispatch: Dispatch) -> list[OutgoingMail]:
    """All mails by which it was told, the first ones first."""
    told = select(Notification.mail_id).where(Notification.dispatch_id == dispatch.id)
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.id.in_(told)).order_by(OutgoingMail.id)))


def test_all_that_was_kept_is_sent_again_by_one_job(session: Session, worker: Worker, dispatch: Dispatch) -> None:
    actions.order_kept(session, dispatch, OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    assert len(mails(session, dispatch)) == 4


def test_who_was_told_meanwhile_gets_no_second_one(session: Session, worker: Worker, dispatch: Dispatch) -> None:
    actions.order_kept(session, dispatch, OFFICE, NOW)
    for each in mails(session, dispatch):
        each.state, each.sent_at = MailState.SENT, NOW
    session.commit()
    worker.run_until_idle()
    assert len(mails(session, dispatch)) == 2
    with pytest.raises(Refusal, match="keine E-Mail mehr einbehalten"):
        actions.order_kept(session, dispatch, OFFICE, NOW)


def test_without_a_mail_server_the_page_says_so_and_nothing_is_sent_again(
    session: Session, client: FlaskClient, dispatch: Dispatch
) -> None:
    sign_in_office(session, client)
    page = client.get(f"/versammlungen/versand?versand={dispatch.id}").text
    assert "Es ist kein Mailserver eingestellt" in page
    answer = client.post(f"/versammlungen/versand/{dispatch.id}/einbehaltene", data={"key": "key-of-kept-mails"})
    assert answer.status_code == 409


def test_once_a_mail_server_is_set_the_page_offers_it_and_once_is_enough(
    app: Flask, session: Session, client: FlaskClient, dispatch: Dispatch, worker: Worker, mail_server: None
) -> None:
    sign_in_office(session, client)
    address = f"/versammlungen/versand?versand={dispatch.id}"
    assert "Es ist kein Mailserver eingestellt" not in client.get(address).text
    tab = Tab(client, address, "einbehaltene")
    assert [tab.send().status_code for _twice in range(2)] == [302, 302]
    session.commit()
    worker.run_until_idle()
    assert len(mails(session, dispatch)) == 4
