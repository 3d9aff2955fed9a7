"""How the desk says what stands beside the tasks: deadlines, whom the house waits for, hints, what was done last."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import url_for

from app.core.web import _, _l, _n, count
from app.desk.rules import Advice, Awaited, Deadline, Evidence, Hint, Inspection
from app.desk.views.words import Row, due_words, written_out

MONTHS = (
    _l("Jan"), _l("Feb"), _l("Mär"), _l("Apr"), _l("Mai"), _l("Jun"), _l("Jul"), _l("Aug"), _l("Sep"), _l("Okt"),
    _l("Nov"), _l("Dez"),
)  # fmt: skip

DEADLINES: Mapping[str, tuple[Any, Any, str]] = {
    "circular": (_l("Umlauf {number} endet"), _l("{title}"), "boardroom.show"),
    "meeting": (_l("Sitzung zu {number}"), _l("{title}"), "boardroom.show"),
    "payments": (_l("Einzahlungen fällig"), _l("{amount} von {number} Mitgliedern"), "shares.index"),
    "office": (_l("Amtszeit von {name} endet"), _l("{organ}"), "organs.index"),
    "exits": (_l("Mitgliedschaften enden: {number}"), _l("Mit dem Tag endet auch die Beteiligung"), "dossiers.index"),
}


def deadline_of(deadline: Deadline, today: date, may_open: Callable[[str], bool]) -> dict[str, object]:
    """A deadline as the macro of the desk takes it."""
    text, note, endpoint = DEADLINES[deadline.what]
    values = written_out(deadline.values)
    arguments: dict[str, Any] = {"resolution_id": deadline.target} if deadline.target is not None else {}
    if deadline.what == "exits":
        arguments = {"view": "leaving"}
    if deadline.what == "payments" and deadline.values["number"] == 1:
        note = _l("{amount} von einem Mitglied")
    return {
        "day": f"{deadline.day.day:02d}", "month": str(MONTHS[deadline.day.month - 1]),
        "text": str(text).format_map(values), "note": str(note).format_map(values),
        "mark": deadline.day <= today + timedelta(days=3),
        "url": url_for(endpoint, **arguments) if may_open(endpoint) else None,
    }


def awaited_words(each: Awaited, today: date) -> str:
    """For what, and for how long, the house waits for somebody."""
    if each.what == "supervisory_board":
        return str(_n("%(num)s Mitglied hat noch nicht abgestimmt", "%(num)s Mitglieder haben noch nicht abgestimmt",
                      each.number))
    days = (today - each.since).days
    if each.what == "papers":
        if not days:
            return str(_("Antrag zu ergänzen, seit heute"))
        return str(_n("Antrag zu ergänzen, seit %(num)s Tag", "Antrag zu ergänzen, seit %(num)s Tagen", days))
    votes = _n("%(num)s Stimme", "%(num)s Stimmen", each.number)
    if not days:
        return str(_("%(votes)s, seit heute", votes=votes))
    return str(_n("%(votes)s, seit %(num)s Tag", "%(votes)s, seit %(num)s Tagen", days, votes=votes))


HINTS: Mapping[Advice, tuple[str, Any, Any, str, Any]] = {
    Advice.HINDRANCE: (
        "alert-triangle", _l("Noch keine Urkunden"), _l("{message}"), "setup.index", _l("Einrichten"),
    ),
    Advice.CERTIFICATES: (
        "certificate", _l("Ohne gültige Urkunde: {number}"), _l("Der Bestand hat sich geändert oder es gab noch keine"),
        "shares.certificates", _l("Ausstellen"),
    ),
    Advice.CERTIFICATE_NAME: (
        "certificate", _l("Urkunde entspricht nicht mehr dem Register"),
        _l("{name}: die Urkunde {number} trägt einen früheren Namen"), "shares.certificates", _l("Ersetzen"),
    ),
    Advice.CERTIFICATE_AMOUNT: (
        "certificate", _l("Urkunde entspricht nicht mehr der Satzung"),
        _l("{name}: die Urkunde {number} nennt einen früheren Betrag des Anteils"), "shares.certificates",
        _l("Ersetzen"),
    ),
    Advice.OFFICE_LOST: (
        "user-question", _l("{name} darf das Amt nicht mehr ausüben"),
        _l("{organ}: weder Mitglied noch Organ eines Mitglieds, § 9 Abs. 2 GenG"), "organs.index", _l("Klären"),
    ),
    Advice.OFFICE_ENDS: (
        "calendar-event", _l("Amtszeit von {name} endet"), _l("{organ}: noch niemand für die Zeit danach bestellt"),
        "organs.index", _l("Bestellen"),
    ),
    Advice.COMPOSITION: ("scale", _l("Besetzung der Organe"), _l("{message} {law}"), "organs.index", _l("Ansehen")),
    Advice.BELOW_MINIMUM: (
        "alert-triangle", _l("Ordentliche Mitglieder: {number}"),
        _l("Unter drei Mitgliedern löst das Gericht die Genossenschaft auf, § 80 Abs. 1 GenG"), "dossiers.index",
        _l("Ansehen"),
    ),
    Advice.NEAR_MINIMUM: (
        "alert-triangle", _l("Ordentliche Mitglieder: {number}"),
        _l("Es müssen mindestens drei bleiben, § 4 GenG"), "dossiers.index", _l("Ansehen"),
    ),
    Advice.NEAR_SMALL_LIMIT: (
        "users", _l("Mitglieder: {number}"),
        _l("Mit mehr als {limit} Mitgliedern fallen Erleichterungen weg, §§ 9, 24 GenG"), "setup.index", _l("Ansehen"),
    ),
    Advice.DELEGATES: (
        "users", _l("Mitglieder: {number}"),
        _l("Sind es am Ende des Geschäftsjahrs mehr als {limit}, ist eine Vertreterversammlung zulässig, § 43a GenG"),
        "reports.owners", _l("Ansehen"),
    ),
    Advice.LARGE_HOLDER: (
        "stack-2", _l("{name} hält mehr als ein Viertel des Guthabens"),
        _l("Melden Sie dem Transparenzregister, wer dahintersteht, §§ 3, 20 GwG"), "reports.owners", _l("Ansehen"),
    ),
    Advice.BENEATH_OWED: (
        "stack-2", _l("{name}: Nach einer Kündigung fehlen Pflichtanteile"),
        _l("Nach {number} wären es {left}, geschuldet sind dann {owed}"), "departures.show", _l("Ansehen"),
    ),
    Advice.QUANTITIES: (
        "stack-2", _l("Pflichtanteile nach Maßstab, Angabe fehlt: {number}"),
        _l("Noch nicht eingetragen: {measure}. So lange steht nicht fest, was diese Mitglieder schulden, § 7a GenG"),
        "dossiers.index", _l("Ansehen"),
    ),
    Advice.ACCOUNTS: (
        "calendar-stats", _l("Jahresabschluss {year}"), _l("Noch nicht {step} ({law})"),
        "closing.show", _l("Ansehen"),
    ),
    Advice.PROMOTION_REPORT: (
        "clipboard-data", _l("Förderbericht {year}"), _l("Noch nicht festgestellt ({law})"), "promotion.report",
        _l("Ansehen"),
    ),
    Advice.HANDED_BACK: (
        "arrows-exchange", _l("Ergebnis {year}: Übertragung {number} ist storniert"),
        _l("Verteilt ist es noch nach ihr. Soll es anders sein, stornieren Sie die Ergebnisverwendung, § 19 GenG"),
        "closing.result", _l("Ansehen"),
    ),
    Advice.GOES_ON_NO_MORE: (
        "arrows-exchange", _l("Ergebnis {year}: Die Fortsetzung nach {name} ({number}) ist storniert"),
        _l("Verteilt ist es noch nach ihr. Soll es anders sein, stornieren Sie die Ergebnisverwendung, § 19 GenG"),
        "closing.result", _l("Ansehen"),
    ),
    Advice.UNDONE_BENEATH: (
        "arrow-back-up", _l("Ergebnis {year}: {number} von {name} ist storniert"),
        _l("Verteilt ist es noch wie vorher. Soll es anders sein, stornieren Sie die Ergebnisverwendung, § 19 GenG"),
        "closing.result", _l("Ansehen"),
    ),
    Advice.NO_YEAR: (
        "calendar-stats", _l("Für heute ist kein Geschäftsjahr eingetragen"),
        _l("So lange rechnen Fristen und Auswertungen mit Jahren von zwölf Monaten"), "statutes.years",
        _l("Eintragen"),
    ),
}  # fmt: skip


def hint_of(hint: Hint, today: date, may_open: Callable[[str], bool]) -> Row:
    """Write a hint out as a row."""
    icon, subject, reason, endpoint, verb = HINTS[hint.advice]
    values = written_out(hint.values)
    message = _(hint.message).format_map(values) if hint.message else ""
    words = {**values, "message": message, "law": hint.law}
    arguments: dict[str, Any] = {**hint.arguments}
    url = url_for(endpoint, **arguments) if may_open(endpoint) else url_for("desk.today")
    return Row(
        icon, str(subject).format_map(words), str(reason).format_map(words).strip(), url, str(verb),
        due_words(hint.due_on, today), "",
    )


INSPECTIONS: Mapping[Evidence, tuple[str, Any, Any, str, Any]] = {
    Evidence.CHECK: (
        "shield-check", _l("Unversehrtheit"),
        _l("Prüft das Journal, Nummern, Dateien, Dokumente und Bestände auf Lücken und Änderungen"),
        "operations.check", _l("Prüfen"),
    ),
    Evidence.JOURNAL: (
        "history", _l("Journal"), _l("Wer was wann getan hat; Zeilen: {lines}"), "operations.journal", _l("Lesen"),
    ),
    Evidence.REGISTER: (
        "book", _l("Mitgliederliste zum {day}"), _l("Ende des Geschäftsjahrs {year}; Mitglieder: {members}"),
        "reports.index", _l("Ansehen"),
    ),
    Evidence.RESOLUTIONS: (
        "gavel", _l("Beschlüsse {year}"), _l("Vorstand, Aufsichtsrat und Generalversammlung; Beschlüsse: {number}"),
        "boardroom.register", _l("Ansehen"),
    ),
}  # fmt: skip


CHECKED = _l("Zuletzt geprüft am {day}; Befunde: {findings}")
CHECKED_AND_WELL = _l("Zuletzt geprüft am {day}: alles in Ordnung")


def inspection_of(inspection: Inspection) -> Row:
    """Write out as a row what an auditor looks into."""
    icon, subject, reason, endpoint, verb = INSPECTIONS[inspection.evidence]
    numbers = {name: count(value) for name, value in inspection.values.items() if isinstance(value, int)}
    words = {**written_out(inspection.values), **numbers}
    if inspection.evidence is Evidence.CHECK and inspection.values:
        reason = CHECKED if inspection.values["findings"] else CHECKED_AND_WELL
    arguments: dict[str, Any] = dict(inspection.arguments)
    url = url_for(endpoint, **arguments)
    return Row(icon, str(subject).format_map(words), str(reason).format_map(words), url, str(verb), "", "")


ACT_ICONS = {
    "submit_application": "user-plus", "enter_paper": "user-plus", "withdraw_application": "arrow-back",
    "admit": "circle-check", "turn_down": "circle-x", "notify": "mail-check", "open_resolution": "gavel",
    "close_resolution": "gavel", "record_resolution": "gavel", "record_payment": "coin-euro",
    "reverse_payment": "arrow-back-up", "issue_certificate": "certificate", "issue_letter": "mail",
    "note_debt_paid": "coin-euro", "undo_debt_paid": "arrow-back-up", "write_off_debt": "circle-x",
    "undo_written_off": "arrow-back-up",
    "subscribe_shares": "stack-2", "end_membership": "door-exit", "change_name": "pencil", "change_address": "map-pin",
    "take_over_list": "file-spreadsheet", "give_notice": "door-exit", "undo_notice": "arrow-back-up",
    "declare_further_shares": "stack-2", "turn_down_further_shares": "circle-x",
    "undo_further_shares": "arrow-back-up", "declare_transfer": "arrows-exchange", "enter_transfer": "arrows-exchange",
    "turn_down_transfer": "circle-x", "undo_transfer": "arrow-back-up",
}  # fmt: skip
