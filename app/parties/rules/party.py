"""Who somebody is: names, register fields, the kind of authority, duplicates."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.de import handelsregisternummer
from stdnum.exceptions import ValidationError

from app.core.formats import day as written
from app.core.formats import fold
from app.core.values import German, PartyKind, PostalAddress, Refusal, country_names


class Authority(StrEnum):
    """By what right a person declares for an organisation (Vertretungsbefugnis).

    `sole` and `joint` belong to an organ or partner, `appointed` to an official of a public body (mayor, dean, their
    deputies), `power_of_attorney` to an employee or agent.
    """

    SOLE = "sole"
    JOINT = "joint"
    APPOINTED = "appointed"
    POWER_OF_ATTORNEY = "power_of_attorney"


class RegisterField(StrEnum):
    """A field of the register of members that belongs to the person (§ 30 (2) GenG; R-REG-02)."""

    LAST_NAME = "last_name"
    FIRST_NAMES = "first_names"
    FIRM = "firm"
    DESIGNATION = "designation"
    ADDRESS = "address"


def is_organisation(kind: PartyKind) -> bool:
    """Say whether a party declares through others: everybody but a natural person."""
    return kind is not PartyKind.NATURAL_PERSON


def is_legal_representative(authority: Authority) -> bool:
    """Say whether the authority is that of an organ or partner, not a power of attorney (§ 9 (2) GenG; R-ORG-02)."""
    return authority is not Authority.POWER_OF_ATTORNEY


def acts_itself(authorities: Collection[Authority | None]) -> bool:
    """Say whether a natural person declares itself beside those who act for it by law (§ 43 (4) GenG; R-VOTE-09).

    Parents and a guardian act in its place (§§ 107, 1629, 1789 BGB), and so does a carer where the person is incapable
    or needs consent (§§ 104, 1825 BGB): alone or jointly. Another carer is appointed and acts beside it (§ 1823 BGB).
    """
    return not {Authority.SOLE, Authority.JOINT} & set(authorities)


def not_itself() -> Refusal:
    """What a member is told in whose place others act (§§ 107, 1629 BGB)."""
    return Refusal("Für Sie handelt, wer Sie gesetzlich vertritt, im eigenen Zugang oder mit einem Schreiben.")


def register_fields(kind: PartyKind) -> tuple[RegisterField, ...]:
    """Name the fields that the register holds of a party (§ 30 (2) GenG; R-REG-02); no others are part of it.

    Of an association without legal personality names and addresses of its members could stand instead; here it is
    always designation and address, which the law lets suffice.
    """
    if kind is PartyKind.NATURAL_PERSON:
        return (RegisterField.LAST_NAME, RegisterField.FIRST_NAMES, RegisterField.ADDRESS)
    name = RegisterField.FIRM if kind is PartyKind.COMPANY else RegisterField.DESIGNATION
    return (name, RegisterField.ADDRESS)


def display_name(first_names: str, last_name: str, title: str = "") -> str:
    """Write a person's name as it is spoken: `Dr. Jana Weber`."""
    return " ".join(part for part in (title.strip(), first_names.strip(), last_name.strip()) if part)


def is_called(sort_name: str, shown: str, name: str) -> bool:
    """Say whether somebody of this sort name is called so, in whatever order, with or without a title.

    A title is what the register shows beside the name (`shown`, the name as it is spoken) or an abbreviation. Any other
    word is a name, and whoever has one more is somebody else: Ada Ahorn-Weber is not Ada Ahorn, nor is Ada M. Ahorn.
    """
    known, typed = fold(sort_name).split(), fold(name).replace("h. c.", "h.c.").split()
    titles = [word for word in fold(shown).split() if word not in known]
    beside = [word for word in typed if word not in known]
    is_titled = all(word in titles or _ABBREVIATED.fullmatch(word) for word in beside)
    return bool(known) and sorted(known) == sorted(word for word in typed if word in known) and is_titled


_ABBREVIATED = re.compile(r"\w.+\.")
"""`dr.`, `h.c.`; a single letter stands for a name."""


def check_person_name(first_names: str, last_name: str) -> None:
    """Refuse a person without surname or first name; the register wants both (§ 30 (2) GenG; R-REG-02)."""
    if not last_name.strip() or not first_names.strip():
        raise Refusal("Familienname und Vorname gehören beide in die Mitgliederliste (§ 30 Abs. 2 GenG).")


