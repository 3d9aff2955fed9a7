"""Samples of invitations that try the layout: every form, few items and many, a synopsis over pages, a copy."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.core.formats import NBSP
from app.core.values import WrittenForm
from documents.assembly import (
    AgendaItem,
    AssemblyKind,
    ConvenedBy,
    ItemType,
    MeetingForm,
    Paper,
    Papers,
    ProposedBy,
    SynopsisRow,
)
from documents.assembly_invitation.facts import InvitationFacts, ProxyRules, for_everybody, sample

ACCESS = (
    "Melden Sie sich ab 9:30 Uhr unter der genannten Adresse mit dem Zugang Ihrer Mitgliederseite an. Sie sehen und "
    "hören die ganze Versammlung, können das Wort verlangen, Anträge stellen und Fragen in Bild und Ton oder "
    "schriftlich stellen. Fällt die Technik aus, erreichen Sie uns unter 07000 413-20."
)
VOTING = (
    "Abgestimmt wird auf derselben Seite, sobald die Versammlungsleitung die Abstimmung eröffnet; jede Stimme wird "
    "mit einer Quittung bestätigt."
)
OBJECTION = (
    "Widerspruch gegen einen Beschluss erklären Sie bis zum Schluss der Versammlung auf derselben Seite unter "
    "„Widerspruch zu Protokoll“; er wird in die Niederschrift aufgenommen."
)
URL = "https://versammlung.morgenau.example/2027"
THREE_QUARTERS = f"mindestens drei Viertel der abgegebenen Stimmen (§{NBSP}16 Abs.{NBSP}4 GenG)"


def variants() -> dict[str, InvitationFacts]:
    """Samples in every form, and what is long."""
    return {
        "physical": sample(), "everybody": for_everybody(sample()), "streamed": streamed(), "virtual": virtual(),
        "hybrid": hybrid(), "stretched": stretched(), "minority": minority(), "court": court(), "long": long(),
    }


def streamed() -> InvitationFacts:
    """Everybody meets in a hall, and votes in writing too; the meeting can be followed from elsewhere."""
    return replace(sample(), meeting=replace(
        sample().meeting,
        voting=f"Ihre Stimme können Sie auch schriftlich abgeben (§{NBSP}43b Abs.{NBSP}2 GenG).",
        streaming=f"Übertragen wird in Bild und Ton (§{NBSP}43b Abs.{NBSP}2 GenG), zu sehen auf Ihrer Mitgliederseite.",
    ))  # fmt: skip


def virtual() -> InvitationFacts:
    """Everybody takes part from elsewhere."""
    meeting = replace(
        sample().meeting, form=MeetingForm.VIRTUAL, place="", doors_at=None, access=ACCESS, access_url=URL,
        voting=VOTING,
    )
    proxy = ProxyRules(max_principals=1, hand_in="Senden Sie die Vollmacht bis zum 11. Juni 2027 an unser Büro.")
    return replace(sample(), meeting=meeting, objection=OBJECTION, proxy=proxy)


def hybrid() -> InvitationFacts:
    """Some meet, some take part from elsewhere; the statute asks for Schriftform."""
    meeting = replace(sample().meeting, form=MeetingForm.HYBRID, access=ACCESS, access_url=URL, voting=VOTING)
    proxy = replace(sample().proxy, form=WrittenForm.SCHRIFTFORM, hand_in=(
        "Zeigen Sie die Vollmacht beim Einlass vor oder senden Sie die Urschrift so, dass sie bis zum 11. Juni 2027 "
        "bei uns ist."
    ))
    return replace(sample(), meeting=meeting, objection=OBJECTION, proxy=proxy)


def stretched() -> InvitationFacts:
    """A discussion first, a phase for voting after it; Textform by permission."""
    meeting = replace(
        sample().meeting, form=MeetingForm.STRETCHED, discussion=MeetingForm.VIRTUAL, place="", doors_at=None,
        access=ACCESS, access_url=URL, voting=(
            "In der Abstimmungsphase können alle Mitglieder abstimmen, auch wer an der Erörterung nicht teilgenommen "
            f"hat (§{NBSP}43b Abs.{NBSP}5 GenG): auf derselben Seite oder mit dem Stimmzettel, den wir auf Wunsch "
            "zusenden."
        ),
        voting_from=datetime(2027, 6, 14, 6, 0, tzinfo=UTC), voting_until=datetime(2027, 6, 21, 16, 0, tzinfo=UTC),
    )
    proxy = replace(sample().proxy, permission=(
        "Die Satzung verlangt Schriftform; der Vorstand hat mit Zustimmung des Aufsichtsrats Textform zugelassen "
        "(Beschluss V-2026-041, § 177 Abs. 1 GenG)."
    ))
    return replace(sample(), meeting=meeting, objection=OBJECTION, proxy=proxy)


def minority() -> InvitationFacts:
    """An extraordinary assembly that members demanded, about one thing."""
    meeting = replace(
        sample().meeting, kind=AssemblyKind.EXTRAORDINARY, ground=(
            "Die Versammlung verlangt haben 47 Mitglieder, mehr als ein Zehntel, in Textform unter Angabe des Zwecks "
            "und der Gründe (§ 45 Abs. 1 GenG)."
        ),
    )
    item = AgendaItem(
        1, "Abberufung von Dr. Isidor Brandtner aus dem Aufsichtsrat", ItemType.RESOLUTION,
        "Die Mitglieder begründen ihr Verlangen damit, dass Herr Dr. Brandtner seit September 2026 an keiner Sitzung "
        "teilgenommen habe.",
        "Dr. Isidor Brandtner wird mit sofortiger Wirkung als Mitglied des Aufsichtsrats abberufen.",
        ProposedBy.MINORITY, f"mindestens drei Viertel der abgegebenen Stimmen (§{NBSP}36 Abs.{NBSP}3 GenG)",
    )
    return replace(sample(), meeting=meeting, items=(item,), papers=Papers(), proxy=ProxyRules(), own_page="")


def court() -> InvitationFacts:
    """Convened by members to whom the court gave the power to."""
    facts = minority()
    meeting = replace(facts.meeting, convened_by=ConvenedBy.MINORITY_BY_COURT, ground=(
        "Das Amtsgericht Lindenfurt hat sie dazu mit Beschluss vom 12. April 2027 (GnR 700412) ermächtigt "
        "(§ 45 Abs. 3 GenG)."
    ))
    return replace(facts, meeting=meeting, items_until=None, items_by="")


RIGHTS = """\
die Leistungen der Genossenschaft nach den dafür getroffenen Bestimmungen in Anspruch zu nehmen;
in der Generalversammlung {word} über Angelegenheiten der Genossenschaft zu verlangen, soweit § 34 nicht entgegensteht;
Anträge für die Tagesordnung der Generalversammlung zu stellen, wenn die Voraussetzungen des § 28 erfüllt sind;
bei Anträgen auf Einberufung außerordentlicher Generalversammlungen mitzuwirken;
rechtzeitig vor Feststellung des Jahresabschlusses auf eigene Kosten eine Abschrift des Jahresabschlusses zu verlangen;
eine Abschrift des Lageberichts und des Berichts des Aufsichtsrats zu verlangen;
das zusammengefasste Ergebnis des Prüfungsberichts einzusehen und die Niederschrift über die Versammlung zu lesen;
die Mitgliederliste einzusehen, soweit es ein berechtigtes Interesse daran darlegt, und {word} daraus zu erhalten;
sein Geschäftsguthaben durch Vereinbarung in Textform zu übertragen, sofern der Erwerber Mitglied ist oder wird;
sich an Befragungen zu beteiligen, die der Vorstand zwischen zwei Versammlungen macht; {word} sind vorher zu erteilen.
"""
"""The rights of a member, as model statutes list them."""


def rights(word: str) -> str:
    """A clause that fills most of a page."""
    listed = "\n".join(f"{chr(97 + place)}) {text.format(word=word)}" for place, text in enumerate(RIGHTS.splitlines()))
    return f"Jedes Mitglied hat das Recht, nach Maßgabe des Genossenschaftsgesetzes und der Satzung\n{listed}"


def amendment(number: int) -> AgendaItem:
    """A new wording of the statute, with clauses that change by words, at length, come and go."""
    old = (
        "(2) Das Mitglied hat Anspruch darauf, die Leistungen der Genossenschaft nach den dafür getroffenen "
        "Bestimmungen in Anspruch zu nehmen, an der Gestaltung der Genossenschaft mitzuwirken und in der "
        "Generalversammlung Auskünfte über Angelegenheiten der Genossenschaft zu verlangen, soweit dem § 34 nicht "
        "entgegensteht."
    )
    new = old.replace("an der Gestaltung der Genossenschaft", "an ihrer Gestaltung")
    rows = (
        SynopsisRow("§ 2 Abs. 1", "Gegenstand ist der Betrieb eines Rechenzentrums für die Mitglieder.",
                    "Gegenstand ist der Betrieb von Rechenzentren und Netzen für die Mitglieder."),
        SynopsisRow("§ 5 Abs. 2", "Die Kündigungsfrist beträgt sechs Monate zum Schluss eines Geschäftsjahres.",
                    "Die Kündigungsfrist beträgt drei Monate zum Schluss eines Geschäftsjahres."),
        SynopsisRow("§ 11", rights("Auskünfte"), rights("schriftlich oder mündlich Auskünfte")),
        SynopsisRow("§ 12a", "", "Mitteilungen können in Textform an die zuletzt genannte Adresse gehen."),
        SynopsisRow("§ 14 Abs. 3 Satz 2 Nr. 4", "Die Sitzungen des Vorstands finden am Sitz statt.", ""),
        *(SynopsisRow(f"§ {clause} Abs. 1", old, new) for clause in range(20, 26)),
    )
    return AgendaItem(
        number, "Neufassung der Satzung", ItemType.RESOLUTION,
        "Die Satzung wird an die Erweiterung des Gegenstands und an das geltende Recht angepasst. Wörter, die sich "
        "ändern, sind in der Gegenüberstellung hervorgehoben.",
        "Die Satzung wird nach der folgenden Gegenüberstellung geändert. Der Vorstand wird ermächtigt, Änderungen der "
        "Fassung vorzunehmen, die das Registergericht verlangt.", ProposedBy.BOTH, THREE_QUARTERS, rows,
    )


def long() -> InvitationFacts:
    """A long agenda with a synopsis over pages, and papers that lie ready from several days."""
    facts = hybrid()
    checked = "Die Prüfung ist abgeschlossen. " * 12
    title = "Feststellung des Teilabschlusses 2026 für Netze und Anlagen im Rabental und in Quellbach, Betriebsstätte"
    more = tuple(
        replace(facts.items[4], number=number, title=f"{title} {number}", explanation=checked)
        for number in range(11, 23)
    )
    papers = Papers(facts.papers.where, (
        *facts.papers.papers, Paper("Satzung in der vorgeschlagenen Fassung", date(2027, 5, 10)),
    ))
    items = (*facts.items[:-1], amendment(10), *more, replace(facts.items[-1], number=23))
    remarks = ("Nach der Versammlung laden wir zu einem Imbiss ein; melden Sie sich dazu bis zum 4. Juni 2027 an.",)
    return replace(facts, items=items, papers=papers, remarks=remarks)
