"""A plain ballot is answered before all else: with what every form needs, and with nothing less."""

import hashlib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder, TestResponse

from app.attendance.models import Entry
from app.attendance.rules import ENTRY_COOKIE
from app.core.db import db
from app.core.web import Application
from app.members.models import Member
from app.voting import actions
from app.voting.actions import Ballots, Given, cast_together
from app.voting.actions import casting as casting_act
from app.voting.forms import chosen_from
from app.voting.models import CastVote
from app.voting.rules import Choice, MayNotCast, Method
from app.voting.views import casting, quickly
from app.voting.views.casting import CAST_QUICKLY, given_in
from app.voting.views.quickly import PlainBallots
from tests.assemblies.factories import an_assembly, convened
from tests.factories import NOW, TODAY
from tests.voting.crowd import tokens
from tests.voting.factories import Meeting, a_meeting, an_election, asked, represented


@pytest.fixture
def meeting(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """A meeting with an open poll; forms need their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    found = a_meeting(session)
    asked(session, found)
    session.commit()
    return found


def let_in(session: Session, assembly_id: int, member: Member, token: str = "my token") -> Entry:
    """A member is let in by a ticket."""
    entry = Entry(assembly_id=assembly_id, party_id=member.party_id, entered_at=NOW,
                  token_hash=hashlib.sha256(token.encode()).hexdigest())
    session.add(entry)
    session.commit()
    return entry


def send(
    app: Flask, meeting: Meeting, member: Member, choice: str = "yes", cookie: str | None = None,
    form: str | None = None, browser: str = "my token", also: Member | None = None, onward: bool = False,
) -> TestResponse:
    """Send the ballot of a member; with a cookie and a token that go together, unless something else is said."""
    client, (own_cookie, own_form) = FlaskClient(app, response_wrapper=app.response_class), tokens(app)
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], own_cookie if cookie is None else cookie)
    client.set_cookie(ENTRY_COOKIE, browser)
    data = {"csrf_token": own_form if form is None else form, f"m{member.id}": choice}
    data |= {f"m{also.id}": choice} if also else {}
    return client.post(f"/abstimmung/{meeting.assembly.id}/1/abgeben", data=data, follow_redirects=onward)


def test_sqlite_seeks_what_a_vote_asks_for_by_its_members_and_looks_through_no_whole_assembly(
    session: Session, meeting: Meeting
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    said: list[tuple[str, tuple[object, ...]]] = []
    event.listen(connection, "before_cursor_execute", lambda *heard: said.append(heard[2:4]))
    given = [Given(meeting.number(0).id, Choice.YES)]
    cast_together(session, [Ballots(meeting.assembly.id, 1, lambda _asked: given, NOW, browser="my token")])
    asked_for_many = [each for each in said if each[0].startswith("SELECT") and "json_each" in each[0]]
    assert len(asked_for_many) == 3
    for text, values in asked_for_many:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
        assert not [step for step in plan if "(assembly_id=?)" in step or ("SCAN" in step and "VIRTUAL" not in step)]


def receipts(session: Session) -> list[str]:
    """The receipts of all votes that are stored."""
    session.rollback()
    return list(session.scalars(select(CastVote.receipt)))


def test_a_plain_ballot_is_cast_without_its_view_and_answered_with_its_receipt(
    app: Flask, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    with monkeypatch.context() as without_view:
        without_view.setattr(casting, "_cast", None)
        answer = send(app, meeting, meeting.number(0))
    onward = f"/abstimmung/{meeting.assembly.id}?abstimmung=1"
    assert (answer.status_code, answer.headers["Location"]) == (302, onward)
    assert [answer.text.replace(" ", "")] == receipts(session)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_no_ballot_is_taken_whose_token_does_not_go_with_its_cookie(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    another_cookie, another_form = tokens(app)
    for wrong in ({"form": ""}, {"form": another_form}, {"form": f"{another_form}x"}, {"cookie": another_cookie},
                  {"cookie": ""}, {"cookie": another_form}, {"form": another_cookie}):  # fmt: skip
        answer = send(app, meeting, meeting.number(0), "yes", wrong.get("cookie"), wrong.get("form"))
        assert answer.status_code == 400, wrong
    assert receipts(session) == []


def test_no_ballot_is_taken_from_a_browser_that_is_not_or_no_longer_let_in_here(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    entry = let_in(session, meeting.assembly.id, meeting.number(0))
    elsewhere = an_assembly(session, TODAY)
    convened(session, elsewhere)
    let_in(session, elsewhere.id, meeting.number(1), "elsewhere")
    assert send(app, meeting, meeting.number(0), browser="no token").status_code == 409
    assert send(app, meeting, meeting.number(1), browser="elsewhere").status_code == 409
    assert send(app, meeting, meeting.number(1)).status_code == 409
    entry.ended_at = NOW
    session.commit()
    last = send(app, meeting, meeting.number(0))
    assert (last.status_code, "auf einem anderen geöffnet" in last.text) == (409, True)
    assert receipts(session) == []


def test_a_second_ballot_is_told_that_the_first_stands(app: Flask, session: Session, meeting: Meeting) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    first, second = (send(app, meeting, meeting.number(0), choice) for choice in ("yes", "no"))
    assert first.text == second.text
    assert "session" in second.headers["Set-Cookie"] or "genokontor" in second.headers["Set-Cookie"]
    session.rollback()
    assert list(session.scalars(select(CastVote.choice))) == ["yes"]


@pytest.mark.parametrize("is_quick", [True, False])
def test_of_a_ballot_that_is_half_new_each_way_tells_the_same(
    app: Application, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, is_quick: bool
) -> None:
    """Whose vote was counted just now, and whose stood before; on the page that follows, and it is said once."""
    mine, principal = meeting.number(0), represented(session, meeting, "Tanne", by=meeting.number(0))
    let_in(session, meeting.assembly.id, mine)
    send(app, meeting, mine, "no")
    if not is_quick:
        monkeypatch.setattr(app, "quickly", [])
    told = send(app, meeting, mine, "yes", also=principal, onward=True).text
    assert "Jetzt abgegeben: Bodo Tanne. Schon vorher abgegeben, dabei bleibt es: Ada Ahorn." in told
    again = send(app, meeting, mine, "yes", also=principal, onward=True).text
    assert "Schon vorher abgegeben, dabei bleibt es: Ada Ahorn, Bodo Tanne." in again
    assert "Jetzt abgegeben" not in again
    session.rollback()
    votes = session.execute(select(CastVote.member_id, CastVote.choice)).all()
    assert {each.member_id: each.choice for each in votes} == {mine.id: "no", principal.id: "yes"}


def test_no_header_of_a_request_passes_for_what_was_cast(
    app: Application, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    monkeypatch.setattr(app, "quickly", [])
    client, (cookie, form) = FlaskClient(app, response_wrapper=app.response_class), tokens(app)
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    client.set_cookie(ENTRY_COOKIE, "my token")
    forged = dict.fromkeys((CAST_QUICKLY, CAST_QUICKLY.upper(), CAST_QUICKLY.replace(".", "-")), "[]")
    data = {"csrf_token": form, f"m{meeting.number(0).id}": "yes"}
    client.post(f"/abstimmung/{meeting.assembly.id}/1/abgeben", headers=forged, data=data)
    assert len(receipts(session)) == 1


def test_a_form_that_names_thousands_keeps_nobody_waiting(session: Session) -> None:
    """It is refused before what stands beside the names is read: every name anew would take seconds."""
    meeting = an_election(session, 2, seats=2, election_mode="relative")
    poll = asked(session, meeting, Method.CUMULATIVE, ["Cora", "Dirk", "Egon"], seats=2)
    sent = _Counting((f"m{number}o1", "1") for number in range(1, 3_000))
    ballots = Ballots(poll.assembly_id, poll.id, lambda poll: given_in(sent, poll), NOW, meeting.number(0).party_id)
    answer, = cast_together(session, [ballots])
    assert isinstance(answer, MayNotCast)
    assert "zu viele" in str(answer)
    assert sent.times == 1


def test_a_ballot_is_gone_through_once_however_many_members_it_is_for() -> None:
    sent = _Counting((f"m{number}o1", "1") for number in range(1, 100))
    assert len(chosen_from(sent, Method.CUMULATIVE, range(1, 100))) == 99
    assert sent.times == 1


class _Counting(MultiDict[str, str]):
    """A form that knows how often it was gone through."""

    times = 0

    def __iter__(self) -> Iterator[str]:
        self.times += 1
        return super().__iter__()


@pytest.mark.parametrize("more", [
    {"HTTP_COOKIE": "other=\xe4\xff; third=1"}, {"CONTENT_LENGTH": "9" * 5_000}, {"CONTENT_LENGTH": "\xb2"},
])
def test_what_is_no_plain_request_is_answered_and_brings_nothing_down(
    app: Application, meeting: Meeting, more: dict[str, str]
) -> None:
    path = f"/abstimmung/{meeting.assembly.id}/1/abgeben"
    environ = EnvironBuilder(path, method="POST", data={"m1": "yes"}).get_environ() | more
    assert PlainBallots(app, db.engine)(environ) is None


def test_where_the_quick_way_fails_the_usual_one_takes_the_vote(
    app: Flask, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    tried: list[str] = []

    def fails(*_: object) -> None:
        tried.append("fails")
        raise RuntimeError("the plug was pulled")

    monkeypatch.setattr(quickly, "fulfilled", fails)
    assert send(app, meeting, meeting.number(0)).status_code == 302
    assert (tried, len(receipts(session))) == (["fails"], 1)


def test_where_the_database_does_not_answer_it_is_asked_once_and_the_page_says_so(
    app: Flask, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(session, meeting.assembly.id, meeting.number(0))
    tried: list[str] = []

    def is_locked(*_: object) -> None:
        tried.append("asked")
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(actions, "cast_together", is_locked)
    answer = send(app, meeting, meeting.number(0))
    assert (answer.status_code, tried) == (503, ["asked"])
    assert "Die Datenbank ist gerade beschäftigt oder nicht erreichbar" in answer.text


def test_a_fault_while_casting_leaves_no_vote_and_no_receipt_in_the_log(
    app: Flask, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (0, 1):
        let_in(session, meeting.assembly.id, meeting.number(number), f"token {number}")
    monkeypatch.setattr(casting_act, "new_receipt", lambda: "ONEFORALL234")
    send(app, meeting, meeting.number(0), browser="token 0")
    answer = send(app, meeting, meeting.number(1), "abstain", browser="token 1")
    assert (answer.status_code, receipts(session)) == (409, ["ONEFORALL234"])
    assert "a quick answer failed" in caplog.text
    assert "IntegrityError" in caplog.text
    assert not any(word in caplog.text for word in ("ONEFORALL234", "abstain"))
