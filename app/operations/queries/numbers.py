"""Numbers given out year by year: none is missing, none stands twice, none would be given again (R-DOC-10)."""

import re
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.admissions.models import Application
from app.admissions.rules import application_number
from app.archive.models import IssuedDocument
from app.assessments.models import Round
from app.assessments.rules import round_number
from app.bundles.models import Bundle
from app.bundles.rules import bundle_number
from app.closing.models import Appropriation, DividendEntry
from app.closing.rules import appropriation_number, dividend_number
from app.core.db import Counter
from app.core.formats import member_number
from app.core.values import German
from app.departures.models import Notice
from app.departures.rules import notice_number
from app.dues.models import DunningNotice, PaymentPlan
from app.dues.rules import dunning_number, plan_number
from app.members.models import Member, MembershipExit
from app.members.rules import extract_number, list_number
from app.needs.models import Need
from app.needs.rules import need_number
from app.operations.rules import CheckKey, Finding, Place, in_ranges, missing_numbers
from app.organs.models import Resolution
from app.organs.rules import Organ, resolution_number
from app.promotion.rules import REPORT, report_number
from app.prospects.models import Prospect
from app.prospects.rules import prospect_number
from app.removals.models import Removal
from app.removals.rules import removal_number
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import payout_number, settlement_number
from app.shares.models import Certificate, CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import certificate_number, letter_number, receipt_number, reversal_number
from app.solutions.models import PartnerOffer, Solution
from app.solutions.rules import offer_number, solution_number
from app.subscriptions.models import Subscription
from app.subscriptions.rules import subscription_number
from app.transfers.models import Transfer
from app.transfers.rules import transfer_number

Write = Callable[[int, int], str]
"""Year and ordinal → number."""

_READ = re.compile(r"[A-Z]+-([0-9]+)-([0-9]+)")
"""What a number with a year looks like; its year and ordinal are set apart."""


class _Series(NamedTuple):
    """Numbers given out year by year: which there are, the last one given, how they are written, where they stand."""

    given: Mapping[int, list[int]]
    last: Mapping[int, int]
    write: Write
    home: str


def number_findings(session: Session) -> Iterator[Finding]:
    """Numbers that were given out and are gone, or that stand or would be given a second time (R-DOC-10)."""
    for series in _every_series(session):
        for year in sorted({*series.given, *series.last}):
            yield from _gaps(series, year)
            yield from _again(series, year)
    yield from _member_numbers(session)
    yield from _resolutions_written_wrongly(session)


def _every_series(session: Session) -> Iterator[_Series]:
    given: dict[int, list[int]]
    for organ in Organ:
        given = defaultdict(list)
        numbered = select(Resolution.year, Resolution.ordinal).where(Resolution.organ == organ)
        for year, ordinal in session.execute(numbered):
            given[year].append(ordinal)
        last, home = _last_numbers(session, f"resolution:{organ}"), "resolution"
        yield _Series(given, last, partial(resolution_number, organ), home)
    plain: tuple[tuple[str, Write, InstrumentedAttribute[Any]], ...] = (
        ("certificate", certificate_number, Certificate.number), ("receipt", receipt_number, PaymentReceived.number),
        ("application", application_number, Application.number), ("notice", notice_number, Notice.number),
        ("subscription", subscription_number, Subscription.number), ("transfer", transfer_number, Transfer.number),
        ("removal", removal_number, Removal.number), ("prospect", prospect_number, Prospect.number),
        ("need", need_number, Need.number), ("bundle", bundle_number, Bundle.number),
        ("assessment_round", round_number, Round.number),
        ("solution", solution_number, Solution.number), ("offer", offer_number, PartnerOffer.number),
        ("dunning", dunning_number, DunningNotice.number),
        ("plan", plan_number, PaymentPlan.number),
        ("settlement", settlement_number, Settlement.number),
        ("settlement_entry", payout_number, SettlementEntry.number),
        ("dividend", dividend_number, DividendEntry.number),
        ("appropriation", appropriation_number, Appropriation.number),
    )  # fmt: skip
    for name, write, column in plain:
        numbers = session.scalars(select(column).where(column.is_not(None)))
        yield _Series(_by_year(numbers, write), _last_numbers(session, name), write, _HOMES.get(name, name))
    documents: tuple[tuple[str, Write], ...] = (
        ("letter", letter_number), ("register_list", list_number), ("register_extract", extract_number),
        (REPORT, report_number),
    )
    for name, write in documents:
        begun = IssuedDocument.number.startswith(prefix_of(write), autoescape=True)
        numbers = session.scalars(select(IssuedDocument.number).where(begun))
        yield _Series(_by_year(numbers, write), _last_numbers(session, name), write, "document")
    reversals = _by_year(_reversals(session), reversal_number)
    yield _Series(reversals, _last_numbers(session, "share_reversal"), reversal_number, "sheet")


