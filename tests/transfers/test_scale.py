"""Shares that the statute's scale asks for are not handed on singly, and whoever acquires holds what it owes."""

import pytest
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.core.values import Refusal
from app.statutes.rules import ONE_DAY
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY
from tests.shares.factories import BY_PEOPLE, measured
from tests.transfers.factories import decided, held, proposed, two_holders
from tests.transfers.newcomers import a_giver, an_applicant, handed_on


@pytest.mark.parametrize(("quantity", "handed", "answer"), [
    (45_000, 4, "Einzeln lässt sich davon nichts übertragen"), (30_000, 3, "höchstens 2 Anteile"),
])  # fmt: skip
def test_what_is_owed_by_the_scale_stays_with_the_transferor(
    session: Session, quantity: int, handed: int, answer: str
) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    measured(session, one, quantity, LONG_AGO)
    with pytest.raises(Refusal, match=answer) as refusal:
        proposed(session, one, other, handed)
    assert "Einwohner seit" in str(refusal.value)


def test_what_goes_beyond_the_scale_and_the_whole_are_handed_on(session: Session) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    measured(session, one, 30_000, LONG_AGO)
    assert proposed(session, one, other, 2).shares == 2


def test_while_the_quantity_lacks_the_whole_is_handed_on_but_no_single_share(session: Session) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    with pytest.raises(Refusal, match="die noch fehlt: Einwohner"):
        proposed(session, one, other, 1)
    assert proposed(session, one, other).is_whole


def test_the_whole_credit_is_handed_on_whatever_is_owed(session: Session) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    measured(session, one, 45_000, LONG_AGO)
    assert proposed(session, one, other).is_whole


def test_a_member_that_owes_more_acquires_a_part_of_what_lacks(session: Session) -> None:
    one, other = two_holders(session, **BY_PEOPLE)
    for member, quantity in ((one, 0), (other, 80_000)):
        measured(session, member, quantity, LONG_AGO)
    decided(session, proposed(session, one, other, 2))
    assert [each[0] for each in held(session, TODAY + ONE_DAY, one, other)] == [3, 4]


def test_a_member_that_owes_more_still_acquires_no_more_than_the_statute_allows(session: Session) -> None:
    one, other = two_holders(session, max_shares=5, **BY_PEOPLE)
    measured(session, other, 30_000, LONG_AGO)
    with pytest.raises(Refusal, match="Die Satzung erlaubt höchstens 5 Anteile"):
        proposed(session, one, other)


def test_a_newcomer_joins_by_a_transfer_with_what_it_owes(session: Session) -> None:
    giver, application = a_giver(session, **BY_PEOPLE), an_applicant(session)
    with pytest.raises(Refusal, match="Zahl für den Maßstab der Pflichtanteile"):
        handed_on(session, giver, application)
    admissions.note_quantity(session, application.id, 75_000, OFFICE, NOW)
    with pytest.raises(Refusal, match="lautet auf 5 Anteile; geschuldet sind nach der Satzung 8 Anteile"):
        handed_on(session, giver, application)
    admissions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    assert handed_on(session, giver, application).application_id == application.id
