"""What a notice brings about: whether it takes effect, when, by which rule, and what must be decided first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Cents, German, Refusal, WrittenForm
from app.departures.rules.dates import (
    NoticeDates,
    binds_too_short,
    has_served_full_year,
    may_leave_early,
    months_binding,
    notice_dates,
    notice_period,
)
from app.departures.rules.facts import STATUTE_SETS_FORM, AmendedBy, Attended, Declared, NoticeKind, Seizure
from app.departures.rules.partial import check_cancelled
from app.departures.rules.special import (
    check_order_of_days,
    check_resolved_while_member,
    last_day_by_amendment,
    last_day_to_declare,
    may_terminate_specially,
)
from app.organs.rules import least_form
from app.shares.rules import Owed, ShareUnit, Stated, check_owed_known, nominal_of, owed_shares
from app.statutes.rules import (
    FiscalYear,
    Statute,
    is_too_long_underway,
    months_after,
    working_day_on_or_after,
    year_end_of,
)

ONCE_KNOWN = German(
    "Tragen Sie sie zuerst auf der Seite des Mitglieds ein, dann die Kündigung mit dem Tag ihres Eingangs (§§ 7a"
    " Abs. 2, 67b GenG)."
)
"""A notice of single shares is not turned down meanwhile: it keeps the day on which it came in (R-EXIT-01)."""

LONGEST_BACK = 24
"""Months after which a day of receipt is taken for a slip of the keyboard."""


class Ineffective(Refusal):
    """A notice that came in and has no effect; it may be recorded and is turned down with this reason."""


class AboutForm(Ineffective):
    """A notice without effect because of its form."""


class AboutShares(Ineffective):
    """A notice without effect because of the number of shares."""


class AboutWriting(Refusal):
    """A refusal that is about the day on which a notice was written."""


@dataclass(frozen=True)
class Circumstances:
    """What is known of a member and the cooperative when a notice is judged.

    `ledger` holds the changes of the member's shares, by day, `stated` what it has of the statute's measure. The notice
    names shares of a `unit` that may have been split since.
    `ends_on` is the end already recorded, `waits` says that another notice lies before the board. The statute is that
    of the day of receipt (R-STA-03).
    """

    today: date
    years: Sequence[FiscalYear]
    statute: Statute
    textform_permitted: bool
    member_since: date
    ends_on: date | None
    waits: bool
    is_entrepreneur: bool
    ledger: Sequence[tuple[date, int]]
    credit: Cents
    stated: Sequence[Stated] = ()
    unit: ShareUnit = field(default_factory=ShareUnit)

    def owed_on(self, day: date) -> Owed:
        """How many shares the member owes on a day (§ 7a (2) GenG; R-SHR-05)."""
        return owed_shares(self.statute, self.stated, day)


@dataclass(frozen=True)
class Judgement:
    """When a notice takes effect; `months` is its period, `otherwise` what holds where hardship is not found.

    `receivable_until` is the last day on which it could come in for that day.
    """

    last_day: date
    months: int
    receivable_until: date | None
    otherwise: NoticeDates | None = None

    @property
    def needs_decision(self) -> bool:
        """Whether the board decides first: only hardship is a matter of judgement (§ 65 (3) GenG; R-EXIT-05)."""
        return self.otherwise is not None


def judge(declared: Declared, known: Circumstances) -> Judgement:
    """Say when a notice takes effect (§§ 65 to 67b GenG; R-EXIT-01 to R-EXIT-08).

    Raises Refusal where it cannot be recorded, Ineffective where it came in and has no effect.
    """
    check_days(declared, known)
    if declared.kind is not NoticeKind.PARTIAL:
        check_not_given(known)
    check_form(declared, known)
    return _JUDGES[declared.kind](declared, known)


def check_while_member(day: date, member_since: date) -> None:
    """Refuse a day before the membership began (R-REG-04)."""
    if day < member_since:
        raise Refusal("Die Mitgliedschaft besteht erst seit dem {day}.", day=written(member_since))


def check_days(declared: Declared, known: Circumstances) -> None:
    """Refuse days that cannot be: to come, before the membership, long gone, or a letter dated after its receipt."""
    received_on, first_year = declared.received_on, min(known.years, default=None)
    if received_on > known.today:
        raise Refusal("Der Eingang liegt in der Zukunft. Tragen Sie die Kündigung ein, wenn sie da ist.")
    if months_after(received_on, LONGEST_BACK) < known.today:
        raise Refusal("Dieser Eingang liegt mehr als zwei Jahre zurück. Prüfen Sie das Jahr.")
    check_while_member(received_on, known.member_since)
    if first_year is None or received_on < first_year.first_day:
        raise Refusal("Für den {day} ist kein Geschäftsjahr eingetragen.", day=written(received_on))
    if declared.dated_on is not None and declared.dated_on > received_on:
        raise AboutWriting("Ein Schreiben geht nicht ein, bevor es geschrieben ist. Prüfen Sie beide Tage.")
    if declared.dated_on is not None and is_too_long_underway(declared.dated_on, received_on):
        raise AboutWriting("Zwischen Schreiben und Eingang lägen mehr als zwei Jahre. Prüfen Sie beide Tage.")


def check_not_given(known: Circumstances) -> None:
    """Refuse a second notice of a membership that ends already, or of which one lies before the board."""
    check_may_give(NoticeKind.ORDINARY, known.ends_on, known.today)
    if known.waits:
        raise Refusal("Über eine Kündigung dieser Mitgliedschaft entscheidet schon der Vorstand.")


def may_give(kind: NoticeKind, ends_on: date | None, today: date) -> bool:
    """Say whether there is anything to give notice of: a membership without an end, or shares before it (R-REG-04)."""
    return ends_on is None or (kind is NoticeKind.PARTIAL and ends_on > today)


def check_may_give(kind: NoticeKind, ends_on: date | None, today: date) -> None:
    """Refuse at once what no day makes possible: notice of a membership that ends, or of shares that are gone."""
    if ends_on is not None and ends_on < today:
        raise Refusal("Die Mitgliedschaft endete schon am {day}; zu kündigen ist nichts mehr.", day=written(ends_on))
    if ends_on is not None and not may_give(kind, ends_on, today):
        raise Refusal(
            "Diese Mitgliedschaft endet schon am {day}; noch einmal wird sie nicht gekündigt.", day=written(ends_on)
        )


def needed_form(kind: NoticeKind, received_on: date, statute: Statute, textform_permitted: bool) -> WrittenForm:
    """Name the least form of a notice on a day (§§ 65 (2), 177 (1) GenG; R-EXIT-01, R-ADM-03)."""
    wanted = statute.form_notice if kind in STATUTE_SETS_FORM else WrittenForm.TEXTFORM
    return least_form(wanted, received_on, textform_permitted, statute.textform_expressly_excluded)


def check_form(declared: Declared, known: Circumstances) -> None:
    """Find a notice without effect that lacks the form of law and statute (§ 65 (2) GenG, § 125 BGB; R-EXIT-01)."""
    needed = needed_form(declared.kind, declared.received_on, known.statute, known.textform_permitted)
    if needed is WrittenForm.SCHRIFTFORM and declared.written_form is WrittenForm.TEXTFORM:
        raise AboutForm(
            "Die Kündigung muss eigenhändig unterschrieben oder qualifiziert elektronisch signiert sein"
            " (§ 65 Abs. 2 GenG, §§ 126, 126a BGB); Textform genügt hier nicht."
        )


def _by_period(declared: Declared, known: Circumstances) -> Judgement:
    """Ordinary notice, also by a creditor or an administrator: the statute's period (R-EXIT-01, R-EXIT-02)."""
    months = months_binding(known.statute.notice_months, known.is_entrepreneur)
    dates = notice_dates(known.years, months, declared.received_on)
    return Judgement(dates.last_day, months, dates.receivable_until)


