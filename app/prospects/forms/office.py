"""Forms of office and board: entries, talks, next steps, ends, consent, periods, figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.values import MAX_REASON, PartyKind
from app.core.web import (
    AddingForm,
    AskingForm,
    ConfirmingBox,
    Form,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    PassingTextField,
    RadioField,
    SelectField,
    WholeNumberField,
    _,
    _l,
    id_in,
)
from app.prospects.forms.public import PersonFields, line
from app.prospects.forms.words import KINDS, SOURCES, THENS, WAYS
from app.prospects.rules import MAX_NAME, MAX_NOTES, MAX_PASTED, MAX_SUBJECT, MAX_TEXT, Planned, Source, Then, Way


class AboutFields(Form):
    """Who a prospect is."""

    kind = SelectField(
        _l("Art"), choices=[(kind.value, name) for kind, name in KINDS.items()], default=PartyKind.MUNICIPALITY.value
    )
    name = line(_l("Name der Organisation"), MAX_NAME)
    region = SelectField(_l("Region"), validate_choice=False, choices=[])
    street = line(_l("Straße und Hausnummer"), 200)
    postcode = line(_l("Postleitzahl"), 20)
    city = line(_l("Ort"), 150)
    source = SelectField(
        _l("Bekannt durch"), choices=[(each.value, word) for each, word in SOURCES.items()],
        default=Source.WEBSITE.value,
    )
    source_note = line(_l("Näheres dazu"), 200)

    def about(self) -> dict[str, object]:
        """Who it is, by the names that acts know."""
        said = {name: (self[name].data or "").strip() for name in ABOUT}
        region = said["region"] if said["region"] in {each.value for each in self.region.choices} else ""
        return {**said, "region": region, "kind": PartyKind(self.kind.data), "source": Source(self.source.data)}


ABOUT = ("name", "region", "street", "postcode", "city", "source_note")


class RequestFields(Form):
    """What is asked, when and on which way."""

    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag an"))])
    way = SelectField(
        _l("Weg"), choices=[(each.value, word) for each, word in WAYS.items() if each is not Way.FORM],
        default=Way.MAIL.value,
    )
    subject = line(_l("Betreff"), MAX_SUBJECT, _l("Schreiben Sie in wenigen Worten, worum es geht"))
    text = TextAreaField(_l("Anfrage"), [Length(max=MAX_TEXT, message=_l("Höchstens %(max)d Zeichen."))])


class EntryForm(KeyedForm, AboutFields, PersonFields, RequestFields):
    """An enquiry as the office enters it; a pasted mail fills the fields, and nothing is stored by that."""

    pasted = PassingTextField(_l("Text der E-Mail"), [Length(max=MAX_PASTED, message=_l("Höchstens %(max)d Zeichen."))])
    tells = BooleanField(_l("Eingang per E-Mail bestätigen, mit dem Link zu den eigenen Angaben"), default=True)

    def validate_name(self, field: StringField) -> None:
        """An organisation has a name."""
        if self.kind.data != PartyKind.NATURAL_PERSON and not (field.data or "").strip():
            raise ValidationError(_("Geben Sie den Namen der Organisation an"))

    def validate_last_name(self, field: StringField) -> None:
        """A natural person is called by its own name."""
        if self.kind.data == PartyKind.NATURAL_PERSON and not (field.data or "").strip():
            raise ValidationError(_("Geben Sie den Nachnamen an"))


class AboutForm(AboutFields, KnowingForm):
    """Corrects who a prospect is."""

    def validate_name(self, field: StringField) -> None:
        """An organisation has a name."""
        if self.kind.data != PartyKind.NATURAL_PERSON and not (field.data or "").strip():
            raise ValidationError(_("Geben Sie den Namen der Organisation an"))


class ContactForm(AddingForm, PersonFields):
    """Somebody by whom a prospect is reached, new or corrected."""

    last_name = line(_l("Nachname"), 150, _l("Geben Sie den Nachnamen an"))


class EnquiryForm(AddingForm, RequestFields):
    """A further enquiry of a prospect."""


class HeldFields(Form):
    """A talk: the day, who took part, what was said, what came of it."""

    held_on = GermanDateField(_l("Gespräch am"), [InputRequired(_l("Geben Sie den Tag an"))])
    ours = line(_l("Von uns dabei"), 300, _l("Geben Sie an, wer von uns dabei war"))
    theirs = line(_l("Von der anderen Seite dabei"), 300, _l("Geben Sie an, mit wem Sie gesprochen haben"))
    outcome = line(_l("Ergebnis"), 300, _l("Schreiben Sie in einem Satz, was herauskam"))
    notes = TextAreaField(_l("Notizen"), [Length(max=MAX_NOTES, message=_l("Höchstens %(max)d Zeichen."))])

    def held(self) -> dict[str, object]:
        """The talk by the names that acts know."""
        said = {name: (self[name].data or "").strip() for name in ("ours", "theirs", "outcome", "notes")}
        return {"held_on": self.held_on.day, **said}


class PlannedFields(Form):
    """What is done next, by whom and until when."""

    what = line(_l("Nächster Schritt"), 200)
    due_on = GermanDateField(_l("Bis"))
    owner_id = SelectField(_l("Wer"), choices=[], validate_choice=False)

    def offer(self, owners: Sequence[tuple[int, str]], own_id: int | None) -> None:
        """Offer who may take it; oneself first chosen."""
        self.owner_id.choices = [(str(account_id), name) for account_id, name in owners]
        known = {str(account_id) for account_id, _name in owners}
        if not self.owner_id.data and str(own_id) in known:
            self.owner_id.data = str(own_id)

    def planned(self) -> Planned:
        """The step as it was typed."""
        known = {choice.value for choice in self.owner_id.choices}
        owner = self.owner_id.data if self.owner_id.data in known else ""
        return Planned((self.what.data or "").strip(), self.due_on.data, int(owner) if owner else None)


class TalkForm(AddingForm, HeldFields, PlannedFields):
    """A talk with what it leads to (R-NEED-06)."""

    beside: ClassVar[Mapping[str, object]] = {
        "same": _l("Schon eingetragen"), "step": _l("Nächster Schritt"), "stage": _l("Stand"),
    }
    then = RadioField(_l("Wie geht es weiter?"), choices=[(each.value, word) for each, word in THENS.items()],
                      default=Then.STEP.value)
    reason = line(_l("Grund"), MAX_REASON)


class ChangeTalkForm(KnowingForm, HeldFields):
    """Corrects what was noted of a talk."""


class StepForm(KnowingForm, PlannedFields):
    """Sets the next step anew."""


class MoveForm(KeyedForm):
    """A card of the board is moved; `seen` is the newest move it knew of."""

    stage = HiddenField(validators=[InputRequired(), Length(max=20)])
    seen = HiddenField(validators=[Length(max=12)])
    reason = HiddenField(validators=[Length(max=MAX_REASON)])

    @property
    def seen_id(self) -> int:
        """The id of that move; 0 for none."""
        return id_in(self.seen.data) or 0


class EndForm(KeyedForm):
    """Why it does not go on."""

    reason = TextAreaField(_l("Grund"), [InputRequired(_l("Geben Sie an, warum es nicht weitergeht")),
                                         Length(max=MAX_REASON)])
    seen = HiddenField(validators=[Length(max=12)])

    @property
    def seen_id(self) -> int:
        """The newest move that the page knew of; 0 for none."""
        return id_in(self.seen.data) or 0


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""


class ConsentForm(KnowingForm):
    """A consent that was given otherwise."""

    consented_on = GermanDateField(_l("Erteilt am"), [InputRequired(_l("Geben Sie den Tag an"))])
    note = line(_l("Wie erteilt"), MAX_REASON, _l("Vermerken Sie, wie die Einwilligung erteilt wurde"))


class AssignForm(KeyedForm):
    """The number of an application that a prospect has handed in on its own."""

    number = line(_l("Nummer des Antrags"), 30, _l("Geben Sie die Nummer an, zum Beispiel A-2026-0071"))
    is_meant = ConfirmingBox(_l("Das ist der Antrag dieses Interessenten"), of=("number",))


class TermsForm(KnowingForm):
    """The house's periods for prospects."""

    idle_months = WholeNumberField(_l("Ohne Kontakt seit"), [InputRequired(_l("Geben Sie die Zahl der Monate an"))])
    reply_days = WholeNumberField(_l("Zeit zur Antwort"), [InputRequired(_l("Geben Sie die Zahl der Tage an"))])


class FiguresForm(AskingForm):
    """From when to when is counted."""

    von = GermanDateField(_l("Vom"), [Optional()])
    bis = GermanDateField(_l("Bis"), [Optional()])

    def validate_bis(self, field: Field) -> None:
        """A period runs forward."""
        if field.data and self.von.data and field.data < self.von.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))

    def last_day(self, today: date) -> date:
        """The last day that is counted."""
        found: date = self.bis.data or today
        return found


def region_choices(regions: Sequence[str], present: str = "") -> list[tuple[str, str]]:
    """The regions of the house, one that is kept from before, and none."""
    names = [*regions, *([present] if present and present not in regions else [])]
    return [("", "–"), *((name, name) for name in names)]
