"""The form of a paper for the members."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from app.assemblies.forms.words import PAPERS
from app.assemblies.rules import MAX_TITLE, PaperKind
from app.core.web import AddingForm, GermanDateField, SelectField, UploadField, _l


class PaperForm(AddingForm):
    """A paper to hand in: what it is, to what it belongs, and from which day on it lies open."""

    beside: ClassVar[Mapping[str, object]] = {"papers": _l("Unterlagen")}
    kind = SelectField(
        _l("Unterlage"), [InputRequired(_l("Wählen Sie, was abgelegt wird"))],
        choices=[("", _l("Bitte wählen")), *PAPERS.items()],
    )
    title = StringField(_l("Titel"), [Optional(), Length(max=MAX_TITLE)])
    item = SelectField(_l("Gehört zu"), coerce=int)
    available_on = GermanDateField(_l("Einsehbar ab"), [InputRequired(_l("Geben Sie den Tag an"))])
    paper = UploadField(_l("Datei"))

    @property
    def meant(self) -> PaperKind:
        """The kind chosen."""
        return PaperKind(self.kind.data)
