"""What members offer is set beside needs, and told apart by their words (R-NEED-03)."""

from app.needs.rules import Entry, NeedText, alike_beside, beside, index_of
from tests.needs.sets import WRITTEN, written

NEEDS = [Entry(number, need) for number, need in enumerate(written(WRITTEN).needs, start=1)]
TYPIST = Entry(1, NeedText("", "Protokolle schreiben", "Aus der Tonaufnahme einer Sitzung entsteht das Protokoll."))
BAKER = Entry(2, NeedText("", "Brötchen liefern", "Wir backen jeden Morgen und liefern bis acht Uhr."))
MINUTES = Entry(900, NeedText("", "Sitzungen verschriften", "Das Protokoll der Sitzung entsteht aus der Tonaufnahme."))


def test_the_offer_that_meets_a_need_is_found_with_its_reason_and_another_is_not() -> None:
    index = index_of([*NEEDS, MINUTES])
    found = alike_beside(900, beside(index, [BAKER, TYPIST]), 5)
    assert [each.key for each in found][:1] == [TYPIST.key]
    assert "Protokoll" in found[0].reason
    assert all(each.key != BAKER.key for each in found)


def test_nothing_is_found_where_there_is_no_offer_or_the_need_is_not_compared() -> None:
    index = index_of(NEEDS)
    assert alike_beside(1, beside(index, []), 5) == []
    assert alike_beside(900, beside(index, [TYPIST]), 5) == []
    assert alike_beside(1, beside(index_of([]), [TYPIST]), 5) == []


def test_offers_bear_on_no_need() -> None:
    index = index_of(NEEDS)
    before = index.collection.leaning.copy()
    beside(index, [TYPIST, BAKER])
    assert (index.collection.leaning == before).all()
    assert len(index.collection.needs) == len(NEEDS)
