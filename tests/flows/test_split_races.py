"""Who joins while the shares are being split has the new ones, and nobody waits for ever (§ 22b GenG; R-SHR-09)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.actions import entering
from app.core.db import transaction
from app.operations.queries import check
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.removals.actions import continuing
from app.removals.models import Removal
from app.shares import queries as shares
from app.shares.actions import splitting
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from app.transfers import actions as transfers
from app.transfers.actions import deciding
from tests.admissions import factories as applying
from tests.factories import NOW, OFFICE, TODAY
from tests.removals.factories import a_human
from tests.removals.test_continuing import a_continuing_house, an_heir_of
from tests.shares.test_splitting import LATER, a_resolved_splitting, work
from tests.statutes.factories import ADMINISTRATOR
from tests.together import PATIENCE, together
from tests.transfers import newcomers

A_WHILE = 1.0
"""Seconds after which the other one waits for this transaction, or never will."""

Act = Callable[[Session], object]


class Meeting:
    """Two transactions: the first stops where it `reads`, until the second has come to where it `holds`, or waits."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch, self.has_read, self.holds = patch, Event(), Event()

    def stop_in(self, module: ModuleType, name: str) -> None:
        """Let the first stop before it calls something."""
        real = getattr(module, name)

        def stopping(*given: Any, **named: Any) -> Any:
            self.has_read.set()
            self.holds.wait(A_WHILE)
            return real(*given, **named)

        self.patch.setattr(module, name, stopping)

    def tell_before(self, name: str) -> None:
        """Let the splitting tell that it has come to where it calls something."""
        real = getattr(splitting, name)

        def telling(*given: Any, **named: Any) -> Any:
            self.holds.set()
            return real(*given, **named)

        self.patch.setattr(splitting, name, telling)

    def take_place(self, app: Flask, version_id: int, act: Act) -> None:
        """Let the first do its act, and register the splitting meanwhile."""

        def first() -> None:
            with app.app_context(), transaction() as own:
                act(own)

        def second() -> None:
            self.has_read.wait(PATIENCE)
            with app.app_context():
                with transaction() as own:
                    version = statute_queries.get_version(own, version_id)
                    statutes.register_version(own, version, TODAY, ADMINISTRATOR, LATER)
                self.holds.set()

        together(first, second)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Two that meet."""
    return Meeting(monkeypatch)


def a_splitting_to_come(session: Session, **values: Any) -> int:
    """A version that splits the shares, resolved and not registered yet."""
    version_id = a_resolved_splitting(session, TODAY - timedelta(days=30), **values).id
    session.commit()
    return version_id


def all_held(session: Session) -> list[int]:
    """What each member holds in the end, by number, and that the check finds no fault."""
    work(session)
    assert [str(each) for each in check.findings(session, LATER + timedelta(hours=1))] == []
    return list(shares.shares_on(session, TODAY + timedelta(days=1)).values())


def test_who_is_admitted_while_the_shares_are_split_has_the_new_ones(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    applying.a_house(session, max_shares=None)
    application_id = applying.a_proposed(session, shares="3").id
    version_id = a_splitting_to_come(session)
    meeting.stop_in(entering, "_party_of")
    meeting.take_place(
        app, version_id, lambda own: admissions.admit(own, application_id, "V-2026-001", OFFICE, NOW)
    )
    assert all_held(session) == [15]


def test_a_transfer_to_a_newcomer_and_a_splitting_wait_for_each_other(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    giver = newcomers.a_giver(session)
    transfer_id = newcomers.handed_on(session, giver, newcomers.an_applicant(session)).id
    version_id = a_splitting_to_come(session)
    meeting.stop_in(deciding, "check_admissible")
    meeting.tell_before("lock_all")
    meeting.take_place(app, version_id, lambda own: transfers.admit(own, transfer_id, "V-2026-001", OFFICE, NOW))
    assert all_held(session) == [25]


def test_an_heir_who_goes_on_and_a_splitting_wait_for_each_other(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    a_continuing_house(session)
    removal, heir = an_heir_of(session, a_human(session))
    removal_id = removal.id
    before = shares.shares_on(session, TODAY)
    version_id = a_splitting_to_come(session, heirs_continue=True)
    meeting.stop_in(continuing, "_member_from")
    meeting.tell_before("lock_all")

    def go_on(own: Session) -> Removal:
        return removals.continue_with(own, removal_queries.get_removal(own, removal_id), heir, OFFICE, NOW)

    meeting.take_place(app, version_id, go_on)
    assert sum(all_held(session)) == 5 * sum(before.values())
