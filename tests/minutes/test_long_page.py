"""The page of long minutes leads to the signing act at once, on a phone too (§ 47 (2) GenG; R-MIN-03)."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.voting import actions as voting
from tests.factories import NOW, sign_in_office
from tests.minutes.factories import a_decided_meeting, fixed
from tests.minutes.test_views import see
from tests.voting.factories import CHAIR, Meeting


def a_long_meeting(session: Session) -> Meeting:
    """A meeting that is over, led by the board, in which much was noted."""
    meeting = a_decided_meeting(session)
    meeting.sitting.chair = "Almut Weißdorn"
    for number in range(30):
        voting.note(session, meeting.sitting, f"Wortmeldung {number}", CHAIR, NOW + timedelta(minutes=number))
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW + timedelta(hours=1))
    return meeting


def targets(page: str) -> list[str]:
    """Where the list at the head of the page jumps to; each must be on it."""
    (inside,) = re.findall(r'<nav class="jump".*?</nav>', page, re.DOTALL)
    found = re.findall(r'href="#([^"]+)"', inside)
    assert [each for each in found if f'id="{each}"' not in page] == []
    return found


def test_the_head_of_the_page_jumps_to_its_parts_the_signatures_first(session: Session, client: FlaskClient) -> None:
    meeting = a_long_meeting(session)
    session.commit()
    sign_in_office(session, client)
    at = f"/niederschriften/{meeting.assembly.id}"
    draft = see(client, at).text
    item = f"item-{meeting.item.id}"
    assert (targets(draft)[0], item in targets(draft), "verlauf" in targets(draft)) == ("anwesend", True, True)
    assert draft.index('id="main"') < draft.index("Zur Unterschrift drucken") < draft.index(f'id="{item}"')
    assert draft.index("Nach oben, zum Drucken") > draft.index(f'id="{item}"')
    session.rollback()
    fixed(session, meeting)
    session.commit()
    signing = see(client, at).text
    assert targets(signing)[0] == "unterschriften"
    assert signing.index('id="unterschriften"') < signing.index('id="anwesend"') < signing.index(f'id="{item}"')
    assert signing.rindex('href="#unterschriften"') > signing.index(f'id="{item}"')


def test_only_the_newest_of_the_history_stand_open(session: Session, client: FlaskClient) -> None:
    meeting = a_long_meeting(session)
    session.commit()
    sign_in_office(session, client)
    for at in (f"/niederschriften/{meeting.assembly.id}", f"/versammlungen/{meeting.assembly.id}"):
        page = see(client, at).text
        newest, _summary, folded = page.partition("frühere Einträge</summary>")
        assert newest.count('class="timeline-text"') == 8
        assert folded.count('class="timeline-text"') >= 25
