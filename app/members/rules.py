"""Who is a member, and when (Mitgliedschaft, §§ 4, 15, 30 GenG)."""

from enum import StrEnum


class MemberClass(StrEnum):
    """Ordinary or investing member (investierendes Mitglied, § 8 (2) GenG; R-INV-01)."""

    ORDINARY = "ordinary"
    INVESTING = "investing"


class JoinGround(StrEnum):
    """By what a membership began (R-ADM-01, R-ADM-12, R-TRF-01, R-EXIT-11)."""

    ADMISSION = "admission"
    FOUNDER = "founder"
    TRANSFER = "transfer"
    SUCCESSION = "succession"


class ExitGround(StrEnum):
    """By what a membership ended (Grund des Ausscheidens, R-REG-04)."""

    NOTICE = "notice"
    TRANSFER = "transfer"
    DEATH = "death"
    DISSOLUTION = "dissolution"
    EXCLUSION = "exclusion"
    SPECIAL_TERMINATION = "special_termination"
    OTHER = "other"
