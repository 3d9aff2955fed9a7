"""Whether and how members were promoted: the figures of the years, the needs behind them, the reports (R-AUD-03).

§ 58 (1) sentence 3 GenG.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits.queries.parts import Cells, Listed, Part, counts_within, letter, letters_of, moments_of, recorded_within
from app.audits.rules import Period, safe_stem
from app.needs.rules import FIELD_WORDS, STATE_WORDS, NeedState
from app.parties.rules import SHORT_KIND_WORDS
from app.promotion import queries as promotion
from app.promotion.models import PromotionIssue
from app.promotion.rules import FIGURE_WORDS, Figure, Figures, Way, Year, falls_under, written

FOLDER = "22_Foerderung"


def parts(session: Session, period: Period) -> list[Part]:
    """Figures and needs of the years that end in the period, as known at its close; reports about them or issued in it.
    """
    return [
        Listed(f"{FOLDER}/Zahlen_{period}.csv", "Zahlen der Geschäftsjahre zum Förderzweck (§ 58 Abs. 1 Satz 3 GenG)",
               ("Geschäftsjahr bis", "Zahl", "Anzahl"), lambda: _figures(session, period)),
        Listed(f"{FOLDER}/Bedarfe_{period}.csv", "Die Bedarfe hinter diesen Zahlen",
               ("Geschäftsjahr bis", "Bedarf", "Von", "Einsatzfeld", "Region", "Eingebracht", "Beantwortet",
                "Stand am Ende des Jahres", "Zählt unter"), lambda: _needs(session, period)),
        *_reports(session, period),
    ]  # fmt: skip


def _years(session: Session, period: Period) -> list[Year]:
    """The fiscal years that end in the period, the earliest first."""
    known = promotion.years(session, period.last_day)
    return [Year(each.first_day, each.last_day) for each in reversed(known)
            if period.first_day <= each.last_day <= period.last_day]


def _figures(session: Session, period: Period) -> Iterator[Cells]:
    end = moments_of(period)[1]
    for year in _years(session, period):
        for name, number in _counted(promotion.figures(session, year, end)):
            yield year.last_day, name, number


def _counted(figures: Figures) -> Iterator[tuple[str, object]]:
    yield from ((FIGURE_WORDS[figure], figures.number(figure)) for figure in Figure)
    yield from ((each.word, figures.number(each.key)) for each in promotion.milestones())
    yield "Mitglieder, deren Bedarf beantwortet wurde", len(figures.members_served)
    yield "Tage von der Einbringung bis zur Antwort (Median)", written(figures.days_to_answer)


def _needs(session: Session, period: Period) -> Iterator[Cells]:
    end = moments_of(period)[1]
    for year in _years(session, period):
        for way in promotion.ways(session, year.last_day, end):
            counts = [FIGURE_WORDS[figure] for figure in Figure if figure in falls_under(way, year)]
            if counts:
                yield (year.last_day, way.number, SHORT_KIND_WORDS[way.kind] if way.kind else "",
                       FIELD_WORDS[way.field] if way.field else "", way.region, way.raised_on, _answered_on(way, year),
                       STATE_WORDS[way.state_on(year.last_day) or NeedState.RAISED], ", ".join(counts))  # fmt: skip


def _answered_on(way: Way, year: Year) -> object:
    if way.state_on(year.last_day) is not NeedState.ANSWERED:
        return None
    return next(on for on, state in reversed(way.steps) if state is NeedState.ANSWERED and on <= year.last_day)


def _reports(session: Session, period: Period) -> list[Part]:
    """What the board finished about a year that ends in the period, whenever that was, and what it issued in it."""
    within = counts_within(PromotionIssue.year_end, period) | recorded_within(PromotionIssue.issued_at, period)
    ordered = select(PromotionIssue).where(within).order_by(PromotionIssue.year_end, PromotionIssue.turn)
    found: Sequence[PromotionIssue] = session.scalars(ordered).unique().all()
    listed = Listed(
        f"{FOLDER}/Foerderberichte_{period}.csv", "Förderberichte und ihre Ausgaben",
        ("Geschäftsjahr bis", "Ausgabe", "Nummer", "Festgestellt", "Vermerkt von", "Grund"), lambda: map(_issue, found),
    )
    letters = letters_of(session, (each.document_id for each in found))
    papers = (
        paper for each in found for paper in letter(
            letters, each.document_id, f"{FOLDER}/{each.year_end:%Y-%m-%d}_{safe_stem(each.document.number or '')}",
            f"Förderbericht {each.document.number}, Geschäftsjahr bis {each.year_end:%d.%m.%Y}",
        )
    )
    return [listed, *papers]


def _issue(each: PromotionIssue) -> Cells:
    return each.year_end, each.turn, each.document.number, each.issued_at, each.issued_by, each.reason
