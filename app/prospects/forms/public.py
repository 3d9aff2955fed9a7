"""Forms for everybody: the enquiry, and what stands on a prospect's own page."""

from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.values import PartyKind
from app.core.web import Form, KeyedForm, RadioField, SelectField, _, _l
from app.prospects.forms.words import KINDS
from app.prospects.rules import MAX_NAME, MAX_SUBJECT, MAX_TEXT


def line(label: Any, longest: int, needed: Any = None, **more: Any) -> StringField:
    """A field of one line; `needed` is what is said where it is left out."""
    first = [InputRequired(needed)] if needed else []
    return StringField(label, [*first, Length(max=longest, message=_l("Höchstens %(max)d Zeichen."))], **more)


class PersonFields(Form):
    """Somebody by whom a prospect is reached."""

    first_names = line(_l("Vornamen"), 150)
    last_name = line(_l("Nachname"), 150)
    function = line(_l("Funktion"), 150)
    email = EmailField(_l("E-Mail-Adresse"), [Length(max=320)])
    phone = TelField(_l("Telefon"), [Length(max=60)])

    def person(self) -> dict[str, str]:
        """The person by the names that acts know."""
        names = ("first_names", "last_name", "function", "email", "phone")
        return {name: (self[name].data or "").strip() for name in names}


class EnquireForm(KeyedForm, PersonFields):
    """What somebody asks who may join; a field that nobody sees catches programs that fill in everything."""

    kind = RadioField(
        _l("Für wen fragen Sie an?"), [InputRequired(_l("Wählen Sie, für wen Sie anfragen"))],
        choices=[(kind.value, name) for kind, name in KINDS.items()],
    )
    name = line(_l("Name der Organisation"), MAX_NAME)
    last_name = line(_l("Nachname"), 150, _l("Geben Sie Ihren Nachnamen an"))
    email = EmailField(_l("E-Mail-Adresse"), [InputRequired(_l("Geben Sie Ihre E-Mail-Adresse an")), Length(max=320)])
    region = SelectField(_l("Region"), validate_choice=False, choices=[])
    subject = line(_l("Worum geht es?"), MAX_SUBJECT, _l("Schreiben Sie in wenigen Worten, worum es geht"))
    text = TextAreaField(
        _l("Ihre Nachricht"), [Length(max=MAX_TEXT, message=_l("Höchstens %(max)d Zeichen."))]
    )
    consent = BooleanField(
        _l("Ich willige ein, dass meine Angaben gespeichert werden, damit die Genossenschaft mit mir über eine"
           " Mitgliedschaft sprechen kann.")
    )
    consent_version = HiddenField(validators=[Length(max=40)])
    website = StringField(_l("Lassen Sie dieses Feld leer"), [Length(max=300)])

    def validate_name(self, field: StringField) -> None:
        """An organisation has a name; a natural person is called by its own."""
        if self.kind.data != PartyKind.NATURAL_PERSON and not (field.data or "").strip():
            raise ValidationError(_("Geben Sie den Namen der Organisation an"))

    def validate_consent(self, field: BooleanField) -> None:
        """Nothing is stored without it."""
        if not field.data:
            raise ValidationError(_("Ohne Ihre Einwilligung dürfen wir die Anfrage nicht speichern"))

    def validate_website(self, field: StringField) -> None:
        """Whoever fills in what nobody sees is a program."""
        if (field.data or "").strip():
            said = _("Lassen Sie das letzte Feld leer; so erkennen wir Programme, die Werbung versenden.")
            raise ValidationError(said)


class AgreeForm(KeyedForm):
    """A prospect agrees anew; the version is the one that was shown."""

    version = HiddenField(validators=[Length(max=40)])