def _by_year(numbers: Iterable[str | None], write: Write) -> Mapping[int, list[int]]:
    """The ordinals of numbers, by their year; whatever is not written as a number of the series is none of it."""
    given: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        read = read_number(number or "", write)
        if read is not None:
            given[read[0]].append(read[1])
    return given


def read_number(number: str, write: Write) -> tuple[int, int] | None:
    """The year and the ordinal of a number of a series; None where it is not written as one (R-DOC-10)."""
    read = _READ.fullmatch(number)
    if read is None:
        return None
    year, ordinal = int(read[1]), int(read[2])
    return (year, ordinal) if write(year, ordinal) == number else None


def prefix_of(write: Write) -> str:
    """With what the numbers of a series begin."""
    return f"{write(0, 0).partition('-')[0]}-"


def _reversals(session: Session) -> Iterator[str]:
    """The number of each act that undid entries: one act has one moment, and may have many rows in several ledgers.

    An exit that follows an undoing bears what its list says, only the undoing the number of its act.
    """
    begins = prefix_of(reversal_number)
    found = [
        select(book.document, book.recorded_at).where(undoes, book.document.startswith(begins, autoescape=True))
        for book, undoes in (
            (ShareEntry, ShareEntry.reverses_id.is_not(None)), (CreditEntry, CreditEntry.reverses_id.is_not(None)),
            (PaymentDue, PaymentDue.reverses_id.is_not(None)), (MembershipExit, MembershipExit.last_day.is_(None)),
        )
    ]
    return (document for document, _moment in session.execute(union(*found)))


_HOMES: Mapping[str, str] = {
    "appropriation": "result", "plan": "payments", "receipt": "payments", "settlement_entry": "settlement",
}
"""Series → the kind of page where its numbers stand, where that bears another name."""


def _last_numbers(session: Session, series: str) -> dict[int, int]:
    """The last number given out in each year of a series."""
    found = select(Counter).where(Counter.series.startswith(f"{series}:", autoescape=True))
    return {int(counter.series.rpartition(":")[2]): counter.last_number for counter in session.scalars(found)}


def _gaps(series: _Series, year: int) -> Iterator[Finding]:
    home = Place(series.home)
    for first, end in in_ranges(missing_numbers(series.given.get(year, []), series.last.get(year, 0))):
        if first == end:
            values = {"number": series.write(year, first)}
            yield Finding(CheckKey.NUMBER_GAP, "Die Nummer {number} fehlt.", values, home)
        else:
            values = {"first": series.write(year, first), "last": series.write(year, end)}
            yield Finding(CheckKey.NUMBER_GAP, "Die Nummern {first} bis {last} fehlen.", values, home)


def _again(series: _Series, year: int) -> Iterator[Finding]:
    ordinals, last = series.given.get(year, []), series.last.get(year, 0)
    for ordinal, often in sorted(Tally(ordinals).items()):
        if often > 1 or ordinal > last:
            sentence = German("Die Nummer {number} steht zweimal.") if often > 1 else _WOULD_BE_GIVEN
            values = {"number": series.write(year, ordinal)}
            yield Finding(CheckKey.NUMBER_AGAIN, sentence, values, Place(series.home))


_WOULD_BE_GIVEN = German("Die Nummer {number} würde noch einmal vergeben.")


def _member_numbers(session: Session) -> Iterator[Finding]:
    """Numbers of members beyond the last one that was given out; between them an old list may leave gaps."""
    last = session.scalar(select(Counter.last_number).where(Counter.series == "member")) or 0
    for number in session.scalars(select(Member.number).where(Member.number > last).order_by(Member.number)):
        values = {"number": member_number(number)}
        yield Finding(CheckKey.NUMBER_AGAIN, _WOULD_BE_GIVEN, values, Place("member", str(number)))


def _resolutions_written_wrongly(session: Session) -> Iterator[Finding]:
    for resolution in session.scalars(select(Resolution).order_by(Resolution.id)).unique():
        expected = resolution_number(resolution.organ, resolution.year, resolution.ordinal)
        if resolution.number != expected:
            values = {"number": resolution.number, "expected": expected}
            sentence = German("Der Beschluss {number} müsste {expected} heißen.")
            yield Finding(CheckKey.NUMBER_WRITTEN, sentence, values, Place("resolution", str(resolution.id)))
