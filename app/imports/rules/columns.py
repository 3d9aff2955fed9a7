"""Columns of a list: which heading is which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.formats import fold
from app.core.values import German, Refusal


class Field(StrEnum):
    """A field of a list, as maps name it: of members, or of what happened to their shares and credit."""

    MEMBER_NUMBER = "member_number"
    KIND = "kind"
    NAME = "name"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    FIRM = "firm"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
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
    DETAIL = "register_detail"
    EVENT = "event"
    DAY = "day"
    DECLARED_ON = "declared_on"
    ACQUIRER = "acquirer_number"
    AMOUNT = "amount"
    REFERENCE = "reference"


FIELD_NAMES: Mapping[Field, German] = {
    Field.MEMBER_NUMBER: German("Mitgliedsnummer"),
    Field.KIND: German("Art"),
    Field.NAME: German("Name oder Firma (Personen als „Nachname, Vorname“)"),
    Field.LAST_NAME: German("Nachname"),
    Field.FIRST_NAME: German("Vorname"),
    Field.FIRM: German("Firma"),
    Field.STREET: German("Straße"),
    Field.HOUSE_NUMBER: German("Hausnummer"),
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
    Field.DETAIL: German("Weitere Angabe nach der Satzung"),
    Field.EVENT: German("Vorgang"),
    Field.DAY: German("Tag des Vorgangs"),
    Field.DECLARED_ON: German("Erklärt am"),
    Field.ACQUIRER: German("Nummer des erwerbenden Mitglieds"),
    Field.AMOUNT: German("Betrag"),
    Field.REFERENCE: German("Beleg"),
}
"""What people call each field."""

_KNOWN: Mapping[Field, str] = {
    Field.MEMBER_NUMBER: "mitglieds nr|mitgliedsnummer|mitgliedsnr|mitglied nr|nr|nummer|mnr|mitgl nr|mitgliednummer|"
    "mitglieds nummer|mg nr|member number|member no|member_number",
    Field.KIND: "art|personenart|rechtsform|typ|mitgliedsart|art des mitglieds|mitgliedstyp|kind|type",
    Field.NAME: "mitglied|bezeichnung|mitgliedsname|name des mitglieds|name firma|firma name|name bezeichnung|"
    "name vorname|nachname vorname|vor und nachname|vorname nachname|vorname name|name oder firma|member",
    Field.LAST_NAME: "nachname|familienname|zuname|last name|surname|last_name",
    Field.FIRST_NAME: "vorname|vornamen|rufname|first name|first names|first_name",
    Field.FIRM: "firma|firmenname|unternehmen|organisation|koerperschaft|institution|firm|company|firmenbezeichnung",
    Field.STREET: "strasse|anschrift|strasse hausnummer|strasse und hausnummer|strasse nr|strasse hausnr|strasse u nr|"
    "strasse und nr|strasse hnr|strasse haus nr|strasse und haus nr|adresse|street|address",
    Field.HOUSE_NUMBER: "hausnummer|haus nr|hausnr|hnr|house number|house_number",
    Field.POSTCODE: "plz|postleitzahl|postcode|zip|zip code",
    Field.CITY: "ort|wohnort|stadt|sitz|ortsname|city|town",
    Field.POSTCODE_CITY: "plz ort|plz und ort|postleitzahl ort|postleitzahl und ort|plz wohnort|postcode_city",
    Field.EMAIL: "e mail|email|mail|e mail adresse|mailadresse|emailadresse|email adresse",
    Field.REGION: "region|kreis|landkreis|bezirk",
    Field.REPRESENTED_BY: "vertreten durch|vertreten durch funktion|vertreter|vertretung|ansprechpartner|"
    "represented by|represented_by",
    Field.JOINED_ON: "beitritt|beitritt am|eintritt|eintritt am|beitrittsdatum|eintrittsdatum|mitglied seit|"
    "beigetreten|beigetreten am|beitritt zum|eingetreten am|datum beitritt|datum des beitritts|zulassung|joined on|"
    "joined|member since|joined_on",
    Field.SHARES: "anteile|anzahl anteile|geschaeftsanteile|anzahl geschaeftsanteile|zahl der anteile|"
    "anzahl der anteile|anz anteile|anzahl der geschaeftsanteile|shares",
    Field.PAID_IN: "einzahlung|eingezahlt|eingezahlt eur|eingezahlt in eur|einzahlungen|einzahlung eur|"
    "geschaeftsguthaben|guthaben|eingezahlt euro|eingezahlter betrag|geschaeftsguthaben eur|guthaben eur|"
    "paid in|paid_in",
    Field.LEFT_ON: "ausgeschieden am|ausgeschieden|austritt|austritt am|ausscheiden|austrittsdatum|ende|ausscheiden am|"
    "austritt zum|ausgeschieden zum|ausgetreten am|ende der mitgliedschaft|mitglied bis|left on|left_on",
    Field.EXIT_GROUND: "grund|austrittsgrund|grund des ausscheidens|ausscheidensgrund|grund austritt|"
    "grund des austritts|abgangsgrund|exit ground|exit_ground",
    Field.IBAN: "iban|bankverbindung|konto|konto iban|iban nr",
}


@dataclass(frozen=True)
class Layout:
    """What the columns of one kind of list may be, which of them must be there, and the headings that say so."""

    fields: tuple[Field, ...]
    needed: tuple[Field, ...]
    headings: Mapping[str, Field]


def layout(known: Mapping[Field, str], needed: tuple[Field, ...], *more: Field) -> Layout:
    """Make a layout of fields with their headings, written one after the other; `more` are fields without any."""
    headings = {heading: field for field, words in known.items() for heading in words.split("|")}
    return Layout((*known, *more), needed, headings)


OF_MEMBERS = layout(_KNOWN, (Field.MEMBER_NUMBER, Field.JOINED_ON, Field.SHARES), Field.DETAIL)


_FILLING = frozenset(("anz", "anzahl", "zahl", "der", "des", "in", "eur", "euro", "datum", "tt", "mm", "jjjj"))
"""What headings say beside the field."""


def _bare(heading: str) -> str:
    """A heading without case, dots and signs: `Mitgl.-Nr.` is `mitgl nr`."""
    return " ".join(fold(heading).replace(".", " ").split())


def _field_of(heading: str, known: Mapping[str, Field]) -> Field | None:
    words = _bare(heading).split()
    pithy = [word for word in words if word not in _FILLING]
    return known.get(" ".join(words)) or known.get(" ".join(pithy))


def recognise(headings: Sequence[str], form: Layout = OF_MEMBERS) -> dict[str, Field]:
    """Recognise known headings; `Name` is the surname where a column of first names stands beside it."""
    found: dict[str, Field] = {}
    for heading in headings:
        field = _field_of(heading, form.headings)
        if field is not None and field not in found.values():
            found[heading] = field
    for heading in headings if form is OF_MEMBERS else ():
        if _bare(heading) == "name" and not {Field.NAME, Field.LAST_NAME} & set(found.values()):
            found[heading] = Field.LAST_NAME if Field.FIRST_NAME in found.values() else Field.NAME
    return found


def map_from(given: object, headings: Sequence[str], form: Layout = OF_MEMBERS) -> dict[str, Field]:
    """Read a map heading → field; a heading or field that does not exist is refused by its name."""
    if not isinstance(given, Mapping):
        raise Refusal("Die Zuordnung ist ein JSON-Objekt: Überschrift und Feld.")
    read: dict[str, Field] = {}
    for named, name in given.items():
        if name in (None, ""):
            continue
        heading = " ".join(str(named).split())
        if heading not in headings:
            raise Refusal("Die Liste hat keine Spalte „{heading}“.", heading=heading)
        if name not in form.fields:
            raise Refusal("Das Feld „{name}“ gibt es nicht.", name=name)
        read[heading] = Field(str(name))
    check_map(read, form)
    return read


def lacking_details(columns: Mapping[str, Field], register_details: Sequence[str]) -> list[str]:
    """Name what the statute adds to the register and the list does not hold (§ 30 (2) sentence 2 GenG; R-REG-02)."""
    held = {fold(heading) for heading, field in columns.items() if field is Field.DETAIL}
    return [name for name in register_details if fold(name) not in held]


def check_map(columns: Mapping[str, Field], form: Layout = OF_MEMBERS) -> None:
    """Refuse a map without what every row needs, or with one field twice."""
    fields = [field for field in columns.values() if field is not Field.DETAIL]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise Refusal("Zwei Spalten sind demselben Feld zugeordnet: {field}.", field=FIELD_NAMES[twice])
    for needed in form.needed:
        if needed not in fields:
            raise Refusal("Ordnen Sie eine Spalte dem Feld „{field}“ zu.", field=FIELD_NAMES[needed])
    if form is OF_MEMBERS and not {Field.NAME, Field.LAST_NAME, Field.FIRM} & set(fields):
        raise Refusal("Ordnen Sie eine Spalte dem Namen oder der Firma zu.")
