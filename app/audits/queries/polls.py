"""Votes declared in the period: what was counted, from which roll, with the hashes of both (R-VOTE-04, R-MAJ-07)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance.rules import CAPACITY_WORDS, MODE_WORDS, Capacity, Mode
from app.audits.queries.parts import Cells, Listed, Part, recorded_within
from app.audits.rules import Period
from app.voting import queries as voting
from app.voting.models import Declaration, Poll
from app.voting.rules import CHOICE_WORDS, HALL_WAY_WORDS, METHOD_WORDS, OUTCOME_WORDS, SECRECY_WORDS

FOLDER = "21_Abstimmungen"


def parts(session: Session, period: Period) -> list[Part]:
    """The results with their hashes, and the roll of each; whose vote was which of roll calls alone (R-VOTE-10)."""
    meant = select(Poll, Assembly).join(Assembly, Assembly.id == Poll.assembly_id)
    declared = meant.join(Declaration, Declaration.poll_id == Poll.id)
    within = declared.where(recorded_within(Declaration.declared_at, period)).order_by(Poll.id)
    found: Sequence[tuple[Poll, Assembly]] = [(poll, held) for poll, held in session.execute(within).unique()]
    listed = Listed(
        f"{FOLDER}/Abstimmungen_{period}.csv", "Verkündete Abstimmungen mit Zahlen und Prüfsummen",
        ("Kennung", "Versammlung", "TOP", "Frage", "Stichwahl zu", "Art", "Geheimhaltung", "Im Saal", "Eröffnet",
         "Geschlossen", "Ausgezählt", "Verkündet", "Ergebnis", "Verkündung", "Beschluss", "Ja", "Nein", "Enthaltung",
         "Ungültig", "Für einzelne", "Gültig", "Nötig", "Stimmberechtigt", "Ausgeschlossen", "Nachgezählt",
         "Prüfsumme der Zählung", "Stimmliste bei Eröffnung", "Stimmliste bei Schließung"),
        lambda: _results(session, found),
    )  # fmt: skip
    return [listed, *(part for poll, held in found for part in _of_one(session, poll, held))]


def _results(session: Session, found: Sequence[tuple[Poll, Assembly]]) -> Iterator[Cells]:
    numbers = voting.resolution_numbers(session, [poll for poll, _ in found])
    for poll, held in found:
        assert poll.result is not None
        assert poll.declaration is not None
        sums, single = poll.result.content, poll.result.content["ordinary"]
        names = {str(each.id): each.name for each in poll.options}
        yield (
            poll.id, held.meets_on, poll.item.position, poll.question, poll.runoff_of_id, METHOD_WORDS[poll.method],
            SECRECY_WORDS[poll.secrecy], HALL_WAY_WORDS[poll.hall], poll.opened_at, poll.closed_at, poll.counted_at,
            poll.declaration.declared_at, OUTCOME_WORDS[poll.declaration.outcome], poll.declaration.text,
            numbers.get(poll.id), single["yes"], single["no"], single["abstain"], single["invalid"],
            "; ".join(f"{names[option]}: {votes}" for option, votes in sums["deciding"].items() if option in names),
            poll.result.valid, poll.result.needed, sums["entitled"], sums["barred"],
            "gleich" if voting.is_same_again(session, poll) else "weicht ab", poll.result.digest, poll.roll_opened,
            poll.roll_closed,
        )  # fmt: skip


def _of_one(session: Session, poll: Poll, held: Assembly) -> Iterator[Part]:
    """Who was entitled in a poll and through whom; of a roll call who voted how."""

    def entitled() -> Iterator[Cells]:
        for row in voting.roll_of(session, poll.id):
            yield (row.member_number, row.name, row.weight, row.caster_name, CAPACITY_WORDS[Capacity(row.capacity)],
                   MODE_WORDS[Mode(row.mode)], "ja" if row.is_barred else "", "ja" if row.paper else "",
                   "ja" if row.is_investing else "", row.added_at)  # fmt: skip

    def called() -> Iterator[Cells]:
        for row, vote in voting.open_votes(session, poll):
            marks = ", ".join(f"{name}: {CHOICE_WORDS[each] if isinstance(each, str) else each}"
                              for name, each in voting.marks_of(poll, vote).items())  # fmt: skip
            yield (row.member_number, row.name, vote.weight, CHOICE_WORDS[vote.choice], marks,
                   vote.caster.display_name, vote.cast_at)  # fmt: skip

    stem = f"{FOLDER}/{held.meets_on:%Y-%m-%d}_{poll.id:06d}"
    yield Listed(
        f"{stem}_Stimmliste.csv", f"Stimmliste: {poll.question}",
        ("Nr.", "Name", "Stimmen", "Durch", "Als", "Weg", "Ausgeschlossen", "Stimmzettel", "Investierend",
         "Eingetragen"), entitled,
    )  # fmt: skip
    if voting.open_votes(session, poll):
        yield Listed(
            f"{stem}_Namentlich.csv", f"Namentlich abgegebene Stimmen: {poll.question}",
            ("Nr.", "Name", "Stimmen", "Stimme", "Angekreuzt", "Abgegeben von", "Abgegeben"), called,
        )  # fmt: skip
