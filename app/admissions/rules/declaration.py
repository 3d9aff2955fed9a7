"""Form and content of the declaration of accession (Beitrittserklärung, §§ 15, 15a, 177 GenG)."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from app.core.formats import fold
from app.core.values import German, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.organs.rules import least_form
from app.statutes.rules import ClauseKind, DecidedBy, Statute, lacks_clauses


def needed_form(statute: Statute, declared_on: date, textform_permitted: bool) -> WrittenForm:
    """Name the least form for joining on a day under a statute (§§ 15 (1), 177 (1) GenG; R-ADM-02, R-ADM-03)."""
    return least_form(statute.form_join, declared_on, textform_permitted, statute.textform_expressly_excluded)


def must_be_highlighted(clauses: Iterable[ClauseKind], electronically_prepared: bool) -> tuple[ClauseKind, ...]:
    """List the clauses that must stand out: in an electronic form all but the first (§ 15a sentence 4; R-ADM-06)."""
    if not electronically_prepared:
        return ()
    return tuple(kind for kind in clauses if kind is not ClauseKind.PAYMENT_UNDERTAKING)


def check_clauses(required: Iterable[ClauseKind], declared: Collection[ClauseKind]) -> None:
    """Refuse a declaration in which a clause of § 15a GenG is not confirmed (R-ADM-05)."""
    if lacks_clauses(required, declared):
        raise Refusal("Es fehlt eine Erklärung, die das Gesetz verlangt (§ 15a GenG).")


def check_still_covers(required: Iterable[ClauseKind], declared: Collection[ClauseKind]) -> None:
    """Refuse to admit on a declaration without what the statute of the decision's day asks for (§ 15a; R-ADM-05)."""
    if lacks_clauses(required, declared):
        raise Refusal(
            "Seit dieser Erklärung gilt eine andere Satzung, und eine Klausel, die sie verlangt, fehlt. Geben Sie den"
            " Antrag zurück; die Erklärung ist neu abzugeben (§ 15a GenG)."
        )


class Objection(StrEnum):
    """Why a declaration cannot be accepted as it stands."""

    CONDITIONAL = "conditional"
    STATUTES_NOT_PROVIDED = "statutes_not_provided"


def objection_to(conditional: bool, statutes_provided_before: bool) -> Objection | None:
    """Name the first reason against a declaration, or None (§ 15 (1) GenG; R-ADM-04, R-ADM-07)."""
    if conditional:
        return Objection.CONDITIONAL
    return None if statutes_provided_before else Objection.STATUTES_NOT_PROVIDED


class OriginalDayRefusal(Refusal):
    """A refusal that is about the day on which the signed original came in."""


def check_original_on(received_on: date, declared_on: date, today: date) -> None:
    """Refuse an original that came before the declaration, or in days to come (§ 126 BGB; R-ADM-02)."""
    if not declared_on <= received_on <= today:
        raise OriginalDayRefusal(
            "Das Original kann erst nach der Erklärung und spätestens heute eingegangen sein."
        )


def check_received_on(received_on: date, today: date) -> None:
    """Refuse a declaration on paper that would arrive in days to come (§ 130 BGB; R-ADM-02)."""
    if received_on > today:
        raise Refusal("Der Eingang liegt in der Zukunft.")


def check_declaration(conditional: bool, statutes_provided_before: bool) -> None:
    """Refuse a declaration under a condition, or made before the statute was there (§ 15 (1); R-ADM-04, R-ADM-07)."""
    match objection_to(conditional, statutes_provided_before):
        case Objection.CONDITIONAL:
            raise Refusal(
                "Ein Beitritt unter einer Bedingung oder einem Vorbehalt ist nicht möglich (§ 15 Abs. 1 GenG)."
                " Holen Sie die Zustimmung zuerst ein und erklären Sie den Beitritt danach."
            )
        case Objection.STATUTES_NOT_PROVIDED:
            raise Refusal("Vor der Erklärung muss die geltende Satzung zur Verfügung stehen (§ 15 Abs. 1 Satz 2 GenG).")


