"""How the desk says what waits: icon, subject, reason and verb of every kind of task, and where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from app.core.formats import member_number
from app.core.told import Kept, Told
from app.core.web import _, _l, day, euro, in_words, sentence, short_day, titled
from app.desk.rules import Task, TaskKind, Urgency
from app.organs.rules import ORGAN_WORDS


@dataclass(frozen=True)
class Words:
    """The words of a kind: `{name}` and the like are filled from the task's values."""

    icon: str
    heading: Any
    subject: Any
    reason: Any
    verb: Any
    endpoint: str
    argument: str = ""
    rest: Any = ""


WORDS: Mapping[TaskKind, Words] = {
    TaskKind.VOTE: Words(
        "gavel", _l("Stimme abgeben"), _l("{number}: {title}"), _l("Ihre Stimme fehlt"), _l("Abstimmen"),
        "boardroom.show", "resolution_id", _l("Weitere Beschlüsse, in denen Ihre Stimme fehlt: {number}"),
    ),
    TaskKind.TAKE_UP: Words(
        "inbox", _l("In einen Beschluss aufnehmen"), _l("Vorlagen für den Vorstand: {number}"),
        _l("Vorgelegt und noch in keinem Beschluss"), _l("Aufnehmen"), "boardroom.index",
    ),
    TaskKind.TAKE_UP_SUPERVISORS: Words(
        "inbox", _l("In einen Beschluss aufnehmen"), _l("Vorlagen für den Aufsichtsrat: {number}"),
        _l("Vorgelegt und noch in keinem Beschluss"), _l("Aufnehmen"), "boardroom.index",
    ),
    TaskKind.RECORD_ASSEMBLY: Words(
        "building-community", _l("Beschlüsse der Generalversammlung"),
        _l("Vorlagen für die Generalversammlung: {number}"),
        _l("Was die Versammlung beschließt, wird von Hand nachgetragen"), _l("Nachtragen"), "boardroom.index",
    ),
    TaskKind.SIGN: Words(
        "signature", _l("Unterschreiben"), _l("Protokoll {number}"), _l("{title}, liegt seit {day} zur Unterschrift"),
        _l("Öffnen"), "boardroom.show", "resolution_id", _l("Weitere Protokolle zur Unterschrift: {number}"),
    ),
    TaskKind.NOTIFY: Words(
        "mail", _l("Benachrichtigen"), _l("Benachrichtigung: {name}"),
        _l("Zugelassen mit Beschluss {resolution}; zu benachrichtigen unverzüglich, § 15 Abs. 2 GenG"),
        _l("Mitteilen"), "admissions.show", "application_id", _l("Weitere zu benachrichtigen: {number}"),
    ),
    TaskKind.CONFIRM_CHANGE: Words(
        "eye", _l("Änderungen bestätigen"), _l("{matter}: {name}"),
        _l("Eingetragen von {who}, gilt ab {day}; erst Ihre Bestätigung lässt es gelten"), _l("Prüfen"),
        "changes.show", "change_id", _l("Weitere Änderungen, die auf Bestätigung warten: {number}"),
    ),
    TaskKind.CONFIRM_SETTLEMENT: Words(
        "eye", _l("Auszahlungen bestätigen"), _l("Auseinandersetzung: {name}"),
        _l("{number}, eröffnet von {who}: {amount}; ausgezahlt wird erst nach Ihrer Bestätigung"), _l("Prüfen"),
        "settlements.show", "settlement_id", _l("{number} weitere Auseinandersetzungen zu bestätigen"),
    ),
    TaskKind.PROPOSE: Words(
        "circle-check", _l("Dem Vorstand vorlegen"), _l("{name}"), _l("Antrag vollständig, dem Vorstand vorzulegen"),
        _l("Vorlegen"), "admissions.show", "application_id",
    ),
    TaskKind.CHECK: Words(
        "user-question", _l("Anträge prüfen"), _l("{name}"), _l("Antrag vom {day}; noch offen: {missing}"),
        _l("Prüfen"), "admissions.show", "application_id", _l("Weitere Anträge: {number}"),
    ),
    TaskKind.ORIGINAL: Words(
        "file-x", _l("Originale"), _l("{name}"), _l("Antrag vom {day}; das unterschriebene Original fehlt"),
        _l("Eintragen"), "admissions.show", "application_id",
    ),
    TaskKind.COMPARE: Words(
        "copy-check", _l("Dubletten"), _l("Mögliche Dublette: {name}"), _l("Sieht aus wie {likely}"), _l("Vergleichen"),
        "admissions.show", "application_id",
    ),
    TaskKind.COMPLETE: Words(
        "user-question", _l("Unvollständige Anträge"), _l("{name}"),
        _l("Liegt dem Vorstand vor und kann nicht zugelassen werden; noch offen: {missing}"), _l("Klären"),
        "admissions.show", "application_id", _l("Weitere Anträge vor dem Vorstand, denen etwas fehlt: {number}"),
    ),
    TaskKind.REMIND_APPLICANT: Words(
        "user-question", _l("Unvollständige Anträge"), _l("{name}"),
        _l("Antrag seit {days} Tagen zurückgegeben: {reason}"), _l("Ansehen"),
        "admissions.show", "application_id", _l("Weitere zurückgegebene Anträge: {number}"),
    ),
    TaskKind.ANSWER_ENQUIRY: Words(
        "address-book", _l("Interessenten"), _l("Anfrage: {name}"),
        _l("Eingegangen am {day}; noch kein Gespräch"), _l("Ansehen"), "prospects.show",
        "prospect_id", _l("{number} weitere Anfragen ohne Gespräch"),
    ),
    TaskKind.NEXT_STEP: Words(
        "address-book", _l("Interessenten"), _l("{name}"), _l("{what}{who}"), _l("Ansehen"), "prospects.show",
        "prospect_id", _l("{number} weitere nächste Schritte bei Interessenten"),
    ),
    TaskKind.STEP_MISSING: Words(
        "address-book", _l("Interessenten"), _l("{name}"), _l("Noch niemand hat gesagt, wie es weitergeht"),
        _l("Planen"), "prospects.plan", "prospect_id", _l("{number} weitere Interessenten ohne nächsten Schritt"),
    ),
    TaskKind.ASKED_TO_STAY: Words(
        "address-book", _l("Interessenten"), _l("Einwilligung: {name}"),
        _l("Gefragt, ob die Angaben bleiben; ohne Antwort bis {day} werden sie gelöscht"), _l("Ansehen"),
        "prospects.show", "prospect_id", _l("{number} weitere, die noch nicht geantwortet haben"),
    ),
    TaskKind.LOOK_AT_NEED: Words(
        "bulb", _l("Bedarfe"), _l("{number}: {title}"), _l("Eingebracht am {day}; noch nicht gesichtet"),
        _l("Ansehen"), "needs.show", "need_id", _l("{number} weitere neue Bedarfe"),
    ),
    TaskKind.ANSWER_QUESTION: Words(
        "message-question", _l("Bedarfe"), _l("Frage zu {number}"), _l("Gestellt von {who} am {day}"),
        _l("Antworten"), "needs.show", "need_id", _l("{number} weitere Fragen zu Bedarfen"),
    ),
    TaskKind.MEDIATE_CONTACT: Words(
        "users", _l("Kontakte"), _l("Kontakt zu {number}"), _l("Gewünscht am {day}; wer gefragt ist, hat kein Login"),
        _l("Vermitteln"), "bundles.contact", "contact_id", _l("{number} weitere Kontaktwünsche"),
    ),
    TaskKind.LAY_ROUND: Words(
        "gavel", _l("Bewertung"), _l("{number}: {title}"), _l("Geschlossen am {day}; noch niemandem vorgelegt"),
        _l("Ansehen"), "assessments.show", "round_id", _l("{number} weitere Runden ohne Beschluss"),
    ),
    TaskKind.CLOSE_ROUND: Words(
        "scale", _l("Bewertung"), _l("{number}: {title}"), _l("Alle Bewertungen sind da; läuft sonst bis {day}"),
        _l("Schließen"), "assessments.show", "round_id", _l("{number} weitere vollständige Runden"),
    ),
    TaskKind.ANSWER_WITH: Words(
        "circle-check", _l("Bedarfe"), _l("{number}: {title}"), _l("Vorhanden; wartende Bedarfe: {needs}"),
        _l("Beantworten"), "solutions.answer", "solution_id", _l("{number} weitere vorhandene Lösungen"),
    ),
    TaskKind.PARTNER_DECLINED: Words(
        "users", _l("Bedarfe"), _l("{number}: Ein gefragter Partner hat abgesagt"),
        _l("Am {day}; jemand anderen fragen oder eintragen, wie es weitergeht"),
        _l("Ansehen"), "solutions.show", "solution_id", _l("{number} weitere Absagen von Partnern"),
    ),
    TaskKind.TAKE_UP_VERDICT: Words(
        "message-question", _l("Bedarfe"), _l("{number}: Die Lösung hat nicht geholfen"),
        _l("Gesagt am {day}; wieder aufnehmen oder erklären"),
        _l("Ansehen"), "solutions.show", "solution_id", _l("{number} weitere Urteile, die etwas verlangen"),
    ),
    TaskKind.REMIND_PAYER: Words(
        "mail-exclamation", _l("Mahnungen"), _l("{name}"), _l("{level} an Nr. {member}: {amount} offen"), _l("Ansehen"),
        "dues.preview", "number", _l("Weitere Briefe an Mitglieder mit überfälligen Zahlungen: {number}"),
    ),
    TaskKind.TELL_LEAVER: Words(
        "door-exit", _l("Kündigungen"), _l("{name}"), _l("Zu Kündigung {number} vom {day} fehlt ein Brief"),
        _l("Mitteilen"), "departures.show", "notice_id", _l("{number} weitere Kündigungen ohne Brief"),
    ),
    TaskKind.TELL_SUBSCRIBER: Words(
        "stack-2", _l("Weitere Anteile"), _l("{name}"),
        _l("Über Erklärung {number} ist mit {resolution} entschieden; der Brief an das Mitglied fehlt"),
        _l("Mitteilen"), "subscriptions.show", "subscription_id",
        _l("{number} weitere Entscheidungen über Anteile ohne Brief"),
    ),
    TaskKind.OPEN_SETTLEMENTS: Words(
        "cash", _l("Auszahlungen"), _l("Auseinandersetzungen zu eröffnen"),
        _l("Der Jahresabschluss ist festgestellt; abgerechnet ist noch nicht (§ 73 GenG)"), _l("Abrechnen"),
        "settlements.candidates",
    ),
    TaskKind.PAY_OUT: Words(
        "cash", _l("Auszahlungen"), _l("Auszahlung: {name}"), _l("{number}: {amount} sind auszuzahlen (§ 73 GenG)"),
        _l("Auszahlen"), "settlements.show", "settlement_id", _l("{number} weitere Auszahlungen"),
    ),
    TaskKind.PAYOUT_HELD: Words(
        "cash", _l("Auszahlungen"), _l("Auszahlung zurückgehalten: {name}"), _l("{number}, {amount}: {why}"),
        _l("Ansehen"), "settlements.show", "settlement_id",
    ),
    TaskKind.PAYOUT_BARRED: Words(
        "cash", _l("Auszahlungen"), _l("Anspruch verjährt: {name}"),
        _l("{number}, {amount}: verjährt mit Ablauf des {barred}; prüfen oder schließen (§ 214 BGB)"),
        _l("Prüfen"), "settlements.show", "settlement_id",
    ),
    TaskKind.CLAIMS_BARRED: Words(
        "cash", _l("Auszahlungen"), _l("Verjährte Ansprüche aus Ergebnissen: {number}"),
        _l("Prüfen oder schließen; von selbst erlöschen sie nicht (§ 214 BGB)"), _l("Prüfen"), "settlements.dividends",
    ),
    TaskKind.DUES_LAPSED: Words(
        "cash", _l("Zahlungen"), _l("Verjährte Ansprüche auf Zahlungen: {number}"),
        _l("Prüfen oder schließen; von selbst erlöschen sie nicht (§ 214 BGB)"), _l("Prüfen"), "shares.index",
    ),
    TaskKind.RESTS_OWED: Words(
        "cash", _l("Zahlungen"), _l("Rest vom Fehlbetrag geschuldet: {number}"),
        _l("Ausgeschiedene schulden mehr, als ihr Guthaben deckte (§ 73 Abs. 2 Satz 4 GenG)"), _l("Ansehen"),
        "settlements.index",
    ),
    TaskKind.PAY_CLAIMS: Words(
        "cash", _l("Auszahlungen"), _l("Ansprüche aus Ergebnissen: {number}"),
        _l("Die Generalversammlung hat sie beschlossen; ausgezahlt sind sie noch nicht (§ 19 GenG)"), _l("Auszahlen"),
        "settlements.dividends",
    ),
    TaskKind.TELL_TRANSFER: Words(
        "arrows-exchange", _l("Übertragungen"), _l("{name}"),
        _l("Zu Übertragung {number} fehlt ein Brief"), _l("Mitteilen"),
        "transfers.show", "transfer_id", _l("{number} weitere Übertragungen ohne Brief"),
    ),
    TaskKind.TELL_REMOVED: Words(
        "users", _l("Anderes Ausscheiden"), _l("{name}"), _l("Zu {number} fehlt noch der Brief"), _l("Schreiben"),
        "removals.show", "removal_id", _l("{number} weitere Vorgänge ohne Brief"),
    ),
    TaskKind.TELL_SETTLED: Words(
        "cash", _l("Auszahlungen"), _l("{name}"), _l("Zu Auseinandersetzung {number} fehlt ein Brief"), _l("Schreiben"),
        "settlements.show", "settlement_id", _l("{number} weitere Auseinandersetzungen ohne Brief"),
    ),
    TaskKind.SEND_EXCLUSION: Words(
        "mail", _l("Anderes Ausscheiden"), _l("{name}"),
        _l("Ausschluss {number} ist mit {resolution} beschlossen; das Einschreiben ist abzusenden"), _l("Absenden"),
        "removals.show", "removal_id", _l("{number} weitere Einschreiben abzusenden"),
    ),
    TaskKind.MEMBERS_UNREACHED: Words(
        "mail-x", _l("Versammlungen"), _l("Mitglieder nicht erreicht: {number}"),
        _l("Einladung oder Mitteilung zu einer Versammlung kam nicht an oder fehlt noch (§ 46 GenG)"), _l("Klären"),
        "assemblies.unreached",
    ),
    TaskKind.MEMBERS_LATE: Words(
        "clock-exclamation", _l("Versammlungen"), _l("Mitglieder zu spät benachrichtigt: {number}"),
        _l("Einladung oder Ergänzung ging zu spät hinaus; was beschlossen wird, ist anfechtbar (§§ 46, 51 GenG)"),
        _l("Ansehen"), "assemblies.told_late",
    ),
    TaskKind.ANSWER_REQUEST: Words(
        "users", _l("Versammlungen"), _l("Verlangen von Mitgliedern: {title}"),
        _l("Eingegangen am {day} und noch nicht beantwortet (§ 45 GenG)"), _l("Beantworten"),
        "assemblies.show_request", "request_id", _l("{number} weitere Verlangen ohne Antwort"),
    ),
    TaskKind.CONVENE_ASSEMBLY: Words(
        "building-community", _l("Versammlungen"), _l("Versammlung am {day}"),
        _l("Geplant und noch nicht einberufen; einzuberufen bis {by} (§ 46 Abs. 1 GenG)"), _l("Ansehen"),
        "assemblies.show", "assembly_id", _l("{number} weitere Versammlungen einzuberufen"),
    ),
    TaskKind.LAY_OPEN: Words(
        "paperclip", _l("Versammlungen"), _l("Unterlagen zur Versammlung am {day}"),
        _l("Jahresabschluss oder Bericht fehlt noch; einsehbar ab {by} (§ 48 Abs. 3 GenG)"), _l("Ablegen"),
        "assemblies.add_paper", "assembly_id", _l("{number} weitere Versammlungen ohne Unterlagen"),
    ),
    TaskKind.OPEN_DOOR: Words(
        "login", _l("Versammlungen"), _l("Versammlung heute"), _l("Die Mitglieder kommen oder stimmen ab"),
        _l("Einlass"), "attendance.door", "assembly_id", _l("{number} weitere Versammlungen heute"),
    ),
    TaskKind.NAME_CONCERNED: Words(
        "hand-stop", _l("Versammlungen"), _l("Versammlung am {day}"),
        _l("Noch niemand hat gesagt, wen ein Punkt betrifft und wer deshalb nicht mitstimmt (§ 43 Abs. 6 GenG)"),
        _l("Benennen"), "attendance.bans", "assembly_id",
        _l("{number} weitere Versammlungen mit offenen Stimmverboten"),
    ),
    TaskKind.CLOSE_SITTING: Words(
        "gavel", _l("Versammlungen"), _l("Versammlung am {day}"),
        _l("Der Tag ist vorbei, und niemand hat die Versammlung geschlossen"), _l("Schließen"), "voting.lead",
        "assembly_id", _l("{number} weitere Versammlungen zu schließen"),
    ),
    TaskKind.SETTLE_UNOPENED: Words(
        "calendar-off", _l("Versammlungen"), _l("Versammlung am {day}"),
        _l("Sie wurde hier nicht eröffnet: Beschlüsse nachtragen, offene Punkte übernehmen oder festhalten, dass sie"
           " nicht stattfand"), _l("Ansehen"), "assemblies.show",
        "assembly_id", _l("{number} weitere Versammlungen, die nicht eröffnet wurden"),
    ),
    TaskKind.SIGN_MINUTES: Words(
        "signature", _l("Versammlungen"), _l("Niederschrift zur Versammlung am {day}"),
        _l("Die Versammlung ist geschlossen; die Niederschrift ist durchzusehen und zu unterschreiben (§ 47 GenG)"),
        _l("Ansehen"), "minutes.show", "assembly_id", _l("{number} weitere Niederschriften zu unterschreiben"),
    ),
    TaskKind.SIGN_ADDENDUM: Words(
        "signature", _l("Versammlungen"), _l("Nachtrag {number} zur Niederschrift der Versammlung am {day}"),
        _l("Zu drucken und zu unterschreiben; die Mitglieder lesen ihn erst danach (§ 47 GenG)"),
        _l("Ansehen"), "minutes.addendum", "", _l("{number} weitere Nachträge zu unterschreiben"),
    ),
    TaskKind.CARRY_OUT: Words(
        "list-check", _l("Versammlungen"), _l("Beschlüsse der Versammlung am {day}"),
        _l("Beschlossen und noch nicht ausgeführt: {what}"), _l("Ausführen"), "minutes.show", "assembly_id",
        _l("{number} weitere Versammlungen mit Beschlüssen, die auszuführen sind"),
    ),
    TaskKind.FILE_REGISTER: Words(
        "building-bank", _l("Genossenschaftsregister"), _l("Anmeldung zum Register: {about}"),
        _l("Beschlossen am {day}; anzumelden ohne Zögern ({law}){who}"), _l("Anmelden"), "minutes.filing", "",
        _l("{number} weitere Anmeldungen zum Register"),
    ),
    TaskKind.PRINT: Words(
        "printer", _l("Drucken"), _l("Zu drucken: {number}"), _l("Briefe, Urkunden und Protokolle liegen im Druckkorb"),
        _l("Drucken"), "archive.tray",
    ),
    TaskKind.POST: Words(
        "send", _l("Versenden"), _l("Gedruckt, noch nicht versandt: {number}"),
        _l("Abhaken, sobald die Post abgegeben ist"), _l("Abhaken"), "archive.tray",
    ),
    TaskKind.MAIL_FAILED: Words(
        "mail-x", _l("E-Mails"), _l("Nicht gesendete E-Mails: {number}"), _l("Der Mailserver hat sie nicht angenommen"),
        _l("Klären"), "operations.mails",
    ),
    TaskKind.MAIL_IN_DOUBT: Words(
        "mail-exclamation", _l("E-Mails"), _l("E-Mails im Zweifel: {number}"),
        _l("Niemand weiß, ob sie angekommen sind; nur ein Mensch sendet sie noch einmal"), _l("Klären"),
        "operations.mails",
    ),
    TaskKind.JOB_FAILED: Words(
        "alert-circle", _l("Aufträge"), _l("Ungeklärte Schritte in Aufträgen: {number}"),
        _l("Jemand muss entscheiden, ob sie wiederholt werden"), _l("Ansehen"), "operations.jobs",
    ),
}  # fmt: skip