def _by_creditor(declared: Declared, known: Circumstances) -> Judgement:
    if declared.seizure is None:
        raise Refusal("Es fehlen die Angaben zur Pfändung (§ 66 GenG).")
    check_seizure(declared.seizure, declared.received_on)
    return _by_period(declared, known)


def check_seizure(seizure: Seizure, received_on: date) -> None:
    """Find a creditor's notice without effect whose title or failed enforcement does not do (§ 66 (1); R-EXIT-08)."""
    if not seizure.failed_on <= seizure.seized_on <= received_on:
        raise Refusal("Erst scheitert die Vollstreckung, dann wird gepfändet, dann gekündigt. Prüfen Sie die Tage.")
    if not seizure.is_final:
        raise Ineffective(
            "Solange der Titel nur vorläufig vollstreckbar ist, kann ein Gläubiger nicht kündigen (§ 66 Abs. 1 GenG)."
        )
    if months_after(seizure.failed_on, 6) < seizure.seized_on:
        raise Ineffective(
            "Die erfolglose Vollstreckung lag bei der Pfändung mehr als sechs Monate zurück (§ 66 Abs. 1 GenG)."
        )


def _of_shares(declared: Declared, known: Circumstances) -> Judgement:
    """Notice of single shares: what must stay was agreed and resolved in shares of the receipt, too (R-EXIT-07)."""
    judgement = _by_period(declared, known)
    if known.ends_on is not None and known.ends_on <= judgement.last_day:
        raise Refusal(
            "Die Mitgliedschaft endet schon am {day}, und mit ihr alle Anteile.", day=written(known.ends_on)
        )
    owed = known.owed_on(judgement.last_day)
    try:
        given_up, needed = (
            known.unit.on(each, judgement.last_day)
            for each in (declared.shares, max(owed.shares, declared.bound_shares))
        )
        check_cancelled(given_up, least_held(known.ledger, judgement.last_day), needed, declared.shares)
    except Refusal as refusal:
        if owed.scale is None:
            raise AboutShares(refusal.message, **refusal.values) from None
        why = Told(refusal.message, **refusal.values)
        raise AboutShares("{why} Pflichtanteile: {owed}.", why=why, owed=owed.words()) from None
    check_owed_known(owed, ONCE_KNOWN)
    return judgement


