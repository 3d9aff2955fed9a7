"""An early notice where the statute leaves no room for one, and what the board has undone, on the office's pages."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.departures import actions
from app.departures.rules import NoticeState
from app.organs.rules import Choice, ItemKind
from tests.departures.factories import given
from tests.departures.test_actions import vote
from tests.departures.test_views import PDF, in_the_office, notices, sent
from tests.factories import NOW, OFFICE
from tests.statutes.factories import a_statute

NO_ROOM = "bei der heutigen Frist der Satzung von 24 Monaten nicht möglich"


@pytest.mark.parametrize(("months", "says"), [(24, True), (25, False)])
def test_the_choice_and_the_form_say_where_the_statute_leaves_no_room_for_an_early_notice(
    session: Session, client: FlaskClient, months: int, says: bool
) -> None:
    member = in_the_office(session, client, notice_months=months)
    assert (NO_ROOM in client.get("/kuendigungen/neu").text) is says
    told = "Die Satzung von heute bindet 24 Monate"
    pages = [client.get(f"/kuendigungen/neu/{member.number}/{kind}").text for kind in ("hardship", "ordinary")]
    assert [told in page for page in pages] == [says, False]


def test_an_early_notice_that_came_in_under_an_older_statute_is_still_taken(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client, notice_months=60)
    a_statute(session, date(2026, 9, 1), date(2026, 11, 1), share_amount=500_00, min_payment=500_00, notice_months=24)
    session.commit()
    assert NO_ROOM in client.get("/kuendigungen/neu").text
    answer = sent(client, member, "hardship", received_on="2026-10-15", reasons="Das Werk schließt.")
    assert answer.status_code == 302, answer.text
    assert [each.state for each in notices(session)] == [NoticeState.PROPOSED]


def test_what_the_board_has_undone_is_told_as_the_boards_with_its_resolution(
    session: Session, client: FlaskClient
) -> None:
    notice = given(session, in_the_office(session, client))
    actions.ask_to_continue(session, notice, "Die Gemeinde bleibt.", CheckedFile("einigung.pdf", PDF), OFFICE, NOW)
    vote(session, ItemKind.CONTINUATION, notice, Choice.YES)
    session.commit()
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert re.search(r"Aufgehoben am [^(]*\(Vorstand\): Einvernehmlich aufgehoben, V-2026-", page)
