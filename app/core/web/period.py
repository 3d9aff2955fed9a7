"""Which days of a list are shown: both ends are part of it, either may be missing."""

from flask import request
from wtforms import Field
from wtforms.validators import ValidationError

from app.core.web.forms import Form, GermanDateField
from app.core.web.language import _, _l

PERIOD = ("von", "bis")
"""How a list's address calls the two days."""


class PeriodForm(Form):
    """The days from which and up to which a list is shown; sent by GET."""

    first_day = GermanDateField(_l("Vom"), name="von")
    last_day = GermanDateField(_l("Bis"), name="bis")

    def validate_last_day(self, field: Field) -> None:
        """A period runs forward."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))

    @classmethod
    def of_request(cls) -> "PeriodForm":
        """The days that the address names; what is wrong with them stands at the fields."""
        form = cls(request.args, meta={"csrf": False})
        form.validate()
        return form
