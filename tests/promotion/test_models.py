"""What the database itself keeps of a year's report, and how it is answered."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.promotion import actions
from app.promotion.models import PromotionExample
from tests.factories import NOW
from tests.needs.factories import House, a_network, actor_of
from tests.promotion.factories import DAYS, an_answered
from tests.together import transactions_together
from tests.turned_down import again, changed, turned_down


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


def an_example(session: Session, house: House) -> PromotionExample:
    need = an_answered(session, house.town, house)
    return actions.add_example(session, DAYS, need.id, "Leichter.", False, "", actor_of(house.office), NOW)


def test_a_need_stands_once_in_a_years_report(session: Session, house: House) -> None:
    example = an_example(session, house)
    turned_down(session, again(example), "(?i)unique")
    session.execute(changed(example, taken_out_at=NOW, taken_out_by="Henrike"))
    session.execute(again(example))
    turned_down(session, again(example), "(?i)unique")


def test_an_example_that_stands_has_words_and_nobody_who_took_it_out(session: Session, house: House) -> None:
    example = an_example(session, house)
    for wrong in ({"words": ""}, {"taken_out_by": "Henrike"}):
        turned_down(session, changed(example, **wrong), "standing_has_words")
    session.execute(changed(example, words="", taken_out_at=NOW))


def test_of_two_who_tell_of_a_need_at_once_the_second_is_told(app: Flask, session: Session, house: House) -> None:
    need_id, office = an_answered(session, house.town, house).id, actor_of(house.office)
    session.commit()
    answers = transactions_together(app, *[
        lambda own: actions.add_example(own, DAYS, need_id, "Leichter.", False, "", office, NOW).id
    ] * 2)
    refused = [each.message for each in answers if isinstance(each, Refusal)]
    assert refused == ["Bedarf {number} steht schon als Beispiel im Bericht."]
