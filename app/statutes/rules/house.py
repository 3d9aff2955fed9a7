"""What letters need and the statute does not say: addresses, bank account, register entry, logo, privacy notice."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, UnidentifiedImageError
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from app.core.values import German, Refusal, check_creditor_id, check_iban, check_phone

MAX_PDF_BYTES = 20 * 1024 * 1024
"""Largest file of the statute that is accepted, in bytes."""

MAX_LOGO_BYTES = 2 * 1024 * 1024


class CertificateDesign(StrEnum):
    """Which face the share certificate wears."""

    CLASSIC = "classic"
    MODERN = "modern"


DESIGN_WORDS: Mapping[CertificateDesign, str] = {
    CertificateDesign.CLASSIC: German("Klassisch, mit Rahmen"), CertificateDesign.MODERN: German("Modern, mit Band"),
}
"""How the faces are called."""


@dataclass(frozen=True)
class HouseFacts:
    """The house data as typed; empty text means not given."""

    short_name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    register_court: str = ""
    register_number: str = ""
    auditing_association: str = ""
    auditing_association_seat: str = ""
    bank_name: str = ""
    iban: str = ""
    bic: str = ""
    creditor_id: str = ""
    certificate_design: str = CertificateDesign.CLASSIC
    privacy_notice: str = ""
    privacy_notice_version: str = ""
    regions: tuple[str, ...] = ()


def check_bic(text: str) -> str:
    """Give a bank's code without blanks, in capitals; refuse one that cannot be (ISO 9362)."""
    try:
        return str(BIC(text))
    except SchwiftyException as fault:
        raise Refusal("Die BIC hat 8 oder 11 Stellen, zum Beispiel COBADEFFXXX.") from fault


def bic_of(iban: str) -> str:
    """Name the bank's code behind a German account number; empty where it is not known."""
    found = IBAN(iban).bic
    return str(found) if found else ""


def check_website(website: str) -> str:
    """Refuse what is no address of a page on the web; an address without its scheme is one, too."""
    if not re.fullmatch(r"(?:https?://)?(?:[\w-]+\.)+[\w-]+(?::\d+)?(?:[/?#]\S*)?", website.strip(), re.IGNORECASE):
        raise Refusal("Schreiben Sie die Internetseite als https://www.beispiel.de.")
    return website.strip()


def check_postcode(postcode: str) -> str:
    """Give the postcode of a cooperative, whose seat lies in Germany (§ 6 no. 1 GenG); refuse one that cannot be."""
    if not re.fullmatch(r"[0-9]{5}", postcode.strip()):
        raise Refusal("Eine deutsche Postleitzahl hat fünf Ziffern.")
    return postcode.strip()


def _register_entry(number: str) -> str:
    """Write a register number as letters name it: `GnR 700412`, also where the digits alone were typed (§ 25a GenG)."""
    tidy = number.strip()
    return f"GnR {tidy}" if tidy.isdecimal() else tidy


def check_house_facts(facts: HouseFacts) -> HouseFacts:
    """Refuse house data that cannot be; give them tidied, account numbers in compact form."""
    if bool(facts.privacy_notice) != bool(facts.privacy_notice_version):
        raise Refusal("Datenschutzhinweise und ihr Stand (zum Beispiel „November 2026“) gehören zusammen.")
    if facts.certificate_design not in list(CertificateDesign):
        raise Refusal("Diese Gestaltung der Urkunde gibt es nicht.")
    phone = check_phone(facts.phone) if facts.phone.strip() else ""
    website = check_website(facts.website) if facts.website.strip() else ""
    iban = check_iban(facts.iban) if facts.iban else ""
    bic = check_bic(facts.bic) if facts.bic else bic_of(iban) if iban else ""
    creditor = check_creditor_id(facts.creditor_id) if facts.creditor_id else ""
    values = {name: value.strip() for name, value in vars(facts).items() if isinstance(value, str)}
    regions = tuple(dict.fromkeys(region.strip() for region in facts.regions if region.strip()))
    values |= {"phone": phone, "website": website, "iban": iban, "bic": bic, "creditor_id": creditor}
    values["register_number"] = _register_entry(facts.register_number)
    return HouseFacts(**values, regions=regions)


MAX_LOGO_SIDE = 4000
"""Most pixels of a logo's side: a small file can claim more than any memory holds."""

_END_OF_JPEG = b"\xff\xd9"
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}

