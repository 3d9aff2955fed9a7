"""What an assembly that nobody opened here resolved is recorded from its agenda, and not taken over by itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.actions import discard
from app.assemblies.models import Assembly
from app.assemblies.rules import DiscussionForm, MeetingForm
from app.boardroom import actions as boardroom
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.organs.models import Resolution
from app.organs.rules import Organ, Outcome
from app.voting import actions, queries
from app.voting.rules import Method
from tests import calendar
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.organs.factories import an_office
from tests.tabs import Tab, said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, casts, declared, marked

TITLE = "Antrag Delta"
LATER = TODAY + timedelta(days=1)
ON_ITS_DAY = "Von diesem Tag sind Beschlüsse nachgetragen"


@pytest.fixture
def the_day_after() -> Iterator[None]:
    """It is the day after the assembly's."""
    calendar.begin_at(NOW + timedelta(days=1))
    yield
    calendar.begin_at(NOW)


def never_opened(session: Session, draft: str = "Epsilon wird beschlossen.") -> Assembly:
    """An assembly of today with two items, convened and never opened; `draft` of the second."""
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    an_item(session, assembly, title=TITLE, draft="Delta wird\nbeschlossen.")
    an_item(session, assembly, title="Antrag Epsilon", draft=draft)
    convened(session, assembly)
    return assembly


def on_paper(session: Session, title: str = TITLE, days: int = 0, organ: Organ = Organ.GENERAL_ASSEMBLY) -> Resolution:
    """A resolution recorded of that day, or days later."""
    day = TODAY - timedelta(days=days)
    record = boardroom.Record(organ, day, title, "Delta wird beschlossen.", Outcome.ACCEPTED)
    return boardroom.record_resolution(session, record, OFFICE, NOW)


def opened(session: Session, client: FlaskClient) -> FlaskClient:
    """The office's browser."""
    sign_in_office(session, client)
    session.commit()
    return client


@pytest.mark.usefixtures("the_day_after")
def test_the_page_of_an_assembly_not_opened_names_what_was_recorded_of_its_day(
    session: Session, client: FlaskClient
) -> None:
    assembly, recorded = never_opened(session), on_paper(session)
    page = opened(session, client).get(f"/versammlungen/{assembly.id}")
    assert "Sie wurde hier nicht eröffnet" in said(client.get("/")), "the second item is not settled"
    assert f"{ON_ITS_DAY}: GV-2026-001 : {TITLE} (angenommen)" in said(page)
    assert f"TOP 1, {TITLE}: nachgetragen mit GV-2026-001" in said(page)
    assert "TOP 2, Antrag Epsilon: nachtragen" in said(page)
    assert f'href="/beschluesse/{recorded.id}"' in page.text
    assert "Sonst übernehmen Sie die offenen Punkte" not in said(page)


@pytest.mark.usefixtures("the_day_after")
def test_nothing_is_ticked_for_taking_over_while_resolutions_of_its_day_are_recorded(
    session: Session, client: FlaskClient
) -> None:
    assembly, _planned = never_opened(session), an_assembly(session, MEETS_ON)
    address = f"/abstimmung/{assembly.id}/uebernehmen"
    page = opened(session, client).get(address)
    assert ON_ITS_DAY not in said(page)
    assert "Sie wurde hier nicht eröffnet" in said(client.get("/"))
    assert Tab(client, address).fields["items"] == [str(each.id) for each in assembly.items]
    on_paper(session)
    session.commit()
    page = client.get(address)
    assert "items" not in Tab(client, address).fields
    assert f"{ON_ITS_DAY}: GV-2026-001 : {TITLE} (angenommen)" in said(page)
    assert "Übernehmen Sie nur, was dort nicht entschieden ist." in said(page)
    assert f"1. {TITLE} (nachgetragen mit GV-2026-001)" in said(page)


@pytest.mark.usefixtures("the_day_after")
def test_a_page_open_since_before_something_was_recorded_takes_nothing_over_unseen(
    session: Session, client: FlaskClient
) -> None:
    assembly, planned = never_opened(session), an_assembly(session, MEETS_ON)
    tab = Tab(opened(session, client), f"/abstimmung/{assembly.id}/uebernehmen")
    on_paper(session)
    session.commit()
    answer = tab.send(to=str(planned.id))
    assert (answer.status_code, "Nachgetragen" in said(answer), "GV-2026-001" in said(answer)) == (409, True, True)
    session.expire_all()
    assert planned.items == []
    anew = Tab(client, f"/abstimmung/{assembly.id}/uebernehmen")
    assert anew.send(to=str(planned.id), items=[str(assembly.items[1].id)]).status_code == 302
    session.expire_all()
    assert [each.title for each in planned.items] == ["Antrag Epsilon"]


