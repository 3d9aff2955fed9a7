"""Print a year's report, and finish it as the board does: under a number, for good (R-AUD-03, R-DOC-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.db import hold, next_number
from app.core.formats import at_hour, clock_time, count, end_of, local, long_day
from app.core.told import Told
from app.core.values import Actor, German, PartyKind
from app.needs import queries as needs
from app.needs.rules import FIELD_WORDS, Field, Viewer
from app.organs import queries as organs
from app.parties.rules import SHORT_KIND_WORDS
from app.promotion import queries
from app.promotion.actions.writing import MATTER, subject_of
from app.promotion.models import PromotionExample, PromotionIssue, PromotionText
from app.promotion.rules import (
    COMPARED,
    FIGURE_WORDS,
    FLOW,
    KEYS,
    REPORT,
    VERDICTS_SO,
    Figure,
    Figures,
    Year,
    check_examples_stand,
    check_is_newest,
    check_is_over,
    check_issued_again,
    check_knows_issues,
    check_words,
    grouped,
    may_be_told,
    report_number,
    written,
)
from app.prospects.rules import FIGURE_WORDS as ASKING_WORDS
from app.prospects.rules import Figure as Asking
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from documents import registry
from documents.promotion_report import Bar, Example, PromotionFacts
from documents.record import Row
from documents.report import Align, Column, Table

ALL = Viewer(reads_all=True)
OPEN_WORD = German("Offen am Ende")


@dataclass(frozen=True)
class Counted:
    """The figures of a year and of the one before, with what came of prospects in both."""

    year: FiscalYear
    before: Year
    known_at: datetime
    now: Figures
    then: Figures
    talks: queries.Talks
    talks_then: queries.Talks

    @property
    def before_called(self) -> str:
        """What the year before is called."""
        return str(FiscalYear(self.before.first_day, self.before.last_day))


def count_year(session: Session, year: FiscalYear, known_at: datetime) -> Counted:
    """Count a fiscal year and the one before it, as far as known at a moment."""
    days, today = Year(year.first_day, year.last_day), local(known_at).date()
    before = queries.year_before(session, year, max(today, year.last_day))
    return Counted(
        year, before, queries.knowledge(known_at), queries.figures(session, days, known_at),
        queries.figures(session, before, known_at), queries.talks(session, days, known_at),
        queries.talks(session, before, known_at),
    )  # fmt: skip


# --- issue ------------------------------------------------------------------------------------------------------------


def issue(
    session: Session, year: FiscalYear, seen: int, reason: str, actor: Actor, now: datetime,
    issued: int,
) -> PromotionIssue:
    """Finish a year's report: freeze it under a number; an earlier issue is replaced, with the reason.

    `seen` is the version of its words that the page showed, `issued` how many issues it knew. Refused while the year
    goes on, without an introduction, and with examples that may not be told any more.
    """
    hold(session, MATTER, alone=True)
    before = next(iter(queries.issues_of(session, year.last_day)), None)
    if before is not None:
        check_knows_issues(issued, before.turn, before.issued_by, at_hour(before.issued_at, local(now).date()))
    check_is_over(year.last_day, local(now).date())
    check_issued_again(before is not None, reason)
    text = queries.find_text(session, year.last_day)
    check_words(text is not None and bool(text.introduction))
    assert text is not None
    check_is_newest(seen, text.version, text.written_by, long_day(local(text.at).date()))
    counted = count_year(session, year, now)
    check_examples_stand(fallen_examples(session, counted.now))
    issued_in = local(now).year
    number = report_number(issued_in, next_number(session, f"{REPORT}:{issued_in}"))
    facts = facts_of(session, counted, text, number, before.document.number or "" if before else "", actor, now)
    document = archive.issue(
        session, kind=REPORT, facts=facts, title=German("Förderbericht", str(year)),
        subject=subject_of(year.last_day), actor=actor, now=now, number=number,
    )
    return _keep(session, year, document, text, before, reason, actor, now)


def _keep(
    session: Session, year: FiscalYear, document: IssuedDocument, text: PromotionText, before: PromotionIssue | None,
    reason: str, actor: Actor, now: datetime,
) -> PromotionIssue:
    found = PromotionIssue(
        year_end=year.last_day, turn=before.turn + 1 if before else 1, document_id=document.id, text_id=text.id,
        known_at=now, reason=reason.strip() if before else "", issued_at=now, issued_by=actor.name,
        issued_by_id=actor.user_id,
    )
    session.add(found)
    session.flush()
    if before is not None:
        archive.replace(session, before.document, document, actor, now, reason)
    summary = Told("Förderbericht {number} festgestellt", number=document.number or "")
    journal.record(session, actor, "issue_report", subject_of(year.last_day), now, summary)
    return found


def fallen_examples(session: Session, figures: Figures) -> list[str]:
    """The numbers of the needs among the examples of a year that may not be told any more."""
    answered = {way.need_id for way in figures.behind(Figure.ANSWERED)}
    return [
        each.need.number for each in queries.examples_of(session, figures.year.last_day)
        if not may_be_told(each.need.level, each.need_id in answered) or each.need.erased_at is not None
    ]


def print_draft(session: Session, year: FiscalYear, known_at: datetime, actor: Actor, now: datetime) -> bytes:
    """Print the report as it stands, marked as a draft."""
    counted, text = count_year(session, year, known_at), queries.find_text(session, year.last_day)
    return registry.build(REPORT, facts_of(session, counted, text, "", "", actor, now))


# --- what it states ---------------------------------------------------------------------------------------------------


def facts_of(
    session: Session, counted: Counted, text: PromotionText | None, number: str, replaces: str, actor: Actor,
    now: datetime,
) -> PromotionFacts:
    """What the report states; of confidential needs nothing but that they count."""
    today = local(now).date()
    standing = f"Festgestellt vom Vorstand am {long_day(today)}, vermerkt von {actor.name}." if number else ""
    has_any = not (counted.now.is_empty and counted.then.is_empty)
    return PromotionFacts(
        cooperative=organs.letterhead_on(session, today).cooperative, number=number, year=str(counted.year),
        before=counted.before_called, made_at=now, rows=_rows(session, counted),
        introduction=_paragraphs(text.introduction if text else ""), bars=_bars(counted) if has_any else (),
        tables=_tables(counted, has_any), examples=_examples(session, counted),
        outlook=_paragraphs(text.outlook if text else ""), closing=_closing(counted), standing=standing,
        replaces=replaces,
    )


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(part for line in words.splitlines() if (part := line.strip()))


def _rows(session: Session, counted: Counted) -> tuple[Row, ...]:
    year, at = counted.year, min(counted.known_at, end_of(counted.year.last_day))
    statute = statutes.find_statute_on(session, local(at).date())
    served = counted.now.members_served
    return (
        Row("Zweck laut Satzung", str(statute.object or "") if statute else ""),
        Row("Geschäftsjahr", f"{long_day(year.first_day)} bis {long_day(year.last_day)}"),
        Row("Mitglieder mit Antwort", count(len(served))),
        Row("Mittlere Dauer", f"{written(counted.now.days_to_answer)} Tage von der Einbringung bis zur Antwort (Median)"
            if counted.now.days_to_answer is not None else ""),
        Row("Nach Kenntnis vom", f"{long_day(local(counted.known_at).date())}, {clock_time(counted.known_at)}"),
    )  # fmt: skip


def _bars(counted: Counted) -> tuple[Bar, ...]:
    """The way of needs in the order of time: what owners say of an answer comes behind it."""
    steps: list[tuple[str, str]] = [(Figure.RAISED, FIGURE_WORDS[Figure.RAISED]),
                                    (Figure.LOOKED_AT, FIGURE_WORDS[Figure.LOOKED_AT])]
    steps += [(each.key, each.word) for each in queries.milestones() if not each.is_of_answered]
    steps.append((Figure.ANSWERED, FIGURE_WORDS[Figure.ANSWERED]))
    steps += [(each.key, each.word) for each in queries.milestones() if each.is_of_answered]
    return tuple(Bar(str(word), counted.now.number(key), counted.then.number(key)) for key, word in steps)


def _kind(key: str) -> str:
    return SHORT_KIND_WORDS[PartyKind(key)] if key else needs.LATER_MEMBER


def _tables(counted: Counted, has_any: bool) -> tuple[Table, ...]:
    if not has_any:
        return (_talks(counted),)
    return (
        _flow(counted), _served(counted), _group("Nach Einsatzfeld", "Einsatzfeld", counted, "field", _field),
        _group("Nach Region", "Region", counted, "region", lambda key: key or "ohne Region"),
        _group("Nach Art", "Von", counted, "kind", _kind), _talks(counted),
    )


def _field(key: str) -> str:
    return FIELD_WORDS[Field(key)] if key else "ohne Angabe"


def _two_years(counted: Counted, head: str) -> tuple[Column, ...]:
    years = (str(counted.year), counted.before_called)
    return (Column(head, 60), *(Column(each, 20, Align.RIGHT) for each in years))


def _flow(counted: Counted) -> Table:
    years = (counted.now, counted.then)
    rows = tuple(
        (str(FIGURE_WORDS[figure]), *(_signed(each.number(figure), sign, figure) for each in years))
        for figure, sign in FLOW
    )
    total = (str(FIGURE_WORDS[Figure.OPEN_AFTER]), *_both(counted, Figure.OPEN_AFTER))
    return Table("Bestand", _two_years(counted, "Bedarfe"), rows, (total,))


def _signed(number: int, sign: int, figure: Figure) -> str:
    return str(count(number) if figure is Figure.OPEN_BEFORE else count(sign * number, signed=bool(number)))


def _both(counted: Counted, name: str) -> tuple[str, str]:
    return str(count(counted.now.number(name))), str(count(counted.then.number(name)))


def _served(counted: Counted) -> Table:
    now, then = counted.now, counted.then
    rows = (
        ("Mitglieder, deren Bedarf beantwortet wurde", count(len(now.members_served)), count(len(then.members_served))),
        ("Beantwortete Bedarfe anderer", count(now.answered_of_prospects), count(then.answered_of_prospects)),
        ("Tage von der Einbringung zur Antwort (Median)", written(now.days_to_answer), written(then.days_to_answer)),
    )
    return Table("Wem es zugutekam", _two_years(counted, "Zahl"), tuple(tuple(map(str, cells)) for cells in rows))


def _group(
    heading: str, head: str, counted: Counted, name: str, word: Callable[[str], str]
) -> Table:
    words = ("Eingebracht", "Beantwortet", "Offen am Ende")
    columns = (Column(head, 46), *(Column(each, 18, Align.RIGHT) for each in words))
    rows = tuple((str(word(group.key)), *(str(count(group.numbers[figure])) for figure in COMPARED))
                 for group in grouped(counted.now, KEYS[name]))
    return Table(heading, columns, rows)


def _talks(counted: Counted) -> Table:
    rows = tuple((str(ASKING_WORDS[figure]), str(count(counted.talks.numbers[figure])),
                  str(count(counted.talks_then.numbers[figure]))) for figure in Asking)
    return Table("Interessenten", _two_years(counted, "Zahl"), rows)


def _examples(session: Session, counted: Counted) -> tuple[Example, ...]:
    fallen = {*fallen_examples(session, counted.now)}
    found = [each for each in queries.examples_of(session, counted.year.last_day) if each.need.number not in fallen]
    rows = {row.need.id: row for row in queries.rows_of(session, [each.need_id for each in found])}
    return tuple(_example(each, rows[each.need_id]) for each in found)


def _example(example: PromotionExample, row: needs.Row) -> Example:
    owner = row.owner(ALL) if example.is_named else row.unnamed
    field = str(FIELD_WORDS[row.need.field]) if row.need.field else ""
    return Example(row.need.number, owner, field, example.words)


def _closing(counted: Counted) -> tuple[str, ...]:
    nothing = () if not counted.now.is_empty else ("In diesem Geschäftsjahr lag kein Bedarf vor.",)
    return (*nothing, COUNTED_SO, *((str(VERDICTS_SO),) if queries.tell_of_answered() else ()), FOR_WHOM)


COUNTED_SO = (
    "Ein Bedarf zählt in dem Jahr, in dem der Schritt gegangen wurde, jeder einmal; Tage sind die am Sitz der"
    " Genossenschaft. Beantwortet ist, was am Ende des Jahres beantwortet war."
)
FOR_WHOM = (
    "Vertrauliche Bedarfe zählen mit; beschrieben werden sie nicht. Kleine Zahlen könnten sie verraten: Der Bericht ist"
    " für Vorstand und Prüfungsverband bestimmt; dem Aufsichtsrat legt ihn der Vorstand vor."
)
