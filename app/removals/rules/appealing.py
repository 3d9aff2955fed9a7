"""Who decides on an exclusion that the member contests, and by what that is known (§ 68 GenG; R-EXIT-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, Refusal
from app.organs.rules import (
    ORGAN_WORDS,
    AboutResolution,
    NamedResolution,
    Organ,
    check_accepted,
    check_kept,
    check_proven,
)
from app.removals.rules.facts import RemovalState, StepKind
from app.removals.rules.judging import AboutDay, check_answered_on


class AppealBody(StrEnum):
    """Who decided on an appeal: an organ that resolves here, or somebody outside whom the statute or the law names."""

    ORGAN = "organ"
    OUTSIDE = "outside"


APPEAL_BODY_WORDS: Mapping[AppealBody, str] = {
    AppealBody.ORGAN: German("Organ der Genossenschaft"), AppealBody.OUTSIDE: German("Gericht oder Schiedsstelle"),
}
"""How those who decide are called."""
APPEAL_OUTCOME_WORDS: Mapping[bool, str] = {
    True: German("Beschwerde erfolgreich"), False: German("Beschwerde zurückgewiesen"),
}
"""How an appeal was decided, by whether it is upheld."""


@dataclass(frozen=True)
class AppealDecision:
    """How an appeal was decided: when, which way, by whom, and the number of the resolution or the file."""

    decided_on: date
    is_upheld: bool
    by: AppealBody
    reference: str


@dataclass(frozen=True)
class Judgment:
    """What a court or an arbitrator said of an exclusion itself: when, whether it is void, who and under which file."""

    decided_on: date
    is_void: bool
    reference: str


class AboutPaper(Refusal):
    """A refusal because of the paper that proves a decision."""


_ABOVE: Mapping[Organ, tuple[Organ, ...]] = {
    Organ.BOARD: (Organ.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY), Organ.SUPERVISORY_BOARD: (Organ.GENERAL_ASSEMBLY,),
}
"""The organs that a statute may let decide on an appeal, by which one excluded."""


def check_taken_back(words: str, has_paper: bool) -> None:
    """Refuse an appeal taken back of which nothing shows that the member did so (R-EXIT-09)."""
    if not words.strip() and not has_paper:
        raise Refusal(
            "Schreiben Sie, wie das Mitglied die Beschwerde zurückgenommen hat, oder legen Sie sein Schreiben bei."
        )


def check_decided_outside(reference: str, has_paper: bool) -> None:
    """Refuse the decision of a court or an arbitrator that is not named, or that nothing proves (R-EXIT-09)."""
    if not reference.strip():
        raise AboutResolution("Nennen Sie, wer entschieden hat, mit dem Aktenzeichen.")
    if not has_paper:
        raise AboutPaper("Legen Sie die Entscheidung bei: das Urteil, den Beschluss oder den Schiedsspruch.")


def check_not_overruled(decided_on: date, judged_on: date | None) -> None:
    """Refuse what a court or an arbitrator decided before the last that is noted: that one is not overruled by it.

    § 68 GenG. `judged_on`: the day of that one, whether it was about the exclusion itself or an appeal (R-EXIT-09).
    """
    if judged_on is not None and decided_on < judged_on:
        raise AboutDay(
            "Ein Gericht oder eine Schiedsstelle hat über den Ausschluss schon am {day} entschieden; eine frühere"
            " Entscheidung ändert daran nichts mehr. Prüfen Sie den Tag. Ist jener falsch, nehmen Sie zuerst jenen"
            " Eintrag zurück.", day=written(judged_on),
        )


def check_judged(judgment: Judgment, sent_on: date, today: date, has_paper: bool) -> None:
    """Refuse a judgment from before the letter was sent or of a day to come, or that nothing proves (§ 68 GenG).

    Whether the member had to appeal first, the court looked at itself: what it said binds (R-EXIT-09).
    """
    check_answered_on(judgment.decided_on, sent_on, today)
    check_decided_outside(judgment.reference, has_paper)


_LED_TO: Mapping[StepKind, tuple[RemovalState, ...]] = {
    StepKind.ANSWERED: (RemovalState.HEARING,), StepKind.APPEALED: (RemovalState.APPEALED,),
    StepKind.APPEAL_WITHDRAWN: (RemovalState.ENTERED,), StepKind.JUDGED_VALID: (RemovalState.ENTERED,),
    StepKind.APPEAL_DECIDED: (RemovalState.ENTERED, RemovalState.LIFTED), StepKind.JUDGED_VOID: (RemovalState.LIFTED,),
}
"""What the office notes of an exclusion and may take back by itself, and the states to which it can have led."""

LEADS_BACK_TO: Mapping[StepKind, RemovalState] = {
    StepKind.ANSWERED: RemovalState.HEARING, StepKind.APPEALED: RemovalState.ENTERED,
    StepKind.APPEAL_WITHDRAWN: RemovalState.APPEALED, StepKind.APPEAL_DECIDED: RemovalState.APPEALED,
    StepKind.JUDGED_VALID: RemovalState.ENTERED, StepKind.JUDGED_VOID: RemovalState.ENTERED,
}
"""How far an exclusion has come once such a step is taken back."""


def may_be_taken_back(kind: StepKind, state: RemovalState) -> bool:
    """Say whether the newest step of an exclusion may be taken back by itself (R-REG-05)."""
    return state in _LED_TO.get(kind, ())


def check_last_entry(is_last: bool) -> None:
    """Refuse to take back a step after which another was noted: that one goes first (R-REG-05)."""
    if not is_last:
        raise Refusal("Dieser Eintrag ist nicht mehr der letzte, der sich zurücknehmen lässt. Laden Sie die Seite neu.")


def check_lifts_after_all(stays_entered: bool, joined_anew: bool) -> None:
    """Refuse to undo the end by a void exclusion once more, or while a later membership stands after it (R-REG-05)."""
    if not stays_entered:
        raise Refusal("Im Register steht dieser Ausschluss nicht mehr. Laden Sie die Seite neu.")
    if joined_anew:
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Dieses Ende bleibt, wie es ist.")


def check_takes_effect_again(joined_anew: bool, continued_by: str, excluded_anew_by: str) -> None:
    """Refuse to let a lifted exclusion hold again where something rests on its lifting by now (R-REG-05).

    `continued_by`: the number of the death after which an heir goes on with the membership, `excluded_anew_by` that of
    another exclusion under way; empty where there is none.
    """
    if excluded_anew_by:
        raise Refusal(
            "Gegen dieses Mitglied läuft inzwischen ein anderer Ausschluss ({number}). Stornieren Sie zuerst diesen.",
            number=excluded_anew_by,
        )
    if joined_anew:
        raise Refusal(
            "Das Mitglied ist seitdem neu beigetreten. Dass der Ausschluss aufgehoben ist, bleibt deshalb eingetragen."
        )
    if continued_by:
        raise Refusal(
            "Die Mitgliedschaft setzt inzwischen ein Erbe fort ({number}). Stornieren Sie zuerst die Fortsetzung.",
            number=continued_by,
        )


def check_decides_appeal(
    decision: AppealDecision, found: NamedResolution | None, excluded_by: Organ | None
) -> str:
    """Refuse what is no resolution, kept here and proven, of an organ above the one that excluded (R-EXIT-09).

    An appeal is upheld by what was accepted; it is dismissed by what was decided either way. Gives the number as it
    is kept.
    """
    if not decision.reference.strip():
        raise AboutResolution("Geben Sie die Nummer des Beschlusses an, mit dem das Organ entschieden hat.")
    kept = check_kept(decision.reference.strip(), found)
    _check_may_decide(kept, excluded_by)
    if not kept.is_free:
        raise AboutResolution(
            "Mit {number} ist über etwas anderes entschieden, nicht über eine Beschwerde.", number=kept.number
        )
    if not kept.decided_on and not kept.is_open:
        raise AboutResolution(
            "In {number} ist darüber nicht entschieden worden. Nennen Sie den Beschluss, mit dem das geschehen ist.",
            number=kept.number,
        )
    if decision.is_upheld or not kept.decided_on:
        check_accepted(kept)
    check_proven(kept)
    if decision.decided_on not in kept.decided_on:
        raise AboutDay(
            "{number} ist vom {day}. Geben Sie diesen Tag an.", number=kept.number, day=written(min(kept.decided_on))
        )
    return kept.number


def _check_may_decide(kept: NamedResolution, excluded_by: Organ | None) -> None:
    """Refuse the organ that excluded itself, or one below it: it does not decide on an appeal against its own."""
    if excluded_by is None or kept.organ in _ABOVE.get(excluded_by, ()):
        return
    if excluded_by is Organ.BOARD:
        raise AboutResolution(
            "{number} ist ein Beschluss des Vorstands, und der hat selbst ausgeschlossen. Über die Beschwerde"
            " entscheidet, wie es die Satzung bestimmt, der Aufsichtsrat oder die Generalversammlung.",
            number=kept.number,
        )
    if excluded_by is Organ.GENERAL_ASSEMBLY:
        raise AboutResolution(
            "Ausgeschlossen hat die Generalversammlung; über ihr steht kein Organ. Wählen Sie „Gericht oder"
            " Schiedsstelle“."
        )
    raise AboutResolution(
        "Ausgeschlossen hat der Aufsichtsrat. Über die Beschwerde entscheidet dann die Generalversammlung, nicht"
        " {organ} ({number}).",
        number=kept.number, organ=ORGAN_WORDS[kept.organ],
    )