def check_organisation_name(name: str) -> None:
    """Refuse an organisation without firm or designation (§ 30 (2) GenG; R-REG-02)."""
    if not name.strip():
        raise Refusal("Der Name der Organisation gehört in die Mitgliederliste (§ 30 Abs. 2 GenG).")


class PostcodeRefusal(Refusal):
    """The postcode of an address is refused; shown at its field."""


class CountryRefusal(Refusal):
    """The country of an address is refused; shown at its field."""


_COUNTRIES = frozenset(country_names("de"))
"""ISO 3166-1."""
_ALSO_CALLED = {
    "bundesrepublik deutschland": "DE", "brd": "DE", "d": "DE", "usa": "US", "vereinigte staaten von amerika": "US",
    "united states of america": "US", "grossbritannien": "GB", "great britain": "GB", "england": "GB",
    "schottland": "GB", "wales": "GB", "nordirland": "GB", "holland": "NL", "die niederlande": "NL",
    "tschechische republik": "CZ", "czech republic": "CZ", "slowakische republik": "SK", "turkey": "TR",
    "republik oesterreich": "AT", "weissrussland": "BY", "vatikan": "VA", "elfenbeinkueste": "CI",
}  # fmt: skip
_NAMED = {
    **{fold(name): code for locale in ("en", "de") for code, name in country_names(locale).items()}, **_ALSO_CALLED,
}
"""Codes by what the countries are called in German and English, folded."""


def country_as_kept(typed: str) -> str:
    """Write a country as it is kept: a code in capitals, Germany as `DE`, a name in German, anything else as typed."""
    plain = typed.strip()
    if len(plain) == 2:
        return plain.upper()
    code = _NAMED.get(fold(plain), "") if plain else "DE"
    return code if code == "DE" else country_names("de").get(code, plain)


def check_country(country: str) -> None:
    """Refuse a code that is none of a country (ISO 3166-1), and what cannot be a country's name."""
    is_possible = country in _COUNTRIES if len(country) < 3 else re.fullmatch(r"[^\W\d_][\w .,'()\u2019-]+", country)
    if not is_possible:
        raise CountryRefusal(_NO_SUCH_COUNTRY)


_NO_SUCH_COUNTRY = German(
    "Dieses Land gibt es nicht. Schreiben Sie seinen Namen oder die zwei Buchstaben, zum Beispiel Österreich oder AT."
)


def check_listed_country(country: str, held: str = "") -> None:
    """Refuse what is typed and is no country of the list, in German or English; one that is held already stays.

    Lists from elsewhere are held to `check_country` alone: they may name what was a country once.
    """
    if country != held:
        check_country(country)
        if len(country) > 2 and fold(country) not in _NAMED:
            raise CountryRefusal(_NO_SUCH_COUNTRY)


def check_address(address: PostalAddress) -> None:
    """Refuse an address without street, place, known country or, in Germany, five-digit postcode (§ 30 (2) GenG).

    R-REG-02.
    """
    check_country(address.country)
    check_place(address)


def check_place(address: PostalAddress) -> None:
    """The same but for the country, where that is asked for itself (R-REG-02)."""
    if not address.street.strip() or not address.city.strip():
        raise Refusal("Zur Anschrift gehören Straße und Ort (§ 30 Abs. 2 GenG).")
    if address.country == "DE" and not re.fullmatch(r"[0-9]{5}", address.postcode):
        raise PostcodeRefusal("Eine deutsche Postleitzahl hat fünf Ziffern.")


LISTED_NAME = 300
"""How many letters of a name lists show and sort by; the whole name stands with its day."""


@dataclass(frozen=True)
class PartyFacts:
    """Who somebody is, as entered: `name` is firm or designation, the other names belong to a natural person.

    The address may be missing where no letter is to be sent (a director, a contact).
    """

    kind: PartyKind
    name: str = ""
    last_name: str = ""
    first_names: str = ""
    title: str = ""
    address: PostalAddress = field(default_factory=lambda: PostalAddress("", "", ""))
    email: str = ""
    phone: str = ""
    region: str = ""
    register_court: str = ""
    register_number: str = ""
    represented_by: str = ""
    legal_form: str = ""

    @property
    def display_name(self) -> str:
        """The name as it is spoken, as far as lists show it."""
        name = display_name(self.first_names, self.last_name, self.title)
        return (self.name.strip() if is_organisation(self.kind) else name)[:LISTED_NAME]

    @property
    def sort_name(self) -> str:
        """The name as lists sort it, folded (DIN 5007-2); folding makes it longer."""
        return fold(self.name if is_organisation(self.kind) else f"{self.last_name} {self.first_names}")[:LISTED_NAME]

    def profile(self) -> "Profile":
        """What tells this party from others."""
        where = self.address
        return Profile(self.kind, self.display_name, where.street, where.postcode, self.register_number, self.email)


