"""Forms of bundles: wording, opening, splitting, merging, placing, contact; and the words of what pages show."""

from collections.abc import Sequence

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.bundles.rules import (
    ACT_WORDS,
    CONTACT_WORDS,
    LEVEL_NOTES,
    MAX_CONTACT,
    MAX_EMAIL,
    MAX_WISH,
    MAX_WORDS,
    Wording,
)
from app.core.web import (
    ConfirmingBox,
    KeyedForm,
    RadioField,
    SeenForm,
    SelectField,
    SelectMultipleField,
    _l,
    id_in,
    in_words,
)
from app.needs.rules import FIELD_WORDS, LEVEL_WORDS, MAX_TITLE, STATE_WORDS, Level

ACTS, CONTACTS, NOTES = in_words(ACT_WORDS), in_words(CONTACT_WORDS), in_words(LEVEL_NOTES)
LEVELS, STATES, FIELDS = in_words(LEVEL_WORDS), in_words(STATE_WORDS), in_words(FIELD_WORDS)

_TOO_LONG = _l("Höchstens %(max)d Zeichen.")
NEW = "new"
"""How a list of bundles offers a new one."""


class WordForm(SeenForm):
    """Title, description and level of a bundle."""

    title = StringField(
        _l("Titel"), [InputRequired(_l("Geben Sie dem Bündel einen Titel")), Length(max=MAX_TITLE, message=_TOO_LONG)]
    )
    words = TextAreaField(_l("Beschreibung"), [Optional(), Length(max=MAX_WORDS, message=_TOO_LONG)])
    level = RadioField(
        _l("Wer darf das Bündel sehen?"), [InputRequired(_l("Wählen Sie, wer das Bündel sehen darf"))],
        choices=[(each.value, word) for each, word in LEVELS.items()],
    )
    is_looked_at = ConfirmingBox(
        _l("Titel und Beschreibung verraten nichts aus vertraulichen Bedarfen"), of=("title", "words", "level")
    )

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.title.data or "", self.words.data or "", Level(self.level.data))


class SplitForm(WordForm):
    """Which needs go into a new bundle, and how that one is called."""

    needs = SelectMultipleField(_l("Diese Bedarfe gehen in das neue Bündel"), choices=[], validate_choice=False)

    def offer(self, needs: Sequence[tuple[int, str]]) -> None:
        """Offer the needs of the bundle."""
        self.needs.choices = [(str(need_id), title) for need_id, title in needs]

    def chosen(self) -> list[int]:
        """The needs that were chosen."""
        return [found for each in self.needs.data or [] if (found := id_in(each)) is not None]


class IntoForm(SeenForm):
    """Into which bundle another one goes."""

    into = SelectField(
        _l("Zusammenlegen mit"), [InputRequired(_l("Wählen Sie ein Bündel"))], choices=[], validate_choice=False
    )

    def offer(self, bundles: Sequence[tuple[int, str]]) -> None:
        """Offer the other bundles."""
        self.into.choices = [("", _l("Bitte wählen")), *((str(each), name) for each, name in bundles)]


class AddForm(KeyedForm):
    """A need that is put into a bundle, by its number."""

    number = StringField(
        _l("Nummer des Bedarfs"), [InputRequired(_l("Geben Sie die Nummer des Bedarfs an")), Length(max=30)]
    )


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""


class WishForm(KeyedForm):
    """What somebody writes to the owner of another need, and how it is reached."""

    words = TextAreaField(
        _l("Worüber möchten Sie sprechen?"),
        [InputRequired(_l("Schreiben Sie kurz, worüber Sie sprechen möchten")),
         Length(max=MAX_WISH, message=_TOO_LONG)],
    )
    name = StringField(
        _l("Ansprechperson"), [InputRequired(_l("Geben Sie an, wer Ansprechperson ist")),
                               Length(max=MAX_CONTACT, message=_TOO_LONG)],
    )
    email = StringField(
        _l("E-Mail"), [InputRequired(_l("Geben Sie eine E-Mail-Adresse an")),
                       Length(max=MAX_EMAIL, message=_TOO_LONG)],
    )


class AnswerForm(WishForm):
    """The answer of who was asked, with its own contact where it agrees."""

    words = TextAreaField(_l("Ihre Antwort"), [Optional(), Length(max=MAX_WISH, message=_TOO_LONG)])


class DeclineForm(KeyedForm):
    """Why somebody declines; nobody has to say."""

    words = TextAreaField(_l("Antwort"), [Optional(), Length(max=MAX_WISH, message=_TOO_LONG)])