URGENCIES = {
    Urgency.OVERDUE: _l("Überfällig"), Urgency.THIS_WEEK: _l("Diese Woche"), Urgency.LATER: _l("Später"),
    Urgency.NO_DEADLINE: _l("Ohne Frist"),
}  # fmt: skip

ORGANS = in_words({organ.value: word for organ, word in ORGAN_WORDS.items()})
WEEKDAYS = (_l("Mo"), _l("Di"), _l("Mi"), _l("Do"), _l("Fr"), _l("Sa"), _l("So"))


@dataclass(frozen=True)
class Row:
    """A task as the page shows it."""

    icon: str
    subject: str
    reason: str
    url: str
    verb: str
    due: str
    tone: str


def row_of(task: Task, today: date) -> Row:
    """Write a task out."""
    words, values = WORDS[task.kind], written_out(task.values)
    reason, number = _reason_of(task, values) if not task.more else "", task.more
    subject = str(words.rest if number else words.subject).format_map(values)
    arguments: dict[str, Any] = {**task.arguments}
    if words.argument and task.target is not None:
        arguments[words.argument] = task.target
    url = url_for(words.endpoint, **arguments) if not number else _overview(task.kind)
    return Row(words.icon, subject, reason, url, str(words.verb), due_words(task.due_on, today), _tone(task, today))


