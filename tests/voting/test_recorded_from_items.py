"""A resolution recorded from an item stands under it, and what item, votes and day contradict is refused or asked."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies_actions
from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly, RecordedItem
from app.assemblies.rules import SIMPLE, THREE_QUARTERS, Subject, Threshold
from app.boardroom import actions as boardroom
from app.boardroom.rules import AboutRecorded, AboutVotes, Confirmed
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.organs import actions as organs
from app.organs.models import Resolution
from app.organs.rules import DecidedOnRefusal, Organ, Outcome
from app.voting import actions, queries, rules
from app.voting.rules import Tally
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.organs.factories import an_office
from tests.tabs import Tab, said
from tests.voting.test_recorded import never_opened, opened, the_day_after

__all__ = ["the_day_after"]
LATER = NOW + timedelta(days=1)


def recorded_from(
    session: Session, assembly: Assembly, position: int, title: str = "Ganz anders", is_another: bool = False,
    outcome: Outcome = Outcome.ACCEPTED, on: date = TODAY,
) -> Resolution:
    """A resolution of an assembly's day, recorded from an item of its agenda."""
    record = boardroom.Record(Organ.GENERAL_ASSEMBLY, on, title, "Delta wird beschlossen.", outcome)
    return actions.record_under(
        session, assembly.id, assembly.items[position - 1].id, Confirmed(is_another),
        lambda: boardroom.record_resolution(session, record, OFFICE, LATER), OFFICE, LATER,
    )


def test_what_is_recorded_from_an_item_stands_under_it_whatever_its_title_and_ends_the_task_with_the_last(
    session: Session
) -> None:
    assembly = never_opened(session)
    numbers = [recorded_from(session, assembly, 2).number]
    assert waiting(session, OFFICE, LATER.date()).tasks.get(TaskKind.SETTLE_UNOPENED) == 1
    numbers.append(recorded_from(session, assembly, 1, assembly.items[1].title).number)
    assert TaskKind.SETTLE_UNOPENED not in waiting(session, OFFICE, LATER.date()).tasks
    found = assemblies.numbers_under(session, assembly.items, queries.recorded_afterwards(session, assembly))
    assert [found[each.id] for each in assembly.items] == numbers[::-1]


def test_what_was_recorded_from_an_item_is_not_recorded_twice_unless_it_is_said_to_be_another_resolution(
    session: Session
) -> None:
    assembly = never_opened(session)
    first = recorded_from(session, assembly, 1)
    with pytest.raises(AboutRecorded, match=first.number), session.begin_nested():
        recorded_from(session, assembly, 1)
    second = recorded_from(session, assembly, 1, is_another=True)
    assert assemblies.recorded_from(session, assembly.items[0].id) == [first.number, second.number]
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(delete(RecordedItem))


def test_an_assembly_of_which_a_resolution_is_recorded_took_place_and_one_that_did_not_resolves_nothing(
    session: Session
) -> None:
    held, unheld = never_opened(session), an_assembly(session, TODAY)
    an_item(session, unheld)
    convened(session, unheld)
    recorded_from(session, held, 1)
    with pytest.raises(Refusal, match="sie hat also stattgefunden"):
        assemblies_actions.note_not_held(session, held.id, "Strom war weg", queries.recorded_afterwards, OFFICE, LATER)
    assemblies_actions.note_not_held(session, unheld.id, "Strom war weg", queries.recorded_afterwards, OFFICE, LATER)
    with pytest.raises(Refusal, match="hat nicht stattgefunden"):
        recorded_from(session, unheld, 1)


def test_only_a_day_of_the_assembly_is_a_day_on_which_it_resolved() -> None:
    first, last = TODAY, TODAY + timedelta(days=2)
    for day in (first, TODAY + timedelta(days=1), last):
        rules.check_of_its_days(first, last, day, is_under_item=False)
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(DecidedOnRefusal):
            rules.check_of_its_days(first, last, day, is_under_item=False)


def test_under_an_item_the_day_after_is_one_on_which_it_resolved_and_no_later_one() -> None:
    """Past midnight, and where votes of several days are declared the day after."""
    rules.check_of_its_days(TODAY, TODAY, TODAY + timedelta(days=1), is_under_item=True)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=2)):
        with pytest.raises(DecidedOnRefusal):
            rules.check_of_its_days(TODAY, TODAY, day, is_under_item=True)


def test_what_was_resolved_past_midnight_stands_at_its_assembly_and_at_no_other(session: Session) -> None:
    assembly = never_opened(session)
    resolution = recorded_from(session, assembly, 1, on=assembly.meets_on + timedelta(days=1))
    assert list(queries.recorded_afterwards(session, assembly)) == [resolution]
    other = an_assembly(session, assembly.meets_on + timedelta(days=1))
    assert list(queries.recorded_afterwards(session, other)) == []


