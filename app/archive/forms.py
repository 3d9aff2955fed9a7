"""Forms of the archive: which sheets, why one is not posted, who gets a further copy, which code to check."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.archive.rules import MAX_CODE, MAX_REASON
from app.core.web import AddingForm, Form, KeyedForm, _l


class RunForm(KeyedForm):
    """Starts a run of the printer, once: on one side of the paper, or on both."""

    duplex = BooleanField(_l("Beidseitig"))


class DiscardForm(Form):
    """Why sheets are taken out of the tray without being posted."""

    reason = TextAreaField(
        _l("Grund"),
        [InputRequired(_l("Geben Sie an, warum die Schreiben nicht versandt werden.")), Length(max=MAX_REASON)],
    )


class CopyForm(AddingForm):
    """Who gets a further copy of a document."""

    beside: ClassVar[Mapping[str, object]] = {"last": _l("Letzte Ausfertigung")}
    recipient = StringField(
        _l("Empfängerin"), [InputRequired(_l("Geben Sie an, wer die Ausfertigung bekommt.")), Length(max=300)]
    )


class CheckForm(Form):
    """The code printed beside the QR code."""

    class Meta:
        """A search changes nothing and needs no token."""

        csrf = False

    code = StringField(
        _l("Prüfcode"),
        [InputRequired(_l("Geben Sie den Code ein, der auf dem Dokument steht.")), Length(max=MAX_CODE * 2)],
    )
