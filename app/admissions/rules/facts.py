"""The words of joining: states, clauses, channels, uploads."""

from enum import StrEnum


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


class ClauseKind(StrEnum):
    """What a declaration of accession must contain (§ 15a GenG; R-ADM-05)."""

    PAYMENT_UNDERTAKING = "payment_undertaking"
    NACHSCHUSS_UNDERTAKING = "nachschuss_undertaking"
    ACK_FURTHER_PAYMENTS = "ack_further_payments"
    ACK_NOTICE_PERIOD = "ack_notice_period"


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
