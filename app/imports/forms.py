"""Forms of imports; limits from the rules."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.web import CentsField, Form, KeyedForm, UploadField, _, _l
from app.imports.rules import FIELD_NAMES, MAX_FILE_BYTES, Field, RowError, RowWarning

ERROR_WORDS = {
    RowError.INVALID_NUMBER: _l("Die Mitgliedsnummer ist keine Zahl."),
    RowError.DUPLICATE_NUMBER: _l("Diese Mitgliedsnummer ist schon vergeben."),
    RowError.MISSING_NAME: _l("Der Name fehlt oder ist unvollständig."),
    RowError.INVALID_DATE: _l("Ein Datum fehlt oder gibt es nicht."),
    RowError.SHARES_NOT_POSITIVE: _l("Die Zahl der Anteile ist keine ganze Zahl ab 1."),
    RowError.EXIT_BEFORE_ENTRY: _l("Das Ausscheiden liegt vor dem Beitritt."),
    RowError.INVALID_AMOUNT: _l("Die Einzahlung ist kein Betrag."),
    RowError.PAID_MORE_THAN_NOMINAL: _l("Eingezahlt ist mehr, als die Anteile betragen."),
    RowError.EXIT_WITHOUT_GROUND: _l("Der Grund des Ausscheidens fehlt."),
    RowError.TOO_LONG: _l("Eine Angabe ist zu lang. Kürzen Sie sie in der Liste."),
    RowError.UNPRINTABLE: _l("Ein Name lässt sich nicht drucken. Schreiben Sie ihn in lateinischen Buchstaben."),
}
WARNING_WORDS = {
    RowWarning.INVALID_IBAN: _l("Die Prüfziffer der IBAN stimmt nicht; sie wird weggelassen."),
    RowWarning.POSTCODE_ZERO_LOST: _l("Die Postleitzahl hat ihre führende Null verloren; sie wird ergänzt."),
    RowWarning.POSSIBLE_DUPLICATE: _l("Gleicher Name und gleiche Anschrift stehen schon unter einer früheren Nummer."),
}


class UploadForm(KeyedForm):
    """A list to import."""

    file = UploadField(
        _l("Liste (CSV oder XLSX)"), [InputRequired(_l("Wählen Sie die Datei aus."))], most=MAX_FILE_BYTES
    )
    share_amount = CentsField(_l("Betrag eines Anteils"), validators=[InputRequired(_l("Geben Sie den Betrag an."))])


class ColumnsForm(Form):
    """Which column is which field; the selects are made for the list at hand."""

    share_amount = CentsField(_l("Betrag eines Anteils"), validators=[InputRequired(_l("Geben Sie den Betrag an."))])


def columns_form(headings: list[str], chosen: dict[str, Field], share_amount: int) -> ColumnsForm:
    """The form with one select per column of the list."""
    options = [SelectChoice("", _l("nicht übernehmen")), *(SelectChoice(each, _(FIELD_NAMES[each])) for each in Field)]
    selects = {
        f"column_{index}": SelectField(heading, choices=options, default=chosen.get(heading, ""))
        for index, heading in enumerate(headings)
    }
    made: type[ColumnsForm] = type("ColumnsForm", (ColumnsForm,), selects)
    return made(share_amount=share_amount)
