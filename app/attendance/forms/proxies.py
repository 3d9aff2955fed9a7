"""Forms of powers of attorney: one by the office, many at once, one by the member, their end, their paper."""

from typing import Any

from wtforms import BooleanField, EmailField, FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.attendance.forms.words import PROXY_FORMS, RELATIONS
from app.attendance.rules import ProxyForm, Relation
from app.core.values import MAX_REASON
from app.core.web import (
    FormPart,
    GermanDateField,
    KeyedForm,
    ReasonForm,
    SelectField,
    UploadField,
    WholeNumberField,
    _l,
)

ROWS = 8
"""How many empty rows the page for many powers of attorney begins with."""
MOST_ROWS = 60
_MAX_NAME = 150
_ON_PAPER = [(each, word) for each, word in PROXY_FORMS.items() if each is not ProxyForm.ONLINE]


class _Who:
    """How a proxy is named."""

    proxy_number = WholeNumberField(_l("Mitgliedsnummer"), [Optional()])
    last_name = StringField(_l("Nachname"), [Optional(), Length(max=_MAX_NAME)])
    first_names = StringField(_l("Vorname"), [Optional(), Length(max=_MAX_NAME)])
    email = EmailField(_l("E-Mail"), [Optional(), Email(_l("Prüfen Sie die E-Mail-Adresse")), Length(max=320)])
    is_same = BooleanField(_l("Diese Person ist es"))
    is_another = BooleanField(_l("Es ist jemand anderes mit demselben Namen"))


class _Conditions:
    """What the statute wants of a proxy."""

    relation = SelectField(
        _l("Verhältnis zum Mitglied"), [Optional()], choices=[("", _l("nicht angegeben")), *RELATIONS.items()]
    )
    meets_conditions = BooleanField(_l("Die Person erfüllt die Voraussetzungen der Satzung"))

    def related(self) -> Relation | None:
        """The relation chosen."""
        return Relation(self.relation.data) if self.relation.data else None


class GrantForm(KeyedForm, _Who, _Conditions):
    """A power of attorney that the member grants on its own page."""


class RecordForm(KeyedForm, _Who, _Conditions):
    """A power of attorney that the office records."""

    principal = WholeNumberField(
        _l("Mitglied, das vertreten wird"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an"))]
    )
    form = SelectField(_l("Form der Vollmacht"), choices=_ON_PAPER, coerce=ProxyForm)
    dated_on = GermanDateField(_l("Datum der Vollmacht"), [InputRequired(_l("Geben Sie das Datum an"))])
    paper = UploadField(_l("Vollmacht als Datei"))


class RowForm(FormPart, _Who):
    """One of many: who is represented by whom."""

    principal = WholeNumberField(_l("Mitglied"), [Optional()])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any(field.raw_data and any(field.raw_data) for field in self)


class ManyForm(KeyedForm, _Conditions):
    """Many powers of attorney, alike in form and day."""

    form = SelectField(_l("Form der Vollmachten"), choices=_ON_PAPER, coerce=ProxyForm)
    dated_on = GermanDateField(_l("Datum der Vollmachten"), [InputRequired(_l("Geben Sie das Datum an"))])
    paper = UploadField(_l("Alle Vollmachten als eine Datei"))
    rows = FieldList(FormField(RowForm), label=_l("Zeile"), min_entries=ROWS, max_entries=MOST_ROWS)

    def typed(self) -> list[tuple[int, Any]]:
        """The rows in which something was typed, each with its place."""
        return [(place, row.form) for place, row in enumerate(self.rows) if not row.form.is_empty]


class RevokeForm(KeyedForm):
    """That a power of attorney ends; the reason may be left out."""

    reason = TextAreaField(_l("Grund"), [Optional(), Length(max=MAX_REASON)])


class OfficeRevokeForm(ReasonForm):
    """That the office ends a power of attorney, and why."""


class PaperForm(KeyedForm):
    """The paper of a power of attorney, handed in later."""

    paper = UploadField(_l("Vollmacht als Datei"))