def least_held(ledger: Sequence[tuple[date, int]], day: date) -> int:
    """Count the shares that are held on a day and on every later one, as far as the ledger knows (R-EXIT-07).

    What is given up for a day must be there then, and still be there under every entry after it.
    """
    in_order = sorted(ledger)
    totals = list(accumulate((change for _day, change in in_order), initial=0))
    before = sum(effective_on <= day for effective_on, _change in in_order)
    return min(totals[before:])


def _by_hardship(declared: Declared, known: Circumstances) -> Judgement:
    """Early notice: the law's period once the board finds that staying is unreasonable (§ 65 (3); R-EXIT-05)."""
    months = months_binding(known.statute.notice_months, known.is_entrepreneur)
    if binds_too_short(months):
        raise Ineffective(
            "Vorzeitig kündigen kann nur, wen die Satzung länger als zwei Jahre bindet (§ 65 Abs. 3 GenG); hier gilt"
            " die ordentliche Kündigung mit {months} Monaten.", months=months,
        )
    if not has_served_full_year(known.years, known.member_since, declared.received_on):
        raise Ineffective(
            "Vorzeitig kündigen kann nur, wer der Genossenschaft ein volles Geschäftsjahr angehört hat"
            " (§ 65 Abs. 3 GenG)."
        )
    if not declared.reasons.strip():
        raise Refusal("Schreiben Sie, warum ein Verbleib nicht zumutbar ist; der Vorstand entscheidet darüber.")
    early = may_leave_early(known.years, months, known.member_since, declared.received_on, is_unreasonable=True)
    dates = notice_dates(known.years, notice_period(months, early), declared.received_on)
    otherwise = notice_dates(known.years, months, declared.received_on)
    return Judgement(dates.last_day, notice_period(months, early), dates.receivable_until, otherwise)


def _by_amendment(declared: Declared, known: Circumstances) -> Judgement:
    """Special notice: within a month, to the end of the year (§ 67a GenG; R-EXIT-06)."""
    if declared.amended_by is None:
        raise Refusal("Es fehlen die Angaben zum Beschluss (§ 67a GenG).")
    until = check_amendment(declared.amended_by, declared.received_on, known)
    return Judgement(last_day_by_amendment(known.years, declared.received_on), 0, until)