def check_names(facts: PartyFacts) -> None:
    """Refuse a party without the names the register wants of its kind (§ 30 (2) GenG; R-REG-02)."""
    if is_organisation(facts.kind):
        check_organisation_name(facts.name)
    else:
        check_person_name(facts.first_names, facts.last_name)


def check_no_other_names(facts: PartyFacts) -> None:
    """Refuse names of another kind of party than the one typed: one of the two is a slip (R-REG-02)."""
    if is_organisation(facts.kind):
        if facts.first_names.strip() or facts.last_name.strip():
            raise Refusal("Vor- und Familienname hat nur eine natürliche Person. Leeren Sie die Felder, oder ändern "
                          "Sie die Art.")
    elif facts.name.strip():
        raise Refusal("Eine natürliche Person hat keine Firma. Leeren Sie das Feld, oder ändern Sie die Art.")


def check_representation(
    organisation: PartyKind, person: PartyKind, authority: Authority, of_estate: bool = False
) -> None:
    """Refuse a representation that is none: a person acts for an organisation, or for heirs (R-ADM-13, R-EXIT-10).

    Or by law for somebody: parents, guardian, carer (§ 43 (4) GenG, §§ 1629, 1789, 1823 BGB;
    R-VOTE-09).
    """
    if not is_organisation(organisation) and not of_estate and not is_legal_representative(authority):
        raise Refusal(
            "Eine natürliche Person erklärt selbst. Eingetragen wird hier nur, wer sie kraft Gesetzes vertritt: Eltern,"
            " Vormund oder Betreuung."
        )
    if is_organisation(person):
        raise Refusal("Es handelt immer ein Mensch: Tragen Sie die Person ein, die für die Organisation unterschreibt.")


def check_representation_end(first_day: date, recorded_end: date | None, last_day: date) -> None:
    """Refuse an end before the beginning, or a later end than the one recorded."""
    if last_day < first_day:
        raise Refusal("Die Vertretung kann nicht vor ihrem Beginn am {day} enden.", day=written(first_day))
    if recorded_end is not None and last_day > recorded_end:
        raise Refusal("Diese Vertretung endete schon am {day}.", day=written(recorded_end))


def check_representation_stands(is_struck: bool) -> None:
    """Refuse to end or strike a representation that was struck already (R-REG-05)."""
    if is_struck:
        raise Refusal("Diese Vertretung war ein Irrtum und ist schon gestrichen.")


@dataclass(frozen=True)
class Profile:
    """What of a party tells it from another; empty where unknown."""

    kind: PartyKind
    name: str
    street: str = ""
    postcode: str = ""
    register_number: str = ""
    email: str = ""


_FORM_WORDS = frozenset(
    [
        "gmbh",
        "ggmbh",
        "mbh",
        "gesellschaft",
        "haftung",
        "beschraenkter",
        "mit",
        "ag",
        "aktiengesellschaft",
        "se",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "egbr",
        "ug",
        "eg",
        "ev",
        "e",
        "g",
        "v",
        "haftungsbeschraenkt",
        "gemeinnuetzige",
        "eingetragene",
        "eingetragener",
        "genossenschaft",
        "verein",
        "partg",
        "partgmbb",
        "ltd",
        "co",
        "koerperschaft",
        "anstalt",
        "stiftung",
        "oeffentlichen",
        "rechts",
        "des",
        "kdoer",
        "aoer",
        "und",
        "u",
        "the",
    ]
)
_MUNICIPAL_WORDS = frozenset(
    [
        "stadt",
        "landeshauptstadt",
        "universitaetsstadt",
        "hansestadt",
        "kreisstadt",
        "grosse",
        "kreisfreie",
        "gemeinde",
        "markt",
    ]
)