_CONDITIONAL = re.compile(
    r"\b(sofern|vorbehaltlich|falls|vorausgesetzt|es sei denn)\b"
    r"|\bunter (?:\w+ ){0,3}?(bedingung|bedingungen|vorbehalt|voraussetzung)\b"
    r"|\b(abhaengig von|steht unter|gilt nur)\b"
    r"|\b(wenn|soweit|sobald|solange|erst nach|bis)\b(?:(?!\b(?:wenn|soweit)\b).){0,160}?"
    r"\b(\w*zustimm\w*|\w*genehmig\w*|\w*beschliess\w*|beschlossen|beschluss\w*|\w*bewillig\w*|freigegeben|freigibt"
    r"|freigabe|zusagt|zusage|gewaehrt|einverstanden|vorliegt|vorliegen|bestaetigt)\b"
)


def sounds_conditional(text: str) -> bool:
    """Say whether free text sounds like a condition or reservation (§ 15 (1) GenG; R-ADM-04).

    Only a help to look closely: words such as `sofern`, `vorbehaltlich`, `falls`, or `wenn … zustimmt`.
    """
    sentences = re.split(r"(?<=[.!?;])\s+", text)
    return any(_CONDITIONAL.search(fold(sentence)) for sentence in sentences)


def need_may_be_served(is_member: bool, statute: Statute) -> bool:
    """Say whether a need may be served: a member's; anybody's by a clause (§ 8 (1) no. 5 GenG; R-STA-04, R-NEED-04)."""
    return is_member or statute.non_member_business


class StatuteProvision(StrEnum):
    """How the applicant got the statute (§ 15 (1) sentence 2 GenG; R-ADM-07)."""

    COPY = "copy"
    WEBSITE_WITH_PRINT_OFFER = "website_with_print_offer"
    WEBSITE_ONLY = "website_only"


PROVISION_WORDS: Mapping[StatuteProvision, str] = {
    StatuteProvision.COPY: German("Abschrift ausgehändigt"),
    StatuteProvision.WEBSITE_WITH_PRINT_OFFER: German("Internetseite genannt, Ausdruck angeboten"),
    StatuteProvision.WEBSITE_ONLY: German("Nur Internetseite genannt"),
}
"""How the ways are called on a screen; documents have words of their own."""


def statute_was_provided(way: StatuteProvision | None, provided_at: datetime | None, declared_at: datetime) -> bool:
    """Say whether the statute was provided before the declaration: a copy, or website and printout (R-ADM-07)."""
    enough = way in (StatuteProvision.COPY, StatuteProvision.WEBSITE_WITH_PRINT_OFFER)
    return enough and provided_at is not None and provided_at <= declared_at


class InvestingStep(StrEnum):
    """What the admission of an investing member needs."""

    BOARD_APPROVAL = "board_approval"
    GV_CONSENT = "gv_consent"
    SB_CONSENT = "sb_consent"


def missing_for_investing(
    consent_by: DecidedBy, board_approved: bool, gv_consent: bool, sb_consent: bool
) -> tuple[InvestingStep, ...]:
    """List what the admission of an investing member still lacks, in order (§ 8 (2) sentence 3 GenG; R-INV-03).

    The board's approval and the assembly's consent, or the supervisory board's where the statute says so.
    """
    missing = [] if board_approved else [InvestingStep.BOARD_APPROVAL]
    if consent_by is DecidedBy.GENERAL_ASSEMBLY and not gv_consent:
        missing.append(InvestingStep.GV_CONSENT)
    if consent_by is DecidedBy.SUPERVISORY_BOARD and not sb_consent:
        missing.append(InvestingStep.SB_CONSENT)
    return tuple(missing)


def check_member_class(member_class: MemberClass, statute: Statute, will_use_services: bool = False) -> None:
    """Refuse an investing member without a clause, or who would use the services (§ 8 (2) GenG; R-INV-01)."""
    if member_class is MemberClass.ORDINARY:
        return
    if not statute.investing_members:
        raise Refusal("Die Satzung lässt investierende Mitglieder nicht zu (§ 8 Abs. 2 GenG).")
    if will_use_services:
        raise Refusal(
            "Wer die Leistungen der Genossenschaft nutzt, tritt als ordentliches Mitglied bei (§ 8 Abs. 2 GenG)."
        )


def check_residence(statute: Statute, lives_in_district: bool) -> None:
    """Refuse somebody from elsewhere where the statute ties membership to a district (§ 8 (1) no. 2; R-ADM-14)."""
    if statute.residence_clause and not lives_in_district:
        raise Refusal(
            "Die Satzung knüpft die Mitgliedschaft an den Wohnsitz: {district}.", district=statute.residence_clause
        )
