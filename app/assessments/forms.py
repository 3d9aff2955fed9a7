"""Forms of joint assessment: a round, its criteria, what and who; the assessment itself; and the words of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.assessments.rules import (
    AGREEMENT_WORDS,
    HIGHEST,
    LOWEST,
    MAX_ABOUT,
    MAX_END,
    MAX_NAME,
    MAX_QUESTION,
    MAX_TITLE,
    MAX_WORDS,
    PROPOSED,
    SCALE,
    STATE_WORDS,
    Criterion,
    Score,
)
from app.core.values import MAX_REASON
from app.core.web import (
    GermanDateField,
    KeyedForm,
    RadioField,
    SeenForm,
    SelectField,
    SelectMultipleField,
    WholeNumberField,
    _,
    _l,
    id_in,
    in_words,
)

STATES, AGREEMENTS = in_words(STATE_WORDS), in_words(AGREEMENT_WORDS)
PROPOSALS = in_words({key: each.name for key, each in PROPOSED.items()})
QUESTIONS = in_words({key: each.question for key, each in PROPOSED.items()})

CANNOT = "none"
"""The choice of who cannot judge."""
_TOO_LONG = _l("Höchstens %(max)d Zeichen.")


class ActForm(SeenForm):
    """A button that does something once, however often it is pressed."""


class RoundForm(SeenForm):
    """What a round is about, and until when it runs."""

    title = StringField(
        _l("Titel"), [InputRequired(_l("Geben Sie der Runde einen Titel.")), Length(max=MAX_TITLE, message=_TOO_LONG)]
    )
    about = TextAreaField(_l("Worum geht es?"), [Optional(), Length(max=MAX_ABOUT, message=_TOO_LONG)])
    last_day = GermanDateField(_l("Letzter Tag"), [Optional()])


class NewRoundForm(RoundForm):
    """The same with the proposed criteria to choose from."""

    proposed = SelectMultipleField(
        _l("Kriterien"), [Optional()], choices=list(PROPOSALS.items()), default=["use", "feasible", "reach", "urgent"]
    )


class CriterionForm(SeenForm):
    """A criterion: name, question, what 1, 3 and 5 mean, weight, direction."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Geben Sie dem Kriterium einen Namen.")), Length(max=MAX_NAME, message=_TOO_LONG)]
    )
    question = StringField(_l("Frage"), [Optional(), Length(max=MAX_QUESTION, message=_TOO_LONG)])
    low = StringField(_l("1 heißt"), [Length(max=MAX_END, message=_TOO_LONG)])
    middle = StringField(_l("3 heißt"), [Optional(), Length(max=MAX_END, message=_TOO_LONG)])
    high = StringField(_l("5 heißt"), [Length(max=MAX_END, message=_TOO_LONG)])
    weight = WholeNumberField(_l("Gewicht"), [InputRequired(_l("Geben Sie ein Gewicht an."))], default=1)
    high_is_worse = BooleanField(_l("Hoch ist schlechter"))

    def criterion(self) -> Criterion:
        """What was typed."""
        return Criterion(
            self.name.data or "", self.question.data or "", self.low.data or "", self.middle.data or "",
            self.high.data or "", self.weight.data or 0, bool(self.high_is_worse.data),
        )


class SubjectsForm(SeenForm):
    """The bundles, and needs by themselves, that are assessed."""

    bundles = SelectMultipleField(_l("Bündel"), [Optional()], choices=[], coerce=int)
    needs = SelectMultipleField(_l("Einzelne Bedarfe"), [Optional()], choices=[], coerce=int)


class MemberForm(KeyedForm):
    """For which member somebody is to be named."""

    class Meta:
        """It only asks, by its address."""

        csrf = False

    member = WholeNumberField(_l("Mitgliedsnummer"), [Optional()])


class AssessorForm(SeenForm):
    """Who of those that act for a member is named."""

    member = HiddenField(validators=[Length(max=12)])
    person = RadioField(
        _l("Wer bewertet?"), [InputRequired(_l("Wählen Sie, wer bewertet."))], choices=[], coerce=int
    )


class ExcuseForm(SeenForm):
    """Why somebody does not assess any more."""

    reason = TextAreaField(
        _l("Grund"), [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON, message=_TOO_LONG)]
    )


class ExtendForm(SeenForm):
    """A later last day."""

    last_day = GermanDateField(_l("Neuer letzter Tag"), [InputRequired(_l("Geben Sie den Tag an."))])


BOARD, ASSEMBLY = "board", "assembly"


class LayForm(SeenForm):
    """Before whom a result is laid, and what is to be taken up."""

    taken = SelectMultipleField(_l("Aufgreifen"), [Optional()], choices=[], coerce=int)
    organ = RadioField(
        _l("Wer entscheidet?"), [InputRequired(_l("Wählen Sie, wer entscheidet."))],
        choices=[(BOARD, _l("Vorstand")), (ASSEMBLY, _l("Generalversammlung"))], default=BOARD,
    )
    assembly = SelectField(_l("Versammlung"), [Optional()], choices=[], coerce=int, validate_choice=False)


class Scaled(Protocol):
    """A criterion as a form shows it."""

    id: int
    name: str
    question: str
    low: str
    middle: str
    high: str


def scale_of(criterion: Scaled) -> list[tuple[str, str]]:
    """The steps of a criterion with the words that explain them, and the way out of who cannot judge."""
    words = {LOWEST: criterion.low, (LOWEST + HIGHEST) // 2: criterion.middle, HIGHEST: criterion.high}
    steps = [(str(step), f"{step} – {words[step]}" if words.get(step) else str(step)) for step in SCALE]
    return [*steps, (CANNOT, str(_("Kann ich nicht beurteilen")))]


class AssessForm(KeyedForm):
    """An assessment of one subject; its fields follow the criteria of the round (`assess_form`)."""

    def scores(self, criteria: Sequence[Scaled]) -> Mapping[int, Score]:
        """What was chosen and written, by criterion."""
        return {each.id: self._score(each.id) for each in criteria}

    def _score(self, criterion_id: int) -> Score:
        chosen = self[f"step_{criterion_id}"].data or ""
        step = int(chosen) if chosen in {str(each) for each in SCALE} else None
        return Score(step, chosen == CANNOT, self[f"words_{criterion_id}"].data or "")


def assess_form(criteria: Sequence[Scaled], given: Mapping[int, Score], **more: Any) -> AssessForm:
    """The form of an assessment by these criteria, filled with what was kept of it."""
    fields: dict[str, Any] = {}
    for each in criteria:
        score = given.get(each.id, Score(None, False))
        kept = CANNOT if score.cannot_judge else str(score.step or "")
        fields[f"step_{each.id}"] = RadioField(
            each.name, [Optional()], choices=scale_of(each), default=kept, validate_choice=False
        )
        fields[f"words_{each.id}"] = TextAreaField(
            _("Bemerkung zu %(name)s", name=each.name), [Optional(), Length(max=MAX_WORDS, message=_TOO_LONG)],
            default=score.words,
        )
    made: type[AssessForm] = type("AssessFormOfRound", (AssessForm,), fields)
    return made(**more)


def weight_from(typed: str, present: int, most: int) -> int:
    """A weight that a reader tries, from the address; what is no whole number in the range counts as it was set."""
    wanted = id_in(typed)
    return wanted if wanted is not None and wanted <= most else present
