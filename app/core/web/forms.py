"""Base classes of forms: every form that creates something carries a key, so that sending it twice is one act."""

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from app.core import horizon
from app.core.db import once
from app.core.formats import check_letters, plain_line, plain_text
from app.core.uploads import MAX_FILE_BYTES, CheckedFile, FileRefusal, checked_file
from app.core.values import MAX_REASON, Refusal
from app.core.web import reading
from app.core.web.access import current_actor, is_signed_in
from app.core.web.addresses import id_in
from app.core.web.language import _, _l, choose_locale
from app.core.web.reading import amount, translated
from app.core.web.refusals import RefusalsAt
from app.core.web.sentences import Sentences
from app.core.web.stale import is_stale

MAX_KEY = 64
YEARS = range(1800, 2201)
"""Years that a day of a cooperative can lie in; anything else is a slip of the finger."""


def _one_line(typed: object) -> object:
    return plain_line(typed) if isinstance(typed, str) else typed


def _bound(field: Field) -> Field:
    """Keep a field of one line in one line; the lines of a text area stay."""
    if isinstance(field, StringField) and not isinstance(field, TextAreaField | PasswordField):
        field.filters = (*field.filters, _one_line)
    return field


def _cleaned(sent: object) -> object:
    """Leave out of a text that was sent what nobody can see; one of nothing but space counts as left out."""
    if not isinstance(sent, str):
        return sent
    text = plain_text(sent)
    return text if text.strip() else ""


_SENTENCES = Sentences()


class FormPart(PlainForm):
    """A form within a form, for the rows of a list; what the outer one was sent is cleaned already."""

    class Meta(DefaultMeta):
        """How its fields read."""

        def get_translations(self, _form: PlainForm) -> Sentences:
            """Say what is wrong in our own sentences."""
            return _SENTENCES

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Hold fields to their line."""
            return _bound(super().bind_field(form, unbound_field, options))


class Form(FlaskForm):
    """A form with CSRF protection; errors are sentences, and what was typed stays."""

    class Meta(FlaskForm.Meta):
        """What a form takes of a request: texts without what nobody can see, files for who wants one, never JSON."""

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Clean every text; leave out what no page of ours sends: JSON, a file under the name of a text."""
            if request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            if not sent:
                return sent
            texts = request.form if isinstance(sent, CombinedMultiDict) else sent
            cleaned = MultiDict((name, _cleaned(value)) for name in texts for value in texts.getlist(name))
            if not isinstance(sent, CombinedMultiDict):
                return cleaned
            wanted = [name for name, each in form._fields.items() if isinstance(each, FileField)]
            files = MultiDict((name, upload) for name in wanted for upload in request.files.getlist(name))
            return CombinedMultiDict((files, cleaned))

        def get_translations(self, _form: PlainForm) -> Sentences:
            """Say what is wrong in our own sentences."""
            return _SENTENCES

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Hold fields to their line."""
            return _bound(super().bind_field(form, unbound_field, options))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that what was typed can be printed; what the forms within it hold as well."""
        is_valid = super().validate(extra_validators) and not is_stale()
        if is_stale():
            _ask_again(self)
        return _can_be_printed(self) and is_valid

    def error_list(self) -> list[tuple[str, str]]:
        """(field id, sentence) of every error, for the summary at the top of the page.

        A sentence that stands at several fields says at which; what is about no single field has no id and comes first.
        """
        found = [(field, name, str(error)) for field, name in all_fields(self) for error in _own_errors(field)]
        often = Counter(sentence for _field, _name, sentence in found)
        at_fields = [
            (field.id, f"{name}: {sentence}" if often[sentence] > 1 else sentence)
            for field, name, sentence in found
            if field.name != "csrf_token"
        ]
        return [*(("", str(sentence)) for sentence in self.form_errors), *at_fields]

    def faults(self) -> str:
        """Everything that is wrong as one text, each sentence once."""
        return " ".join(dict.fromkeys(sentence for _field, sentence in self.error_list()))


def all_fields(fields: Iterable[Field], within: str = "") -> Iterator[tuple[Field, str]]:
    """Every field and how it is called, those in the rows of a list too."""
    for field in fields:
        yield field, f"{within}{field.label.text}"
        if isinstance(field, FieldList):
            for number, entry in enumerate(field.entries, start=1):
                yield from all_fields(entry.form, f"{field.label.text} {number}, ")


