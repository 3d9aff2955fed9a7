"""What one vote decides together is carried out in an order: transfers last."""

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.boardroom import actions
from app.organs import queries as organs
from app.organs.rules import Choice, Organ
from tests.boardroom.factories import a_circular, as_officer
from tests.factories import NOW, TODAY
from tests.subscriptions.factories import item_about as item_of_shares
from tests.subscriptions.factories import proposed as further_shares
from tests.transfers.factories import item_about, proposed, two_holders


def test_decided_together_with_further_shares_a_transfer_is_carried_out_last(session: Session) -> None:
    """It counts from the next day: its credit pays the new share, and its letters name what is held by then."""
    one, other = two_holders(session, further_shares_allowed=True)
    transfer = proposed(session, one, other, 1)
    items = [item_about(session, transfer), item_of_shares(session, further_shares(session, other, 1))]
    resolution = a_circular(session, *items)
    for office in organs.offices_on(session, Organ.BOARD, TODAY):
        if any(item.is_open for item in items):
            ids, actor = [item.id for item in items], as_officer(office.party)
            actions.vote_on_all(session, resolution, ids, Choice.YES, actor, NOW)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    assert letter.facts is not None
    assert (letter.facts["shares_before"], letter.facts["shares_after"]) == (3, 3)
