"""What pages, texts, minutes and letters say of shares declared before they are split (§ 22b GenG; R-SHR-09)."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.models import Application
from app.admissions.rules import ClauseKind, StatuteProvision
from app.core.uploads import CheckedFile
from app.core.values import PartyKind
from app.members.rules import MemberClass
from tests.admissions import factories as applying
from tests.factories import OFFICE, TODAY
from tests.shares.test_splitting import LATER, a_splitting

AFTER_NOTING = LATER + timedelta(hours=1)


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
    assert applications.nominal_of(session, after) == 1_000_00