_LOGOS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def check_logo(content: bytes) -> str:
    """Refuse a logo that is too large or neither PNG nor JPEG, told by its first bytes; give its media type."""
    if len(content) > MAX_LOGO_BYTES:
        raise Refusal("Das Logo ist größer als 2 MB.")
    mimetype = next((mimetype for signature, mimetype in _LOGOS if content.startswith(signature)), None)
    if mimetype is None:
        raise Refusal("Angenommen werden PNG und JPEG. Diese Datei ist etwas anderes.")
    width, height = _sides_of_png(content) if mimetype == "image/png" else _sides_of_jpeg(content)
    if max(width, height) > MAX_LOGO_SIDE:
        raise Refusal("Das Logo hat mehr als {side} Bildpunkte an einer Seite. Verkleinern Sie es.", side=MAX_LOGO_SIDE)
    if not (width and height) or not _can_be_drawn(content):
        raise Refusal("Dieses Bild ist beschädigt. Speichern Sie es neu als PNG oder JPEG.")
    return mimetype


def _can_be_drawn(content: bytes) -> bool:
    """Whether a picture of moderate size is there to its end.

    The press lets Pillow fill in what is missing, in the whole process, so that unpacking alone does not tell.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.format == "PNG":
                picture.verify()
                return True
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
    return content.rstrip(b"\0\r\n ").endswith(_END_OF_JPEG)


def _sides_of_png(content: bytes) -> tuple[int, int]:
    """Width and height as the first chunk says; zero where it is none."""
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _sides_of_jpeg(content: bytes) -> tuple[int, int]:
    """Width and height as the first frame says; zero where there is none."""
    at = 2
    while content[at : at + 1] == b"\xff" and at + 9 <= len(content):
        if content[at + 1] in _JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0, 0


def check_statute_file(content: bytes) -> None:
    """Refuse a file of the statute that is empty, above 20 MB or no PDF, told by its first bytes."""
    if not content:
        raise Refusal("Die Datei ist leer.")
    if len(content) > MAX_PDF_BYTES:
        raise Refusal("Die Datei ist größer als 20 MB.")
    if not content.startswith(b"%PDF-"):
        raise Refusal("Die Satzung wird als PDF abgelegt. Diese Datei ist etwas anderes.")


def check_file_kept(is_kept: bool) -> None:
    """Refuse to register a version without its PDF: who joins is given it before the declaration (§ 15 (1) GenG)."""
    if not is_kept:
        raise Refusal(
            "Legen Sie zuerst das PDF der Fassung ab, mit dem Wortlaut, den das Registergericht eingetragen hat: Wer"
            " beitritt, bekommt es vor der Erklärung (§ 15 Abs. 1 GenG)."
        )


class HouseItem(StrEnum):
    """House data that letters and certificates cannot do without (§ 25a GenG; R-DOC-01, R-STA-05)."""

    ADDRESS = "address"
    REGISTER_COURT = "register_court"
    REGISTER_NUMBER = "register_number"
    AUDITING_ASSOCIATION = "auditing_association"
    BANK_ACCOUNT = "bank_account"
    PRIVACY_NOTICE = "privacy_notice"


HOUSE_ITEM_WORDS: Mapping[HouseItem, str] = {
    HouseItem.ADDRESS: German("Anschrift"),
    HouseItem.REGISTER_COURT: German("Registergericht"),
    HouseItem.REGISTER_NUMBER: German("Registernummer"),
    HouseItem.AUDITING_ASSOCIATION: German("Prüfungsverband mit Sitz"),
    HouseItem.BANK_ACCOUNT: German("IBAN"),
    HouseItem.PRIVACY_NOTICE: German("Datenschutzhinweise"),
}
"""How the house data are called."""


def missing_house_data(facts: HouseFacts) -> list[HouseItem]:
    """List what letters, certificates and applications still need."""
    given = {
        HouseItem.ADDRESS: facts.street and facts.postcode and facts.city,
        HouseItem.REGISTER_COURT: facts.register_court,
        HouseItem.REGISTER_NUMBER: facts.register_number,
        HouseItem.AUDITING_ASSOCIATION: facts.auditing_association and facts.auditing_association_seat,
        HouseItem.BANK_ACCOUNT: facts.iban,
        HouseItem.PRIVACY_NOTICE: facts.privacy_notice,
    }
    return [item for item, value in given.items() if not value]
