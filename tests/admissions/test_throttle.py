"""No script fills disk and mailboxes through the public form; an office behind one address is let through."""

import hashlib
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import LoginAttempt
from app.admissions import actions
from app.admissions.models import Application, PublicUse
from app.admissions.rules import DAY, HOUR, MOST, MOST_BYTES, PublicAct, Use, counted_address, refuse_too_often
from app.core import clock, links
from app.core.values import TooOften
from app.main import worker_of
from tests.admissions.factories import PDF
from tests.admissions.test_public import begin, ready
from tests.conftest import Installation
from tests.factories import NOW

OFFICE_ADDRESS = "192.0.2.7"


def used(session: Session, act: PublicAct, times: int, sender: str = "127.0.0.1") -> None:
    for _ in range(times):
        actions.count_use(session, act, sender, clock.now())


@pytest.mark.parametrize("act", PublicAct)
def test_what_goes_beyond_the_hour_waits_and_the_next_hour_is_free(act: PublicAct) -> None:
    uses = [Use(NOW)] * MOST[act][HOUR]
    with pytest.raises(TooOften):
        refuse_too_often(act, uses, 0, NOW + timedelta(minutes=59))
    refuse_too_often(act, uses, 0, NOW + HOUR)


def test_the_day_has_its_own_limit() -> None:
    uses = [Use(NOW - timedelta(hours=2 + number % 20)) for number in range(MOST[PublicAct.BEGIN][DAY])]
    with pytest.raises(TooOften):
        refuse_too_often(PublicAct.BEGIN, uses, 0, NOW)


def test_what_is_handed_in_within_a_day_is_bounded() -> None:
    with pytest.raises(TooOften, match="Dateien"):
        refuse_too_often(PublicAct.UPLOAD, [Use(NOW, MOST_BYTES - 5)], 6, NOW)
    refuse_too_often(PublicAct.UPLOAD, [Use(NOW - DAY, MOST_BYTES)], 6, NOW)


def test_of_ipv6_the_network_counts() -> None:
    assert counted_address("2001:db8::1") == counted_address("2001:db8::ffff:1") == "2001:db8::/64"
    assert counted_address(OFFICE_ADDRESS) == OFFICE_ADDRESS
    assert counted_address("unknown") == "unknown"


def test_a_script_is_stopped_and_somebody_else_is_not(session: Session, client: FlaskClient) -> None:
    ready(session)
    used(session, PublicAct.BEGIN, MOST[PublicAct.BEGIN][HOUR])
    session.commit()
    answer = client.post("/beitritt", data={"kind": "company", "key": "k" * 20})
    assert answer.status_code == 429
    assert "sehr viele Anfragen" in answer.text
    assert session.scalar(select(func.count()).select_from(Application)) == 0
    other = client.post("/beitritt", data={"kind": "company", "key": "l" * 20},
                        environ_base={"REMOTE_ADDR": OFFICE_ADDRESS})
    assert other.status_code == 302


def test_a_file_too_many_is_refused_at_its_field(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    used(session, PublicAct.UPLOAD, MOST[PublicAct.UPLOAD][HOUR])
    session.commit()
    sent = {"purpose": "authority", "file": (io.BytesIO(PDF), "Wahl.pdf")}
    answer = client.post(f"{home}/unterlagen/hinzufuegen", data=sent)
    assert answer.status_code == 429
    assert "sehr viele Anfragen" in answer.text


def test_the_address_is_kept_for_a_day_as_a_mark_that_nobody_makes_without_our_secret(session: Session) -> None:
    actions.count_use(session, PublicAct.BEGIN, OFFICE_ADDRESS, NOW)
    kept = session.scalars(select(PublicUse.key)).one()
    assert kept == links.mark_of("begin", OFFICE_ADDRESS)
    assert kept != hashlib.sha256(f"begin:{OFFICE_ADDRESS}".encode()).hexdigest()
    actions.count_use(session, PublicAct.BEGIN, "192.0.2.8", NOW + DAY + HOUR)
    assert session.scalar(select(func.count()).select_from(PublicUse)) == 1


def test_a_worker_first_forgets_what_counts_no_more(session: Session, installation: Installation) -> None:
    session.add(PublicUse(key="k" * 64, at=clock.now() - DAY - HOUR))
    session.add(LoginAttempt(key="k" * 64, at=clock.now() - DAY - HOUR))
    session.commit()
    worker_of(installation.settings)
    left = [session.scalar(select(func.count()).select_from(table)) for table in (PublicUse, LoginAttempt)]
    assert left == [0, 0]