def _own_errors(field: Field) -> Iterator[object]:
    """The errors of a field itself; those of a list's rows stand at the fields of the rows."""
    return (error for error in field.errors if not isinstance(error, Mapping | list | tuple))


def _ask_again(fields: Iterable[Field]) -> None:
    """Say at each field of a file that came too late that it must be chosen again."""
    for field in fields:
        if isinstance(field, UploadField) and field.content():
            field.errors = [_("Wählen Sie die Datei noch einmal aus; sie wurde nicht übernommen.")]


def _can_be_printed(fields: Iterable[Field]) -> bool:
    """Note at each text field the letters that no print can show; a list of forms bears the notes of its rows."""
    judged = [_field_can_be_printed(field) for field in fields]
    return all(judged)


def _field_can_be_printed(field: Field) -> bool:
    if isinstance(field, FormField):
        return _can_be_printed(field.form)
    if isinstance(field, FieldList):
        foreign = [entry for entry in field.entries if not _field_can_be_printed(entry)]
        field.errors = [*field.errors, *(entry.errors for entry in foreign)]
        return not foreign
    is_kept = not isinstance(field, HiddenField | PasswordField | PassingTextField)
    if not (is_kept and isinstance(field, StringField)) or not isinstance(field.data, str):
        return True
    with RefusalsAt(field):
        check_letters(field.data)
        return True
    return False


class AskingForm(Form):
    """A form that only asks, by its address."""

    class Meta:
        """It carries no token."""

        csrf = False


