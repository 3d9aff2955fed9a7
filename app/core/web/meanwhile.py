"""Forms that write back what they showed: nobody overwrites unknowingly what somebody else entered meanwhile."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar, Self

from flask import request
from sqlalchemy.orm import Session
from wtforms import Field, HiddenField
from wtforms.validators import Length

from app.core.db import one_at_a_time
from app.core.told import Told
from app.core.values import Unsaid
from app.core.web.forms import CentsField, Form, KeyedForm, UploadField
from app.core.web.language import _, _l
from app.core.web.reading import day, euro, told
from app.core.web.refusals import Overtaken

MAX_SHOWN = 20_000
DIGITS = 12
"""Of a digest; enough to tell values apart, it guards nothing against the person who sees them anyway."""

TAKE_OVER = "take_over"
"""The button that puts what is stored now in place of what was typed; its value names the fields."""


@dataclass(frozen=True)
class Change:
    """What somebody else changed: where, how it is called, what is stored now, and if other words stand against it.

    `stored` is empty where no more is known than that it was changed.
    """

    field_id: str
    label: str
    stored: str
    is_contested: bool


class KnowingForm(Form):
    """A form that knows what its page showed, and meets what is stored when it is sent.

    Where the two differ, it is answered with 409 and shown again: what was typed stays, a field left as it was takes
    what is stored now, and whoever sends it again does so knowingly. What was typed and is stored already is no matter.
    """

    shown = HiddenField(validators=[Length(max=MAX_SHOWN)])
    beside: ClassVar[Mapping[str, object]] = {}
    """How that is called which the page shows and no field of the form holds."""
    advice: object = _l("Speichern Sie noch einmal, gilt, was hier im Formular steht.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes: Sequence[Change] = ()
        self.has_taken_over = self.is_entered_already = False

    def show(self, stored: Mapping[str, object]) -> Self:
        """Note what the page shows; a form that was sent keeps what its own page showed."""
        if self.shown.raw_data is None:
            self.shown.data = _digests(stored)
        return self

    def shown_now(self, stored: Mapping[str, object]) -> str:
        """What the page knows once this is stored, for a script that keeps what somebody types."""
        return _digests(stored)

    def check_known(
        self, session: Session, matter: str, stored: Callable[[], Mapping[str, object]],
        wanted: Mapping[str, object] | None = None,
    ) -> None:
        """Inside the transaction, before anything is written: raise Overtaken where the page was out of date.

        `matter` names what is edited; two who edit it wait for each other. `wanted` is what would be stored, where the
        rules tidy what was typed.
        """
        one_at_a_time(session, matter)
        now, before = stored(), _read(self.shown.data or "")
        changed = [name for name in now if before.get(name, NOTHING) != _digest(now[name])]
        typed = {**self.data, **(wanted or {})}
        contested = [name for name in changed if name not in typed or not _is_same(typed[name], now[name])]
        asked_over = [name for name in request.form.get(TAKE_OVER, "").split() if name in now and name in self]
        if contested or asked_over:
            self._meet(now, before, contested, asked_over)
            raise Overtaken

    def _meet(
        self, now: Mapping[str, object], before: Mapping[str, str], contested: Sequence[str], asked_over: Sequence[str]
    ) -> None:
        fillable = [name for name in contested if name in self and not isinstance(self[name], UploadField)]
        untouched = [name for name in fillable if _digest(self[name].data) == before.get(name)]
        for name in {*untouched, *asked_over}:
            self[name].raw_data = None
            self[name].process(None, now[name])
        self.shown.data, self.has_taken_over = _digests(now), not contested
        kept = set(contested) - set(untouched) - set(asked_over)
        self.is_entered_already = "same" in contested
        self.changes = [self._change(name, now[name], name in kept) for name in contested or asked_over]

    def _change(self, name: str, stored: object, is_contested: bool) -> Change:
        if name not in self:
            return Change("", str(self.beside[name]), words_of(None, stored), is_contested)
        field = self[name]
        return Change(field.id, str(field.label.text), words_of(field, stored), is_contested)

    @property
    def to_take_over(self) -> str:
        """The fields in which what was typed stands against what is stored, by name."""
        ids = {change.field_id for change in self.changes if change.is_contested}
        return " ".join(field.name for field in self if field.id in ids and not isinstance(field, UploadField))


class AddingForm(KeyedForm, KnowingForm):
    """A form that adds an entry; what somebody else added while it was open may be the same one."""

    beside: ClassVar[Mapping[str, object]] = {"same": _l("Schon eingetragen")}
    advice = _l("Ist es dasselbe, sind Sie fertig. Ist es etwas anderes, tragen Sie es noch einmal ein.")

    def add(
        self, session: Session, matter: str, stored: Callable[[], Mapping[str, object]], act: Callable[[], int],
        wanted: Mapping[str, object] | None = None,
    ) -> int:
        """Inside the transaction: carry the act out once, unless the page was out of date; give the id that came of it.

        What `stored` finds is what the page showed, or under `same` the very same entry: sent again, it is meant.
        """

        def unless_overtaken() -> int:
            self.check_known(session, matter, stored, wanted)
            return act()

        return self.once(session, unless_overtaken)


def status_of(*forms: Form) -> int:
    """The answer to a page with these forms: 409 where one was overtaken, 422 where one has errors, else 200."""
    if any(form.changes and not form.has_taken_over for form in forms if isinstance(form, KnowingForm)):
        return 409
    return 422 if any(form.errors for form in forms) else 200


def words_of(field: Field | None, value: object) -> str:
    """A stored value as its field would name it; empty where it means nothing to who reads it."""
    if isinstance(value, Unsaid):
        return ""
    if _plain(value) == "":
        return str(_("nichts"))
    if isinstance(field, UploadField):
        return str(_("eine andere Datei"))
    if isinstance(field, CentsField) and isinstance(value, int):
        return euro(value)
    return _chosen(field, value) or _read_out(value)


def _chosen(field: Field | None, value: object) -> str:
    """A value that was chosen, as its field offers it; empty where the field offers nothing."""
    choices = {_plain(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    if not choices:
        return ""
    several = value if isinstance(value, list | tuple) else [value]
    no_choice = str(_("etwas, das hier nicht zur Wahl steht"))
    return ", ".join(choices.get(_plain(each), no_choice) for each in several)


def _read_out(value: object) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, list | tuple):
        return ", ".join(words_of(None, each) for each in value)
    if isinstance(value, Told):
        return told(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return day(value) if isinstance(value, date) else str(value)


def _plain(value: object) -> str:
    """A value as it can be compared with what was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(sorted(_plain(each) for each in value))
    return "\n".join(str(value).split("\r\n")).strip()


def _is_same(one: object, other: object) -> bool:
    """Whether two values say the same; blanks do not count."""
    return "".join(_plain(one).split()) == "".join(_plain(other).split())


def _digest(value: object) -> str:
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:DIGITS]


NOTHING = _digest(None)
"""What a page showed of a value it did not name."""


def _digests(stored: Mapping[str, object]) -> str:
    return json.dumps({name: _digest(value) for name, value in stored.items()}, separators=(",", ":"))


def _read(shown: str) -> dict[str, str]:
    """What a page showed, as its form brings it back; anything else says that nothing was shown."""
    try:
        read = json.loads(shown)
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(digest) for name, digest in read.items()} if isinstance(read, dict) else {}
