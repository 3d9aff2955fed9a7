"""The words of joining: states, clauses, channels, uploads."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German
from app.statutes.rules import ClauseKind


class ApplicationState(StrEnum):
    """Where an application stands (R-ADM-01)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PROPOSED = "proposed"
    ADMITTED = "admitted"
    NOTIFIED = "notified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_WORDS: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: German("Eingegangen"),
    ApplicationState.RETURNED: German("Unvollständig"),
    ApplicationState.PROPOSED: German("Beim Vorstand"),
    ApplicationState.ADMITTED: German("Zugelassen"),
    ApplicationState.NOTIFIED: German("Benachrichtigt"),
    ApplicationState.REFUSED: German("Abgelehnt"),
    ApplicationState.WITHDRAWN: German("Zurückgezogen"),
    ApplicationState.DRAFT: German("Entwurf"),
}
"""How the states are called, in the order in which lists offer them."""


CLAUSE_WORDS: Mapping[ClauseKind, str] = {
    ClauseKind.PAYMENT_UNDERTAKING: German("Verpflichtung zur Einzahlung"),
    ClauseKind.NACHSCHUSS_UNDERTAKING: German("Verpflichtung zum Nachschuss"),
    ClauseKind.ACK_FURTHER_PAYMENTS: German("Kenntnis weiterer Zahlungspflichten"),
    ClauseKind.ACK_NOTICE_PERIOD: German("Kenntnis der Kündigungsfrist"),
}
"""How the clauses are called."""


class Channel(StrEnum):
    """On which way a declaration reached the cooperative."""

    ONLINE = "online"
    PAPER = "paper"


class UploadPurpose(StrEnum):
    """What an uploaded file is meant to show."""

    AUTHORITY = "authority"
    POWER_OF_ATTORNEY = "power_of_attorney"
    SIGNED_DECLARATION = "signed_declaration"
    COUNCIL_RESOLUTION = "council_resolution"
    SUPERVISION_NOTICE = "supervision_notice"
    REGISTER_EXTRACT = "register_extract"
    OTHER = "other"


PURPOSE_WORDS: Mapping[UploadPurpose, str] = {
    UploadPurpose.AUTHORITY: German("Nachweis der Vertretungsmacht"),
    UploadPurpose.REGISTER_EXTRACT: German("Registerauszug"),
    UploadPurpose.POWER_OF_ATTORNEY: German("Vollmacht"),
    UploadPurpose.COUNCIL_RESOLUTION: German("Beschluss des Gemeinderats oder Kreistags"),
    UploadPurpose.SUPERVISION_NOTICE: German("Anzeige bei der Rechtsaufsicht"),
    UploadPurpose.SIGNED_DECLARATION: German("Unterschriebene Erklärung"),
    UploadPurpose.OTHER: German("Sonstiges"),
}
"""How the files are called."""
