"""The rules of solutions: addresses, progress that only grows, verdicts, partners, who sees what (R-NEED-03)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.values import Refusal
from app.needs.rules import Level, NeedState, Viewer
from app.solutions.rules import (
    AddressRefusal,
    DayRefusal,
    Entry,
    Link,
    Offered,
    OfferKind,
    Outcome,
    PartnerState,
    SolutionState,
    WordsRefusal,
    answer_since,
    check_entry,
    check_partner_step,
    check_take_back,
    check_until,
    check_verdict,
    counts,
    is_about_answer_of,
    is_lapsed,
    links_in,
    links_written,
    may_see,
    may_see_offer,
    offer_number,
    reply_by,
    solution_number,
    standing,
    state_of,
    tally,
    track_of,
    waits_for_reply,
)

DAY = date(2026, 11, 24)
EARLY, LATE = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
PLANNED, UNDER_WAY, THERE, ENDED = SolutionState


def entries(*steps: tuple[SolutionState | None, int | None]) -> list[Entry]:
    return [Entry(number, DAY, "Büro", *step) for number, step in enumerate(steps, start=1)]


def test_numbers_are_written_per_year() -> None:
    assert (solution_number(2026, 4), offer_number(2026, 12)) == ("LO-2026-0004", "PA-2026-0012")


def test_addresses_are_read_one_a_line_with_their_names() -> None:
    typed = "Handbuch: https://www.beispiel.de/a?b=1\n\n https://beispiel.de \n"
    found = links_in(typed)
    assert found == (Link("Handbuch", "https://www.beispiel.de/a?b=1"), Link("beispiel.de", "https://beispiel.de"))
    assert links_in(links_written(found)) == found


@pytest.mark.parametrize("typed", [
    "javascript:alert(1)", "Handbuch", "ftp://beispiel.de", "https://a@beispiel.de", "https://lokal", "https://[::",
    'https://beispiel.de/"onclick', "https://beispiel.de/" + "a" * 500, "\n".join(["https://beispiel.de"] * 11),
])  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefusal):
        links_in(typed)


def test_the_state_is_the_last_that_stands() -> None:
    told = entries((PLANNED, None), (UNDER_WAY, None), (None, None), (THERE, None), (None, 4))
    assert state_of(told) is UNDER_WAY
    assert [each.id for each in standing(told)] == [1, 2, 3]
    assert state_of([]) is PLANNED


def test_an_entry_is_taken_back_once_and_never_the_first_or_another_taking_back() -> None:
    told = entries((PLANNED, None), (UNDER_WAY, None), (None, 2))
    for entry_id in (1, 2, 3, 9):
        with pytest.raises(Refusal):
            check_take_back(told, entry_id)
    check_take_back(told[:2], 2)


def test_an_entry_says_something_and_is_about_no_day_to_come() -> None:
    check_entry(PLANNED, UNDER_WAY, "", DAY, DAY)
    check_entry(PLANNED, None, "Etwas", DAY, DAY)
    for to, words, kind in ((None, " ", Refusal), (THERE, "", Refusal), (PLANNED, "Etwas", Refusal)):
        with pytest.raises(kind):
            check_entry(PLANNED, to, words, DAY, DAY)
    with pytest.raises(DayRefusal):
        check_entry(PLANNED, None, "Etwas", date(2026, 11, 25), DAY)


def test_the_way_shows_what_is_behind_now_and_to_come_and_an_end_in_its_place() -> None:
    told = entries((PLANNED, None), (UNDER_WAY, None))
    assert [(each.state, each.standing) for each in track_of(told)] == [
        (PLANNED, "done"), (UNDER_WAY, "now"), (THERE, "coming"),
    ]  # fmt: skip
    ended = [*told, Entry(3, DAY, "Büro", ENDED)]
    assert [(each.state, each.standing) for each in track_of(ended)] == [
        (PLANNED, "done"), (UNDER_WAY, "done"), (ENDED, "now"),
    ]  # fmt: skip


def test_a_solution_is_the_answer_until_the_need_is_taken_up_again() -> None:
    assert answer_since(NeedState.ANSWERED, EARLY, EARLY) == EARLY
    assert answer_since(NeedState.ANSWERED, EARLY, LATE) == LATE
    assert answer_since(NeedState.ANSWERED, LATE, EARLY) is None
    assert answer_since(NeedState.UNDER_WAY, EARLY, EARLY) is None
    assert answer_since(NeedState.ANSWERED, EARLY, None) is None


def test_a_verdict_counts_for_the_answer_that_it_is_about() -> None:
    assert counts(EARLY, LATE)
    assert counts(EARLY, EARLY)
    assert not counts(LATE, EARLY)
    assert not counts(None, EARLY)


def test_a_verdict_counts_for_the_last_answer_before_a_moment_alone() -> None:
    one, two, three = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 5, 9))
    for cut, wanted in ((two, (True, False)), (three, (False, True)), (one, (False, False))):
        about = tuple(is_about_answer_of((one, two), cut, said + timedelta(days=3)) for said in (one, two))
        assert about == wanted, cut


def test_who_was_not_helped_says_what_is_missing() -> None:
    check_verdict(EARLY, Outcome.HELPED, "")
    for outcome in (Outcome.PARTLY, Outcome.NO):
        with pytest.raises(WordsRefusal):
            check_verdict(EARLY, outcome, " ")
    with pytest.raises(Refusal):
        check_verdict(None, Outcome.HELPED, "")


def test_a_no_waits_until_it_is_explained() -> None:
    assert waits_for_reply(Outcome.NO, None)
    assert not waits_for_reply(Outcome.NO, LATE)
    assert not waits_for_reply(Outcome.PARTLY, None)
    assert reply_by(DAY) == date(2026, 12, 8)
    assert tally([Outcome.NO, Outcome.HELPED, Outcome.NO]) == {Outcome.HELPED: 1, Outcome.PARTLY: 0, Outcome.NO: 2}


def test_a_partnership_is_answered_once_and_ends_once() -> None:
    check_partner_step(PartnerState.ASKED, PartnerState.DECLINED)
    check_partner_step(PartnerState.AGREED, PartnerState.ENDED)
    for state, to in ((PartnerState.AGREED, PartnerState.DECLINED), (PartnerState.ENDED, PartnerState.AGREED),
                      (PartnerState.DECLINED, PartnerState.AGREED)):
        with pytest.raises(Refusal):
            check_partner_step(state, to)


def test_who_sees_a_solution_and_an_offer() -> None:
    member, office, stranger = Viewer(is_member=True), Viewer(reads_all=True), Viewer()
    assert [may_see(member, level, False) for level in Level] == [True, True, False]
    assert [may_see(stranger, level, False) for level in Level] == [True, False, False]
    assert may_see(stranger, Level.OFFICE, True)
    assert may_see(office, Level.OFFICE, False)
    assert [may_see_offer(member, level, False, True) for level in Level] == [True, True, False]
    assert not may_see_offer(member, Level.PUBLIC, False, False)
    assert may_see_offer(member, Level.OFFICE, True, False)
    assert may_see_offer(office, Level.OFFICE, False, False)


def test_an_offer_holds_on_its_last_day_and_is_not_stated_for_a_day_gone_by() -> None:
    assert not is_lapsed(DAY, DAY)
    assert is_lapsed(date(2026, 11, 23), DAY)
    assert not is_lapsed(None, DAY)
    with pytest.raises(Refusal):
        check_until(date(2026, 11, 23), DAY)
    check_until(DAY, DAY)


def test_what_was_typed_and_is_no_choice_counts_as_not_said() -> None:
    found = Offered.of({"title": " A ", "what": "B", "kind": "x", "field": "y", "level": "z"})
    assert (found.title, found.kind, found.field, found.level) == ("A", OfferKind.SKILL, None, Level.OFFICE)
