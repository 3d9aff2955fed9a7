"""The way of a prospect: stages, which of them a person sets, and which follow from its application."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.admissions.rules import DECIDED, UNDECIDED, ApplicationState
from app.core.values import German, Refusal


class Stage(StrEnum):
    """How far a prospect is, in the order of the board."""

    NEW = "new"
    IN_TALK = "in_talk"
    WANTS = "wants"
    APPLIED = "applied"
    MEMBER = "member"
    ENDED = "ended"


STAGE_WORDS: Mapping[Stage, str] = {
    Stage.NEW: German("Neu"),
    Stage.IN_TALK: German("Im Gespräch"),
    Stage.WANTS: German("Will beitreten"),
    Stage.APPLIED: German("Beitritt beantragt"),
    Stage.MEMBER: German("Mitglied"),
    Stage.ENDED: German("Beendet"),
}
"""How the stages are called."""

BY_HAND = (Stage.NEW, Stage.IN_TALK, Stage.WANTS, Stage.ENDED)
"""The stages a person sets; the others follow from the application."""

UNDER_WAY = (Stage.NEW, Stage.IN_TALK, Stage.WANTS)
"""The stages in which the cooperative still has something to do with a prospect."""

LIVE = (*UNDER_WAY, Stage.APPLIED)
"""The stages in which a next step is still to be done."""


class EndRefusal(Refusal):
    """What is wrong with the reason for an end."""


class Overmoved(Refusal):
    """Somebody else moved the prospect since the page was shown."""


def stage_of(kept: Stage, application: ApplicationState | None) -> Stage:
    """The stage that is shown: that of the application where one was handed in, else the one that was set.

    A draft, or an application that was withdrawn, leaves the prospect where it was (R-NEED-06, R-ADM-01).
    """
    if application in UNDECIDED:
        return Stage.APPLIED
    if application is ApplicationState.REFUSED:
        return Stage.ENDED
    return Stage.MEMBER if application in DECIDED else kept


def follows_application(application: ApplicationState | None) -> bool:
    """Say whether the stage follows from an application and is not set by hand (R-NEED-06)."""
    return application in UNDECIDED or application in DECIDED


def check_move(application: ApplicationState | None, to: Stage, reason: str) -> None:
    """Refuse a stage that follows from an application, and an end without its reason (R-NEED-06)."""
    if to not in BY_HAND:
        raise Refusal("„{stage}“ folgt aus dem Antrag auf Beitritt und wird nicht von Hand gesetzt.",
                      stage=STAGE_WORDS[to])
    if follows_application(application):
        raise Refusal("Der Stand folgt hier dem Antrag auf Beitritt und wird nicht von Hand verschoben.")
    if to is Stage.ENDED and not reason.strip():
        raise EndRefusal("Geben Sie an, warum es nicht weitergeht.")


def check_may_undo(is_newest: bool, application: ApplicationState | None) -> None:
    """Refuse to undo a move that another one followed, or that an application has overtaken."""
    if not is_newest:
        raise Refusal("Inzwischen wurde weiter verschoben; zurücknehmen lässt sich nur der letzte Schritt.")
    if follows_application(application):
        raise Refusal("Der Stand folgt hier dem Antrag auf Beitritt und wird nicht von Hand verschoben.")


def check_may_apply(application: ApplicationState | None, is_erased: bool) -> None:
    """Refuse a second application beside one that is under way or admitted (R-ADM-01)."""
    if is_erased:
        raise Refusal("Die Angaben dieses Interessenten sind gelöscht.")
    if application in UNDECIDED:
        raise Refusal("Zu diesem Interessenten liegt schon ein Antrag vor.")
    if follows_application(application) and application is not ApplicationState.REFUSED:
        raise Refusal("Dieser Interessent ist schon Mitglied geworden.")


class AboutApplicant(Refusal):
    """It is doubted that an application is this prospect's; shown at the box that confirms it."""


def check_is_its(number: str, applicant: str, prospect: str, is_alike: bool, is_meant: bool) -> None:
    """Refuse to give a prospect an application in another name until somebody confirms it (R-NEED-01, R-NEED-06).

    Its needs, confidential ones among them, go over to whoever is admitted by that. `is_alike`: name or e-mail agree.
    """
    if not is_alike and not is_meant:
        raise AboutApplicant(
            "{number} ist der Antrag von {applicant}. Wird er zugeordnet, gehen alle Bedarfe von {prospect} mit der"
            " Aufnahme an dieses Mitglied über; das lässt sich nicht zurücknehmen.", number=number, applicant=applicant,
            prospect=prospect,
        )


ANSWER_WITHIN = timedelta(days=5)
"""Within how many days somebody who asked hears from the cooperative; no law, a promise of the house."""


def answer_by(received_on: date) -> date:
    """Until when an enquiry is answered (R-NEED-06)."""
    return received_on + ANSWER_WITHIN


def prospect_number(year: int, number: int) -> str:
    """Write a prospect's number, gapless per year: `I-2026-0012` (R-DOC-10)."""
    return f"I-{year}-{number:04d}"
