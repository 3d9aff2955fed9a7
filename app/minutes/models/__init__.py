"""Tables of minutes: parts, signatures, addenda, and what is done after a decision."""

from app.minutes.models.following import Consequence, EndedOffice, RegisterFiling
from app.minutes.models.minutes import Addendum, AddendumSignature, Minutes, MinutesSignature, SectionText

__all__ = [
    "Addendum",
    "AddendumSignature",
    "Consequence",
    "EndedOffice",
    "Minutes",
    "MinutesSignature",
    "RegisterFiling",
    "SectionText",
]
