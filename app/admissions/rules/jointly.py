"""Joining together with the transfer of a credit: one decision on both (§§ 15, 76 GenG; R-TRF-01)."""

from app.admissions.rules.facts import ApplicationState
from app.admissions.rules.states import require_transition
from app.core.values import Refusal
from app.members.rules import MemberClass


def check_may_join_by_transfer(state: ApplicationState, member_class: MemberClass, transfer: str) -> None:
    """Refuse to decide on an application with a transfer that is not ready for the board, or not by the board alone.

    `transfer` is the number of the one it goes with already, if any (R-ADM-01, R-INV-03).
    """
    check_not_joined_with(transfer)
    if state is ApplicationState.RETURNED:
        raise Refusal(
            "Dieser Antrag ist zur Ergänzung zurückgegeben. Übertragen wird, wenn er vollständig wieder da ist."
        )
    if state is ApplicationState.PROPOSED:
        raise Refusal(
            "Dieser Antrag liegt dem Vorstand schon für sich vor. Warten Sie ab und übertragen Sie an das neue"
            " Mitglied, oder geben Sie den Antrag zuerst zurück."
        )
    require_transition(state, ApplicationState.PROPOSED)
    if member_class is MemberClass.INVESTING:
        raise Refusal(
            "Ein investierendes Mitglied braucht noch eine andere Zustimmung als die des Vorstands (§ 8 Abs. 2 GenG)."
            " Lassen Sie zuerst den Beitritt zu und übertragen Sie dann."
        )


def check_not_joined_with(transfer: str) -> None:
    """Refuse to go on with an application alone that is decided together with a transfer (§ 76 GenG; R-TRF-01)."""
    if transfer:
        raise Refusal(
            "Über diesen Antrag wird zusammen mit der Übertragung {number} entschieden. Soll er allein weitergehen oder"
            " enden, nimmt die Geschäftsstelle zuerst die Übertragung zurück.", number=transfer,
        )
