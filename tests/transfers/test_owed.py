"""The letter to the acquirer names what its shares lack, and that more were taken than handed over (§ 76 GenG)."""

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.formats import long_day
from app.shares import queries as shares
from app.transfers.models import Transfer
from documents import registry
from documents.transfer_entered import TransferEnteredFacts
from tests.departures.factories import JOINED, a_holder, a_leaving_house
from tests.documents import pages
from tests.factories import TODAY
from tests.statutes.factories import a_statute
from tests.transfers.factories import decided, proposed


def told(session: Session, transfer: Transfer) -> TransferEnteredFacts:
    """What the letter to the acquirer says."""
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    facts: TransferEnteredFacts = registry.load(letter.kind, letter.facts or {})
    return facts


def words_of(facts: TransferEnteredFacts) -> str:
    return " ".join(pages.text(registry.build("transfer_entered", facts)).split())


def test_that_a_reduced_holding_needs_more_shares_and_what_they_lack_is_said(session: Session) -> None:
    a_leaving_house(session, max_shares=20, form_join="textform")
    giver, taker = a_holder(session, shares=2), a_holder(session, "Stadt Lindenfurt", 1)
    a_statute(session, JOINED, TODAY, share_amount=300_00, min_payment=300_00, max_shares=20, form_join="textform",
              further_shares_allowed=True, notice_months=3)
    transfer = proposed(session, giver, taker)
    decided(session, transfer)
    facts = told(session, transfer)
    gained = facts.shares_after - facts.shares_before
    assert (facts.shares_given, gained) == (2, 4)
    [due] = shares.open_payments(session, member_id=taker.id)
    assert [(each.cents, each.due_on) for each in facts.dues] == [(200_00, due.due_on)]
    words, day = words_of(facts), " ".join(long_day(due.due_on).split())
    assert "Für die 2 übertragenen erhalten Sie 4 Geschäftsanteile" in words
    assert f"Auf diese Geschäftsanteile sind noch einzuzahlen: 200,00 € bis zum {day}" in words


def test_who_owes_nothing_is_told_of_no_payment(session: Session) -> None:
    a_leaving_house(session, max_shares=10, form_join="textform")
    giver, taker = a_holder(session), a_holder(session, "Stadt Lindenfurt", 2)
    transfer = proposed(session, giver, taker, 2)
    decided(session, transfer)
    facts = told(session, transfer)
    assert facts.dues == ()
    assert "einzuzahlen" not in words_of(facts)