class KeyedForm(Form):
    """A form that creates something: its key makes a repeated submit the same act (`core.db.once`)."""

    key = HiddenField(validators=[Length(min=8, max=MAX_KEY)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.key.data:
            self.key.data = secrets.token_urlsafe(18)

    def once(self, session: Session, act: Callable[[], int]) -> int:
        """Carry out what the form asks for, once, however often the same is sent; give the id that came of it."""
        return once(session, str(self.key.data), act, _sent_content())


class SeenForm(KeyedForm):
    """A form that knows which version its page showed of what it changes, so that one that is older is told so."""

    seen = HiddenField(validators=[Length(max=12)])

    @property
    def seen_version(self) -> int:
        """That version; 0 for none."""
        return id_in(self.seen.data) or 0


class ReasonForm(KeyedForm):
    """Why something is taken back."""

    reason = TextAreaField(
        _l("Grund"),
        [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)],
    )


def _sent_content() -> str:
    """A digest of who sent what to which page; the form's key and the token against forgery do not count."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in ("key", "csrf_token")]
    uploads = [(name, upload.filename) for name, upload in request.files.items(multi=True)]
    who = current_actor().user_id if is_signed_in() else None
    sent = [request.path, who, sorted(typed), sorted(uploads)]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()


class PassingTextField(TextAreaField):
    """A text out of which fields are filled and that is not kept itself, so that it may be of any letters."""


class GermanDateField(DateField):
    """A day as `24.11.2026` or as the browser's date picker sends it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("format", ["%Y-%m-%d", "%d.%m.%Y"])
        super().__init__(label, validators, **kwargs)

    def _value(self) -> str:
        """A day as the browser's date picker needs it, however it was typed; what is no day stays as it was typed."""
        return self.data.isoformat() if self.data else str(super()._value())

    @property
    def day(self) -> date:
        """The day of a field that was found right."""
        if self.data is None:
            raise ValueError("this field was not validated, or may be empty")
        return self.data

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day; a sentence says what is wrong with it."""
        self.data: date | None
        text = _typed(self, valuelist)
        if not text:
            self.data = None
            return
        self.data = next((read for pattern in self.strptime_format if (read := _day_as(text, pattern))), None)
        if self.data is None:
            raise ValueError(_("Schreiben Sie den Tag als TT.MM.JJJJ, zum Beispiel 24.11.2026."))
        if self.data.year not in YEARS:
            self.data = None
            raise ValueError(_("Prüfen Sie das Jahr: Es liegt vor 1800 oder nach 2200."))
        self._check_audited(self.data)

    def _check_audited(self, day: date) -> None:
        """Refuse to whoever audits a period a day after it: what came then is not theirs to read (R-GDPR-02)."""
        read = horizon.present()
        if read and day > read.last_day:
            self.data = None
            last = reading.day(read.last_day)
            raise ValueError(
                _("Ihre Prüfung reicht bis zum %(day)s. Wählen Sie diesen oder einen früheren Tag.", day=last)
            )


class WholeNumberField(IntegerField):
    """A whole number in figures, also as pages print it: `105.000`, or `105,000` to who reads in English.

    One that no column holds is a slip like any other.
    """

    PARTED: Mapping[str, re.Pattern[str]] = {
        "de": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){1,2}"), "en": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3}){1,2}"),
    }

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number; a sentence says what is wrong with it."""
        self.data: int | None
        text = _typed(self, valuelist)
        if self.PARTED["de"].fullmatch(text) or self.PARTED[choose_locale()].fullmatch(text):
            text = re.sub(r"[.,]", "", text)
        if text and not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            self.data = None
            raise ValueError(_("Schreiben Sie eine ganze Zahl in Ziffern, höchstens neun."))
        self.data = int(text) if text else None

    def pre_validate(self, form: Any) -> None:
        """What is no number is not compared with any."""
        if self.process_errors:
            raise StopValidation


class CentsField(StringField):
    """An amount in euro, typed as `1.234,50`; its data are integer cents.

    Who reads in English may type `1,234.50` as well: no amount means something else the other way.
    """

    PATTERNS: Mapping[str, re.Pattern[str]] = {
        "de": re.compile(r"(\d{1,3}(?:\.\d{3}){1,3}|\d{1,12})(?:,(\d{1,2}))?", re.ASCII),
        "en": re.compile(r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.(\d{1,2}))?", re.ASCII),
    }
    LONG = re.compile(r"(?:\d{13,}|\d{1,3}(?:\.\d{3}){4,}|\d{1,3}(?:,\d{3}){4,})(?:[.,]\d{1,2})?")
    """An amount in every way but its length."""
    MOST = 10**14 - 1

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return amount(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read an amount exactly, without passing through a float."""
        self.data: int | None
        text = re.sub(r"[\s€\u00a0]", "", _typed(self, valuelist))
        if not text:
            self.data = None
            return
        found = self.PATTERNS["de"].fullmatch(text) or self.PATTERNS[choose_locale()].fullmatch(text)
        if not found:
            self.data = None
            if self.LONG.fullmatch(text):
                raise ValueError(_("Die Zahl ist zu groß, höchstens %(max)s.", max=amount(self.MOST)))
            if text[0] in "-−":
                raise ValueError(_("Ein Betrag unter null geht hier nicht."))
            raise ValueError(_("Schreiben Sie den Betrag als 1.234,50."))
        self.data = int(re.sub(r"[.,]", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


class UploadField(FileField):
    """An uploaded file, looked at while the form is validated: what is wrong with it stands at the field."""

    def __init__(
        self, label: object = None, validators: Sequence[Any] = (), most: int = MAX_FILE_BYTES, **more: Any
    ) -> None:
        self.most = most
        self._checked: CheckedFile | None = None
        super().__init__(label, validators, **more)

    def pre_validate(self, form: PlainForm) -> None:
        """Refuse a file that may not be kept, before anything is written."""
        chosen = self.content()
        try:
            self._checked = checked_file(*chosen, most=self.most) if chosen else None
        except Refusal as refusal:
            raise ValidationError(translated(refusal)) from refusal

    def checked(self) -> CheckedFile | None:
        """The file of a form that is valid, or None where nothing was chosen."""
        return self._checked

    def needed(self) -> CheckedFile:
        """The file of a form that is valid; Refusal where nothing was chosen."""
        if self._checked is None:
            raise self.refusal()
        return self._checked

    def refusal(self) -> FileRefusal:
        """What to say of a form without a file that may be kept."""
        return FileRefusal(self.errors[0] if self.errors else "Wählen Sie eine Datei aus.")

    def content(self) -> tuple[str, bytes] | None:
        """File name and bytes, or None where nothing was chosen."""
        upload = self.data
        if not isinstance(upload, FileStorage) or not upload.filename:
            return None
        content = upload.stream.read()
        upload.stream.seek(0)
        return upload.filename, content


def _typed(field: Field, valuelist: Sequence[str]) -> str:
    """What was typed, without the space around it; nothing but space is nothing, also to `InputRequired`."""
    field.raw_data = [text.strip() for text in valuelist]
    return str(field.raw_data[0]) if field.raw_data else ""


def _day_as(text: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
    except ValueError:
        return None