def core_name(name: str, kind: PartyKind) -> str:
    """Reduce a name to what tells it from others: folded, without legal form or kind of municipality, words sorted.

    A district (Landkreis) keeps its word: it is not the city of that name.
    """
    words = fold(name).replace(".", " ").split()
    noise = _FORM_WORDS | _MUNICIPAL_WORDS if kind is PartyKind.MUNICIPALITY else _FORM_WORDS
    kept = words if kind is PartyKind.NATURAL_PERSON else [word for word in words if word not in noise]
    return " ".join(sorted(kept or words))


_REGISTER = re.compile(r"\b(HRA|HRB|PR|GNR|VR|GSR)[\s.]*(\d+)\s*(?:\b([A-Z]{1,3})$)?", re.IGNORECASE)
_COURT_WORDS = re.compile(
    r"\b(?:amtsgericht|registergericht|handelsregister|ag|beim|des|am|reg|registernummer|nr)\b|[,;:.-]", re.IGNORECASE
)


def register_key(number: str, court: str = "") -> str:
    """Bring court and register number into one form for comparing: `ulm hrb 12`; empty where it is no such number.

    Courts are named as the register knows them (`Berlin` becomes `Berlin (Charlottenburg)`).
    """
    text = " ".join(_COURT_WORDS.sub(" ", f"{court} {number}").split())
    text = re.sub(r"(?<=\d) (?=\d)", "", text)
    try:
        return fold(handelsregisternummer.validate(text))
    except ValidationError:
        match = _REGISTER.search(text)
    if match is None:
        return ""
    kind, digits, suffix = match.groups()
    place = f"{text[: match.start()]} {text[match.end() :]}"
    return fold(f"{place} {kind} {digits} {suffix or ''}")


def likely_same(one: Profile, other: Profile) -> bool:
    """Say whether two entries seem to be one party, to be pointed out and never merged by the program.

    Organisations: the same register number, or the same name apart from the legal form. People: the same name at the
    same address or with the same e-mail address.
    """
    if is_organisation(one.kind) != is_organisation(other.kind):
        return False
    if is_organisation(one.kind):
        return _same_register(one, other) or _same_name(one, other)
    same_place = _same_text(one.postcode, other.postcode) and _same_street(one.street, other.street)
    return _same_name(one, other) and (same_place or _same_text(one.email, other.email))


def traits_of(profile: Profile) -> frozenset[str]:
    """Name what somebody shares with whoever may be the same: the name's core, the register number, the place."""
    traits = {f"name {fold(core_name(profile.name, profile.kind))}"}
    if is_organisation(profile.kind):
        key = register_key(profile.register_number)
        traits |= {f"register {fold(key)}"} if key else set()
        traits |= {f"place {profile.postcode}"} if profile.postcode else set()
    return frozenset(traits)


def _same_register(one: Profile, other: Profile) -> bool:
    return _same_text(register_key(one.register_number), register_key(other.register_number))


def _same_name(one: Profile, other: Profile) -> bool:
    return _same_text(core_name(one.name, one.kind), core_name(other.name, other.kind))


def _same_text(one: str, other: str) -> bool:
    return bool(one.strip()) and fold(one) == fold(other)


def _same_street(one: str, other: str) -> bool:
    return _same_text(_street_key(one), _street_key(other))


def _street_key(street: str) -> str:
    return re.sub(r"str(asse)?\b\.?", "strasse", fold(street)).replace(" ", "")


_ARTICLES = (
    ("Die", "die", ("stadt", "gemeinde", "hochschule", "universitaet", "kammer", "bank", "kasse", "gesellschaft",
                    "genossenschaft", "stiftung", "akademie", "schule", "werke", "agentur", "gmbh", "ggmbh", "mbh",
                    "kg", "ohg", "ag", "eg", "gbr", "egbr", "ug", "se")),
    ("Der", "den", ("kreis", "verband", "verein", "markt", "bund", "bezirk", "club", "e.v.", "ev", "v.")),
    ("Das", "das", ("institut", "land", "amt", "zentrum", "krankenhaus", "klinikum", "werk", "theater")),
)


def article_of(name: str, kind: PartyKind) -> tuple[str, str]:
    """Guess an organisation's article as subject and as object: `("Die", "die")`; empty where no word gives it away.

    The first word decides (Gemeinde Altenbruck), then the legal form at the end (Tannhofer Bau GmbH).
    """
    words = fold(name).split()
    if not is_organisation(kind) or not words:
        return "", ""
    for word in (words[0], words[-1]):
        for subject, object_, endings in _ARTICLES:
            if word in endings or (word is words[0] and word.endswith(endings)):
                return subject, object_
    return "", ""