def _reason_of(task: Task, values: Mapping[str, object]) -> str:
    """Why it waits: the sentence of its kind, or a nearer one."""
    if task.kind is TaskKind.VOTE and int(str(values["items"])) > 1:
        return str(_("Ihre Stimme fehlt bei %(count)s Gegenständen", count=values["items"]))
    if task.kind is TaskKind.COMPARE and values["member"]:
        return str(_("Sieht aus wie %(name)s, Nr. %(number)s", name=values["likely"], number=values["member"]))
    if task.kind is TaskKind.COMPLETE and values["likely"]:
        likely = values["likely"]
        if values["member"]:
            likely = _("%(name)s, Nr. %(number)s", name=likely, number=values["member"])
        return str(_("Liegt dem Vorstand vor und kann nicht zugelassen werden: sieht aus wie %(name)s", name=likely))
    if task.kind is TaskKind.REMIND_APPLICANT and values["reminded"]:
        words = {"day": values["reminded"], "reason": "; ".join(map(titled, str(values["reason"]).splitlines()))}
        return str(_("Am %(day)s erinnert, noch keine Antwort: %(reason)s", **words))
    return str(WORDS[task.kind].reason).format_map(values)


def _overview(kind: TaskKind) -> str:
    """Where all tasks of a kind are listed."""
    return url_for(_LISTS.get(kind, f"{WORDS[kind].endpoint.partition('.')[0]}.index"))


