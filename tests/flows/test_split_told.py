"""What pages, texts, minutes and letters say of shares declared before they are split (§ 22b GenG; R-SHR-09)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.models import Application
from app.admissions.rules import ClauseKind, StatuteProvision
from app.archive import queries as archive
from app.boardroom import queries as boardroom
from app.core.uploads import CheckedFile
from app.core.values import PartyKind, Refusal
from app.departures.rules import NoticeKind
from app.members.rules import MemberClass
from app.organs.rules import Outcome
from app.removals import actions as removals
from app.removals.models import Removal
from app.shares.rules import become
from app.subscriptions.rules import SubscriptionState
from app.transfers.rules import TransferState
from documents import registry
from tests.admissions import factories as applying
from tests.boardroom.factories import a_board_of_three, an_application_in_circular, vote
from tests.departures import factories as leaving
from tests.factories import OFFICE, TODAY, sign_in, sign_in_office
from tests.flows.splits import AFTER_NOTING, faults, minutes_of
from tests.removals.factories import DIED, a_human, dead, followed
from tests.removals.test_continuing import a_continuing_house, an_heir_of
from tests.shares.factories import paid
from tests.shares.test_splitting import a_splitting, held
from tests.subscriptions import factories as growing
from tests.tabs import said
from tests.transfers import factories as handing
from tests.transfers import newcomers


def on_paper(session: Session, received_on: date, shares: str) -> Application:
    """A declaration that came in on paper and is typed in after the splitting was noted."""
    content = {step.value: typed for step, typed in applying.content_for(session, shares=shares).items()}
    paper = admissions.PaperDeclaration(
        PartyKind.MUNICIPALITY, MemberClass.ORDINARY, content, received_on, (ClauseKind.PAYMENT_UNDERTAKING,),
        StatuteProvision.COPY,
    )
    scan = CheckedFile("Erklärung.pdf", applying.PDF)
    return admissions.enter_paper(session, paper, scan, OFFICE, AFTER_NOTING)


def a_splitting_house(session: Session) -> None:
    """A house whose shares of 500 € can be split, with room for many."""
    applying.a_house(session, max_shares=None)


def test_a_declaration_on_paper_means_the_shares_that_the_office_knew_when_it_was_typed_in(session: Session) -> None:
    a_splitting_house(session)
    a_splitting(session, TODAY - timedelta(days=5))
    after = on_paper(session, TODAY - timedelta(days=3), "10")
    before = on_paper(session, TODAY - timedelta(days=8), "10")
    assert [applications.shares_on(session, each, TODAY) for each in (after, before)] == [10, 50]
    assert applications.taken_of(session, after)[1] == 1_000_00


def test_the_board_reads_of_an_application_what_its_shares_have_become(session: Session, client: FlaskClient) -> None:
    chair, *_others = a_board_of_three(session, max_shares=None)
    _application, item = an_application_in_circular(session, shares="3")
    a_splitting(session, TODAY, max_shares=None)
    matter = boardroom.matter_of(session, item, TODAY)
    told = [str(each) for each in boardroom.consequences_of(session, item, matter, TODAY)]
    assert "Eintragung mit 15 Anteilen ins Register" in told
    assert any("Zahlungsbitte über 1.500,00" in each for each in told)
    sign_in(session, client, chair)
    shown = said(client.get(f"/beschluesse/{item.resolution_id}"))
    assert "15 Anteile zu je 100,00 €, zusammen 1.500,00 € erklärt als 3 Anteile vor der Zerlegung" in shown


def test_the_minutes_of_an_admission_say_the_shares_that_are_entered(session: Session) -> None:
    chair, _second, third = a_board_of_three(session, max_shares=None)
    application, item = an_application_in_circular(session, shares="3")
    a_splitting(session, TODAY, max_shares=None)
    vote(session, item, chair, now=AFTER_NOTING)
    assert vote(session, item, third, now=AFTER_NOTING) is Outcome.ACCEPTED
    assert "mit 15 Geschäftsanteilen zu je 100,00 €" in minutes_of(session, item)
    member = applications.member_of(session, application)
    assert member is not None
    assert held(session, member) == 15
    assert faults(session) == []


def test_the_check_names_a_joining_with_more_shares_than_a_splitting_made(session: Session) -> None:
    chair, _second, third = a_board_of_three(session, max_shares=None)
    application, item = an_application_in_circular(session, shares="3")
    a_splitting(session, TODAY, max_shares=None)
    for person in (chair, third):
        vote(session, item, person, now=AFTER_NOTING)
    application.shares = 4
    session.flush()
    assert any("15 Anteile) steht kein Vorgang" in each for each in faults(session))


def test_the_board_resolves_further_shares_by_number_and_amount_and_reads_what_they_became(session: Session) -> None:
    growing.a_growing_house(session, max_shares=None)
    member = growing.a_holder(session)
    early = growing.proposed(session, member, 3)
    a_splitting(session, TODAY, max_shares=None)
    item = growing.item_about(session, early)
    assert "wird mit 3 weiteren Geschäftsanteilen zu je 500,00\u00a0€ zugelassen" in item.text
    growing.decided(session, early, now=AFTER_NOTING)
    said_then = "Nach der Zerlegung der Geschäftsanteile werden aus 3 Anteilen 15, je 100,00 € (§ 22b GenG)."
    assert minutes_of(session, item).endswith(f"(§ 15b GenG). {said_then}")
    paid(session, member, 1_500_00)
    late = growing.proposed(session, member, 1, AFTER_NOTING, received_on=TODAY - timedelta(days=3))
    assert growing.item_about(session, late).text.endswith("werden aus 1 Anteil 5, je 100,00\u00a0€ (§ 22b GenG).")
    assert faults(session) == []


def test_the_board_resolves_a_transfer_by_number_and_amount_and_reads_what_it_became(session: Session) -> None:
    one, other = handing.two_holders(session, max_shares=None)
    transfer = handing.proposed(session, one, other, 1)
    a_splitting(session, TODAY, max_shares=None)
    item = handing.item_about(session, transfer)
    assert "überträgt Geschäftsguthaben mit 1 Anteil zu 500,00\u00a0€ auf" in item.text
    handing.decided(session, transfer, now=AFTER_NOTING)
    assert minutes_of(session, item).endswith("werden aus 1 Anteil 5, je 100,00 € (§ 22b GenG).")
    assert faults(session) == []
    transfer.shares = 2
    session.flush()
    assert faults(session) == ["Übertragung UT-2026-001: Stand und Anteilsblätter widersprechen sich."]


def test_the_text_about_a_newcomer_names_the_shares_of_both_declarations(session: Session) -> None:
    giver = newcomers.a_giver(session)
    application = newcomers.an_applicant(session)
    transfer = newcomers.handed_on(session, giver, application)
    a_splitting(session, TODAY, max_shares=None)
    item = handing.item_about(session, transfer)
    told = boardroom.text_of(session, item, TODAY)
    assert "mit 5 Geschäftsanteilen zu je 500,00\u00a0€ beteiligt (§§ 15, 76 GenG)." in told
    assert told.endswith("werden aus 5 Anteilen 25, je 100,00\u00a0€ (§ 22b GenG).")


def test_the_page_says_of_what_splitting_the_declared_shares_were(session: Session, client: FlaskClient) -> None:
    a_splitting_house(session)
    wrong = a_splitting(session, TODAY - timedelta(days=5))
    application = on_paper(session, TODAY - timedelta(days=3), "10")
    a_splitting(
        session, TODAY - timedelta(days=5), at=AFTER_NOTING + timedelta(hours=1), title="Keine Zerlegung",
        corrects=wrong, splits=False, share_amount=500_00,
    )
    sign_in_office(session, client)
    shown = said(client.get(f"/antraege/{application.id}"))
    assert "2 Anteile zu je" in shown
    assert "erklärt als 10 Anteile einer Zerlegung, die berichtigt ist" in shown


def test_what_is_no_whole_share_after_a_correction_is_shown_as_it_was_declared(session: Session) -> None:
    a_splitting_house(session)
    wrong = a_splitting(session, TODAY - timedelta(days=5))
    application = on_paper(session, TODAY - timedelta(days=3), "3")
    a_splitting(
        session, TODAY - timedelta(days=5), at=AFTER_NOTING + timedelta(hours=1), title="Keine Zerlegung",
        corrects=wrong, splits=False,
    )
    assert applications.shown_shares(session, application, TODAY) == 3
    found = applications.dossier(session, application.id, TODAY)
    assert found is not None
    assert found.shares == 3
    with pytest.raises(Refusal, match="Lassen Sie neu erklären"):
        applications.shares_on(session, application, TODAY)


def letter_about(session: Session, removal: Removal) -> Any:
    """What the newest letter about a removal states."""
    letter = archive.get_document(session, removal.letter_id or 0)
    return registry.load(letter.kind, letter.facts or {})


def test_the_heir_is_told_of_the_shares_that_stand_in_the_ledger_after_a_splitting(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    before = held(session, member)
    leaving.given(session, member, NoticeKind.PARTIAL, shares=1, received_on=DIED - timedelta(days=5))
    removal, heir = an_heir_of(session, member)
    a_splitting(session, TODAY - timedelta(days=3), max_shares=None, heirs_continue=True)
    removals.continue_with(session, removal, heir, OFFICE, AFTER_NOTING)
    facts = letter_about(session, removal)
    assert (facts.shares, facts.shares_after, facts.credit) == (5 * before, 5 * before, before * 500_00)
    assert [each.shares for each in facts.cancelled] == [5]
    assert faults(session) == []


def test_the_heirs_read_what_the_shares_of_the_dead_have_become(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    before = held(session, member)
    a_splitting(session, TODAY - timedelta(days=3), max_shares=None, heirs_continue=True)
    assert letter_about(session, followed(session, dead(session, member))).shares == 5 * before


def test_a_declaration_in_shares_that_are_no_more_is_turned_down(session: Session, client: FlaskClient) -> None:
    growing.a_growing_house(session, max_shares=None)
    member = growing.a_holder(session)
    wrong = a_splitting(session, TODAY - timedelta(days=5), max_shares=None)
    waiting = growing.proposed(session, member, 3, AFTER_NOTING, received_on=TODAY - timedelta(days=3))
    a_splitting(
        session, TODAY - timedelta(days=5), amount=500_00, at=AFTER_NOTING + timedelta(minutes=1),
        title="Keine Zerlegung", corrects=wrong,
        splits=False, max_shares=None,
    )
    (reason, *_rest) = boardroom.consequences_of(session, growing.item_about(session, waiting), None, TODAY)
    assert "Auch mit Ihrem Ja werden keine Anteile zugelassen: Die Erklärung lautet auf 3 Anteile" in str(reason)
    sign_in_office(session, client)
    shown = client.get(f"/beteiligungen/{waiting.id}")
    assert (shown.status_code, "Lassen Sie neu erklären" in shown.text) == (200, True)
    growing.decided(session, waiting, now=AFTER_NOTING)
    session.refresh(waiting)
    assert waiting.state is SubscriptionState.REJECTED
    assert faults(session) == []


def test_an_agreement_on_shares_that_are_no_more_is_turned_down(session: Session, client: FlaskClient) -> None:
    one, other = handing.two_holders(session, max_shares=None)
    wrong = a_splitting(session, TODAY - timedelta(days=5), max_shares=None)
    transfer = handing.proposed(session, one, other, 3, AFTER_NOTING, received_on=TODAY - timedelta(days=3))
    a_splitting(
        session, TODAY - timedelta(days=5), amount=500_00, at=AFTER_NOTING + timedelta(minutes=1),
        title="Keine Zerlegung", corrects=wrong,
        splits=False, max_shares=None,
    )
    sign_in_office(session, client)
    shown = client.get(f"/uebertragungen/{transfer.id}")
    assert (shown.status_code, "Lassen Sie neu erklären" in shown.text) == (200, True)
    handing.decided(session, transfer, now=AFTER_NOTING)
    session.refresh(transfer)
    assert transfer.state is TransferState.REJECTED
    assert faults(session) == []


@pytest.mark.parametrize(("numbers", "words"), [
    ([(3, 3)], ""), ([(1, 5)], "Nach der Zerlegung der Geschäftsanteile werden aus 1 Anteil 5, je"),
    ([(10, 2)], "Nach der Berichtigung der Zerlegung der Geschäftsanteile werden aus 10 Anteilen 2, je"),
    ([(3, 15), (1, 5)], "werden aus 3 Anteilen 15, aus 1 Anteil 5, je"),
])  # fmt: skip
def test_what_shares_became_is_said_in_words(numbers: list[tuple[int, int]], words: str) -> None:
    assert words in become(numbers, 100_00)
    assert bool(become(numbers, 100_00)) == bool(words)
