"""Votes in the auditor's folder: what was counted with its hashes, the roll, and single votes of a roll call alone."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.audits.queries import polls
from app.audits.queries.parts import Listed
from app.audits.rules import Period
from app.voting import actions, queries
from app.voting.rules import Method, Secrecy
from tests.audits.factories import YEAR
from tests.factories import NOW, TODAY
from tests.organs.factories import an_office
from tests.voting.factories import (
    CHAIR,
    NO,
    YES,
    a_meeting,
    an_election,
    asked,
    casts,
    counted,
    declared,
    marked,
    represented,
)


def lists(session: Session, period: Period = YEAR) -> dict[str, list[dict[str, object]]]:
    """The lists of the part by the ends of their names, each row by its headings."""
    found = [each for each in polls.parts(session, period) if isinstance(each, Listed)]
    return {
        each.path.rpartition("/")[2]: [dict(zip(each.headings, row, strict=True)) for row in each.rows()]
        for each in found
    }


def test_a_declared_vote_stands_there_with_its_figures_its_hashes_and_its_roll(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.DISCHARGE_BOARD)
    an_office(session, meeting.number(0).party)
    represented(session, meeting, "Tanne", meeting.number(1))
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(1), YES)
    casts(session, poll, meeting.number(2), NO)
    declared(session, meeting, poll)
    found = lists(session)
    [row] = found[f"Abstimmungen_{YEAR}.csv"]
    assert (row["Ja"], row["Nein"], row["Stimmberechtigt"], row["Ausgeschlossen"]) == (1, 1, 3, 1)
    assert poll.result is not None
    assert (row["Prüfsumme der Zählung"], row["Nachgezählt"]) == (poll.result.digest, "gleich")
    assert (row["Stimmliste bei Eröffnung"], row["Stimmliste bei Schließung"]) == (poll.roll_opened, poll.roll_closed)
    roll = found[f"{TODAY:%Y-%m-%d}_{poll.id:06d}_Stimmliste.csv"]
    assert [(each["Name"], each["Durch"], each["Ausgeschlossen"]) for each in roll] == [
        ("Ada Ahorn", "Ada Ahorn", "ja"), ("Ada Birke", "Ada Birke", ""), ("Ada Eibe", "Ada Eibe", ""),
        ("Bodo Tanne", "Ada Birke", ""),
    ]
    assert not any(name.endswith("_Namentlich.csv") for name in found)


def test_whose_vote_was_which_is_told_of_a_roll_call_alone(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    casts(session, poll, meeting.number(0), NO)
    declared(session, meeting, poll)
    [vote] = lists(session)[f"{TODAY:%Y-%m-%d}_{poll.id:06d}_Namentlich.csv"]
    assert (vote["Name"], vote["Stimme"]) == ("Ada Ahorn", "Nein")


def test_a_run_off_names_its_first_ballot_and_each_name_its_votes(session: Session) -> None:
    meeting = an_election(session, 4, election_mode="absolute_then_runoff")
    first = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Egon"])
    for member, name in zip(meeting.members, ("Cora", "Cora", "Dirk", "Egon"), strict=True):
        marked(session, first, member, name)
    declared(session, meeting, first, "Eine Stichwahl ist nötig.")
    runoff = actions.open_runoff(session, meeting.sitting, first, CHAIR, NOW)
    for member in meeting.members:
        marked(session, runoff, member, "Cora")
    declared(session, meeting, runoff, "Cora ist gewählt.")
    one, two = lists(session)[f"Abstimmungen_{YEAR}.csv"]
    assert one["Für einzelne"] == "Cora: 2; Dirk: 1; Egon: 1"
    assert (two["Stichwahl zu"], two["Beschluss"]) == (first.id, "GV-2026-001")


def test_nothing_is_told_before_the_declaration_or_of_another_period(session: Session) -> None:
    meeting = a_meeting(session)
    poll = counted(session, meeting, asked(session, meeting))
    assert lists(session) == {f"Abstimmungen_{YEAR}.csv": []}
    actions.declare(session, meeting.sitting, poll, queries.proposed_declaration(poll), CHAIR, NOW)
    later = Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9))
    assert lists(session, later) == {f"Abstimmungen_{later}.csv": []}
    assert len(lists(session)) == 2