_LISTS = {TaskKind.ANSWER_REQUEST: "assemblies.requests"}
"""Where tasks of a kind are listed, if that is not the first page of their room."""


def _tone(task: Task, today: date) -> str:
    if task.due_on is None or task.due_on > today + timedelta(days=3):
        return ""
    return "stop" if task.due_on < today else "wait"


def due_words(due_on: date | None, today: date) -> str:
    """Write a deadline: `seit 20.11.`, `heute`, `bis Fr 27.11.`, with the year where it is another; empty without one.
    """
    if due_on is None:
        return ""
    if due_on == today:
        return str(_("heute"))
    if due_on < today:
        written = short_day(due_on) if due_on.year == today.year else day(due_on)
        return str(_("seit %(day)s", day=written))
    written = short_day(due_on) if due_on.year == today.year else day(due_on)
    return str(_("bis %(weekday)s %(day)s", weekday=WEEKDAYS[due_on.weekday()], day=written))


def written_out(values: Mapping[str, object]) -> dict[str, object]:
    """Values as words: amounts in euro, days, member numbers, lists joined."""
    words: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, date):
            words[name] = day(value)
        elif isinstance(value, Told | Kept):
            words[name] = sentence("{value}", {"value": value})
        elif name == "amount":
            words[name] = euro(int(str(value)))
        elif name == "member" and value:
            words[name] = member_number(int(str(value)))
        elif isinstance(value, list):
            words[name] = ", ".join(_(str(each)) for each in value)
        elif name == "organ":
            words[name] = ORGANS[str(value)]
        else:
            words[name] = value
    return words
