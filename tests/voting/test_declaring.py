"""What the chair declares is worded freely and never against the count; what is broken off after it says so."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import JournalLine
from app.core.values import Refusal
from app.minutes.queries import sections_of
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import (
    ALL_THERE,
    AboutWords,
    CourseKind,
    Method,
    MotionKind,
    Outcome,
    Tally,
    check_words,
    declared_words,
)
from tests.assemblies.factories import an_item
from tests.attendance.factories import a_town
from tests.factories import NOW
from tests.voting.factories import (
    CHAIR,
    Meeting,
    a_meeting,
    an_election,
    asked,
    casts,
    counted,
    declared,
    marked,
)

VOTES = Tally(1_200, 3, 1)


@pytest.mark.parametrize(("outcome", "words"), [
    (Outcome.ACCEPTED, "Der Antrag ist abgelehnt."), (Outcome.ACCEPTED, "Der Antrag ist nicht angenommen."),
    (Outcome.REJECTED, "Der Antrag ist angenommen."), (Outcome.REJECTED, "Dem Antrag ist zugestimmt."),
    (Outcome.ACCEPTED, "Angenommen mit 1200 Ja- gegen 4 Neinstimmen."),
    (Outcome.ACCEPTED, "Angenommen mit 12 Ja-Stimmen."), (Outcome.ACCEPTED, "Keiner der Anträge ist angenommen."),
])
def test_a_declaration_against_the_count_is_refused(outcome: Outcome, words: str) -> None:
    with pytest.raises(AboutWords):
        check_words(Method.YES_NO, outcome, words, VOTES, (), ())


@pytest.mark.parametrize(("outcome", "words"), [
    (Outcome.ACCEPTED, "Der Antrag ist mit 1.200 Ja- gegen 3 Neinstimmen bei 1 Enthaltung angenommen."),
    (Outcome.REJECTED, "Der Antrag ist nicht angenommen."), (Outcome.REJECTED, "Dem Antrag ist nicht zugestimmt."),
    (Outcome.ACCEPTED, "So ist es beschlossen."), (Outcome.REJECTED, "Der Antrag hat keine Mehrheit gefunden."),
    (Outcome.ACCEPTED, "Der Änderungsantrag ist abgelehnt, der Antrag angenommen."),
    (Outcome.ACCEPTED, "Keine Gegenstimmen, der Antrag ist angenommen."),
    (Outcome.REJECTED, "Kein Antrag ist angenommen."), (Outcome.REJECTED, "Keiner ist angenommen."),
])
def test_words_are_free_otherwise(outcome: Outcome, words: str) -> None:
    check_words(Method.YES_NO, outcome, words, VOTES, (), ())


@pytest.mark.parametrize(("method", "outcome", "names"), [
    (Method.YES_NO, Outcome.ACCEPTED, ()), (Method.YES_NO, Outcome.REJECTED, ()),
    (Method.ONE_OF_SEVERAL, Outcome.ACCEPTED, ("500.000 €",)), (Method.ONE_OF_SEVERAL, Outcome.REJECTED, ()),
    (Method.LIST, Outcome.ELECTED, ("Ada Eins", "Bea Zwei")), (Method.LIST, Outcome.NOBODY, ()),
    (Method.EN_BLOC, Outcome.ELECTED, ("Ada Eins",)),
])
def test_what_is_proposed_to_be_declared_is_taken_as_it_stands(
    method: Method, outcome: Outcome, names: Sequence[str]
) -> None:
    words = declared_words(method, outcome, VOTES, names)
    check_words(method, outcome, words, VOTES, names, ("Cleo Drei",))


@pytest.mark.parametrize(("words", "is_right"), [
    ("Gewählt ist Cora.", True), ("Gewählt ist Dirk.", False), ("Niemand ist gewählt.", False),
    ("Cora ist gewählt, Dirk ist nicht gewählt.", True), ("Die Wahl ist beendet.", True),
    ("Dirk ist nicht gewählt.", False),
])
def test_nobody_is_declared_elected_who_is_not(words: str, is_right: bool) -> None:
    if is_right:
        check_words(Method.ELECTION, Outcome.ELECTED, words, None, ["Cora"], ["Dirk"])
        return
    with pytest.raises(AboutWords):
        check_words(Method.ELECTION, Outcome.ELECTED, words, None, ["Cora"], ["Dirk"])


def test_the_words_that_are_proposed_are_taken(session: Session) -> None:
    meeting = a_meeting(session)
    poll = counted(session, meeting, asked(session, meeting))
    with pytest.raises(AboutWords, match="abgelehnt"):
        actions.declare(session, meeting.sitting, poll, "Der Antrag ist angenommen.", CHAIR, NOW)
    actions.declare(session, meeting.sitting, poll, queries.proposed_declaration(poll), CHAIR, NOW)
    election = an_election_in(session, meeting)
    actions.declare(session, meeting.sitting, election, queries.proposed_declaration(election), CHAIR, NOW)


FEW = Tally(12, 4, 0)


@pytest.mark.parametrize("words", [
    "Ja: 12 Nein: 4.", "Ja-Stimmen: 12\nNein-Stimmen: 4", "Zu TOP 5. Ja-Stimmen: 12.", "Zu TOP 5. Ja 12, Nein 4.",
    "Der Änderungsantrag fiel mit 3 Ja- gegen 13 Neinstimmen; angenommen ist der Antrag mit 12 Ja- gegen 4 Nein.",
    "Jastimmen: 12, Neinstimmen: 4", "12 Ja-Stimmen, 4 Nein-Stimmen", "Punkt 3\nJa: 12",
    "Angenommen mit 12 Ja : 4 Nein.", "12 Ja-Stimmen : 4 Nein-Stimmen", "Zu TOP 7 Ja-Nein-Frage: 12 Ja.",
    "Ja: 12, Nein: 4, Enthaltungen: 1", "Ja: 12 Enthaltungen: 3 Nein: 4", "12 Ja : 4 Nein : 3 Enthaltungen",
    "Gültig: 16 Ja: 12 Nein: 4", "Ergebnis: 12 Ja : 4 Nein.", "Ja 12 Nein 4", "Ja: 12,5 Prozent", "12 Ja: 4 Nein",
    "Ergebnis: 12 Ja, Nein: 4",
])
def test_right_numbers_are_taken_however_they_are_set_down(words: str) -> None:
    check_words(Method.YES_NO, Outcome.ACCEPTED, words, FEW, (), ())


@pytest.mark.parametrize("words", [
    "Ja: 4 Nein: 12.", "Ja-Stimmen: 13\nNein-Stimmen: 4", "Angenommen mit 12 Ja- gegen 5 Neinstimmen.",
    "14 Ja-Stimmen, 4 Nein-Stimmen", "Neinstimmen: 1.004", "Angenommen mit 13 Ja : 4 Nein.", "4 Ja : 12 Nein",
    "Ja: 13, Nein: 4", "Ja: 12, Nein: 5, Enthaltungen: 4", "Ja: 12 Enthaltungen: 4 Nein: 3", "Ja: 12 Nein: 3.",
    "12 Ja : 3 Nein : 4 Enthaltungen", "Gültig: 12 Ja: 13 Nein: 4",
])
def test_wrong_numbers_are_refused_however_they_are_set_down(words: str) -> None:
    with pytest.raises(AboutWords, match="andere Zahlen"):
        check_words(Method.YES_NO, Outcome.ACCEPTED, words, FEW, (), ())


@pytest.mark.parametrize("words", [
    "Niemand ist gewählt. Bert Tal wurde nicht wieder gewählt.", "Bert Tal ist nicht wiedergewählt.",
])
def test_that_nobody_was_elected_again_is_said_freely(words: str) -> None:
    check_words(Method.ELECTION, Outcome.NOBODY, words, None, [], ["Bert Tal"])


@pytest.mark.parametrize(("chosen", "other"), [
    ("Anna Berg", "Anna Bergmann"), ("Anna Berg", "Anna Berg-Tal"), ("Anna Berg", "Anna Berg Junior"),
])
def test_who_is_called_almost_like_who_was_elected_is_not_declared_instead(chosen: str, other: str) -> None:
    check_words(Method.ELECTION, Outcome.ELECTED, f"Gewählt ist {chosen}.", None, [chosen], [other])
    with pytest.raises(AboutWords, match=other):
        check_words(Method.ELECTION, Outcome.ELECTED, f"Gewählt ist {other}.", None, [chosen], [other])


def an_election_in(session: Session, meeting: Meeting) -> Poll:
    """A choice between motions, counted."""
    poll = asked(session, meeting, Method.ONE_OF_SEVERAL, ["Um 10 Euro", "Um 20 Euro"])
    marked(session, poll, meeting.number(0), "Um 20 Euro")
    return counted(session, meeting, poll)


def test_what_is_broken_off_after_the_count_says_so_in_the_minutes(session: Session) -> None:
    meeting = a_meeting(session)
    poll = counted(session, meeting, asked(session, meeting))
    actions.void_poll(session, meeting.sitting, poll, "Zählzettel vertauscht", CHAIR, NOW)
    told = [line for each in sections_of(session, meeting.assembly, meeting.sitting) for line in each.paragraphs]
    assert any("nach der Auszählung, Zählzettel vertauscht" in line for line in told)


def test_who_moves_with_a_colon_in_its_name_is_told_whole(session: Session) -> None:
    meeting = a_meeting(session)
    actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Vertagen: auf Mai", "Vorstand: Ada", CHAIR, NOW)
    told = [line for each in sections_of(session, meeting.assembly, meeting.sitting) for line in each.paragraphs]
    assert any(line.startswith("Vorstand: Ada beantragt") and "„Vertagen: auf Mai“" in line for line in told)


def test_preparing_lengthening_and_the_word_stand_in_the_journal(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    actions.lengthen(session, meeting.sitting, poll, CHAIR, NOW)
    speaker = actions.ask_to_speak(session, meeting.sitting, "Ada", None, NOW)
    actions.give_floor(session, meeting.sitting, speaker, CHAIR, NOW)
    session.commit()
    acts = set(session.scalars(select(JournalLine.act)))
    assert {"voting.prepared", "voting.lengthened", "voting.spoke"} <= acts


def test_what_was_not_announced_is_resolved_on_only_while_everybody_is_there(session: Session) -> None:
    meeting = a_meeting(session)
    meeting.item = an_item(session, meeting.assembly, title="Neuer Punkt")
    actions.call_item(session, meeting.sitting, meeting.item, CHAIR, NOW)
    poll = asked(session, meeting, opened=False)
    town, _mayor = a_town(session)
    with pytest.raises(Refusal, match="alle Mitglieder"):
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    with pytest.raises(Refusal, match="alle Mitglieder"):
        asked(session, meeting)
    assert town.id not in {row.member_id for row in queries.roll_of(session, poll.id)}


def test_that_everybody_was_there_stands_in_the_minutes(session: Session) -> None:
    meeting = a_meeting(session)
    meeting.item = an_item(session, meeting.assembly, title="Neuer Punkt")
    actions.call_item(session, meeting.sitting, meeting.item, CHAIR, NOW)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    notes = [each.text for each in queries.course_of(session, meeting.assembly.id) if each.kind is CourseKind.NOTE]
    assert notes == [ALL_THERE]


def test_an_item_is_withdrawn_and_a_break_ends_past_midnight(session: Session) -> None:
    meeting = a_meeting(session)
    late = NOW + timedelta(hours=14)
    actions.take_break(session, meeting.sitting, CHAIR, late)
    actions.withdraw_item(session, meeting.sitting, meeting.item, "Zu spät", CHAIR, late)
    actions.go_on(session, meeting.sitting, CHAIR, late)
    assert (meeting.item.withdraw_reason, meeting.sitting.break_since) == ("Zu spät", None)


def test_an_election_is_not_declared_for_another(session: Session) -> None:
    meeting = an_election(session, 2, election_mode="relative")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    marked(session, poll, meeting.number(0), "Cora")
    counted(session, meeting, poll)
    with pytest.raises(AboutWords, match="Dirk"):
        actions.declare(session, meeting.sitting, poll, "Gewählt ist Dirk.", CHAIR, NOW)


@pytest.mark.parametrize(("method", "outcome", "names", "runoff", "may_run_off", "words"), [
    (Method.ELECTION, Outcome.ELECTED, ["Dorfladen e. V."], [], True, "Gewählt ist Dorfladen e. V."),
    (Method.LIST, Outcome.ELECTED, ["Ada Ahorn", "Bürger e.V."], [], True, "Gewählt sind Ada Ahorn und Bürger e.V."),
    (Method.LIST, Outcome.LOT, ["Dorfladen e. V."], [], True,
     "Gewählt ist Dorfladen e. V.; bei gleicher Stimmenzahl hat das Los entschieden."),
    (Method.ONE_OF_SEVERAL, Outcome.ACCEPTED, ["Wir bauen."], [], True, "Angenommen ist: Wir bauen."),
    (Method.ELECTION, Outcome.RUNOFF, [], ["Ada Ahorn", "Dorfladen e. V."], True,
     "Die nötige Mehrheit ist nicht erreicht. Es folgt eine Stichwahl zwischen Ada Ahorn und Dorfladen e. V."),
    (Method.LIST, Outcome.RUNOFF, ["Dorfladen e. V."], ["Ada", "Bodo"], False,
     ("Gewählt: Dorfladen e. V. Für die übrigen Plätze ist die nötige Mehrheit nicht erreicht. Für eine Stichwahl ist"
     " die Abstimmungsphase vorbei; gewählt wird in einer anderen Versammlung.")),
    (Method.ELECTION, Outcome.ELECTED, ["Ada Ahorn"], [], True, "Gewählt ist Ada Ahorn."),
])  # fmt: skip
def test_a_name_that_ends_with_a_full_stop_ends_the_sentence(
    method: Method, outcome: Outcome, names: list[str], runoff: list[str], may_run_off: bool, words: str
) -> None:
    assert declared_words(method, outcome, VOTES, names, runoff, may_run_off) == words
