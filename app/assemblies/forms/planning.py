"""Forms of the plan: day, form and place; what the organs want of the form."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, ClassVar

from wtforms import BooleanField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.assemblies.forms.words import ALSO_VOTING, CONVENERS, DISCUSSIONS, FORMS, KINDS
from app.assemblies.rules import (
    LASTS_MINUTES,
    LONGEST_MINUTES,
    MAX_ACCESS,
    MAX_PLACE,
    AlsoVoting,
    AssemblyKind,
    ConvenedBy,
    DiscussionForm,
    MeetingForm,
    PlannedAssembly,
)
from app.core.web import (
    AddingForm,
    ConfirmingBox,
    Form,
    GermanDateField,
    KnowingForm,
    RadioField,
    SelectField,
    WholeNumberField,
    _,
    _l,
)

MAX_RESOLUTION = 30
ALSO = [("", _l("nein, nur im Saal")), *ALSO_VOTING.items()]
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d)(?:[:.]00)?)?(?:\s*Uhr)?")


class ClockField(TimeField):
    """A time of day, as `14:00` or `14.00 Uhr`, or as the browser sends it."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the time; a sentence says what is wrong with it."""
        self.raw_data = [text.strip() for text in valuelist]
        self.data: time | None = None
        text = self.raw_data[0] if self.raw_data else ""
        found = _CLOCK.fullmatch(text)
        if text and not found:
            raise ValueError(_("Schreiben Sie die Uhrzeit als 14:00."))
        if found:
            self.data = time(int(found[1]), int(found[2] or 0))


class _Plan(Form):
    """What is planned of an assembly."""

    kind = RadioField(
        _l("Art"), [InputRequired(_l("Wählen Sie die Art der Versammlung"))], choices=list(KINDS.items()),
        coerce=AssemblyKind,
    )
    convened_by = SelectField(_l("Einberufen von"), choices=list(CONVENERS.items()), coerce=ConvenedBy)
    meets_on = GermanDateField(_l("Tag"), [InputRequired(_l("Geben Sie den Tag der Versammlung an"))])
    begins_at = ClockField(_l("Beginn"), [InputRequired(_l("Geben Sie an, wann die Versammlung beginnt"))])
    form = RadioField(
        _l("Form"), [InputRequired(_l("Wählen Sie die Form der Versammlung"))], choices=list(FORMS.items()),
        coerce=MeetingForm,
    )
    discussion_form = SelectField(
        _l("Erörterungsphase"), [Optional()], choices=[("", _l("keine")), *DISCUSSIONS.items()]
    )
    votes_until = GermanDateField(_l("Abstimmung bis"), [Optional()])
    place = StringField(_l("Ort der Versammlung"), [Optional(), Length(max=MAX_PLACE)])
    access = TextAreaField(_l("Elektronische Teilnahme"), [Optional(), Length(max=MAX_ACCESS)])
    lasts_minutes = WholeNumberField(
        _l("Geplante Dauer"), [InputRequired(_l("Geben Sie an, wie lange sie dauern soll")),
                               NumberRange(1, LONGEST_MINUTES)], default=LASTS_MINUTES,
    )  # fmt: skip
    also_voting = SelectField(_l("Abstimmung auch"), [Optional()], choices=ALSO)
    is_streamed = BooleanField(_l("Die Versammlung wird in Bild und Ton übertragen"))

    def planned(self) -> PlannedAssembly:
        """What was typed; only of a form that is valid."""
        begins_at = self.begins_at.data
        assert begins_at is not None
        return PlannedAssembly(
            self.kind.data, self.form.data, self.meets_on.day, begins_at, self.convened_by.data,
            DiscussionForm(self.discussion_form.data) if self.discussion_form.data else None,
            self.votes_until.data, self.place.data or "", self.access.data or "",
            self.lasts_minutes.data or LASTS_MINUTES,
            AlsoVoting(self.also_voting.data) if self.also_voting.data else None, bool(self.is_streamed.data),
        )


class PlanForm(_Plan, AddingForm):
    """An assembly to plan."""

    beside: ClassVar[Mapping[str, object]] = {"same": _l("Schon geplant")}


class ChangePlanForm(_Plan, KnowingForm):
    """What is to change of a plan."""


class FormVoteForm(KnowingForm):
    """Which form one of those wants who choose it, and by which resolution."""

    beside: ClassVar[Mapping[str, object]] = {"meets_on": _l("Tag der Versammlung")}
    form = SelectField(
        _l("Gewünschte Form"), [Optional()], choices=[("", _l("noch nichts beschlossen")), *FORMS.items()]
    )
    also_voting = SelectField(_l("Abstimmung auch"), [Optional()], choices=ALSO)
    resolution = StringField(_l("Beschluss"), [Optional(), Length(max=MAX_RESOLUTION)])
    is_meant = ConfirmingBox(_l("Der Beschluss meint diese Form und diese Versammlung"), of=("form", "resolution"))

    def wanted(self) -> MeetingForm | None:
        """The form chosen; None where nothing is resolved yet."""
        return MeetingForm(self.form.data) if self.form.data else None

    def also(self) -> AlsoVoting | None:
        """How votes are cast beside the hall."""
        return AlsoVoting(self.also_voting.data) if self.also_voting.data else None

    def as_kept(self) -> dict[str, Any]:
        """What would be stored: numbers of resolutions are kept in capitals."""
        return {"resolution": (self.resolution.data or "").strip().upper()}
