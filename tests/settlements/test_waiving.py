"""Whose resolution waives a rest: the board's, or of whoever represents the cooperative in its place (§ 39 GenG)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.boardroom import actions as boardroom
from app.closing import actions as closing
from app.closing.rules import Terms
from app.core.uploads import CheckedFile
from app.members import queries as members
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Item
from app.organs.rules import AboutResolution, ItemKind, NamedResolution, Organ, Outcome
from app.parties.models import Party
from app.removals import actions as removals
from app.removals.rules import FollowerRole, RemovalKind, Reported
from app.settlements import queries
from app.settlements.models import Settlement
from app.settlements.rules import Debtor, RestGround, SettlementState, check_waives
from tests.closing.factories import SECOND, a_house_with_years, adopted
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.organs.factories import an_office
from tests.removals.factories import PROOF, a_human
from tests.settlements.factories import a_holder, a_leaver, a_waiver, confirmed
from tests.settlements.test_debts import DAY, OWED, WRITTEN_OFF, in_debt, standing
from tests.settlements.test_shortfall import LOSS
from tests.settlements.test_writing_off import WHY, written_off
from tests.tabs import Tab, said, wrong_fields

WAIVED = (SettlementState.WRITTEN_OFF, 0, 0)
FORMER = {"last_day": TODAY - DAY}
DIED_ON = date(2025, 3, 2)
COMING = {"first_day": TODAY + DAY}


def owed_by_a_director(session: Session, office: dict[str, Any] | None = None, **statute: Any) -> Settlement:
    """A rest owed by somebody who gave up the membership and sits on the board, or sat there."""
    a_house_with_years(session, **{"further_shares_allowed": True, "nachschuss": "unlimited", **statute})
    debtor = a_person(session, "Walburga", "Ehrenpreis")
    period = a_leaver(session, party=debtor)
    a_holder(session, "Stadt Lindenfurt")
    adopted(session, figures=LOSS)
    closing.use_result(session, SECOND, Terms(WRITTEN_OFF), OFFICE, NOW)
    an_office(session, debtor, **(office or {}))
    return confirmed(session, period)


def handed_over(session: Session, to: Organ | None = None) -> Item:
    """A waiver on which the board could not decide, all of it biased, as the organ above has it."""
    directors = [a_person(session, name, "Weber") for name in ("Anna", "Berta")]
    for person in directors:
        an_office(session, person)
    item = boardroom.propose(session, Organ.BOARD, ItemKind.OTHER, "Erlass des Rests", OFFICE, NOW)
    return passed_on(session, item, directors, to)


def passed_on(session: Session, item: Item, biased: list[Party], to: Organ | None = None) -> Item:
    """An item that too few without bias are left to decide, handed to the organ above."""
    organs.add_biases(session, item, {person.id: "Eigene Sache" for person in biased}, NOW)
    organ = to or organ_queries.standing_of(session, item, TODAY).who_can_decide
    return organs.hand_over(session, item, organ, OFFICE, NOW)


def decided(session: Session, item: Item, outcome: Outcome = Outcome.ACCEPTED) -> str:
    """The item decided on paper; gives the number."""
    paper = CheckedFile("Niederschrift.pdf", b"%PDF-1.7")
    record = boardroom.Record(item.organ, TODAY, "", "", outcome, item_id=item.id, record=paper)
    return boardroom.record_resolution(session, record, OFFICE, NOW).number


@pytest.mark.parametrize("to", [None, Organ.GENERAL_ASSEMBLY])
def test_what_the_board_could_not_decide_is_waived_by_the_organ_it_was_handed_to(
    session: Session, to: Organ | None
) -> None:
    settlement = in_debt(session)
    item = handed_over(session, to)
    assert item.organ is (to or Organ.SUPERVISORY_BOARD)
    row = written_off(session, settlement, RestGround.WAIVED, decided(session, item))
    assert (row.resolution, standing(settlement)) == (f"{item.organ.number_prefix}-2026-001", WAIVED)


def test_an_item_names_every_organ_that_handed_it_over_and_none_that_took_it_up_again(session: Session) -> None:
    in_debt(session)
    item = handed_over(session)
    assert organ_queries.handed_over_by(session, item) == {Organ.BOARD}
    supervisor = a_person(session, "Ottilie", "Krähenbrink")
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    last = passed_on(session, item, [supervisor])
    assert last.organ is Organ.GENERAL_ASSEMBLY
    assert organ_queries.handed_over_by(session, last) == {Organ.BOARD, Organ.SUPERVISORY_BOARD}
    fresh = boardroom.propose(session, Organ.SUPERVISORY_BOARD, ItemKind.OTHER, "Anderes", OFFICE, NOW)
    assert organ_queries.handed_over_by(session, fresh) == frozenset()


def test_what_was_handed_over_and_rejected_waives_nothing(session: Session) -> None:
    settlement = in_debt(session)
    number = decided(session, handed_over(session), Outcome.REJECTED)
    with pytest.raises(AboutResolution, match=f"{number} wurde nicht angenommen"):
        written_off(session, settlement, RestGround.WAIVED, number)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)


@pytest.mark.parametrize("office", [{}, FORMER])
def test_the_supervisory_board_waives_what_a_director_owes_or_a_former_one(
    session: Session, office: dict[str, Any]
) -> None:
    settlement = owed_by_a_director(session, office)
    written_off(session, settlement, RestGround.WAIVED, a_waiver(session, organ=Organ.SUPERVISORY_BOARD))
    assert standing(settlement) == WAIVED


@pytest.mark.parametrize("organ", [Organ.BOARD, Organ.GENERAL_ASSEMBLY])
def test_towards_a_director_no_other_organ_waives_than_the_supervisory_board(session: Session, organ: Organ) -> None:
    settlement = owed_by_a_director(session)
    number = a_waiver(session, organ=organ)
    words = rf"am Tag von {number} Mitglied des Vorstands.*\(§ 39 Abs. 1 GenG\): Aufsichtsrat, nicht"
    with pytest.raises(AboutResolution, match=words):
        written_off(session, settlement, RestGround.WAIVED, number)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)


def test_towards_a_director_the_board_has_nothing_to_hand_on_and_the_supervisory_board_has(session: Session) -> None:
    """It represents nothing there (§ 39 (1) GenG), so what it handed to the assembly waives as little."""
    settlement = owed_by_a_director(session)
    directors = [settlement.member.party, a_person(session, "Anna", "Weber")]
    an_office(session, directors[1])
    supervisor = a_person(session, "Ottilie", "Krähenbrink")
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    past, through = (
        boardroom.propose(session, Organ.BOARD, ItemKind.OTHER, words, OFFICE, NOW) for words in ("Erlass", "Verzicht")
    )
    number = decided(session, passed_on(session, past, directors, Organ.GENERAL_ASSEMBLY))
    with pytest.raises(AboutResolution, match="Aufsichtsrat, nicht Generalversammlung"):
        written_off(session, settlement, RestGround.WAIVED, number)
    assert standing(settlement) == (SettlementState.OWED, 0, OWED)
    of_supervisors = passed_on(session, through, directors, Organ.SUPERVISORY_BOARD)
    number = decided(session, passed_on(session, of_supervisors, [supervisor]))
    assert written_off(session, settlement, RestGround.WAIVED, number).resolution == number == "GV-2026-002"


def owed_after_a_death(session: Session, roles: Sequence[FollowerRole]) -> tuple[Settlement, list[Party]]:
    """A rest owed of somebody dead, and who follows in these roles."""
    a_house_with_years(session, further_shares_allowed=True, nachschuss="unlimited")
    member = a_human(session)
    a_holder(session, "Stadt Lindenfurt")
    removal = removals.report(session, member, Reported(RemovalKind.DEATH, DIED_ON), PROOF, OFFICE, NOW)
    adopted(session, figures=LOSS)
    closing.use_result(session, SECOND, Terms(WRITTEN_OFF), OFFICE, NOW)
    people = [a_person(session, f"Erbin{number}", "Lindwurm") for number, _role in enumerate(roles)]
    for person, role in zip(people, roles, strict=True):
        removals.name_follower(session, removal, person.id, role, PROOF, OFFICE, NOW)
    period = members.get_period_on(session, member.id, DIED_ON)
    return confirmed(session, period.id), people


def test_after_a_death_the_heirs_owe_so_the_board_waives_nothing_where_one_of_them_sits_on_it(session: Session) -> None:
    settlement, (_, heir) = owed_after_a_death(session, [FollowerRole.HEIR, FollowerRole.HEIR])
    an_office(session, heir)
    assert queries.debtor_on(session, settlement, TODAY) == Debtor(True, False)
    with pytest.raises(AboutResolution, match="Aufsichtsrat, nicht Vorstand"):
        written_off(session, settlement, RestGround.WAIVED, a_waiver(session))
    number = a_waiver(session, organ=Organ.SUPERVISORY_BOARD)
    assert written_off(session, settlement, RestGround.WAIVED, number).resolution == number


def test_who_represents_the_heirs_owes_nothing_and_who_died_owes_nothing_any_more(session: Session) -> None:
    settlement, (_, representative) = owed_after_a_death(session, [FollowerRole.HEIR, FollowerRole.REPRESENTATIVE])
    an_office(session, representative)
    an_office(session, settlement.member.party, last_day=DIED_ON)
    assert queries.debtor_on(session, settlement, DIED_ON - DAY) == Debtor(True, False)
    assert queries.debtor_on(session, settlement, TODAY) == Debtor(False, False)
    number = a_waiver(session)
    assert written_off(session, settlement, RestGround.WAIVED, number).resolution == number


def test_the_assembly_stands_in_towards_a_director_where_there_is_no_supervisory_board(session: Session) -> None:
    settlement = owed_by_a_director(session, sb_required=False)
    with pytest.raises(AboutResolution, match="Generalversammlung, nicht Vorstand"):
        written_off(session, settlement, RestGround.WAIVED, a_waiver(session))
    written_off(session, settlement, RestGround.WAIVED, a_waiver(session, organ=Organ.GENERAL_ASSEMBLY))
    assert standing(settlement) == WAIVED


def test_towards_a_former_director_the_board_may_waive_too_and_the_assembly_may_not(session: Session) -> None:
    settlement = owed_by_a_director(session, FORMER)
    with pytest.raises(AboutResolution, match=r"ist kein Beschluss des Vorstands \(Generalversammlung\)"):
        written_off(session, settlement, RestGround.WAIVED, a_waiver(session, organ=Organ.GENERAL_ASSEMBLY))
    written_off(session, settlement, RestGround.WAIVED, a_waiver(session))
    assert standing(settlement) == WAIVED


def test_who_comes_into_the_board_only_after_the_resolution_is_no_director_yet(session: Session) -> None:
    settlement = owed_by_a_director(session, COMING)
    with pytest.raises(AboutResolution, match=r"ist kein Beschluss des Vorstands \(Aufsichtsrat\)"):
        written_off(session, settlement, RestGround.WAIVED, a_waiver(session, organ=Organ.SUPERVISORY_BOARD))
    written_off(session, settlement, RestGround.WAIVED, a_waiver(session))
    assert standing(settlement) == WAIVED


def test_the_day_of_the_resolution_says_whether_somebody_was_a_director(session: Session) -> None:
    settlement = owed_by_a_director(session, {"last_day": TODAY - DAY})
    number = a_waiver(session, TODAY - DAY)
    with pytest.raises(AboutResolution, match="Aufsichtsrat, nicht Vorstand"):
        written_off(session, settlement, RestGround.WAIVED, number)
    assert queries.debtor_on(session, settlement, TODAY) == Debtor(False, True)
    assert queries.debtor_on(session, settlement, LONG_AGO - timedelta(days=1)) == Debtor(False, False)


def test_a_director_who_sat_again_is_one_on_the_day_and_was_one_before() -> None:
    accepted_on = date(2026, 11, 24)
    found = NamedResolution("V-2026-001", Organ.BOARD, True, accepted_on, False, True)
    with pytest.raises(AboutResolution, match="nicht Vorstand"):
        check_waives(found.number, found, Debtor(True, True), accepted_on)
    assert check_waives(found.number, found, Debtor(False, True), accepted_on) == found.number


def test_whoever_waives_what_a_director_owes_reads_at_the_field_which_organ_may(
    client: FlaskClient, session: Session
) -> None:
    settlement = owed_by_a_director(session)
    of_board, of_supervisors = a_waiver(session), a_waiver(session, organ=Organ.SUPERVISORY_BOARD)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/auseinandersetzung/{settlement.id}", "/rest/ausbuchen$")
    answer = tab.send(ground="waived", why=WHY)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["resolution"])
    assert "gegenüber eigenen Mitgliedern der Aufsichtsrat (§ 39 Abs. 1 GenG)" in said(answer)
    answer = tab.send(ground="waived", resolution=of_board, why=WHY)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["resolution"])
    assert "Aufsichtsrat, nicht Vorstand" in said(answer)
    assert tab.send(ground="waived", resolution=of_supervisors, why=WHY).status_code == 302
    session.expire_all()
    assert standing(settlement) == WAIVED
