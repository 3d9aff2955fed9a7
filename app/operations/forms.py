"""Forms of operations, and the words for what goes on behind the pages."""

from app.core.jobs import STATE_WORDS
from app.core.outbox import MAIL_WORDS
from app.core.values import German
from app.core.web import Form, GermanDateField, KeyedForm, _l, in_words
from app.operations.rules import AREA_WORDS, SEVERITY_WORDS

MAIL_STATES, AREAS, SEVERITIES = in_words(MAIL_WORDS), in_words(AREA_WORDS), in_words(SEVERITY_WORDS)
JOB_STATES = in_words({**{str(state): word for state, word in STATE_WORDS.items()}, "paused": German("Angehalten")})

JOB_KINDS = {
    "mail": _l("E-Mail senden"),
    "render": _l("Dokument herstellen"),
    "bundle": _l("Druckstapel zusammenstellen"),
    "erase_file": _l("Datei löschen"),
    "erase_result": _l("Ergebnis löschen"),
    "export": _l("Liste ausgeben"),
    "check": _l("Bestand prüfen"),
    "import": _l("Liste übernehmen"),
    "close_resolution": _l("Umlaufverfahren schließen"),
    "expire_draft": _l("Entwurf nach Ablauf löschen"),
    "note_notified": _l("Benachrichtigung vermerken"),
    "erase_refused": _l("Nicht zugelassenen Antrag löschen"),
    "erase_withdrawn": _l("Zurückgezogenen Antrag löschen"),
    "certificate_follows": _l("Urkunde dem Anteilsblatt folgen lassen"),
    "remind_returned": _l("An fehlende Angaben erinnern"),
}
"""Kind of job → what it does; a kind without words is shown by its name."""

LISTS = {
    "dossiers.index": German("Mitglieder"),
    "operations.journal": German("Journal"),
    "reports.index": German("Register"),
}
"""Lists that may be long, by the endpoint of their page, and how the file of each is called."""

