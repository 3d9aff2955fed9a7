"""Lists whose rows came in on some day are narrowed to a period, both days in it, and given out the same way."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.departures.rules import NoticeKind
from app.shares import actions as shares
from tests.admissions.factories import a_submitted, who
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY, sign_in_office

EARLIER = TODAY - timedelta(days=10)
LISTS = {
    "/kuendigungen": ("KD-2026-001", "KD-2026-002"), "/urkunden/": ("U-2026-0002", "U-2026-0001"),
    "/antraege": ("Neuhof", "Althof"),
}


def two_of_each(session: Session, client: FlaskClient) -> None:
    """A notice, an application and a certificate of today, and one each of ten days ago."""
    a_leaving_house(session)
    one, other = a_holder(session), a_holder(session, "Stadt Lindenfurt", 2)
    given(session, one, NoticeKind.PARTIAL, shares=1)
    given(session, other, NoticeKind.PARTIAL, shares=1, received_on=EARLIER)
    for name, moment, token in (("Neuhof", NOW, "a" * 30), ("Althof", NOW - timedelta(days=10), "b" * 30)):
        a_submitted(session, who=who(name=name), token=token).submitted_at = moment
    for member, moment in ((other, NOW - timedelta(days=10)), (one, NOW)):
        shares.issue_certificate(session, member, OFFICE, moment)
    session.commit()
    sign_in_office(session, client)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_narrowed_to_a_period_and_so_is_what_it_gives_out(
    session: Session, client: FlaskClient, address: str
) -> None:
    two_of_each(session, client)
    late, early = LISTS[address]
    for asked, shown, hidden in ((f"von={TODAY}", late, early), (f"bis={EARLIER}&von={EARLIER:%d.%m.%Y}", early, late)):
        page, file = client.get(f"{address}?{asked}").text, client.get(f"{address}?{asked}&format=csv").text
        assert shown in page.split("<tbody>")[1]
        assert hidden not in page.split("<tbody>")[1]
        assert (shown in file, hidden in file) == (True, False)
    assert f'value="{TODAY}"' in client.get(f"{address}?von={TODAY}").text


@pytest.mark.parametrize("address", LISTS)
def test_a_period_that_runs_backward_is_said_at_its_field(session: Session, client: FlaskClient, address: str) -> None:
    two_of_each(session, client)
    for more in ("", "&format=csv"):
        answer = client.get(f"{address}?von={TODAY}&bis={date(2020, 1, 1)}{more}")
        assert (answer.status_code, "Der letzte Tag liegt vor dem ersten." in answer.text) == (422, True)


@pytest.mark.parametrize("address", ["/kuendigungen", "/urkunden/"])
def test_the_tabs_of_a_list_keep_its_period(session: Session, client: FlaskClient, address: str) -> None:
    two_of_each(session, client)
    page = client.get(f"{address}?von={EARLIER}&bis={TODAY}").text
    tabs = [unescape(each) for each in re.findall(r'href="([^"]*[?&](?:amp;)?view=[^"]*)"', page)]
    assert tabs
    assert [each for each in tabs if f"von={EARLIER}" not in each or f"bis={TODAY}" not in each] == []
