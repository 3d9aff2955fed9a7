"""What everybody is told, as the facts of its document: the invitation, and what follows it (§ 46 GenG; R-DOC-06)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.models import AgendaItem, AgendaRequest, Assembly, Dispatch
from app.assemblies.rules import PAPER_KIND_WORDS, AlsoVoting, ConvenedBy, DispatchKind, ItemType, RequestAim
from app.core import links
from app.core.formats import BERLIN, NBSP, end_of, local, long_day, one_stop
from app.organs import queries as organs
from app.organs.rules import least_form
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel, QuorumOf, Statute
from documents import assembly as facts
from documents import registry
from documents.assembly import Meeting, Paper, Papers, SynopsisRow
from documents.assembly.facts import when
from documents.assembly_invitation import InvitationFacts, ProxyRules
from documents.assembly_notice import Corrected, Notice, NoticeFacts
from documents.letter import Letter

INVITATION, NOTICE = "assembly_invitation", "assembly_notice"
NOTICES = {
    DispatchKind.ADDITION: Notice.ADDITION, DispatchKind.CANCELLATION: Notice.CANCELLATION,
    DispatchKind.CORRECTION: Notice.CORRECTION,
}
OWN_PAGE = "/mein"

_BY_TICKET = "mit Ihrer Einlasskarte oder auf Ihrer Mitgliederseite"
_VOTING = f"Online stimmen Sie auf Telefon, Tablet oder Rechner ab, {_BY_TICKET}."
_WITHOUT_DEVICE = "Wer kein Gerät hat, stimmt durch eine bevollmächtigte Person ab; der Vordruck liegt bei."
_VOTING_THERE = "Abgestimmt wird auf demselben Weg."
_ALSO_BY_TICKET = f"Elektronisch geschieht es auf Telefon, Tablet oder Rechner {_BY_TICKET}."
_ALSO = {
    AlsoVoting.WRITTEN: "schriftlich", AlsoVoting.ELECTRONIC: "elektronisch",
    AlsoVoting.BOTH: "schriftlich oder elektronisch",
}
_ON_DEVICES = (AlsoVoting.ELECTRONIC, AlsoVoting.BOTH)
_STREAMED = (
    f"Die Versammlung wird in Bild und Ton übertragen; die Satzung lässt es zu (§{NBSP}43b Abs.{NBSP}2 GenG). Die"
    " Übertragung zu verfolgen ist noch keine Teilnahme."
)
_OBJECTION = (
    "Widerspruch gegen einen Beschluss erklären Sie bis zum Schluss der Versammlung dort, wo Sie abstimmen, zur"
    f" Niederschrift (§{NBSP}51 Abs.{NBSP}2 GenG)."
)
_DECLARED_AFTER = f"Die Ergebnisse werden verkündet, wenn die Abstimmungsphase zu Ende ist. {_OBJECTION}"
_QUORATE = {QuorumOf.MEMBERS: "der stimmberechtigten Mitglieder", QuorumOf.VOTES: "aller Stimmen"}
_WHERE = "in unserem Büro und auf Ihrer Mitgliederseite"
_HAND_IN = "Zeigen Sie die Vollmacht beim Einlass vor, oder senden Sie sie vorher an unser Büro."
_SEND_IN = "Senden Sie die Vollmacht an unser Büro, bevor davon Gebrauch gemacht wird."
_PERMITTED = (
    "Die Satzung verlangt die Schriftform; nach § 177 GenG genügt die Textform, weil Vorstand und Aufsichtsrat es"
    " beschlossen haben."
)
_PARTS = {10: "einem Zehntel", 20: "einem Zwanzigstel", 100: "einem Hundertstel"}
_DEMANDED = "in Textform unter Angabe des Zwecks und der Gründe verlangt"


def invitation(
    session: Session, assembly: Assembly, letter: Letter, ground: str = "", items: Sequence[AgendaItem] | None = None
) -> InvitationFacts:
    """What the invitation says (§ 46 (1) GenG; R-GV-03, R-DOC-06); `ground` on another day told.

    It names who demanded the assembly, and the court that let members convene it (§ 45 (1), (3) GenG; R-GV-08).
    """
    statute = statutes.statute_on(session, letter.dated)
    request = queries.request_behind(session, assembly.id)
    grounds = [_behind(session, assembly, request) if request else "", ground]
    meeting = meeting_of(session, assembly, " ".join(filter(None, grounds)))
    return InvitationFacts(
        letter, meeting, items_of(queries.items_told(assembly) if items is None else items, statute),
        proxy=_proxy(session, statute, meeting, letter.dated), papers=papers_of(assembly, statute),
        items_until=_items_until(assembly, statute, letter.dated), items_by=_minority(statute.minority_fraction),
        objection=_objection(assembly, meeting), own_page=own_page(), quorum=quorum_told(statute),
    )


def quorum_told(statute: Statute) -> str:
    """The sentence on how many have to be there to resolve; empty where the statute wants nobody (R-GV-11)."""
    if statute.gv_quorum is None:
        return ""
    share = statute.gv_quorum
    part = "die Hälfte" if share == Fraction(1, 2) else f"{share.numerator}/{share.denominator}"
    return (
        f"Beschlussfähig ist die Versammlung nach der Satzung, wenn mindestens {part} {_QUORATE[statute.gv_quorum_of]}"
        " da oder vertreten ist. Kommen Sie deshalb, oder lassen Sie sich vertreten."
    )


def _objection(assembly: Assembly, meeting: Meeting) -> str:
    """How members who take part electronically object, and when there is something to object to (§ 51 (2) GenG)."""
    if not meeting.is_electronic:
        return ""
    return _DECLARED_AFTER if assembly.votes_until is not None else _OBJECTION


def _behind(session: Session, assembly: Assembly, request: AgendaRequest) -> str:
    """Who demanded an assembly, or by which decision of the court members convene it themselves (§ 45 GenG)."""
    decision = request.court
    if assembly.convened_by is ConvenedBy.MINORITY_BY_COURT and decision is not None:
        return (
            f"Das Gericht hat die einberufenden Mitglieder dazu mit Beschluss vom {long_day(decision.decided_on)}"
            f" ermächtigt ({decision.court}, {decision.file_number}; §{NBSP}45 Abs.{NBSP}3 GenG)."
        )
    return demanded_by(session, request)


def demanded_by(session: Session, request: AgendaRequest) -> str:
    """The sentence on how many members demand an assembly or an item; empty where they are too few (§ 45; R-GV-08)."""
    day = queries.counting_day(request, local(request.recorded_at).date())
    reached = queries.backing_of(session, request, day)
    if not reached.is_reached:
        return ""
    what, paragraph = _WHAT[request.aim]
    who, have = (f"{reached.counted}{NBSP}Mitglieder", "haben") if reached.counted > 1 else ("Ein Mitglied", "hat")
    fraction = queries.fraction_on(session, day)
    part = _minority(fraction).replace("einem", "ein", 1)
    return f"{who}, mindestens {part}, {have} {what} {_DEMANDED} (§{NBSP}45 Abs.{NBSP}{paragraph} GenG)."


_WHAT = {RequestAim.ASSEMBLY: ("die Versammlung", 1), RequestAim.ITEM: ("das", 2)}


def notice(
    session: Session, assembly: Assembly, kind: DispatchKind, letter: Letter, reason: str,
    items: Sequence[AgendaItem] = (), corrections: Sequence[rules.Corrected] = (),
) -> NoticeFacts:
    """What a letter after the invitation says: items added, something corrected, or called off (R-GV-03, R-GV-06)."""
    statute = statutes.statute_on(session, letter.dated)
    new = {each.id for each in items}
    about = [each for each in assembly.papers if each.item_id in new and each.taken_back_at is None]
    return NoticeFacts(
        letter, NOTICES[kind], meeting_of(session, assembly), _invited_on(assembly), reason, items_of(items, statute),
        Papers(_WHERE, tuple(Paper(each.title, each.available_on) for each in about)) if about else Papers(),
        own_page=own_page(),
        corrections=tuple(Corrected(each.what, each.before, each.now) for each in corrections),
    )


def _invited_on(assembly: Assembly) -> date:
    """The day of the letter by which it was convened, the last time."""
    return _letter_of(convening_of(assembly)).dated


def convening_of(assembly: Assembly) -> Dispatch:
    """What convened an assembly as it is now: the convocation, or its last postponement."""
    return next(each for each in reversed(assembly.dispatches) if each.kind in rules.CONVENING)


def told_by(dispatch: Dispatch) -> Any:
    """What the copy for everybody says: the facts of its document, frozen when it was told."""
    document = dispatch.document
    return registry.load(document.kind, document.facts or {}) if document is not None else None


def _letter_of(dispatch: Dispatch) -> Letter:
    letter: Letter = told_by(dispatch).letter
    return letter


def meeting_of(session: Session, assembly: Assembly, ground: str = "") -> Meeting:
    """An assembly as its letters call it (§ 43b GenG; R-FORM-01)."""
    begins_at = datetime.combine(assembly.meets_on, assembly.begins_at, BERLIN)
    discussion, has_access = assembly.discussion_form, rules.needs_access(assembly.form)
    return Meeting(
        facts.AssemblyKind(assembly.kind.value), facts.MeetingForm(assembly.form.value),
        facts.ConvenedBy(assembly.convened_by.value), begins_at,
        place=assembly.place if rules.needs_place(assembly.form, discussion) else "",
        access=assembly.access if has_access else "", voting=_voting(assembly) if has_access else _also(assembly),
        discussion=facts.MeetingForm(discussion.value) if discussion else None,
        voting_from=begins_at if assembly.votes_until else None,
        voting_until=end_of(assembly.votes_until) - timedelta(minutes=1) if assembly.votes_until else None,
        ground=ground, ends_at=begins_at + timedelta(minutes=assembly.lasts_minutes),
        streaming=_streaming(assembly) if queries.is_streamed(session, assembly) else "",
    )


def _voting(assembly: Assembly) -> str:
    """Where votes are cast from elsewhere: by the ticket, where this installation has an address for it (§ 46 (1)).

    Where no hall takes votes, who has no device is told how it votes all the same (§ 43b (5) GenG; R-FORM-05).
    """
    if not links.is_configured():
        return _VOTING_THERE
    is_hybrid = assembly.form is rules.MeetingForm.HYBRID
    return _VOTING if is_hybrid else f"{_VOTING} {_WITHOUT_DEVICE}"


def _also(assembly: Assembly) -> str:
    """How votes are cast beside the hall, and how one does that; empty where they are not (§ 43b (2); R-FORM-02)."""
    if assembly.also_voting is None:
        return ""
    by_ticket = _ALSO_BY_TICKET if assembly.also_voting in _ON_DEVICES and links.is_configured() else ""
    said = (
        f"Ihre Stimme können Sie auch {_ALSO[assembly.also_voting]} abgeben, ohne an den Ort der Versammlung zu kommen"
        f" (§{NBSP}43b Abs.{NBSP}2 GenG)."
    )
    return " ".join(filter(None, (said, by_ticket, assembly.access)))


def _streaming(assembly: Assembly) -> str:
    """That the meeting is streamed, and where, unless that stands beside how one votes already (§ 43b (2) GenG).

    R-FORM-02.
    """
    return _STREAMED if assembly.also_voting else f"{_STREAMED} {assembly.access}".strip()


def instead_of(former: Meeting, reason: str) -> str:
    """Say of another day for which one it stands, and why (R-GV-04)."""
    return f"Einberufen war sie für {when(former.begins_at)}; dieser Termin entfällt. {reason}".strip()


def items_of(items: Sequence[AgendaItem], statute: Statute) -> tuple[facts.AgendaItem, ...]:
    """The agenda as letters print it, with the majority that each resolution needs (R-DOC-06, R-MAJ-08)."""
    return tuple(_item(each, statute) for each in items)


def _item(item: AgendaItem, statute: Statute) -> facts.AgendaItem:
    is_resolved = item.item_type is ItemType.RESOLUTION
    return facts.AgendaItem(
        item.position, item.title, facts.ItemType(item.item_type.value),
        explanation="" if is_resolved else item.draft, draft=item.draft if is_resolved else "",
        proposed_by=facts.ProposedBy(item.proposed_by.value),
        majority=rules.majority_word(statute, item.subject) if item.subject else "",
        synopsis=tuple(SynopsisRow(row.clause, row.old_text, row.new_text) for row in item.synopsis),
        seats=item.seats or 0,
    )


def papers_of(assembly: Assembly, statute: Statute) -> Papers:
    """The papers that lie ready, and from when on (§ 48 (3) GenG; R-GV-07, R-DOC-06).

    What the law wants and was not handed in yet will lie ready on the last day on which it has to.
    """
    last_day = rules.deadlines_under(statute, assembly.meets_on).papers
    standing = [Paper(each.title, each.available_on) for each in assembly.papers if each.taken_back_at is None]
    to_come = [Paper(PAPER_KIND_WORDS[each], last_day) for each in queries.papers_lacking(assembly, statute)]
    return Papers(_WHERE, (*standing, *to_come)) if standing or to_come else Papers()


def own_page() -> str:
    """Where members find the papers, for which they sign in; empty where this installation has no public address."""
    return links.absolute(OWN_PAGE) if links.is_configured() else ""


def _items_until(assembly: Assembly, statute: Statute, today: date) -> date | None:
    """Until when members may demand items (§ 45 (2) GenG; R-GV-08); None where that day is over."""
    last = rules.deadlines_under(statute, assembly.meets_on)
    is_direct = statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER
    day = last.item_posting if is_direct else last.item_receipt
    return day if day > today else None


def _minority(fraction: Fraction) -> str:
    part = _PARTS.get(fraction.denominator) if fraction.numerator == 1 else None
    return f"{part or fraction} der Mitglieder"


def _proxy(session: Session, statute: Statute, meeting: Meeting, today: date) -> ProxyRules:
    """How members are represented by the statute of the day (§§ 43 (5), 177 GenG; R-PRX-01, R-PRX-02, R-PRX-04)."""
    is_permitted = organs.has_textform_permission_on(session, today)
    form = least_form(statute.form_proxy, today, is_permitted, statute.textform_expressly_excluded)
    return ProxyRules(
        form=form, max_principals=statute.max_principals, conditions=_conditions(statute),
        permission=_PERMITTED if form is not statute.form_proxy else "",
        hand_in=_HAND_IN if meeting.has_place else _SEND_IN,
    )


def _conditions(statute: Statute) -> str:
    """Who may be a proxy by the statute, as a sentence; empty where it says nothing (§ 43 (5) sentence 4; R-PRX-04)."""
    said = statute.proxy_conditions.strip()
    return one_stop(f"Nach der Satzung gilt: {said}{'' if said.endswith(('.', '!')) else '.'}") if said else ""
