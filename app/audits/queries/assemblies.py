"""Assemblies of the period: what the members were told, how it reached each, what lay open (R-AUD-02, R-GV-02)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaRequest, Assembly, Dispatch
from app.assemblies.rules import (
    ASSEMBLY_KIND_WORDS,
    ASSEMBLY_STATE_WORDS,
    CONVENED_BY_WORDS,
    DISPATCH_KIND_WORDS,
    MEETING_FORM_WORDS,
    NOTIFICATION_STATE_WORDS,
    NOTIFIED_BY_WORDS,
    REQUEST_AIM_WORDS,
    REQUEST_STATE_WORDS,
)
from app.audits.queries.parts import (
    Cells,
    Letters,
    Listed,
    Paper,
    Part,
    counts_within,
    letter,
    letters_of,
    recorded_within,
)
from app.audits.rules import Period
from app.statutes.rules import ConvocationChannel

FOLDER = "20_Versammlungen"


def parts(session: Session, period: Period) -> list[Part]:
    """Assemblies that met in the period or of which the members were told in it, with the proof of dispatch."""
    told = select(Dispatch.assembly_id).where(recorded_within(Dispatch.told_at, period))
    within = or_(counts_within(Assembly.meets_on, period), Assembly.id.in_(told))
    meant = select(Assembly).where(Assembly.convened_at.is_not(None), within).order_by(Assembly.meets_on, Assembly.id)
    found: Sequence[Assembly] = session.scalars(meant).unique().all()
    listed = Listed(
        f"{FOLDER}/Versammlungen_{period}.csv", "Generalversammlungen und was den Mitgliedern mitgeteilt wurde",
        ("Kennung", "Tag", "Art", "Form", "In Bild und Ton übertragen", "Ort", "Einberufen von", "Stand", "Grund",
         "Mitteilung", "Mitgeteilt", "Mitgeteilt von", "Zugang spätestens", "Blatt", "Erschienen"),
        lambda: _rows(found),
    )  # fmt: skip
    demanded: Sequence[AgendaRequest] = session.scalars(
        select(AgendaRequest).where(AgendaRequest.received_on.is_not(None), counts_within(
            AgendaRequest.received_on, period
        )).order_by(AgendaRequest.received_on, AgendaRequest.id)
    ).unique().all()  # fmt: skip
    letters = letters_of(session, (told.document_id for each in found for told in each.dispatches))
    return [
        listed, *(part for each in found for part in _parts_of(session, letters, each, period)),
        *_demands(session, demanded, period),
    ]


def _demands(session: Session, demanded: Sequence[AgendaRequest], period: Period) -> Iterator[Part]:
    """What members demanded in the period, how many they were, and what came of it (§ 45 GenG; R-GV-08)."""

    def rows() -> Iterator[Cells]:
        for each in demanded:
            reached = assemblies.backing_of(session, each, period.last_day)
            answer, court = each.answers[-1] if each.answers else None, each.court
            yield (each.id, each.received_on, REQUEST_AIM_WORDS[each.aim], each.title, each.purpose, each.reasons,
                   reached.counted, reached.members, reached.needed,
                   REQUEST_STATE_WORDS[assemblies.state_of_request(each)], answer.answered_at if answer else None,
                   answer.reasons if answer else "",
                   f"{court.court}, {court.file_number}, {court.decided_on:%d.%m.%Y}" if court else "")  # fmt: skip

    if demanded:
        yield Listed(
            f"{FOLDER}/Verlangen_{period}.csv", "Verlangen und Anträge von Mitgliedern (§ 45 GenG)",
            ("Kennung", "Eingegangen", "Verlangt", "Gegenstand", "Zweck", "Gründe", "Mitglieder dahinter",
             "Mitglieder", "Nötig", "Stand", "Beantwortet", "Gründe der Ablehnung", "Gericht"), rows,
        )  # fmt: skip
    for each in demanded:
        if each.sha256:
            yield Paper(f"{FOLDER}/Verlangen_{each.id:06d}", f"Verlangen: {each.title}", each.sha256)


def _rows(found: Sequence[Assembly]) -> Iterator[Cells]:
    for each in found:
        head = (each.id, each.meets_on, ASSEMBLY_KIND_WORDS[each.kind], MEETING_FORM_WORDS[each.form],
                "ja" if each.is_streamed else "", each.place, CONVENED_BY_WORDS[each.convened_by],
                ASSEMBLY_STATE_WORDS[each.state], each.end_reason)  # fmt: skip
        for told in each.dispatches:
            yield (*head, DISPATCH_KIND_WORDS[told.kind], told.told_at, told.told_by, told.receipt_by,
                   told.published_in, told.published_on)  # fmt: skip


def _parts_of(session: Session, letters: Letters, each: Assembly, period: Period) -> Iterator[Part]:
    stem = f"{FOLDER}/{each.meets_on:%Y-%m-%d}_{each.id:04d}"
    for told in each.dispatches:
        what = f"{DISPATCH_KIND_WORDS[told.kind]} {told.sequence + 1}"
        name = f"{stem}/{what.replace(' ', '_')}"
        yield from letter(letters, told.document_id, name, f"{what}, Versammlung am {each.meets_on:%d.%m.%Y}")
        if told.proof_sha256:
            yield Paper(f"{name}_Bekanntmachung", f"{what}: Beleg der Bekanntmachung", told.proof_sha256)
        if told.channel is ConvocationChannel.DIRECT_TEXTFORM:
            yield _deliveries(session, told, f"{name}_Versandnachweis.csv", period)
    for paper in each.papers:
        if paper.taken_back_at is None:
            yield Paper(f"{stem}/Unterlage_{paper.id:06d}", f"Unterlage: {paper.title}", paper.sha256)


def _deliveries(session: Session, told: Dispatch, path: str, period: Period) -> Listed:
    def rows() -> Iterator[Cells]:
        for each in assemblies.deliveries(session, told, period.last_day)[0]:
            yield (each.number, each.name, NOTIFICATION_STATE_WORDS[each.state],
                   NOTIFIED_BY_WORDS[each.channel] if each.channel else "", each.address, each.sent_at,
                   each.received_on, "ja" if each.is_late else "", each.attempt, each.why)  # fmt: skip

    return Listed(
        path, "Versandnachweis: wer auf welchem Weg benachrichtigt wurde",
        ("Nr.", "Name", "Stand", "Weg", "An", "Versandt", "Gilt als zugegangen", "Verspätet", "Versuch", "Grund"), rows,
    )  # fmt: skip
