"""A splitting that is done is shown and corrected, however many shares there are since (§ 22b GenG; R-SHR-09)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.shares import queries
from app.statutes import queries as statutes
from tests.shares.factories import a_house, a_member
from tests.shares.test_splitting import LATER, SPLIT_ON, a_splitting, held

LARGE, PARTS = 25_000_00, 25_000


def test_a_splitting_into_very_many_parts_is_shown_and_corrected_after_it_is_done(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None, share_amount=LARGE, min_payment=LARGE)
    member = a_member(session, shares=2)
    version = a_splitting(session, amount=1_00)
    foreseen = queries.split_preview(session, version, SPLIT_ON).foreseen
    assert foreseen is not None
    assert (foreseen.parts, foreseen.shares, foreseen.shares_after) == (PARTS, 2, 2 * PARTS)
    same = a_splitting(session, amount=1_00, at=LATER + timedelta(hours=1), title="Berichtigt", corrects=version)
    assert held(session, member) == 2 * PARTS
    other = LATER + timedelta(hours=2)
    a_splitting(session, amount=2_00, at=other, title="Noch einmal berichtigt", corrects=same)
    assert held(session, member) == PARTS


def test_the_most_that_is_held_counts_as_what_it_was_before_a_splitting_that_is_done(session: Session) -> None:
    a_house(session, further_shares_allowed=True, max_shares=None)
    a_member(session, shares=2)
    a_member(session, "Gemeinde Lindenfurt", 3, SPLIT_ON + timedelta(days=2))
    a_splitting(session)
    (splitting,) = statutes.splittings(session)
    assert queries.most_before(session, splitting) == 3
