"""By whose decision an appeal against an exclusion succeeds: of an organ above, or of somebody outside (R-EXIT-09)."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.boardroom import actions as boardroom
from app.core import journal
from app.core.values import Refusal
from app.organs.rules import AboutResolution, ItemKind, NamedResolution, Organ, Outcome, Procedure
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import (
    AboutDay,
    AboutPaper,
    AppealBody,
    AppealDecision,
    RemovalState,
    StepKind,
    check_decides_appeal,
)
from tests.departures.factories import a_holder
from tests.factories import OFFICE, a_pdf, sign_in_office
from tests.removals.factories import (
    LATER,
    PROOF,
    a_lasting_house,
    appealed,
    contested,
    facts_of_letter,
    handed_over,
    later,
    on_appeal,
    on_paper,
    posted,
    proposed,
)
from tests.tabs import Tab, said, wrong_fields

TODAY = LATER.date()
COURT = AppealDecision(TODAY, is_upheld=True, by=AppealBody.OUTSIDE, reference="Amtsgericht Quellbach, 3 C 118/26")


@pytest.fixture
def pending(session: Session) -> Removal:
    """An exclusion by the board against which the member has appealed."""
    a_lasting_house(session)
    return appealed(session, a_holder(session))


def decided(session: Session, removal: Removal, decision: AppealDecision, **more: Any) -> Removal:
    return actions.decide_appeal(session, removal, decision, more.get("file"), OFFICE, LATER)


def assert_told(session: Session, client: FlaskClient, removal: Removal, words: str) -> None:
    """Both the course of the removal and the journal of the member say how an appeal was decided."""
    assert words in said(client.get(f"/ausscheiden/{removal.id}"))
    lines = journal.lines_about(session, f"member:{removal.member_id}")
    assert f"{removal.number}: {words}" in [line.summary() for line in lines]


@pytest.mark.parametrize("organ", [Organ.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY])
def test_an_organ_above_the_board_lifts_what_the_board_resolved(
    session: Session, pending: Removal, organ: Organ
) -> None:
    decision = on_appeal(session, organ=organ)
    decided(session, pending, decision)
    step = queries.step_of(pending, StepKind.APPEAL_DECIDED)
    assert (pending.state, step and step.reference) == (RemovalState.LIFTED, decision.reference)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (None, "Einen Beschluss A-2026-099 gibt es hier nicht"),
        ({"organ": Organ.BOARD}, "V-2026-002 ist ein Beschluss des Vorstands, und der hat selbst ausgeschlossen"),
        ({"kind": ItemKind.TEXTFORM_PERMISSION}, "über etwas anderes entschieden"),
        ({"outcome": Outcome.REJECTED}, "A-2026-001 wurde nicht angenommen"),
        ({"has_record": False}, "Zu A-2026-001 fehlt die unterschriebene Niederschrift"),
    ],
)
def test_nothing_else_lifts_an_exclusion(
    session: Session, pending: Removal, more: dict[str, Any] | None, words: str
) -> None:
    made_up = AppealDecision(TODAY, is_upheld=True, by=AppealBody.ORGAN, reference="A-2026-099")
    with pytest.raises(AboutResolution, match=words):
        decided(session, pending, made_up if more is None else on_appeal(session, **more))
    assert pending.state is RemovalState.APPEALED


def test_over_the_supervisory_board_only_the_assembly_decides(session: Session) -> None:
    a_lasting_house(session)
    excluded = on_paper(session, proposed(session, a_holder(session), organ=Organ.SUPERVISORY_BOARD))
    removal = contested(session, posted(session, excluded))
    for organ, word in ((Organ.BOARD, "Vorstand"), (Organ.SUPERVISORY_BOARD, "Aufsichtsrat")):
        with pytest.raises(AboutResolution, match=f"entscheidet dann die Generalversammlung, nicht {word}"):
            decided(session, removal, on_appeal(session, organ=organ))
    assert decided(session, removal, on_appeal(session, organ=Organ.GENERAL_ASSEMBLY)).state is RemovalState.LIFTED


def test_the_organ_to_which_an_exclusion_was_handed_over_has_excluded_and_decides_on_no_appeal(
    session: Session,
) -> None:
    """Its letter names it, too: the board, all of it biased, resolved nothing (§ 39 GenG; R-ORG-04)."""
    a_lasting_house(session)
    removal = on_paper(session, handed_over(session, a_holder(session), Organ.SUPERVISORY_BOARD))
    assert facts_of_letter(session, removal).organ == "der Aufsichtsrat"
    contested(session, posted(session, removal))
    with pytest.raises(AboutResolution, match="Ausgeschlossen hat der Aufsichtsrat"):
        decided(session, removal, on_appeal(session))
    assert decided(session, removal, on_appeal(session, organ=Organ.GENERAL_ASSEMBLY)).state is RemovalState.LIFTED


def test_the_page_and_the_letter_name_the_organ_to_which_an_exclusion_was_handed_over(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    removal = handed_over(session, a_holder(session), Organ.SUPERVISORY_BOARD)
    session.commit()
    sign_in_office(session, client)
    assert "Zum Beschluss vorgelegt: Aufsichtsrat." in said(client.get(f"/ausscheiden/{removal.id}"))
    on_paper(session, removal, Outcome.REJECTED)
    assert (removal.state, facts_of_letter(session, removal).organ) == (RemovalState.REJECTED, "der Aufsichtsrat")


def test_a_motion_that_failed_dismisses_an_appeal(session: Session, pending: Removal) -> None:
    decision = on_appeal(session, is_upheld=False, outcome=Outcome.REJECTED)
    assert decided(session, pending, decision).state is RemovalState.ENTERED


def test_an_appeal_is_neither_upheld_nor_dismissed_while_the_organ_still_votes(
    session: Session, pending: Removal
) -> None:
    item = boardroom.propose(session, Organ.SUPERVISORY_BOARD, ItemKind.OTHER, "Beschwerde", OFFICE, LATER)
    opening = boardroom.Opening(Organ.SUPERVISORY_BOARD, Procedure.CIRCULAR, "", [item.id])
    number = boardroom.open_resolution(session, opening, OFFICE, LATER).number
    for is_upheld in (True, False):
        with pytest.raises(AboutResolution, match=f"Über {number} ist noch nicht entschieden"):
            decided(session, pending, AppealDecision(TODAY, is_upheld, AppealBody.ORGAN, number))


@pytest.mark.parametrize("is_upheld", [True, False])
def test_what_was_left_undecided_decides_on_no_appeal(is_upheld: bool) -> None:
    """Of a motion for which votes were missing it is not said that it was not accepted."""
    kept = NamedResolution("A-2026-001", Organ.SUPERVISORY_BOARD, True, None, is_open=False, is_proven=True)
    decision = AppealDecision(TODAY, is_upheld, AppealBody.ORGAN, kept.number)
    with pytest.raises(AboutResolution, match="In A-2026-001 ist darüber nicht entschieden worden"):
        check_decides_appeal(decision, kept, Organ.BOARD)


def test_the_day_is_that_of_the_resolution_and_not_before_the_appeal(session: Session, pending: Removal) -> None:
    before = on_appeal(session, decided_on=TODAY - timedelta(days=1))
    with pytest.raises(AboutDay, match="Prüfen Sie den Tag"):
        decided(session, pending, before)
    today = AppealDecision(TODAY, is_upheld=True, by=AppealBody.ORGAN, reference=before.reference)
    with pytest.raises(AboutDay, match=re.escape(f"{before.reference} ist vom {before.decided_on:%d.%m.%Y}")):
        decided(session, pending, today)


def test_a_court_needs_no_number_of_ours_but_its_paper(session: Session, pending: Removal) -> None:
    with pytest.raises(AboutPaper, match="Legen Sie die Entscheidung bei"):
        decided(session, pending, COURT)
    decided(session, pending, COURT, file=PROOF)
    step = queries.step_of(pending, StepKind.APPEAL_DECIDED)
    assert step is not None
    assert (pending.state, step.reference, step.paper_name) == (RemovalState.LIFTED, COURT.reference, PROOF.name)


@pytest.mark.parametrize("by", list(AppealBody))
def test_a_decision_of_nobody_is_refused(session: Session, pending: Removal, by: AppealBody) -> None:
    with pytest.raises(Refusal):
        decided(session, pending, AppealDecision(TODAY, is_upheld=True, by=by, reference=" "), file=PROOF)
    assert pending.state is RemovalState.APPEALED


def test_the_page_says_at_the_field_what_is_missing_and_keeps_what_was_typed(
    session: Session, client: FlaskClient, pending: Removal, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = on_appeal(session).reference
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{pending.id}", "entscheidung$")
    answer = tab.send(decision="A-2026-099", outcome="upheld")
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["decision"])
    assert "A-2026-099 gibt es hier nicht" in said(answer)
    answer = tab.send(decision=COURT.reference, decided_by="outside", outcome="upheld")
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["document"])
    assert COURT.reference in answer.text
    answer = tab.send(decided_by="organ", decision=number.lower(), outcome="upheld")
    assert answer.status_code == 302
    assert pending.state is RemovalState.LIFTED
    assert_told(session, client, pending, f"Beschwerde erfolgreich, {number}")


def test_the_page_keeps_the_paper_of_a_court(
    session: Session, client: FlaskClient, pending: Removal, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    tab, paper = Tab(client, f"/ausscheiden/{pending.id}", "entscheidung$"), (io.BytesIO(a_pdf("Urteil")), "urteil.pdf")
    typed = {"decision": COURT.reference, "decided_by": "outside", "outcome": "dismissed", "document": paper}
    assert tab.send(**typed).status_code == 302
    assert "urteil.pdf" in client.get(f"/ausscheiden/{pending.id}").text
    assert_told(session, client, pending, f"Beschwerde zurückgewiesen, {COURT.reference}")


def test_over_what_the_assembly_excluded_no_organ_decides() -> None:
    kept = NamedResolution(
        "GV-2026-001", Organ.GENERAL_ASSEMBLY, True, TODAY, False, True, decided_on=frozenset({TODAY})
    )
    decision = AppealDecision(TODAY, is_upheld=True, by=AppealBody.ORGAN, reference=kept.number)
    with pytest.raises(AboutResolution, match="über ihr steht kein Organ"):
        check_decides_appeal(decision, kept, Organ.GENERAL_ASSEMBLY)
