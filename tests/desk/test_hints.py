"""What the desk says is to be put in order: every advice has its words, and thresholds are noticed."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.values import Actor, PartyKind, Role
from app.desk import queries
from app.desk.rules import Advice
from app.desk.views.beside import HINTS
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties.models import Party
from app.shares import actions as shares
from tests.closing.factories import a_house_with_years, adopted, prepared
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.reports.factories import a_holder
from tests.shares.factories import BY_PEOPLE, JOINED, a_house, a_member, measured


def test_every_advice_has_its_words() -> None:
    assert set(HINTS) == set(Advice)


def test_who_holds_more_than_a_quarter_is_named_to_who_keeps_the_house(session: Session, client: FlaskClient) -> None:
    a_house(session)
    for number in range(4):
        a_holder(session, f"Gemeinde Quell {number}", 1, JOINED)
    a_holder(session, "Wasserwerk GmbH", 4, JOINED)
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    assert "Wasserwerk GmbH hält mehr als ein Viertel des Guthabens" in client.get("/").text


def a_crowd(session: Session, number: int, member_class: MemberClass = MemberClass.ORDINARY) -> None:
    """So many members more."""
    first = (session.scalar(select(func.max(Member.number))) or 0) + 1
    session.execute(insert(Party), [
        {"id": each, "kind": PartyKind.COMPANY, "display_name": f"Betrieb {each}", "sort_name": "", "created_at": NOW}
        for each in range(10_000 + first, 10_000 + first + number)
    ])
    if member_class is MemberClass.INVESTING:
        for each in range(first, first + number):
            join = (JoinGround.ADMISSION, "Liste", OFFICE, NOW)
            members.enter(session, 10_000 + each, member_class, JOINED, *join)
        return
    wanted = [members.TakenOver(10_000 + each, each, JOINED) for each in range(first, first + number)]
    members.enter_many(session, wanted, "Liste", OFFICE, NOW)


def said_of_size(session: Session) -> list[tuple[Advice, object]]:
    """What the desk says of the number of members, with the number."""
    administrator = Actor("Ottilie Brandner", 1, 1, frozenset({Role.ADMINISTRATOR}))
    found = queries.hints(session, administrator, TODAY, 0)
    return [(each.advice, each.values["number"]) for each in found if each.advice in OF_SIZE]


OF_SIZE = (Advice.BELOW_MINIMUM, Advice.NEAR_MINIMUM, Advice.NEAR_SMALL_LIMIT, Advice.DELEGATES)


@pytest.mark.parametrize(("ordinary", "told"), [
    (2, [(Advice.BELOW_MINIMUM, 2)]), (3, [(Advice.NEAR_MINIMUM, 3)]), (4, []),
])
def test_the_desk_warns_at_three_ordinary_members_and_below(
    session: Session, ordinary: int, told: list[tuple[Advice, int]]
) -> None:
    """Investing ones are not counted (§§ 4, 80 (1) GenG; R-STA-01)."""
    a_house(session)
    a_crowd(session, ordinary)
    a_crowd(session, 5, MemberClass.INVESTING)
    assert said_of_size(session) == told


@pytest.mark.parametrize(("number", "is_told"), [(17, False), (18, True), (20, True), (21, False)])
def test_the_desk_warns_before_the_reliefs_of_a_small_cooperative_end(
    session: Session, number: int, is_told: bool
) -> None:
    """Up to twenty members (§§ 9 (1), 24 (2) GenG); nobody is warned who makes no use of them."""
    a_house(session, sb_required=False, sb_quorum=None)
    a_crowd(session, number)
    assert said_of_size(session) == [(Advice.NEAR_SMALL_LIMIT, number)] * is_told


def test_where_nothing_is_relieved_twenty_members_are_no_threshold(session: Session) -> None:
    a_house(session)
    a_crowd(session, 20)
    assert said_of_size(session) == []


@pytest.mark.parametrize(("number", "is_told"), [(1_500, False), (1_501, True)])
def test_above_the_threshold_the_desk_speaks_of_delegates(session: Session, number: int, is_told: bool) -> None:
    a_house(session)
    a_crowd(session, number)
    assert said_of_size(session) == [(Advice.DELEGATES, number)] * is_told
    assert "Vertreterversammlung" in str(HINTS[Advice.DELEGATES])


def test_the_desk_counts_the_members_whose_quantity_for_the_scale_lacks_and_leads_to_them(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, **BY_PEOPLE)
    known, unknown, undone = (a_member(session, name) for name in ("Altenbruck", "Lindenfurt", "Quellbach"))
    left = a_member(session, "Rabental")
    members.end(session, left, TODAY - timedelta(days=1), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    measured(session, known, 45_000)
    shares.undo_quantity(session, undone, measured(session, undone, 1_000).id, "Irrtum", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/").text
    assert "Pflichtanteile nach Maßstab, Angabe fehlt: 2" in page
    assert 'href="/mitglieder/?scale=missing"' in page
    shown = client.get("/mitglieder/?scale=missing").text
    assert [each.number for each in (known, unknown, undone, left) if f'id="member-{each.number}"' in shown] == [2, 3]
    measured(session, unknown, 5_000)
    measured(session, undone, 5_000)
    session.commit()
    assert "Pflichtanteile nach Maßstab" not in client.get("/").text


def test_where_all_owe_the_same_no_quantity_is_asked_for(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    assert "Pflichtanteile nach Maßstab" not in client.get("/").text
    page = client.get("/mitglieder/?scale=missing").text
    assert "Maßstab der Pflichtanteile" not in page
    assert 'id="member-1"' in page


def said_of_years(session: Session, today: date) -> list[tuple[Advice, date | None]]:
    """What the desk says of fiscal years and their accounts to the office, with the day until when."""
    found = queries.hints(session, Actor("Ottilie Brandner", 1, 1, frozenset({Role.OFFICE})), today, 0)
    return [(each.advice, each.due_on) for each in found if each.advice in (Advice.ACCOUNTS, Advice.NO_YEAR)]


def test_the_desk_tells_which_step_of_the_accounts_is_due_and_when(session: Session) -> None:
    """Of a year before the last nobody recorded anything: it was done elsewhere (R-FIN-01, R-GV-01, R-FIN-03)."""
    a_house_with_years(session)
    assert said_of_years(session, date(2026, 4, 1)) == []
    assert said_of_years(session, date(2026, 5, 1)) == [(Advice.ACCOUNTS, date(2026, 5, 31))]
    adopted(session)
    assert said_of_years(session, date(2026, 7, 1)) == []
    assert said_of_years(session, date(2026, 12, 1)) == [(Advice.ACCOUNTS, date(2026, 12, 31))]


def test_the_desk_tells_of_a_day_that_no_fiscal_year_covers(session: Session) -> None:
    a_house_with_years(session)
    late = [(Advice.ACCOUNTS, date(2027, 5, 31))]
    assert said_of_years(session, date(2026, 12, 31)) == [(Advice.ACCOUNTS, date(2026, 5, 31))]
    assert said_of_years(session, date(2027, 7, 1)) == [*late, (Advice.NO_YEAR, None)]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.BOARD, Role.ADMINISTRATOR])
def test_whoever_keeps_the_house_reads_after_new_year_that_the_year_is_not_entered(
    session: Session, role: Role
) -> None:
    a_house_with_years(session)
    found = queries.hints(session, Actor("Ottilie Brandner", 1, 1, frozenset({role})), date(2027, 1, 11), 0)
    assert Advice.NO_YEAR in [each.advice for each in found]


def test_the_row_about_accounts_opens_their_page(session: Session, client: FlaskClient) -> None:
    a_house_with_years(session)
    prepared(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/").text
    assert "Jahresabschluss 2025" in page
    assert "Noch nicht festgestellt (§ 48 Abs. 1 GenG)" in page
    assert "/jahresabschluesse/2025-12-31" in page
