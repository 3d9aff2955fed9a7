"""Fields that offer choices as pairs of value and words, as rooms have them; WTForms takes them as objects alone."""

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice


class _OfPairs(wtforms.SelectField):
    """What the three fields share: choices given as pairs, at the form or later."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        if "choices" in more:
            more["choices"] = _offered(more["choices"])
        super().__init__(label, validators, **more)

    @property
    def choices(self) -> Sequence[SelectChoice]:
        """What can be chosen, each with its `value` and `label`."""
        return super().choices or ()

    @choices.setter
    def choices(self, pairs: Iterable[Any]) -> None:
        wtforms.SelectField.choices.fset(self, _offered(pairs))


def _offered(pairs: Iterable[Any]) -> list[SelectChoice]:
    return [SelectChoice(*pair) for pair in pairs]


class SelectField(_OfPairs):
    """One of several, in a list that opens."""


class RadioField(_OfPairs, wtforms.RadioField):
    """One of several, all in sight."""


class SelectMultipleField(_OfPairs, wtforms.SelectMultipleField):
    """Several of several."""
