"""What a court says of an exclusion: void, it is lifted; confirmed, it stands (§ 68 GenG; R-EXIT-09)."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.archive import queries as archive
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.departures.rules import NoticeKind, NoticeState
from app.members import actions as register
from app.members import queries as members
from app.members.rules import JoinGround, MemberClass
from app.organs.rules import AboutResolution, Organ
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AboutDay, AboutPaper, RemovalKind, RemovalState, StepKind
from app.shares import queries as shares
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from documents import registry
from tests.closing.factories import THIRD
from tests.departures.factories import a_holder, given
from tests.documents import pages
from tests.factories import OFFICE, a_pdf, sign_in_office
from tests.organs.factories import an_office
from tests.removals.factories import (
    COURT,
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    a_human,
    a_lasting_house,
    appealed,
    contested,
    dead,
    facts_of_letter,
    figures,
    heard,
    judged,
    later,
    on_appeal,
    resolved,
    sent,
)
from tests.tabs import Tab, said, two_tabs, wrong_fields
from tests.together import transactions_together
from tests.visitors import Visitor, visitor

JUDGE, TOO_LATE = "urteil$", "Dieser Schritt passt nicht mehr zum Stand."
NEXT_YEAR = datetime(2027, 9, 1, 10, 0, tzinfo=UTC)
IN_2028, YEAR_2027 = datetime(2028, 3, 1, 10, 0, tzinfo=UTC), FiscalYear(date(2027, 1, 1), date(2027, 12, 31))
STANDS, VOID = (RemovalState.ENTERED, NEW_YEARS_EVE, 0), (RemovalState.LIFTED, None, 5)
"""The state, the end in the register, and the shares held after it."""


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that shares nothing with the test but the database."""
    return visitor(app)


