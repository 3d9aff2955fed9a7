"""A refusal where it belongs: at the field it is about, with what was typed kept, or on a page of its own."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from wtforms import Field, Form

from app.core.values import German, NotFound, Refusal, TooOften
from app.core.web.reading import translated


class Overtaken(Refusal):
    """What a form showed was changed while it was open; the form holds what was, and is shown again with it."""

    def __init__(self) -> None:
        super().__init__(German("Inzwischen wurde hier etwas anderes eingetragen. Es wurde nichts gespeichert."))


class RefusalsAt:
    """Show a refusal, or one of a kind, at a field, and go on behind the block, where the form is shown again.

    What was done stands in the block up to the `return`. Of two in one `with` the last is asked first. A form that was
    overtaken says so itself.
    """

    def __init__(self, field: Field, kind: type[Refusal] = Refusal) -> None:
        self.field, self.kind = field, kind
        self.status = 422

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(fault, Overtaken):
            return True
        if not isinstance(fault, self.kind):
            return False
        self.status = refusal_status(fault, self.status)
        self._show(translated(fault))
        return True

    def _show(self, sentence: str) -> None:
        self.field.errors = [*self.field.errors, sentence]


class RefusalsAbove(RefusalsAt):
    """Show above a form a refusal that is about no single field of it; what was typed is kept (`form.form_errors`)."""

    def __init__(self, form: Form, kind: type[Refusal] = Refusal) -> None:
        self.form, self.kind = form, kind
        self.status = 422

    def _show(self, sentence: str) -> None:
        self.form.form_errors = [*self.form.form_errors, sentence]


def refused(check: Callable[[], object]) -> str:
    """What a rule says against something that is not asked for yet, in the reader's language; empty where it does not.
    """
    try:
        check()
    except Refusal as refusal:
        return translated(refusal)
    return ""


def refusal_status(refusal: Refusal, otherwise: int = 409) -> int:
    """The HTTP status of a refusal; a form that is shown again has another than a page of its own."""
    if isinstance(refusal, NotFound):
        return 404
    return 429 if isinstance(refusal, TooOften) else otherwise
