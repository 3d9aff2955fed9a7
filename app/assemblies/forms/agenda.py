"""Forms of the agenda: an item, its place, the clauses of an amendment."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from app.assemblies.forms.words import GROUPED, PROPOSERS, TYPES
from app.assemblies.rules import (
    MAX_CLAUSE,
    MAX_DRAFT,
    MAX_TITLE,
    ItemType,
    PlannedItem,
    ProposedBy,
    Subject,
    Wording,
)
from app.core.web import AddingForm, Form, KnowingForm, RadioField, SelectField, WholeNumberField, _l

MOST_SEATS = 100
UP, DOWN = "hoch", "runter"
_AGENDA = {"agenda": _l("Tagesordnung")}


class ItemContent(Form):
    """What is planned of an item, whoever proposes it."""

    item_type = RadioField(
        _l("Art"), [InputRequired(_l("Wählen Sie, was unter diesem Punkt geschieht"))], choices=list(TYPES.items()),
        coerce=ItemType,
    )
    title = StringField(_l("Überschrift"), [InputRequired(_l("Geben Sie die Überschrift an")), Length(max=MAX_TITLE)])
    subject = SelectField(_l("Gegenstand"), [Optional()], choices=[("", _l("keiner")), *GROUPED])
    seats = WholeNumberField(_l("Sitze"), [Optional(), NumberRange(1, MOST_SEATS)])
    draft = TextAreaField(_l("Beschlussvorschlag oder Inhalt"), [Optional(), Length(max=MAX_DRAFT)])

    def planned_by(self, proposer: ProposedBy) -> PlannedItem:
        """What was typed, as somebody's item; only of a form that is valid."""
        subject = Subject(self.subject.data) if self.subject.data else None
        return PlannedItem(
            self.item_type.data, self.title.data or "", proposer, subject, self.seats.data, self.draft.data or ""
        )


class _Item(ItemContent):
    """What is planned of an item."""

    proposed_by = SelectField(_l("Vorgeschlagen von"), choices=list(PROPOSERS.items()), coerce=ProposedBy)

    def planned(self) -> PlannedItem:
        """What was typed; only of a form that is valid."""
        return self.planned_by(self.proposed_by.data)


class NewItemForm(_Item, AddingForm):
    """An item to put on the agenda, and where."""

    beside: ClassVar[Mapping[str, object]] = _AGENDA
    before = SelectField(_l("Stelle"), coerce=int)


class ItemForm(_Item, KnowingForm):
    """What is to change of an item."""


class AgendaForm(AddingForm):
    """An act on the agenda as the page showed it: the usual one proposed, an item removed."""

    beside: ClassVar[Mapping[str, object]] = _AGENDA
    advice = _l("Sehen Sie sich die Tagesordnung noch einmal an. Was Sie jetzt absenden, gilt für den neuen Stand.")


class MoveForm(AgendaForm):
    """In which direction an item moves."""

    direction = HiddenField(validators=[AnyOf((UP, DOWN))])


class _Clause(Form):
    """A clause as it reads now and as it is to read."""

    clause = StringField(
        _l("Bestimmung"), [InputRequired(_l("Nennen Sie die Bestimmung der Satzung")), Length(max=MAX_CLAUSE)]
    )
    old_text = TextAreaField(_l("Alter Wortlaut"), [Optional(), Length(max=MAX_DRAFT)])
    new_text = TextAreaField(_l("Neuer Wortlaut"), [Optional(), Length(max=MAX_DRAFT)])

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.clause.data or "", self.old_text.data or "", self.new_text.data or "")


_CLAUSE = {"clause": _l("Bestimmung"), "old_text": _l("Alter Wortlaut"), "new_text": _l("Neuer Wortlaut")}


class RemoveClauseForm(AddingForm):
    """A clause that goes from the synopsis, as the page showed it."""

    beside: ClassVar[Mapping[str, object]] = _CLAUSE
    advice = _l("Entfernen Sie sie noch einmal, wenn sie trotzdem wegfallen soll.")


class NewClauseForm(_Clause, AddingForm):
    """A clause to set against what it reads now."""

    beside: ClassVar[Mapping[str, object]] = {"clauses": _l("Synopse")}


class ClauseForm(_Clause, KnowingForm):
    """What is to change of a clause."""
