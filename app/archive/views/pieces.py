"""What the archive's pages share: the blueprint, who may do what, the names of kinds."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request

from app.archive import queries
from app.archive.models import PrintRun
from app.archive.rules import STANDING_WORDS, is_for_signature, remaining_seconds
from app.core import clock
from app.core.db import db
from app.core.values import Role
from app.core.web import _l, an_id, in_words, titled

blueprint = Blueprint("archive", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)

KIND_NAMES = {
    "share_certificate": _l("Anteilsurkunde"),
    "admission_ticket": _l("Einlasskarte"),
    "emergency_folder": _l("Notfallmappe"),
    "welcome_letter": _l("Willkommensbrief"),
    "payment_request": _l("Zahlungsaufforderung"),
    "dunning_letter": _l("Zahlungserinnerung oder Mahnung"),
    "instalment_plan": _l("Ratenplan"),
    "shares_admitted": _l("Zulassung weiterer Anteile"),
    "shares_refused": _l("Keine weiteren Anteile"),
    "shares_split": _l("Zerlegung der Geschäftsanteile"),
    "transfer_entered": _l("Bestätigung der Übertragung"),
    "transfer_refused": _l("Ablehnung der Übertragung"),
    "notice_confirmation": _l("Bestätigung der Kündigung"),
    "notice_refusal": _l("Zurückweisung der Kündigung"),
    "notice_answer": _l("Antwort auf eine Kündigung durch andere"),
    "hearing_invitation": _l("Anhörung"),
    "exclusion_letter": _l("Ausschluss"),
    "exclusion_lifted": _l("Ausschluss aufgehoben"),
    "exclusion_refused": _l("Kein Ausschluss"),
    "membership_continued": _l("Fortsetzung durch Erben"),
    "estate_letter": _l("Brief an die Erben"),
    "succession_letter": _l("Ende durch Rechtsnachfolge"),
    "promotion_report": _l("Förderbericht"),
    "settlement_statement": _l("Abrechnung des Guthabens"),
    "entry_undone": _l("Berichtigung"),
    "notice_continuation": _l("Fortsetzung trotz Kündigung"),
    "demand_refusal": _l("Antwort auf ein Verlangen"),
    "refusal_letter": _l("Ablehnung"),
    "completion_letter": _l("Rückfrage zum Antrag"),
    "minutes": _l("Niederschrift"),
    "addendum": _l("Nachtrag zur Niederschrift"),
    "paper": _l("Nachtrag zur Niederschrift"),
    "assembly_invitation": _l("Einladung zur Generalversammlung"),
    "assembly_notice": _l("Nachricht zur Generalversammlung"),
    "declaration": _l("Beitrittserklärung"),
    "protocol": _l("Beschlussprotokoll"),
    "report": _l("Liste oder Auszug"),
}

KIND_ICONS = {
    "share_certificate": "certificate",
    "declaration": "signature",
    "protocol": "gavel",
    "report": "book",
}
"""Letters are `mail`."""

STANDING_NAMES = in_words(STANDING_WORDS)


@blueprint.app_template_filter()
def addressee(recipient: str) -> str:
    """Whom a sheet is for, as it was written; of one to be signed the first word is ours."""
    return titled(recipient.split()[0]) + recipient[recipient.index(" "):] if is_for_signature(recipient) else recipient


def chosen_ids() -> Sequence[int]:
    """The sheets chosen on the page before."""
    return request.form.getlist("ids", type=an_id) or request.args.getlist("ids", type=an_id)


def file_name(kind: str, number: str | None, document_id: int) -> str:
    """What a document is called when it is saved."""
    return f"{KIND_NAMES.get(kind, kind)}-{number or document_id}.pdf".replace(" ", "-").replace("/", "-")


def progress_of(run: PrintRun) -> dict[str, Any]:
    """What is shown of a run: how far it is, what was set aside, how long it will still take."""
    session = db.session()
    progress = queries.run_progress(session, run)
    elapsed = (clock.now() - run.created_at).total_seconds()
    return {
        "run": run, "progress": progress, "items": [sheet.item for sheet in run.sheets], "names": KIND_NAMES,
        "set_aside": queries.set_aside(session, run), "state": queries.state_of_run(session, run, progress),
        "steered": queries.steered_by(session, run), "is_duplex": queries.is_duplex(session, run),
        "remaining": remaining_seconds(progress.done, progress.total, elapsed),
    }