@pytest.fixture
def excluded(session: Session, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion in force, by a statute that knows no appeal."""
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_holder(session))
    session.commit()
    later(monkeypatch)
    return removal


def standing(session: Session, removal: Removal) -> tuple[RemovalState, date | None, int]:
    session.expire_all()
    last_day = members.get_period_on(session, removal.member_id, LATER_DAY).last_day
    return removal.state, last_day, shares.shares_held(session, removal.member_id, NEW_YEARS_EVE + timedelta(days=1))


def judgments(removal: Removal) -> list[StepKind]:
    return [each.kind for each in removal.steps if each.kind in (StepKind.JUDGED_VALID, StepKind.JUDGED_VOID)]


# --- what it brings about --------------------------------------------------------------------------------------------


def test_a_void_exclusion_is_lifted_with_every_figure_as_it_was(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session, shares=5)
    an_office(session, member.party, Organ.SUPERVISORY_BOARD)
    partial = given(session, member, NoticeKind.PARTIAL, shares=2)
    before = figures(session, member.id)
    removal = judged(session, sent(session, member))
    assert (removal.state, figures(session, member.id), partial.state) == (
        RemovalState.LIFTED, before, NoticeState.ENTERED
    )
    assert removal.end_reason == f"Für nichtig erklärt, {COURT}"
    facts = facts_of_letter(session, removal)
    assert (facts.appealed_on, facts.decided_on, facts.decision, facts.is_officer) == (None, LATER_DAY, COURT, True)


def test_the_letter_that_tells_of_a_judgment_speaks_of_no_appeal(session: Session, excluded: Removal) -> None:
    judged(session, excluded)
    letter = archive.get_document(session, excluded.letter_id or 0)
    words = pages.text(registry.build(letter.kind, facts_of_letter(session, excluded)))
    assert letter.kind == "exclusion_lifted"
    assert f"wurde der Ausschluss für nichtig erklärt ({COURT})" in words
    assert "Beschwerde" not in words


def test_a_confirmed_exclusion_is_only_told_of_in_the_history(session: Session, excluded: Removal) -> None:
    before = figures(session, excluded.member_id), excluded.letter_id
    judged(session, excluded, is_void=False)
    assert (figures(session, excluded.member_id), excluded.letter_id) == before
    assert standing(session, excluded) == STANDS
    step = queries.step_of(excluded, StepKind.JUDGED_VALID)
    assert step is not None
    assert (step.reference, step.happened_on, step.paper_name) == (COURT, LATER_DAY, "Nachweis.pdf")
    session.commit()
    line = session.scalars(select(JournalLine).order_by(JournalLine.sequence.desc())).first()
    assert line is not None
    assert (line.act, line.subject) == ("note_removal", f"member:{excluded.member_id}")


def dismissed(session: Session, removal: Removal) -> Removal:
    decision = on_appeal(session, is_upheld=False)
    return actions.decide_appeal(session, contested(session, removal), decision, None, OFFICE, LATER)


def taken_back(session: Session, removal: Removal) -> Removal:
    return actions.withdraw_appeal(session, contested(session, removal), LATER_DAY, "Erledigt.", None, OFFICE, LATER)


def left_alone(_session: Session, removal: Removal) -> Removal:
    return removal


@pytest.mark.parametrize("before", [dismissed, taken_back, left_alone])
@pytest.mark.parametrize(("is_void", "after"), [(True, VOID), (False, STANDS)])
def test_a_court_decides_after_the_house_has_or_once_the_time_to_appeal_is_over(
    session: Session, before: Callable[[Session, Removal], Removal], is_void: bool, after: tuple[object, ...]
) -> None:
    a_lasting_house(session)
    removal = before(session, sent(session, a_holder(session)))
    late = LATER + timedelta(days=90)
    judged(session, removal, is_void, late.date(), late)
    assert standing(session, removal) == after


def test_a_court_that_lifts_an_exclusion_makes_no_success_of_an_appeal_dismissed_before(session: Session) -> None:
    a_lasting_house(session)
    removal = judged(session, dismissed(session, sent(session, a_holder(session))))
    by = queries.lifted_by(removal)
    assert (removal.state, by and by.kind) == (RemovalState.LIFTED, StepKind.JUDGED_VOID)


def test_the_letter_after_a_dismissed_appeal_names_the_court_alone(session: Session) -> None:
    a_lasting_house(session)
    removal = judged(session, dismissed(session, sent(session, a_holder(session))))
    facts = facts_of_letter(session, removal)
    assert (facts.appealed_on, facts.decision) == (None, COURT)


def test_after_one_court_has_confirmed_another_may_declare_it_void(session: Session, excluded: Removal) -> None:
    judged(session, judged(session, excluded, is_void=False))
    assert (standing(session, excluded), judgments(excluded)) == (VOID, [StepKind.JUDGED_VALID, StepKind.JUDGED_VOID])


def test_who_died_meanwhile_stays_no_member_for_ever(session: Session) -> None:
    """The exclusion gone, the death ends the membership (§ 77 GenG)."""
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    removal = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    judged(session, removal)
    assert (removal.state, death.entered_at) == (RemovalState.LIFTED, LATER)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_void", [True, False])
@pytest.mark.parametrize("days", [-1, 1])
def test_no_judgment_is_from_before_the_dispatch_or_of_a_day_to_come(
    session: Session, excluded: Removal, days: int, is_void: bool
) -> None:
    with pytest.raises(AboutDay, match=f"zwischen dem {LATER_DAY:%d.%m.%Y} und heute"):
        judged(session, excluded, is_void, LATER_DAY + timedelta(days=days))
    assert (standing(session, excluded), judgments(excluded)) == (STANDS, [])


@pytest.mark.parametrize("is_void", [True, False])
def test_no_earlier_court_overrules_a_later_one(session: Session, excluded: Removal, is_void: bool) -> None:
    later_court, now = LATER_DAY + timedelta(days=90), LATER + timedelta(days=120)
    judged(session, excluded, is_void=False, day=later_court, now=now)
    with pytest.raises(AboutDay, match=f"schon am {later_court:%d.%m.%Y} entschieden"):
        judged(session, excluded, is_void, later_court - timedelta(days=1), now, "Amtsgericht Quellbach, 3 C 5/26")
    assert (standing(session, excluded), judgments(excluded)) == (STANDS, [StepKind.JUDGED_VALID])


@pytest.mark.parametrize("is_void", [True, False])
def test_a_judgment_is_named_and_its_paper_handed_in(session: Session, excluded: Removal, is_void: bool) -> None:
    with pytest.raises(AboutResolution, match="mit dem Aktenzeichen"):
        judged(session, excluded, is_void, reference=" ")
    with pytest.raises(AboutPaper, match="Legen Sie die Entscheidung bei"):
        judged(session, excluded, is_void, file=None)
    assert (standing(session, excluded), judgments(excluded)) == (STANDS, [])


def lifted(session: Session) -> Removal:
    return judged(session, sent(session, a_holder(session)))


def taken_back_whole(session: Session) -> Removal:
    return actions.reverse(session, sent(session, a_holder(session)), "Falsches Mitglied", OFFICE, LATER)


@pytest.mark.parametrize("made", [
    lambda session: heard(session, a_holder(session)), lambda session: resolved(session, a_holder(session)),
    lambda session: appealed(session, a_holder(session)), lifted, taken_back_whole,
])
def test_a_court_decides_here_on_what_is_in_force_and_not_pending_in_the_house(
    session: Session, made: Callable[[Session], Removal]
) -> None:
    a_lasting_house(session)
    removal = made(session)
    before = judgments(removal)
    with pytest.raises(Refusal, match=TOO_LATE):
        judged(session, removal)
    assert judgments(removal) == before


def test_of_a_death_no_court_decides_here(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    with pytest.raises(Refusal, match="nur über einen Ausschluss"):
        judged(session, removal)
    assert (removal.kind, removal.state) == (RemovalKind.DEATH, RemovalState.ENTERED)


# --- once the year is over -------------------------------------------------------------------------------------------


def in_the_next_year(session: Session, removal: Removal) -> Removal:
    return judged(session, removal, day=NEXT_YEAR.date(), now=NEXT_YEAR)


def test_a_closed_year_hinders_no_court_after_which_no_other_end_holds(session: Session, excluded: Removal) -> None:
    statutes.close_year(session, THIRD, OFFICE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    assert standing(session, excluded) == VOID


def test_where_another_end_holds_again_in_a_closed_year_that_year_is_opened_first(session: Session) -> None:
    """The member's own notice, which gave way to the exclusion, ends the membership on its day (R-REG-05)."""
    a_lasting_house(session, appeal_days=0)
    member = a_holder(session)
    given(session, member)
    removal = sent(session, member)
    for year in (THIRD, YEAR_2027):
        statutes.close_year(session, year, OFFICE, IN_2028)
    session.commit()
    with pytest.raises(Refusal, match=r"gilt wieder ein anderes.*31\.12\.2027.*Öffnen Sie unter „Jahresabschlüsse“"):
        judged(session, removal, day=IN_2028.date(), now=IN_2028)
    session.rollback()
    assert (standing(session, removal), judgments(removal)) == (STANDS, [])
    statutes.reopen_year(session, YEAR_2027, "Urteil über den Ausschluss", OFFICE, IN_2028)
    judged(session, removal, day=IN_2028.date(), now=IN_2028)
    assert standing(session, removal)[:2] == (RemovalState.LIFTED, YEAR_2027.last_day)


def joined_anew(session: Session, removal: Removal) -> list[object]:
    """The member again, from the next year on; every figure of both memberships."""
    party, first_day = removal.member.party_id, NEW_YEARS_EVE + timedelta(days=60)
    register.enter(session, party, MemberClass.ORDINARY, first_day, JoinGround.ADMISSION, "V-1", OFFICE, NEXT_YEAR)
    session.commit()
    return figures(session, removal.member_id)


def test_a_judgment_binds_also_who_has_joined_anew_and_the_books_stay(session: Session, excluded: Removal) -> None:
    before = joined_anew(session, excluded), excluded.letter_id
    in_the_next_year(session, excluded)
    assert (excluded.state, judgments(excluded)) == (RemovalState.LIFTED, [StepKind.JUDGED_VOID])
    assert (figures(session, excluded.member_id), excluded.letter_id) == before
    assert queries.stays_entered(session, excluded)
    assert excluded not in session.scalars(queries.without_letter())


def test_so_does_the_decision_on_an_appeal(session: Session) -> None:
    a_lasting_house(session)
    removal = appealed(session, a_holder(session))
    before = joined_anew(session, removal)
    actions.decide_appeal(session, removal, on_appeal(session), None, OFFICE, LATER)
    assert (removal.state, figures(session, removal.member_id)) == (RemovalState.LIFTED, before)


def test_the_page_says_what_is_left_to_do_by_hand(session: Session, client: Visitor, excluded: Removal) -> None:
    joined_anew(session, excluded)
    sign_in_office(session, client)
    assert sent_once(Tab(client, f"/ausscheiden/{excluded.id}", JUDGE)).status_code == 302
    page = client.get(f"/ausscheiden/{excluded.id}")
    assert "ist aber seitdem neu beigetreten. Register und Anteilsblatt bleiben" in said(page)
    assert "urteil.pdf" in page.text


def test_of_an_exclusion_lifted_in_the_books_nothing_is_left_to_do(
    session: Session, client: Visitor, excluded: Removal
) -> None:
    judged(session, excluded)
    session.commit()
    sign_in_office(session, client)
    assert not queries.stays_entered(session, excluded)
    assert "neu beigetreten" not in client.get(f"/ausscheiden/{excluded.id}").text


# --- the page --------------------------------------------------------------------------------------------------------


def sent_once(tab: Tab, outcome: str = "void", decision: str = COURT) -> TestResponse:
    """The form as it is open, with the paper; what it answers is not read."""
    paper = io.BytesIO(a_pdf("Urteil")), "urteil.pdf"
    return tab.client.post(tab.action, data={**tab.fields, "decision": decision, "outcome": outcome, "document": paper})


def test_the_page_says_at_the_field_what_is_missing_and_keeps_the_paper(
    session: Session, client: Visitor, excluded: Removal
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{excluded.id}", JUDGE)
    typed = {"decision": COURT, "outcome": "stands"}
    answer = tab.send(**typed)
    assert (answer.status_code, wrong_fields(answer.text), COURT in answer.text) == (422, ["document"], True)
    answer = tab.send(**{**typed, "happened_on": "2026-12-08"})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["happened_on"])
    tab = Tab(client, f"/ausscheiden/{excluded.id}", JUDGE)
    assert sent_once(tab, "stands").status_code == 302
    page = client.get(f"/ausscheiden/{excluded.id}")
    assert f"Durch Urteil oder Schiedsspruch bestätigt, {COURT}" in said(page)
    assert "urteil.pdf" in page.text


def test_a_lifted_exclusion_says_by_what(session: Session, client: Visitor, excluded: Removal) -> None:
    sign_in_office(session, client)
    assert sent_once(Tab(client, f"/ausscheiden/{excluded.id}", JUDGE)).status_code == 302
    words = said(client.get(f"/ausscheiden/{excluded.id}"))
    assert f"Für nichtig erklärt, {COURT}" in words
    assert "Ausschluss aufgehoben" in words
    assert "Beschwerde" not in words


@pytest.mark.parametrize(("outcome", "after"), [("void", VOID), ("stands", STANDS)])
def test_two_clicks_note_one_judgment(
    session: Session, client: Visitor, excluded: Removal, outcome: str, after: tuple[object, ...]
) -> None:
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{excluded.id}", JUDGE)
    assert [sent_once(tab, outcome).status_code for _click in range(2)] == [302, 302]
    assert (standing(session, excluded), len(judgments(excluded))) == (after, 1)
    letters = [each.kind for each in queries.letters_of(session, excluded).values()]
    assert letters.count("exclusion_lifted") == (outcome == "void")


@pytest.mark.parametrize("second", ["void", "stands"])
def test_what_one_tab_found_void_another_does_not_judge(
    session: Session, client: Visitor, excluded: Removal, second: str
) -> None:
    sign_in_office(session, client)
    one, other = two_tabs(client, f"/ausscheiden/{excluded.id}", JUDGE)
    assert sent_once(one).status_code == 302
    answer = sent_once(other, second)
    assert (answer.status_code, TOO_LATE in said(answer)) == (422, True)
    assert (standing(session, excluded), judgments(excluded)) == (VOID, [StepKind.JUDGED_VOID])


def test_what_one_tab_confirmed_another_is_told_of_before_it_says_more(
    session: Session, client: Visitor, excluded: Removal
) -> None:
    sign_in_office(session, client)
    one, other = two_tabs(client, f"/ausscheiden/{excluded.id}", JUDGE)
    assert sent_once(one, "stands").status_code == 302
    answer = other.send(decision="Oberlandesgericht Quellbach, 8 U 7/27", outcome="void", document=(
        io.BytesIO(a_pdf("Urteil")), "urteil.pdf"
    ))
    assert (answer.status_code, f"{COURT}, {LATER_DAY:%d.%m.%Y}" in said(answer)) == (409, True)
    assert sent_once(other).status_code == 302
    assert (standing(session, excluded), judgments(excluded)) == (VOID, [StepKind.JUDGED_VALID, StepKind.JUDGED_VOID])


def test_of_two_officers_at_once_one_lifts_it(app: Flask, session: Session, excluded: Removal) -> None:
    removal_id = excluded.id

    def one(own: Session) -> Removal:
        return judged(own, queries.get_removal(own, removal_id))

    answers = transactions_together(app, one, one)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert (standing(session, excluded), judgments(excluded)) == (VOID, [StepKind.JUDGED_VOID])
