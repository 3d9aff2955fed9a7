"""The statement of how a result was used, for the minutes (Ergebnisverwendung, § 48 GenG)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy.orm import Session

from app.closing.queries import Draft
from app.closing.rules import HUNDREDTHS, Clauses, KeyUsed, Result, Uses, place_told
from app.core.formats import amount, count, local, long_day, member_number
from app.core.values import Cents
from app.organs import queries as organs
from app.statutes.rules import ONE_DAY, FiscalYear
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table

KEYS = {
    KeyUsed.PAYMENTS: "nach den Einzahlungen des ersten Geschäftsjahrs",
    KeyUsed.BALANCES: "nach den Geschäftsguthaben am Schluss des vorhergegangenen Geschäftsjahrs",
    KeyUsed.MONTHS: "nach den Geschäftsguthaben zu Beginn jedes vollen Monats, im Mittel des Geschäftsjahrs",
}
"""How the statement calls the keys."""


def statement_facts(
    session: Session, year: FiscalYear, draft: Draft, number: str, effective_on: date, now: datetime
) -> ReportFacts:
    """What the statement says: the whole result, and what each member gets or bears of it."""
    return ReportFacts(
        cooperative=organs.letterhead_on(session, local(now).date()).cooperative, number=number,
        heading="Ergebnisverwendung", subtitle=f"Geschäftsjahr {year}", made_at=now,
        rows=(Row("Beschluss der Generalversammlung", long_day(effective_on)),
              Row("Mitglieder", count(len(draft.portions)))),
        tables=(_uses_table(draft.result, draft.terms.uses), _members_table(draft)),
        closing=_closing(draft, year.first_day - ONE_DAY),
    )


def _closing(draft: Draft, eve: date) -> tuple[str, ...]:
    clauses = draft.clauses
    handed_on = (
        "Was seither übertragen oder durch Erben fortgesetzt wurde, zählt bei dem, der es am Tag des Beschlusses hat."
        " Bruchteile eines Cents gehen an die größten Reste."
    )
    to_members = draft.terms.uses.members
    said = [f"Verteilt ist {KEYS[draft.key]} ({_ground(clauses)})."] if to_members else []
    if draft.portions:
        said.append(handed_on)
    if to_members and draft.result.is_profit:
        said.append(_crediting(clauses))
    if draft.result.interest:
        rate = f"{amount(int(draft.rate * HUNDREDTHS))} %"
        clause = place_told(clauses.interest_clause)
        said.append(f"Verzinst wird das Guthaben am {long_day(eve)} mit {rate} nach {clause} (§ 21a GenG).")
    return tuple(said)


def _ground(clauses: Clauses) -> str:
    return f"nach {place_told(clauses.key_clause)}, § 19 Abs. 2 GenG" if clauses.key_clause else "§ 19 Abs. 1 GenG"


def _crediting(clauses: Clauses) -> str:
    if clauses.pays_early:
        return (
            f"Gewinn wird nach {place_told(clauses.early_clause)} ausgezahlt, bevor der Geschäftsanteil erreicht ist;"
            " zugeschrieben wird nur, was Verluste vom Guthaben genommen haben (§ 19 Abs. 2 GenG)."
        )
    return "Gewinn wird zugeschrieben, bis der Geschäftsanteil erreicht ist; der Rest wird ausgezahlt."


def _uses_table(result: Result, uses: Uses) -> Table:
    is_profit = result.is_profit
    heads = (
        ("In die gesetzliche Rücklage", "In andere Ergebnisrücklagen", "An die Mitglieder", "Auf neue Rechnung")
        if is_profit else
        ("Aus der gesetzlichen Rücklage", "Aus anderen Ergebnisrücklagen", "Von den Geschäftsguthaben",
         "Auf neue Rechnung")
    )
    given = (uses.legal_reserve, uses.other_reserves, uses.members, uses.carried_forward)
    rows = [(head, str(amount(cents))) for head, cents in zip(heads, given, strict=True)]
    columns = (Column("Verwendung" if is_profit else "Deckung", 70), Column("Betrag €", 30, Align.RIGHT))
    profit = ("Bilanzgewinn", str(amount(result.available)))
    if result.available > 0 and not is_profit:
        rows.append(profit)
        return Table("Ergebnis", columns, tuple(rows), ((_INTEREST, str(amount(result.interest))),))
    if result.interest:
        rows.append((_INTEREST, str(amount(result.interest if is_profit else -result.interest))))
    total = profit if is_profit else ("Bilanzverlust", str(amount(-result.available)))
    return Table("Ergebnis", columns, tuple(rows), (total,))


_INTEREST = "Zinsen auf Geschäftsguthaben"


def _members_table(draft: Draft) -> Table:
    shown = [each for each in _FIGURES if each.is_shown(draft)]
    width = 78 // max(len(shown), 5)
    columns = (
        Column("Nr.", 8), Column("Mitglied", 92 - width * len(shown)),
        *(Column(each.head, width, Align.RIGHT) for each in shown),
    )
    rows = tuple(
        (member_number(each.participant.number), each.participant.name,
         *_cells(*(getattr(each, figure.name) for figure in shown)))
        for each in draft.portions
    )
    totals = _cells(*(draft.total(each.name) for each in shown))
    notes = " ".join(each.note for each in shown if each.note)
    return Table("Mitglieder", columns, rows, (("", "Zusammen", *totals),), notes)


@dataclass(frozen=True)
class _Figure:
    """A column of the members' table: the figure of a portion, its head, what it is, and when it is shown."""

    name: str
    head: str
    note: str = ""
    is_shown: Callable[[Draft], bool] = attrgetter("shows_key")


_FIGURES = (
    _Figure("weight", "Schlüssel €", "Schlüssel: das Guthaben, nach dem verteilt ist."),
    _Figure("portion", "Anteil €"),
    _Figure("credited", "Guthaben €"),
    _Figure("interest_base", "Verzinst €", "Verzinst: das Guthaben, auf das Zinsen fallen.", attrgetter("shows_base")),
    _Figure("interest", "Zinsen €", is_shown=lambda draft: draft.result.interest > 0),
    _Figure("claim", "Forderung €", "Forderung: was auszuzahlen ist, mit Zinsen.", lambda _draft: True),
)


def _cells(*figures: Cents) -> tuple[str, ...]:
    return tuple(str(amount(each)) for each in figures)