@pytest.mark.usefixtures("the_day_after")
def test_the_pages_of_results_and_of_opening_lead_to_what_was_recorded_of_an_assembly_not_opened(
    session: Session, client: FlaskClient
) -> None:
    assembly, _recorded = never_opened(session), on_paper(session)
    leading = opened(session, client).get(f"/abstimmung/{assembly.id}/leitung")
    assert "ohne hier eröffnet zu werden" in said(leading)
    assert f'href="/versammlungen/{assembly.id}">Zur Versammlung' in leading.text
    results = said(client.get(f"/abstimmung/{assembly.id}/ergebnisse"))
    assert ("Noch nichts abgestimmt" in results, f"{ON_ITS_DAY}: GV-2026-001" in results) == (False, True)


def test_an_assembly_not_opened_stands_on_the_desk_until_it_is_recorded_or_taken_over_and_not_for_ever(
    session: Session
) -> None:
    assembly, to = never_opened(session), an_assembly(session, MEETS_ON)

    def told(days: int) -> int | None:
        return waiting(session, OFFICE, TODAY + timedelta(days=days)).tasks.get(TaskKind.SETTLE_UNOPENED)

    assert [told(days) for days in (0, 1, 90, 91)] == [None, 1, 1, None]
    first, second = queries.open_items(session, assembly)
    actions.take_over(session, to, [second], OFFICE, NOW)
    assert told(1) == 1, "the first item is neither recorded nor taken over"
    on_paper(session)
    assert told(1) is None
    discard(session, to, "Doch nicht", OFFICE, NOW)
    assert told(1) == 1
    on_paper(session, second.title)
    assert (told(1), first.title) == (None, TITLE)


def test_recorded_of_an_assembly_is_what_it_resolved_on_its_days_and_did_not_vote_on_here(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, "Der Jahresabschluss ist festgestellt.")
    on_paper(session, days=1)
    on_paper(session, organ=Organ.SUPERVISORY_BOARD)
    recorded = on_paper(session)
    assert queries.recorded_afterwards(session, meeting.assembly) == [recorded]


def test_of_a_stretched_assembly_what_is_recorded_of_the_last_day_of_its_vote_belongs_to_it(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY - timedelta(days=5), form=MeetingForm.STRETCHED,
                           discussion_form=DiscussionForm.VIRTUAL, votes_until=TODAY)
    recorded = on_paper(session)
    assert queries.recorded_afterwards(session, assembly) == [recorded]


