"""The form of declarations to the cooperative: Textform, Schriftform, and the permission of § 177 GenG."""

from datetime import date

from app.core.values import WrittenForm
from app.organs.rules.voting import TEXTFORM_PERMISSION_ENDS

TEXTFORM_SINCE = date(2025, 1, 1)
"""From this day on the law itself is content with Textform; before it wanted writing (§§ 15, 65 GenG, BEG IV)."""


def form_is_sufficient(
    declaration_form: WrittenForm,
    statute_form: WrittenForm,
    declared_on: date,
    textform_permitted: bool = False,
    textform_expressly_excluded: bool = False,
) -> bool:
    """Say whether a declaration has the form that law and statute want (§§ 15, 65, 177 (1) GenG; R-ADM-02, R-ADM-03).

    A qualified signature replaces the written one (§ 126a BGB). Where the statute wants Schriftform, Textform is
    enough by permission of the board with the supervisory board's consent, to 31.12.2029, unless the statute
    expressly excludes it. Before 2025 the law wanted writing whatever the statute said.
    """
    if declaration_form is not WrittenForm.TEXTFORM:
        return True
    if declared_on < TEXTFORM_SINCE:
        return False
    if statute_form is WrittenForm.TEXTFORM:
        return True
    return textform_permitted and not textform_expressly_excluded and declared_on <= TEXTFORM_PERMISSION_ENDS


def least_form(
    statute_form: WrittenForm, declared_on: date, textform_permitted: bool, textform_expressly_excluded: bool
) -> WrittenForm:
    """Name the least form that is enough for a declaration on a day (§§ 15, 65, 177 (1) GenG; R-ADM-02, R-ADM-03)."""
    textform = WrittenForm.TEXTFORM
    enough = form_is_sufficient(textform, statute_form, declared_on, textform_permitted, textform_expressly_excluded)
    return textform if enough else WrittenForm.SCHRIFTFORM
