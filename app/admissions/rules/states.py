"""Which way an application may go (R-ADM-01), and when an unfinished one is deleted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.admissions.rules.facts import ApplicationState
from app.core.values import Refusal

_S = ApplicationState

TRANSITIONS: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.RETURNED, _S.PROPOSED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.PROPOSED: frozenset({_S.RETURNED, _S.ADMITTED, _S.REFUSED, _S.WITHDRAWN}),
    _S.ADMITTED: frozenset({_S.NOTIFIED}),
    _S.NOTIFIED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
"""From each state the states that may follow; withdrawal only before the decision."""

DECIDED = frozenset({_S.ADMITTED, _S.NOTIFIED, _S.REFUSED})
"""States in which the board has decided."""

UNDECIDED = frozenset({_S.SUBMITTED, _S.RETURNED, _S.PROPOSED})
"""States in which an application is handed in and the board has still to decide."""

EDITABLE = frozenset({_S.DRAFT, _S.RETURNED})
"""States in which the applicant may change what is declared."""


def may_become(state: ApplicationState, following: ApplicationState) -> bool:
    """Say whether an application may pass from one state to another (R-ADM-01)."""
    return following in TRANSITIONS[state]


def require_transition(state: ApplicationState, following: ApplicationState) -> None:
    """Refuse a step that the state of the application does not allow (R-ADM-01)."""
    if may_become(state, following):
        return
    if state in DECIDED:
        raise Refusal("Über diesen Antrag ist schon entschieden.")
    if state is ApplicationState.WITHDRAWN:
        raise Refusal("Dieser Antrag ist zurückgezogen.")
    raise Refusal("Dieser Schritt passt nicht zum Stand des Antrags.")


def check_editable(state: ApplicationState) -> None:
    """Refuse to change a declaration that is frozen: only a draft or a returned application may change (R-ADM-01)."""
    if state not in EDITABLE:
        raise Refusal("Die Erklärung ist abgegeben und wird nicht mehr geändert.")


def draft_expires_on(last_changed_on: date, draft_days: int) -> date:
    """Name the last day on which an unfinished draft is kept (Speicherbegrenzung; R-GDPR-03)."""
    return last_changed_on + timedelta(days=draft_days)


def draft_is_expired(last_changed_on: date, draft_days: int, today: date) -> bool:
    """Say whether an unfinished draft is to be deleted (R-GDPR-03)."""
    return draft_expires_on(last_changed_on, draft_days) < today


REMIND_AFTER = timedelta(days=14)
"""How long an applicant has to complete an application before a reminder goes out, once."""

WITHDRAWN_KEPT = timedelta(days=30)
"""How long a withdrawn application is kept.

It led to nothing, so nobody needs it (Art. 5 (1) (e) DSGVO, as after a refusal R-ADM-09); some weeks are left in which
an applicant may say that it was somebody else who withdrew, or ask what was declared.
"""


def reminder_is_due(
    state: ApplicationState, returned_at: datetime | None, reminded_at: datetime | None, now: datetime
) -> bool:
    """Say whether to remind somebody whose application was returned, once for each return (R-ADM-01)."""
    if state is not ApplicationState.RETURNED or returned_at is None or reminded_at is not None:
        return False
    return now >= returned_at + REMIND_AFTER


def check_may_forget(state: ApplicationState, withdrawn_at: datetime, now: datetime) -> None:
    """Refuse to erase an application that was not withdrawn, or not long enough ago (Art. 5 (1) (e) DSGVO)."""
    if state is not ApplicationState.WITHDRAWN or now < withdrawn_at + WITHDRAWN_KEPT:
        raise Refusal("Gelöscht wird ein zurückgezogener Antrag erst, wenn die Frist dafür vorbei ist.")


def check_may_erase(state: ApplicationState, refusal_is_sent: bool) -> None:
    """Refuse to erase a declaration that was not refused, or before the refusal is sent (§ 15 (2) GenG; R-ADM-09)."""
    if state is not ApplicationState.REFUSED:
        raise Refusal("Gelöscht werden nur die Daten abgelehnter Anträge (§ 15 Abs. 2 GenG).")
    if not refusal_is_sent:
        raise Refusal("Die Daten werden gelöscht, sobald die Ablehnung abgesandt ist (§ 15 Abs. 2 GenG).")


def application_number(year: int, number: int) -> str:
    """Write an application's number, gapless per year: `A-2026-0071` (R-DOC-10)."""
    return f"A-{year}-{number:04d}"
