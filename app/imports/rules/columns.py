"""Columns of a list: which heading is which field."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.core.formats import fold
from app.core.values import German, Refusal


class Field(StrEnum):
    """A field of a member list, as maps name it."""

    MEMBER_NUMBER = "member_number"
    KIND = "kind"
    NAME = "name"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    FIRM = "firm"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    POSTCODE_CITY = "postcode_city"
    EMAIL = "email"
    REGION = "region"
    REPRESENTED_BY = "represented_by"
    JOINED_ON = "joined_on"
    SHARES = "shares"
    PAID_IN = "paid_in"
    LEFT_ON = "left_on"
    EXIT_GROUND = "exit_ground"
    IBAN = "iban"


FIELD_NAMES: Mapping[Field, German] = {
    Field.MEMBER_NUMBER: German("Mitgliedsnummer"),
    Field.KIND: German("Art"),
    Field.NAME: German("Name oder Firma (Personen als „Nachname, Vorname“)"),
    Field.LAST_NAME: German("Nachname"),
    Field.FIRST_NAME: German("Vorname"),
    Field.FIRM: German("Firma"),
    Field.STREET: German("Straße"),
    Field.POSTCODE: German("Postleitzahl"),
    Field.CITY: German("Ort"),
    Field.POSTCODE_CITY: German("Postleitzahl und Ort"),
    Field.EMAIL: German("E-Mail"),
    Field.REGION: German("Region"),
    Field.REPRESENTED_BY: German("Vertreten durch"),
    Field.JOINED_ON: German("Beitritt am"),
    Field.SHARES: German("Anteile"),
    Field.PAID_IN: German("Eingezahlt"),
    Field.LEFT_ON: German("Ausgeschieden am"),
    Field.EXIT_GROUND: German("Grund des Ausscheidens"),
    Field.IBAN: German("IBAN"),
}
"""What people call each field."""

_KNOWN: Mapping[Field, str] = {
    Field.MEMBER_NUMBER: "mitglieds nr|mitgliedsnummer|mitgliedsnr|mitglied nr|nr|nummer|mnr|mitgl nr|member number",
    Field.KIND: "art|personenart|rechtsform|typ|mitgliedsart|kind",
    Field.NAME: "mitglied|bezeichnung|mitgliedsname|name des mitglieds|member",
    Field.LAST_NAME: "nachname|familienname|zuname|last name",
    Field.FIRST_NAME: "vorname|vornamen|rufname|first name",
    Field.FIRM: "firma|firmenname|unternehmen|organisation|koerperschaft|institution|firm",
    Field.STREET: "strasse|anschrift|strasse hausnummer|strasse und hausnummer|strasse nr|adresse|street",
    Field.POSTCODE: "plz|postleitzahl|postcode|zip",
    Field.CITY: "ort|wohnort|stadt|sitz|city",
    Field.POSTCODE_CITY: "plz ort|plz und ort|postleitzahl ort",
    Field.EMAIL: "e mail|email|mail|e mail adresse|mailadresse",
    Field.REGION: "region|kreis|landkreis|bezirk",
    Field.REPRESENTED_BY: "vertreten durch|vertreten durch funktion|vertreter|vertretung|ansprechpartner",
    Field.JOINED_ON: "beitritt|beitritt am|eintritt|eintritt am|beitrittsdatum|eintrittsdatum|mitglied seit|"
    "beigetreten|beigetreten am|joined on",
    Field.SHARES: "anteile|anzahl anteile|geschaeftsanteile|anzahl geschaeftsanteile|zahl der anteile|shares",
    Field.PAID_IN: "einzahlung|eingezahlt|eingezahlt eur|eingezahlt in eur|einzahlungen|einzahlung eur|"
    "geschaeftsguthaben|guthaben|paid in",
    Field.LEFT_ON: "ausgeschieden am|ausgeschieden|austritt|austritt am|ausscheiden|austrittsdatum|ende|left on",
    Field.EXIT_GROUND: "grund|austrittsgrund|grund des ausscheidens|ausscheidensgrund|exit ground",
    Field.IBAN: "iban|bankverbindung|konto",
}
_BY_HEADING = {heading: field for field, headings in _KNOWN.items() for heading in headings.split("|")}


def recognise(headings: Sequence[str]) -> dict[str, Field]:
    """Recognise known headings; `Name` is the surname where a column of first names stands beside it."""
    found: dict[str, Field] = {}
    for heading in headings:
        field = _BY_HEADING.get(fold(heading).strip(" ."))
        if field is not None and field not in found.values():
            found[heading] = field
    for heading in headings:
        if fold(heading) == "name" and heading not in found:
            found[heading] = Field.LAST_NAME if Field.FIRST_NAME in found.values() else Field.NAME
    return found


def map_from(given: object, headings: Sequence[str]) -> dict[str, Field]:
    """Read a map heading → field; a heading or field that does not exist is refused by its name."""
    if not isinstance(given, Mapping):
        raise Refusal("Die Zuordnung ist ein JSON-Objekt: Überschrift und Feld.")
    read: dict[str, Field] = {}
    for heading, name in given.items():
        if name in (None, ""):
            continue
        if heading not in headings:
            raise Refusal("Die Liste hat keine Spalte „{heading}“.", heading=heading)
        if name not in list(Field):
            raise Refusal("Das Feld „{name}“ gibt es nicht.", name=name)
        read[str(heading)] = Field(str(name))
    check_map(read)
    return read


def check_map(columns: Mapping[str, Field]) -> None:
    """Refuse a map without what every member needs, or with one field twice."""
    fields = list(columns.values())
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise Refusal("Zwei Spalten sind demselben Feld zugeordnet: {field}.", field=FIELD_NAMES[twice])
    for needed in (Field.MEMBER_NUMBER, Field.JOINED_ON, Field.SHARES):
        if needed not in fields:
            raise Refusal("Ordnen Sie eine Spalte dem Feld „{field}“ zu.", field=FIELD_NAMES[needed])
    if not {Field.NAME, Field.LAST_NAME, Field.FIRM} & set(fields):
        raise Refusal("Ordnen Sie eine Spalte dem Namen oder der Firma zu.")