@pytest.mark.usefixtures("the_day_after")
def test_who_records_from_the_page_of_an_assembly_finds_its_agenda_in_the_form_and_gets_back(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    (first, _second), address = assembly.items, f"/versammlungen/{assembly.id}"
    link = f"/beschluesse/nachtragen?versammlung={assembly.id}&top={first.id}"
    assert link.replace("&", "&amp;") in opened(session, client).get(address).text
    assert f'href="{address}"' in client.get(link).text
    general = client.get(f"/beschluesse/nachtragen?versammlung={assembly.id}")
    assert (general.status_code, f'href="{address}"' in general.text) == (200, True)
    tab = Tab(client, link, form="nachtragen")
    known = {name: tab.fields[name] for name in ("organ", "decided_on", "place", "title", "text")}
    assert known == {
        "organ": ["general_assembly"], "decided_on": [TODAY.isoformat()], "place": [assembly.place],
        "title": [TITLE], "text": ["Delta wird\nbeschlossen."],
    }
    assert tab.send().status_code == 422, "how it was decided is said by nobody else"
    assert tab.fields["title"] == [TITLE]
    assert tab.send(outcome="accepted").location == address
    (recorded,) = queries.recorded_afterwards(session, assembly)
    assert (recorded.title, recorded.meeting_on, recorded.place) == (TITLE, TODAY, assembly.place)


def test_of_two_items_of_one_title_the_second_stays_open_until_it_is_recorded_too(session: Session) -> None:
    a_convening_house(session)
    assembly, numbers = an_assembly(session, TODAY), list[str]()
    for draft in ("Delta wird beschlossen.", "Delta wird noch einmal beschlossen."):
        an_item(session, assembly, title=TITLE, draft=draft)
    convened(session, assembly)
    for _each in range(2):
        assert waiting(session, OFFICE, LATER).tasks.get(TaskKind.SETTLE_UNOPENED) == 1
        numbers.append(on_paper(session).number)
        found = assemblies.numbers_under(session, assembly.items, queries.recorded_afterwards(session, assembly))
        assert list(found.values()) == numbers
    assert TaskKind.SETTLE_UNOPENED not in waiting(session, OFFICE, LATER).tasks


def test_what_another_assembly_resolved_under_the_same_title_settles_nothing(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, "Der Jahresabschluss ist festgestellt.")
    title = meeting.assembly.items[0].title
    on_paper(session, title, days=400)
    assembly = an_assembly(session, TODAY - timedelta(days=7))
    an_item(session, assembly, title=title)
    convened(session, assembly)

    def left() -> list[Assembly]:
        return list(session.scalars(assemblies.to_settle(TODAY)))

    assert left() == [assembly]
    on_paper(session, title, days=7)
    assert left() == []


@pytest.mark.usefixtures("the_day_after")
def test_who_sits_on_the_supervisory_board_alone_is_not_led_to_record_what_the_assembly_resolved(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session)
    supervisor = a_person(session, "Ulla", "Ulme")
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    sign_in(session, client, supervisor)
    session.commit()
    page = client.get(f"/versammlungen/{assembly.id}").text
    assert ("eröffnet wurde die Versammlung hier nicht" in page, "/beschluesse/nachtragen" in page) == (True, False)
    address = f"/beschluesse/nachtragen?versammlung={assembly.id}&top={assembly.items[0].id}"
    fields = Tab(client, address, form="nachtragen").fields
    assert (fields["organ"], fields["title"]) == (["supervisory_board"], [""])


@pytest.mark.usefixtures("the_day_after")
def test_a_draft_longer_than_the_register_takes_is_not_filled_in_and_no_other_agenda_is(
    session: Session, client: FlaskClient
) -> None:
    assembly = never_opened(session, draft="x" * 5000)
    elsewhere = an_item(session, an_assembly(session, MEETS_ON))
    opened(session, client)
    address = f"/beschluesse/nachtragen?versammlung={assembly.id}&top={assembly.items[1].id}"
    tab = Tab(client, address, form="nachtragen")
    assert (tab.fields["title"], tab.fields["text"]) == (["Antrag Epsilon"], [""])
    for wrong in (f"versammlung={assembly.id}&top={elsewhere.id}", "versammlung=9999"):
        assert client.get(f"/beschluesse/nachtragen?{wrong}").status_code == 404


def closed(session: Session, meeting: Meeting) -> None:
    """The chair closes the meeting."""
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.flush()
    session.expire_all()


def test_the_page_of_a_held_assembly_names_what_was_declared_under_each_item(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, "Der Jahresabschluss ist festgestellt.")
    closed(session, meeting)
    page = opened(session, client).get(f"/versammlungen/{meeting.assembly.id}")
    assert "Ergebnis: Angenommen , GV-2026-001" in said(page)
    assert f'href="/abstimmung/{meeting.assembly.id}/{poll.id}"' in page.text


def test_the_page_of_a_held_assembly_says_which_seats_are_empty_until_another_is_to_fill_them(
    session: Session, client: FlaskClient
) -> None:
    meeting, to = an_election(session, seats=2), an_assembly(session, MEETS_ON)
    poll = asked(session, meeting, Method.ELECTION, ("Ulla Ulme", "Willi Weide"), seats=2)
    for member in meeting.members:
        marked(session, poll, member, "Ulla Ulme")
    declared(session, meeting, poll, "Gewählt ist Ulla Ulme.")
    closed(session, meeting)
    address = f"/versammlungen/{meeting.assembly.id}"
    assert "1 Sitz ist unbesetzt." in said(opened(session, client).get(address))
    left = queries.open_items(session, meeting.assembly)
    actions.take_over(session, to, left, OFFICE, NOW, queries.seats_to_fill(session, meeting.assembly))
    session.commit()
    assert "unbesetzt" not in said(client.get(address))


def test_where_nothing_was_resolved_nothing_is_said_to_be_open_to_challenge(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    closed(session, meeting)
    address = f"/versammlungen/{meeting.assembly.id}"
    assert "anfechtbar" not in said(opened(session, client).get(address))
    on_paper(session)
    session.commit()
    assert "Die Beschlüsse bleiben bis zum Ende der Monatsfrist anfechtbar" in said(client.get(address))
