"""What the pages share: the blueprint, who may open them, and how a value is written."""

from dataclasses import dataclass

from babel.dates import get_month_names
from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.core.uploads import CheckedFile
from app.core.values import Role
from app.core.web import UploadField, _, current_actor, euro, local_path, told
from app.core.web.language import choose_locale
from app.statutes.actions import EntryWithin, JudgedByOthers, PreviewSplit
from app.statutes.rules import SPECS, ParameterKey, ParameterKind, ParameterSpec, is_unsaid, percent, quantity

blueprint = Blueprint("statutes", __name__, url_prefix="/satzung")

CHANGERS = (Role.ADMINISTRATOR, Role.BOARD)
READERS = (*CHANGERS, Role.OFFICE, Role.AUDITOR, Role.SUPERVISORY_BOARD)
READERS_OF_ACTS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
"""Who may read what members declared; others are told that there is something."""
KEEPERS_OF_THE_HOUSE = (*CHANGERS, Role.OFFICE)


@dataclass(frozen=True)
class FromAbove:
    """What only rooms above know: entries in register and ledgers, what another version judged, whose shares are split.
    """

    entry_within: EntryWithin
    judged_by_others: JudgedByOthers
    split_preview: PreviewSplit


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand in what the rooms above know; called once by the factory."""
    app.extensions["statutes"] = known


def from_above() -> FromAbove:
    """What was handed in."""
    known: FromAbove = current_app.extensions["statutes"]
    return known


@dataclass(frozen=True)
class Row:
    """A parameter as the page shows it; without a clause of its own, what the law says."""

    spec: ParameterSpec
    words: str
    clause: str
    is_said: bool


def row_of(spec: ParameterSpec, value: object, clause: str) -> Row:
    """A parameter with the version's word, or the law's."""
    if is_unsaid(value):
        return Row(spec, "" if is_unsaid(spec.default) else words_of(spec.key, spec.default), "", False)
    return Row(spec, words_of(spec.key, value), clause, True)


def words_of(key: ParameterKey, value: object) -> str:
    """A value in words, in the reader's language."""
    spec = SPECS[key]
    if is_unsaid(value):
        return str(_("nicht geregelt"))
    match spec.kind:
        case ParameterKind.FLAG:
            return str(_("ja") if value else _("nein"))
        case ParameterKind.CHOICE:
            return next(str(_(option.label)) for option in spec.options if option.value == value)
        case ParameterKind.MONEY:
            return euro(int(str(value)))
        case ParameterKind.PERCENT:
            return told(percent(int(str(value))))
        case ParameterKind.INTEGER if key is ParameterKey.FISCAL_YEAR_START:
            return str(get_month_names(locale=choose_locale())[int(str(value))])
        case ParameterKind.INTEGER:
            return told(quantity(spec, int(str(value))))
        case _:
            return str(value)


def may(*roles: Role) -> bool:
    """Say whether the person holds one of these roles, to show or hide a button."""
    return current_actor().has_any(roles)


def go_on(otherwise: str) -> ResponseReturnValue:
    """Go back to the page that led here (`next` in the address), or on to the usual one."""
    return redirect(local_path(request.args.get("next"), otherwise))


def chosen_file(field: UploadField) -> CheckedFile | None:
    """An uploaded file; says at the field where none was chosen."""
    chosen = field.checked()
    if chosen is None:
        field.errors = [*field.errors, _("Wählen Sie eine Datei")]
    return chosen