@pytest.mark.parametrize(("threshold", "yes", "no", "carries"), [
    (SIMPLE, 3, 10, False), (SIMPLE, 5, 5, False), (SIMPLE, 6, 5, True), (THREE_QUARTERS, 15, 10, False),
    (THREE_QUARTERS, 15, 5, True),
])  # fmt: skip
def test_a_result_that_the_votes_contradict_is_asked_about(
    threshold: Threshold, yes: int, no: int, carries: bool
) -> None:
    tally = Tally(yes, no)
    rules.check_carried(4, threshold, tally, carries, is_declared=False)
    with pytest.raises(AboutVotes, match="TOP 4"):
        rules.check_carried(4, threshold, tally, not carries, is_declared=False)
    rules.check_carried(4, threshold, tally, not carries, is_declared=True)


@pytest.mark.usefixtures("the_day_after")
def test_the_form_asks_back_about_votes_below_the_majority_of_the_item_and_about_the_day(
    session: Session, client: FlaskClient
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    item = an_item(session, assembly, title="Nachschusspflicht", subject=Subject.NACHSCHUSS)
    convened(session, assembly)
    opened(session, client)
    tab = Tab(client, f"/beschluesse/nachtragen?versammlung={assembly.id}&top={item.id}", form="nachtragen")
    assert "is_declared" not in tab.fields
    earlier = (TODAY - timedelta(days=1)).isoformat()
    wrong_day = tab.send(outcome="accepted", in_favour="15", against="10", decided_on=earlier)
    assert (wrong_day.status_code, "Diese Versammlung war am" in said(wrong_day)) == (422, True)
    asked = tab.send(decided_on=TODAY.isoformat())
    assert (asked.status_code, "mindestens drei Viertel" in said(asked)) == (422, True)
    assert "So wurde es verkündet" in said(asked)
    assert queries.recorded_afterwards(session, assembly) == []
    assert tab.send(is_declared="y").status_code == 302
    (recorded,) = queries.recorded_afterwards(session, assembly)
    assert assemblies.recorded_from(session, item.id) == [recorded.number]
    assert f"{recorded.number} zu TOP 1 nachgetragen" in said(client.get(f"/versammlungen/{assembly.id}"))


@pytest.mark.usefixtures("the_day_after")
def test_the_form_asks_whether_a_second_resolution_of_an_item_is_another_one(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    recorded_from(session, assembly, 1)
    opened(session, client)
    address = f"/beschluesse/nachtragen?versammlung={assembly.id}&top={assembly.items[0].id}"
    tab = Tab(client, address, form="nachtragen")
    asked = tab.send(outcome="accepted")
    assert (asked.status_code, "Zu TOP 1 ist schon nachgetragen: GV-2026-001" in said(asked)) == (422, True)
    assert tab.send(is_another="y").status_code == 302
    assert len(queries.recorded_afterwards(session, assembly)) == 2


@pytest.mark.usefixtures("the_day_after")
def test_the_page_of_the_assembly_misses_the_minutes_until_a_resolution_has_them(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    recorded_from(session, assembly, 1)
    last = recorded_from(session, assembly, 2)
    opened(session, client)
    missed, address = "Die unterschriebene Niederschrift fehlt noch", f"/versammlungen/{assembly.id}"
    assert missed in said(client.get(address))
    organs.hand_in_record(session, last, CheckedFile("Niederschrift.pdf", b"%PDF-1.7 minutes"), OFFICE, LATER)
    session.commit()
    assert missed not in said(client.get(address))


@pytest.mark.usefixtures("the_day_after")
@pytest.mark.parametrize(("subject", "outcome", "asked", "way"), [
    (Subject.NACHSCHUSS, Outcome.ACCEPTED,
     ["Neue Fassung der Satzung erfassen", "§ 16 Abs. 5 GenG", "Kündigung nach Satzungsänderung erfasst das Büro"],
     f"/satzung/neu?beschlossen={TODAY.isoformat()}"),
    (Subject.DISSOLUTION, Outcome.ACCEPTED, ["§ 78 Abs. 2 GenG"], ""),
    (Subject.DISCHARGE_BOARD, Outcome.ACCEPTED, ["Entlastung vermerken, danach wird gefragt, wenn"], ""),
    (Subject.NACHSCHUSS, Outcome.REJECTED, [], ""),
])  # fmt: skip
def test_the_page_of_a_resolution_recorded_from_an_item_names_what_it_asks_for(
    session: Session, client: FlaskClient, subject: Subject, outcome: Outcome, asked: list[str], way: str
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    an_item(session, assembly, subject=subject)
    convened(session, assembly)
    recorded, director = recorded_from(session, assembly, 1, outcome=outcome), a_person(session, "Ulla", "Ulme")
    an_office(session, director, Organ.BOARD)
    sign_in(session, client, director)
    session.commit()
    page = client.get(f"/beschluesse/{recorded.id}")
    assert ("Daraus folgt" in said(page)) is bool(asked)
    assert all(each in said(page) for each in asked)
    assert "nicht festgehalten" in said(page)  # the votes, of which nothing was recorded
    assert way in page.text
