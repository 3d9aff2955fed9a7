"""Fields that offer choices as pairs of value and words, as rooms have them; WTForms takes them as objects alone.

And the box that confirms what was chosen.
"""

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


class ConfirmingBox(wtforms.HiddenField):
    """A box that confirms what stands in other fields, once the program has doubted it (`controls.checkbox(value=)`).

    It carries what it was shown for (`meaning`): of anything chosen since it says nothing, and is off again.
    """

    data: str | None

    def __init__(self, label: Any, of: Sequence[str], **more: Any) -> None:
        super().__init__(label, **more)
        self.of, self.meaning = of, ""

    def pre_validate(self, form: Any) -> None:
        """Take the box as off where it was ticked for something else."""
        self.meaning = " ".join(str(form[name].data) for name in self.of)
        if self.data != self.meaning:
            self.data = ""
