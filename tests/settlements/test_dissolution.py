"""Before money flows it is said that a dissolution on an agenda would undo the exit (§ 75 GenG; R-EXIT-12)."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies import queries
from app.assemblies.rules import AssemblyState, ItemType, Subject
from app.core import clock
from tests.assemblies.factories import an_assembly, an_item
from tests.factories import NOW, sign_in_office
from tests.settlements.factories import a_leaver, a_paying_house, confirmed
from tests.tabs import said
from tests.visitors import visitor

IN_JUNE, MEETING, UNTIL = date(2026, 6, 1), date(2026, 6, 20), date(2026, 6, 30)
"""Who left with the year 2025 has not left if the dissolution is resolved by the end of June."""
ON_AGENDA = "Auf der Tagesordnung der Generalversammlung am 20.06.2026 steht die Auflösung der Genossenschaft."
IN_GENERAL = "Wird die Auflösung der Genossenschaft bis zum 30.06.2026 beschlossen"


def test_what_was_called_off_withdrawn_or_lies_later_undoes_no_exit(session: Session) -> None:
    a_paying_house(session)
    assembly = an_assembly(session, MEETING)
    item = an_item(session, assembly, item_type=ItemType.RESOLUTION, subject=Subject.DISSOLUTION)
    assert queries.dissolution_on_agenda(session, IN_JUNE, UNTIL) == MEETING
    assert queries.dissolution_on_agenda(session, date(2026, 6, 21), UNTIL) is None
    assert queries.dissolution_on_agenda(session, IN_JUNE, date(2026, 6, 19)) is None
    item.withdrawn_at, item.withdraw_reason = NOW, "Nicht nötig"
    assert queries.dissolution_on_agenda(session, IN_JUNE, UNTIL) is None
    item.withdrawn_at, item.withdraw_reason = None, ""
    assembly.state, assembly.ended_at, assembly.end_reason = AssemblyState.DISCARDED, NOW, "Kein Saal"
    assert queries.dissolution_on_agenda(session, IN_JUNE, UNTIL) is None


@pytest.mark.parametrize(("subject", "told", "untold"), [
    (Subject.DISSOLUTION, ON_AGENDA, IN_GENERAL), (Subject.CONTINUATION, IN_GENERAL, "steht die Auflösung"),
])
def test_a_settlement_warns_of_the_agenda_on_its_page(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, subject: Subject, told: str, untold: str
) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    an_item(session, an_assembly(session, MEETING), item_type=ItemType.RESOLUTION, subject=subject)
    session.commit()
    monkeypatch.setattr(clock, "today", lambda: IN_JUNE)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 10, 0, tzinfo=NOW.tzinfo))
    client = visitor(app)
    sign_in_office(session, client)
    page = said(client.get(f"/auseinandersetzung/{settlement.id}"))
    assert told in page
    assert untold not in page