def check_amendment(amended_by: AmendedBy, received_on: date, known: Circumstances) -> date:
    """Find a special notice without effect where the right is missing or its month over; give its last day (§ 67a)."""
    was_present, kept_away = amended_by.attended is Attended.OBJECTED, amended_by.attended is Attended.KEPT_AWAY
    begins_on = amended_by.known_on or amended_by.resolved_on if kept_away else amended_by.resolved_on
    check_order_of_days(amended_by.resolved_on, amended_by.known_on, received_on)
    check_resolved_while_member(amended_by.resolved_on, known.member_since)
    if not may_terminate_specially(amended_by.amendment, was_present, was_present, kept_away):
        raise Ineffective(
            "Dieses Kündigungsrecht besteht nur bei den in § 67a GenG genannten Änderungen, und nur für den, dessen"
            " Widerspruch zur Niederschrift erklärt ist oder der zu Unrecht nicht dabei war."
        )
    until = last_day_to_declare(begins_on, known.statute.seat_state)
    if received_on > until:
        raise Ineffective(
            "Die Kündigung war bis zum {day} zu erklären: binnen eines Monats (§ 67a Abs. 1 GenG, § 193 BGB).",
            day=written(until),
        )
    return until


def _by_residence(declared: Declared, known: Circumstances) -> Judgement:
    """Notice of somebody who moves away: no period, to the end of the fiscal year (§ 67 GenG; R-EXIT-08)."""
    if not known.statute.residence_clause:
        raise Ineffective("Die Satzung knüpft die Mitgliedschaft nicht an einen Wohnsitz (§ 67 GenG).")
    return Judgement(year_end_of(known.years, declared.received_on), 0, None)


_JUDGES: Mapping[NoticeKind, Callable[[Declared, Circumstances], Judgement]] = {
    NoticeKind.ORDINARY: _by_period,
    NoticeKind.PARTIAL: _of_shares,
    NoticeKind.HARDSHIP: _by_hardship,
    NoticeKind.SPECIAL: _by_amendment,
    NoticeKind.RESIDENCE: _by_residence,
    NoticeKind.CREDITOR: _by_creditor,
    NoticeKind.INSOLVENCY: _by_period,
}


@dataclass(frozen=True)
class Consequences:
    """What a notice means in shares and money, as the ledgers stand; cents.

    `released` is the part of the credit that becomes payable, `payable_by` until when, before losses, set-off and
    minimum capital (§§ 8a, 73 GenG).
    """

    shares_before: int
    shares_after: int
    nominal_after: Cents
    credit: Cents
    released: Cents
    payable_by: date


def consequences_of(
    given_up: int | None, judgement: Judgement, known: Circumstances, share_amount: Cents, released_before: Cents = 0
) -> Consequences:
    """Say what a notice leaves and releases (§§ 67b (2), 73 GenG; R-PAY-01, R-PAY-02, R-PAY-04).

    `given_up` are single shares, each of the amount of the day on which it takes effect; None where all end. Credit
    above the nominal of the shares held until then is not released by giving up single ones. With the membership all of
    it is, also what a reduction of the share amount left above (§ 22 GenG); but not what notices before this one
    released, `released_before`.
    """
    held = sum(change for effective_on, change in known.ledger if effective_on <= judgement.last_day)
    left = 0 if given_up is None else held - given_up
    nominal, bound = (nominal_of(shares, share_amount) for shares in (left, held))
    return Consequences(
        shares_before=held, shares_after=left, nominal_after=nominal, credit=known.credit,
        released=credit_released(min(known.credit, bound), nominal) if given_up is not None
        else max(known.credit - released_before, 0),
        payable_by=payable_by(judgement.last_day, known.statute),
    )


def credit_released(credit: Cents, nominal_after: Cents) -> Cents:
    """Say what of a credit becomes payable: what lies above the nominal of the shares that remain (R-PAY-04)."""
    return max(credit - nominal_after, 0)


def payable_by(last_day: date, statute: Statute) -> date:
    """Name the day by which somebody who left is paid (§ 73 (2), (4) GenG, § 193 BGB; R-PAY-01, R-DL-02)."""
    return working_day_on_or_after(months_after(last_day, statute.payout_months), statute.seat_state)


def notice_number(year: int, number: int) -> str:
    """Write a notice's number, gapless per year: `KD-2026-003` (R-DOC-10)."""
    return f"KD-{year}-{number:03d}"
