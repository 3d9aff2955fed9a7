"""Whoever looks at its ticket finds where a streamed meeting is to be seen (§ 43b (2) GenG; R-FORM-02)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries
from app.attendance.queries import Ticket
from app.core import links
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.attendance.factories import humans
from tests.factories import TODAY, sign_in
from tests.statutes.factories import a_statute

LINK = "https://versammlung.morgenau.example/saal"
ACCESS = f"Zu sehen unter {LINK}. Fragen & Antworten: <kurz>"
SHOWN = f'<a href="{LINK}" rel="noopener">{LINK}</a>. Fragen &amp; Antworten: &lt;kurz&gt;'


def a_streamed_meeting(session: Session, is_streamed: bool = True) -> Assembly:
    """A convened meeting of today, of which the office said where it is to be seen."""
    a_convening_house(session, gv_streaming=True)
    assembly = an_assembly(session, TODAY, is_streamed=is_streamed, access=ACCESS)
    an_item(session, assembly)
    convened(session, assembly)
    return assembly


def pages_of(session: Session, client: FlaskClient, assembly: Assembly) -> tuple[str, str, str]:
    """The member's page of its ticket, what the ticket opens, and the member's page of the assembly."""
    member, other = humans(session, 2)
    session.commit()
    sign_in(session, client, member.party)
    path = queries.ticket_address(Ticket(assembly.id, member.id)).removeprefix(links.absolute(""))
    entrance = client.get(path).text
    assert client.get(f"/teilnahme/mein/{other.number}/{assembly.id}").status_code == 404
    own, whole = (client.get(f"/{room}/mein/{member.number}/{assembly.id}").text
                  for room in ("teilnahme", "versammlungen"))
    return own, entrance, whole


def test_the_ticket_s_pages_link_where_the_meeting_is_to_be_seen(session: Session, client: FlaskClient) -> None:
    for page in pages_of(session, client, a_streamed_meeting(session)):
        assert SHOWN in page
        assert "Übertragung in Bild und Ton" in page


def test_of_a_meeting_that_is_not_streamed_the_ticket_says_nothing_of_it(session: Session, client: FlaskClient) -> None:
    own, entrance, _whole = pages_of(session, client, a_streamed_meeting(session, is_streamed=False))
    assert (LINK in own, LINK in entrance) == (False, False)


def test_without_the_clause_the_ticket_sends_nobody_to_watch(session: Session, client: FlaskClient) -> None:
    assembly = a_streamed_meeting(session)
    a_statute(session, TODAY - timedelta(days=2), TODAY - timedelta(days=1), gv_channel="direct_textform")
    own, entrance, whole = pages_of(session, client, assembly)
    assert (LINK in own, LINK in entrance) == (False, False)
    assert "Übertragung in Bild und Ton" not in whole
