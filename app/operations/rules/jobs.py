"""What each kind of job does, in words for people."""

from collections.abc import Mapping

from app.core.values import German

JOB_WORDS: Mapping[str, str] = {
    "mail": German("E-Mail senden"),
    "render": German("Dokument herstellen"),
    "audit_folder": German("Prüfungsordner schreiben"),
    "assembly_tickets": German("Einlasskarten drucken"),
    "bundle": German("Druckstapel zusammenstellen"),
    "erase_expired": German("Nach Aufbewahrungsfrist löschen"),
    "erase_file": German("Datei löschen"),
    "erase_result": German("Ergebnis löschen"),
    "export": German("Liste ausgeben"),
    "check": German("Bestand prüfen"),
    "import": German("Liste übernehmen"),
    "need_meaning": German("Bedarf vergleichbar machen"),
    "offer_meaning": German("Partnerangebot vergleichbar machen"),
    "invite_newcomers": German("Neue Mitglieder zu Versammlungen einladen"),
    "close_resolution": German("Umlaufverfahren schließen"),
    "expire_draft": German("Entwurf nach Ablauf löschen"),
    "note_notified": German("Benachrichtigung vermerken"),
    "erase_refused": German("Nicht zugelassenen Antrag löschen"),
    "erase_withdrawn": German("Zurückgezogenen Antrag löschen"),
    "certificate_follows": German("Urkunde dem Anteilsblatt folgen lassen"),
    "contribution_run": German("Um den Jahresbeitrag bitten"),
    "contributions_taken_back": German("Jahresbeiträge zurücknehmen"),
    "dunning_run": German("Mahnbriefe schreiben"),
    "remind_returned": German("An fehlende Angaben erinnern"),
    "remind_verdict": German("An das Urteil zu einer Lösung erinnern"),
    "tell_assembly": German("Mitglieder zu einer Versammlung benachrichtigen"),
    "tell_redirection": German("Neuen Zugang zu einer Versammlung mitteilen"),
    "credit_covers": German("Mit übertragenem Guthaben decken, was offen ist"),
    "tell_of_split": German("Zerlegung der Anteile mitteilen"),
}
"""Kind of job → what it does; a kind without words is shown by its name."""