ACTS = {
    "erase_details": _l("Angaben gelöscht"),
    "account.disabled": _l("Zugang gesperrt"),
    "account.email_changed": _l("Adresse des Zugangs geändert"),
    "account.enabled": _l("Zugang geöffnet"),
    "account.invited": _l("Einladung verschickt"),
    "account.link_handed_out": _l("Einladungslink gezeigt"),
    "account.opened": _l("Zugang eröffnet"),
    "account.password_changed": _l("Passwort geändert"),
    "account.password_chosen": _l("Passwort gewählt"),
    "add_bank_account": _l("Bankverbindung eingetragen"),
    "add_clause_version": _l("Klausel neu gefasst"),
    "add_party": _l("Person erfasst"),
    "add_representation": _l("Vertretung eingetragen"),
    "add_upload": _l("Unterlage hinzugefügt"),
    "admit": _l("Zugelassen"),
    "appoint": _l("Ins Amt bestellt"),
    "approve_application": _l("Zustimmung der Generalversammlung"),
    "ask_to_continue": _l("Aufhebung einer Kündigung vorgelegt"),
    "cancel_shares": _l("Anteile gekündigt"),
    "change_address": _l("Anschrift geändert"),
    "change_contact": _l("Kontakt geändert"),
    "change_name": _l("Name geändert"),
    "check_ordered": _l("Prüfung begonnen"),
    "close_resolution": _l("Beschluss geschlossen"),
    "confirm_change": _l("Änderung bestätigt"),
    "confirm_declaration": _l("Erklärung bestätigt"),
    "confirm_email": _l("E-Mail-Adresse bestätigt"),
    "consent_to_investing": _l("Zustimmung zum investierenden Mitglied"),
    "continue": _l("Aufhebung kam zu spät"),
    "copy_ordered": _l("Weitere Ausfertigung"),
    "declare_bias": _l("Befangenheit erklärt"),
    "declare_further_shares": _l("Weitere Anteile erklärt"),
    "delete_upload": _l("Unterlage gelöscht"),
    "discard_draft": _l("Entwurf verworfen"),
    "discard_list": _l("Liste verworfen"),
    "document_discarded": _l("Schreiben verworfen"),
    "document_issued": _l("Dokument ausgestellt"),
    "document_made_void": _l("Dokument für ungültig erklärt"),
    "document_posted": _l("Schreiben versandt"),
    "document_printed": _l("Schreiben gedruckt"),
    "document_put_back": _l("Schreiben zurückgelegt"),
    "document_replaced": _l("Dokument ersetzt"),
    "drop": _l("Gegenstand zurückgenommen"),
    "end_membership": _l("Mitgliedschaft beendet"),
    "end_office": _l("Amt beendet"),
    "end_representation": _l("Vertretung beendet"),
    "enter_member": _l("Mitglied eingetragen"),
    "enter_paper": _l("Erklärung auf Papier erfasst"),
    "erase_application": _l("Antrag gelöscht"),
    "export_ordered": _l("Liste ausgegeben"),
    "extend_office": _l("Amt verlängert"),
    "fiscal_year.dropped": _l("Geschäftsjahr entfernt"),
    "fiscal_year.set": _l("Geschäftsjahr festgelegt"),
    "give_notice": _l("Kündigung eingegangen"),
    "hand_over_list": _l("Liste hochgeladen"),
    "house.changed": _l("Stammdaten geändert"),
    "house.logo_changed": _l("Logo geändert"),
    "inspect_register": _l("Einsicht in das Register"),
    "issue_certificate": _l("Urkunde ausgestellt"),
    "issue_letter": _l("Schreiben ausgestellt"),
    "job.cancelled": _l("Auftrag abgebrochen"),
    "job.paused": _l("Auftrag angehalten"),
    "job.resumed": _l("Auftrag fortgesetzt"),
    "job.retried": _l("Auftrag noch einmal angestoßen"),
    "keep_notice": _l("Kündigung bleibt bestehen"),
    "leave_with_shares": _l("Ausgeschieden mit Anteilen"),
    "link_party": _l("Mit bekannter Person verbunden"),
    "mail.marked_sent": _l("E-Mail als gesendet vermerkt"),
    "mail.sent_again": _l("E-Mail noch einmal gesendet"),
    "note_detail": _l("Weitere Angabe eingetragen"),
    "note_original": _l("Original eingegangen"),
    "notify": _l("Benachrichtigt"),
    "object_to_procedure": _l("Umlaufverfahren widersprochen"),
    "open_resolution": _l("Beschluss eröffnet"),
    "print_refusal": _l("Ablehnung als Brief geschrieben"),
    "print_run_started": _l("Druckauftrag gestartet"),
    "propose": _l("Zur Beschlussfassung vorgeschlagen"),
    "propose_again": _l("Erneut vorgeschlagen"),
    "propose_application": _l("Antrag vorgelegt"),
    "propose_change": _l("Änderung vorgeschlagen"),
    "record_payment": _l("Zahlung erfasst"),
    "record_resolution": _l("Beschluss nachgetragen"),
    "reject_change": _l("Änderung abgelehnt"),
    "remind_applicant": _l("An fehlende Angaben erinnert"),
    "restored": _l("Sicherung wiederhergestellt"),
    "return_application": _l("Antrag zurückgegeben"),
    "reverse_payment": _l("Zahlung storniert"),
    "reverse_share_entry": _l("Buchung storniert"),
    "role.ended": _l("Rolle beendet"),
    "role.granted": _l("Rolle erteilt"),
    "set_attendance": _l("Anwesenheit vermerkt"),
    "sign_protocol": _l("Unterschriebenes Protokoll archiviert"),
    "start_application": _l("Antrag begonnen"),
    "statute.changed": _l("Satzung geändert"),
    "statute.document_filed": _l("Satzung hinterlegt"),
    "statute.dropped": _l("Satzungsfassung verworfen"),
    "statute.recorded": _l("Satzungsfassung erfasst"),
    "statute.registered": _l("Satzung eingetragen"),
    "strike_office": _l("Amt gestrichen"),
    "submit_application": _l("Antrag eingereicht"),
    "subscribe_shares": _l("Anteile gezeichnet"),
    "take_over_list": _l("Liste übernommen"),
    "take_over_shares": _l("Anteile übernommen"),
    "take_up_again": _l("Antrag wieder aufgenommen"),
    "tick_point": _l("Prüfpunkt abgehakt"),
    "turn_down": _l("Nicht zugelassen"),
    "turn_down_further_shares": _l("Weitere Anteile nicht zugelassen"),
    "undo_address": _l("Anschrift zurückgenommen"),
    "undo_exit": _l("Ende der Mitgliedschaft storniert"),
    "undo_further_shares": _l("Weitere Anteile zurückgenommen oder storniert"),
    "undo_name": _l("Name zurückgenommen"),
    "undo_notice": _l("Kündigung aufgehoben"),
    "untick_point": _l("Prüfpunkt wieder geöffnet"),
    "void_certificate": _l("Urkunde für ungültig erklärt"),
    "vote": _l("Abgestimmt"),
    "withdraw_application": _l("Antrag zurückgezogen"),
    "withdraw_bias": _l("Befangenheit zurückgenommen"),
    "withdraw_change": _l("Änderung zurückgezogen"),
}
"""Act of the journal → what was done; an act without words is shown by its name."""

SUBJECTS = {
    "account": _l("Zugang"),
    "application": _l("Antrag"),
    "clause": _l("Klausel"),
    "document": _l("Dokument"),
    "house": _l("Stammdaten"),
    "import": _l("Import"),
    "inspection": _l("Einsicht"),
    "item": _l("Gegenstand"),
    "job": _l("Auftrag"),
    "mail": _l("E-Mail"),
    "member": _l("Mitglied"),
    "party": _l("Person"),
    "print_run": _l("Druckauftrag"),
    "resolution": _l("Beschluss"),
    "statute": _l("Satzung"),
}
"""What a line of the journal is about."""


class PeriodForm(Form):
    """Which days of the journal are shown; sent by GET."""

    first_day = GermanDateField(_l("Vom"), name="von")
    last_day = GermanDateField(_l("Bis"), name="bis")


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
