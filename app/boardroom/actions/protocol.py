"""The protocol of a resolution: what was resolved, who voted how, what came of it (Beschlussprotokoll, R-ADM-08)."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.archive import actions as archive
from app.archive.rules import for_signature
from app.boardroom import queries, rules
from app.core import links
from app.core.formats import day as written
from app.core.formats import local, long_day, member_number
from app.core.uploads import CheckedFile
from app.core.values import Actor, German
from app.members import queries as members
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Item, Office, Resolution
from app.organs.rules import Choice, ItemKind, OrganFunction, Outcome, Procedure
from app.parties.rules import article_of
from app.statutes import queries as statutes
from app.transfers import queries as transfers
from documents import protocol as printed
from documents.facts import Signatory
from documents.record import Row

CHOICES = {
    Choice.YES: printed.Choice.YES, Choice.NO: printed.Choice.NO, Choice.ABSTAIN: printed.Choice.ABSTENTION,
}
OUTCOMES = {
    Outcome.ACCEPTED: printed.Outcome.ACCEPTED, Outcome.REJECTED: printed.Outcome.REJECTED,
    Outcome.OPEN: printed.Outcome.UNDECIDED,
}
TITLES = {
    ItemKind.ADMISSION: "Zulassung eines Mitglieds", ItemKind.INVESTING_CONSENT: "Investierendes Mitglied",
    ItemKind.TEXTFORM_PERMISSION: "Textform nach § 177 GenG", ItemKind.FURTHER_SHARES: "Weitere Anteile",
    ItemKind.EARLY_EXIT: "Vorzeitige Kündigung", ItemKind.CONTINUATION: "Aufhebung einer Kündigung",
    ItemKind.TRANSFER: "Übertragung des Geschäftsguthabens",
    ItemKind.EXCLUSION: "Ausschluss eines Mitglieds", ItemKind.ASSESSMENT: "Ergebnis einer gemeinsamen Bewertung",
    ItemKind.OTHER: "Beschluss",
}
PROCEDURES = {Procedure.CIRCULAR: "im Umlaufverfahren", Procedure.MEETING: "in einer Sitzung"}


def issue_protocol(session: Session, resolution: Resolution, actor: Actor, now: datetime) -> None:
    """Issue the protocol of a closed resolution and lay it into the print tray for signature; once.

    Resolutions recorded from elsewhere have their own signed record.
    """
    if resolution.procedure is Procedure.RECORDED:
        return
    code = archive.new_check_code(resolution.number) if links.is_printable() else None
    facts = _facts(session, resolution, archive.check_address(code) if code else "")
    document = archive.issue(
        session, kind="protocol", facts=facts, title=German("Protokoll", resolution.number),
        subject=organs.subject_of(resolution), actor=actor, now=now, number=resolution.number, check_code=code,
        print_for=for_signature([each.name for each in facts.signatories]),
    )
    organs.link_protocol(session, resolution, document.id)


def _facts(session: Session, resolution: Resolution, check_url: str) -> printed.ProtocolFacts:
    closed_at = resolution.closed_at or resolution.opened_at
    today = local(closed_at).date()
    version = statutes.get_version_on(session, today)
    first = resolution.items[0]
    standing = organ_queries.standing_of(session, first, first.decided_on or resolution.voting_day(today), closed=True)
    dated = f"vom {long_day(version.resolved_on)}"
    quorum, required = rules.in_print(standing, statutes.clauses_of(version), dated)
    head = organ_queries.letterhead_on(session, today)
    return printed.ProtocolFacts(
        number=resolution.number, cooperative=head.cooperative, organ=printed.Organ(resolution.organ),
        subject=resolution.title, procedure=PROCEDURES[resolution.procedure], opened_at=resolution.opened_at,
        decided_at=closed_at, quorum=quorum, required=required,
        items=tuple(_item(session, item, item.decided_on or resolution.voting_day(today)) for item in resolution.items),
        place=resolution.place or head.seat, signed_on=today,
        signatories=_signatories(session, resolution, today), check_url=check_url,
        rows=tuple(_rows(resolution)), closing=tuple(_closing(session, resolution)),
    )


def _item(session: Session, item: Item, day: date) -> printed.Item:
    votes = tuple(_votes(session, item, day))
    if item.kind is not ItemKind.ADMISSION or item.reference is None:
        return printed.Item(TITLES[item.kind], _text(session, item, day), OUTCOMES[item.outcome], votes)
    application = admissions.get_application(session, item.reference)
    typed, number = admissions.typed_of(application), application.number or ""
    if item.outcome is Outcome.ACCEPTED and application.member_id is None:
        return printed.awaiting_consent_item(number, votes)
    article = article_of(typed.name, typed.kind)[0].lower()
    nominal = statutes.statute_on(session, day).share_amount
    return printed.admission_item(
        number, f"{article} {typed.name}".strip(), typed.address, admissions.shown_shares(session, application, day),
        nominal, OUTCOMES[item.outcome], votes,
    )


def _text(session: Session, item: Item, day: date) -> str:
    """The wording of an item with what the shares in it became by a day; newcomers are named once they are members.

    R-ADM-09, R-SHR-09.
    """
    text = queries.text_of(session, item, day)
    if item.kind is ItemKind.TRANSFER and item.reference is not None:
        found = transfers.get_transfer(session, item.reference)
        if found.application is not None and found.acquirer is not None:
            number = member_number(found.acquirer.number)
            return f"{text} Antragstellerin: {found.taker_name}, jetzt Mitglied Nr. {number}."
    return text


def _votes(session: Session, item: Item, day: date) -> Iterator[printed.Vote]:
    """Everybody in office on the day of the decision, with vote, ground of bias or neither.

    A bias that follows from the statute bears no time: nobody declared it.
    """
    given = {vote.party_id: vote for vote in item.votes}
    biased = {bias.party_id: bias for bias in item.biases}
    for office in organ_queries.offices_on(session, item.organ, day):
        name, party_id = _title(session, office, day), office.party_id
        if party_id in biased:
            bias = biased[party_id]
            declared_at = bias.noted_at if bias.is_declared else None
            yield printed.Vote(name, printed.Choice.BIASED, declared_at, bias.ground)
        elif party_id in given:
            vote = given[party_id]
            yield printed.Vote(name, CHOICES[vote.choice], vote.cast_at, vote.reason)
        else:
            yield printed.Vote(name, printed.Choice.NOT_CAST)


def _title(session: Session, office: Office, day: date) -> str:
    name = organ_queries.full_name_on(session, office.party_id, day)
    return f"{name} (Vorsitz)" if office.function is OrganFunction.CHAIR else name


def _signatories(session: Session, resolution: Resolution, day: date) -> tuple[Signatory, ...]:
    """Two who took part sign, the chair first; where nobody did, two in office."""
    officers = organ_queries.offices_on(session, resolution.organ, day)
    voted = {vote.party_id for item in resolution.items for vote in item.votes}
    took_part = [office for office in officers if office.party_id in voted] or list(officers)
    return tuple(organ_queries.signatory(session, office, day) for office in took_part[:2])


def _rows(resolution: Resolution) -> Iterator[Row]:
    if resolution.deadline_on:
        yield Row("Frist", f"bis {long_day(resolution.deadline_on)}")
    if resolution.procedure is Procedure.MEETING and resolution.meeting_on:
        where = f", {resolution.place}" if resolution.place else ""
        yield Row("Sitzung", f"am {long_day(resolution.meeting_on)}{where}")
        yield Row("Teilnehmende", ", ".join(each.name for each in resolution.attendances) or "niemand")


def _closing(session: Session, resolution: Resolution) -> Iterator[str]:
    if resolution.objections:
        names = ", ".join(objection.name for objection in resolution.objections)
        yield f"Dem Umlaufverfahren hat {names} widersprochen. Was offen ist, wird in einer Sitzung beschlossen."
    elif _is_called_off(resolution):
        yield "Die Sitzung ist abgesagt. Was zu entscheiden war, kommt in einen neuen Beschluss."
    elif any(item.outcome is Outcome.OPEN for item in resolution.items):
        yield "Was nicht entschieden ist, bleibt zu entscheiden und kommt in einen neuen Beschluss."
    elif resolution.procedure is Procedure.CIRCULAR and resolution.deadline_on:
        within = resolution.closed_at and local(resolution.closed_at).date() <= resolution.deadline_on
        yield "Der Umlauf ist mit der letzten nötigen Stimme geschlossen." if within else "Die Frist ist abgelaufen."
    for item in resolution.items:
        if item.kind is ItemKind.ADMISSION and item.outcome is Outcome.ACCEPTED:
            yield _entry(session, item, alone=len(resolution.items) == 1)


def _is_called_off(resolution: Resolution) -> bool:
    """Whether a meeting was closed before its day."""
    if resolution.procedure is not Procedure.MEETING or resolution.meeting_on is None or resolution.closed_at is None:
        return False
    return local(resolution.closed_at).date() < resolution.meeting_on


def _entry(session: Session, item: Item, alone: bool) -> str:
    application = admissions.get_application(session, item.reference or 0)
    lead = "" if alone else f"Antrag {application.number}: "
    if application.member_id is None:
        return f"{lead}Die Zulassung wirkt erst mit der Zustimmung nach § 8 Abs. 2 GenG."
    member = members.get_member(session, application.member_id)
    newest = members.get_period_on(session, member.id, date.max)
    since, number = written(newest.first_day), member_number(member.number)
    return f"{lead}Das Mitglied ist mit dem {since} unter der Nummer {number} im Register eingetragen."


def sign_protocol(
    session: Session, resolution: Resolution, signed_on: date, record: CheckedFile | None, actor: Actor,
    now: datetime,
) -> None:
    """Note the signature under a protocol with its scan; the sheet that lay in the tray for it is done."""
    rules.check_may_convene(actor, resolution.organ)
    organs.mark_signed(session, resolution, signed_on, record, actor, now)
    archive.mark_sheet_posted(session, resolution.protocol_document_id, signed_on, actor, now)
