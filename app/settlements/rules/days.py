"""When a settlement is due, until when it may be undone by a dissolution, and when the claim is barred."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, German, Refusal
from app.departures.rules import payable_by
from app.statutes.rules import ONE_DAY, FiscalYear, Statute, last_day_of_months, months_after, working_day_on_or_after

LIMITATION_YEARS = 3
"""After how many years a claim is barred by law (§ 195 BGB)."""

DISSOLUTION_MONTHS = 6
"""Whoever left in the six months before a dissolution has not left (§ 75 GenG)."""


@dataclass(frozen=True)
class DueDays:
    """The day by which to pay; where the two readings of § 187 BGB differ, the later one too."""

    due_on: date
    at_the_latest: date


def due_days(last_day: date, statute: Statute) -> DueDays:
    """Name the day by which a leaver is paid (§ 73 (2), (4) GenG, §§ 187 to 193 BGB; R-PAY-01, R-DL-01, R-DL-02).

    A period that begins with the close of a day may be read as beginning with the next one; the earlier day is safe.
    """
    by_event = payable_by(last_day, statute)
    by_beginning = last_day_of_months(last_day + ONE_DAY, statute.payout_months)
    days = sorted((by_event, working_day_on_or_after(by_beginning, statute.seat_state)))
    return DueDays(*days)


def interest_in_time_until(payable_by: date, statute: Statute) -> date:
    """Name the last day on which interest is paid in time (§ 21a (1) sentence 4 GenG, § 193 BGB; R-FIN-08, R-DL-02)."""
    return working_day_on_or_after(payable_by, statute.seat_state)


def undone_by_dissolution_until(last_day: date) -> date:
    """Name the day until which a dissolution of the cooperative makes an exit as if it had not been (R-EXIT-12)."""
    return months_after(last_day, DISSOLUTION_MONTHS)


def barred_after(due_on: date, statute: Statute, acknowledged_on: Iterable[date] = ()) -> date:
    """Name the last day on which a claim is not barred yet (§§ 195, 199, 212 BGB; R-PAY-01).

    The years, those of the law or the statute's, begin with the close of the year in which the claim fell due. With
    each part that the cooperative pays or sets off, and with the letter that states the claim, it owns up to it, so
    they begin anew with that very day.
    """
    return _of_claim(due_on, statute, acknowledged_on)[0]


def began_anew_on(due_on: date, statute: Statute, acknowledged_on: Iterable[date]) -> date | None:
    """Name the day with which the years of a claim began anew last; None while the first ones run (§ 212 BGB).

    An acknowledgement after which they would not end later than before is no such day.
    """
    return _of_claim(due_on, statute, acknowledged_on)[1]


def _of_claim(due_on: date, statute: Statute, acknowledged_on: Iterable[date]) -> tuple[date, date | None]:
    years = statute.payout_limitation_years
    return _begun_anew(date(due_on.year + years, 12, 31), acknowledged_on, years)


def rest_barred_after(due_on: date, adopted_on: date, received_on: Iterable[date] = ()) -> date:
    """Name the last day on which a rest that a leaver owes is not barred yet (§§ 195, 199, 212 BGB; R-PAY-06).

    It falls due with the settlement, and not before the accounts are adopted that say what is owed. The years begin
    with the close of that year; whoever pays a part owns up to the debt, so they begin anew with each payment.
    """
    barred = date(max(due_on, adopted_on).year + LIMITATION_YEARS, 12, 31)
    return _begun_anew(barred, received_on, LIMITATION_YEARS)[0]


def _begun_anew(barred: date, acknowledged_on: Iterable[date], years: int) -> tuple[date, date | None]:
    """The last day of a period that begins anew with each of these days, and the day with which it did so last.

    One that has run out begins no more.
    """
    anew = None
    for day in sorted(acknowledged_on):
        if day <= barred < months_after(day, 12 * years):
            barred, anew = months_after(day, 12 * years), day
    return barred, anew


def check_adopted(year: FiscalYear, adopted_on: date | None, today: date) -> date:
    """Refuse a settlement before the assembly has adopted the accounts of the year of the exit (§ 73; R-PAY-01)."""
    if adopted_on is None or adopted_on > today:
        raise Refusal(
            "Ausgezahlt wird nach dem Jahresabschluss (§§ 48, 73 GenG): Der für {year} ist noch nicht festgestellt.",
            year=year.name,
        )
    return adopted_on


class Waits(StrEnum):
    """What must happen before something over can be settled (§§ 48, 73 GenG; R-PAY-01, R-PAY-02)."""

    YEAR = "year"
    ADOPTION = "adoption"
    RESULT = "result"
    EARLIER = "earlier"


def waits_for(has_year: bool, is_adopted: bool, is_result_open: bool, is_first: bool) -> Waits | None:
    """Name what a settlement waits for first, in the order in which it happens; None where it may be opened.

    The fiscal year is entered, its accounts adopted, its result used; what was over earlier is settled earlier
    (§§ 48, 73 GenG; R-PAY-01 to R-PAY-03).
    """
    done = {
        Waits.YEAR: has_year, Waits.ADOPTION: is_adopted, Waits.RESULT: not is_result_open, Waits.EARLIER: is_first,
    }
    return next((step for step, is_done in done.items() if not is_done), None)


def check_result_used(year: FiscalYear, is_open: bool) -> None:
    """Refuse to settle or pay while it is open who gets the profit of the year or bears its loss: leavers too.

    §§ 19, 73 GenG; R-PAY-02, R-PAY-03, R-FIN-07.
    """
    if is_open:
        raise Refusal(
            "Über das Ergebnis {year} ist nicht verfügt. Buchen Sie zuerst, wer Gewinn bekommt oder Verlust trägt"
            " (§§ 19, 73 GenG).", year=year.name,
        )


def check_result_unchanged(number: str, change: Cents) -> None:
    """Refuse to pay a claim after a result was used otherwise than when it was settled (§ 73 GenG; R-PAY-02, -03)."""
    if change:
        raise Refusal(
            "{number}: Seit der Eröffnung wurden aus Ergebnissen {change} auf dieses Guthaben gebucht. Stornieren Sie"
            " die Auseinandersetzung, und eröffnen Sie sie neu.", number=number, change=euro(change, signed=True),
        )


class PaidOnRefusal(Refusal):
    """A refusal that is about the day of a payout."""


def check_paid_on(paid_on: date, adopted_on: date, confirmed_on: date, today: date) -> None:
    """Refuse a payout on a day to come, before the accounts were adopted, or before a second person confirmed it.

    § 73 (2) GenG; R-PAY-01. Money leaves once two people agree (Vier-Augen-Prinzip).
    """
    if paid_on > today:
        raise PaidOnRefusal("Die Auszahlung liegt in der Zukunft. Buchen Sie sie, wenn das Geld überwiesen ist.")
    if paid_on < adopted_on:
        raise PaidOnRefusal("Vor dem {day} kann nichts ausgezahlt sein.", day=written(adopted_on))
    if paid_on < confirmed_on:
        raise PaidOnRefusal(
            "Die Auseinandersetzung wurde am {day} bestätigt; vorher kann nichts ausgezahlt sein. Sehen Sie im"
            " Kontoauszug nach, an welchem Tag das Geld abging.", day=written(confirmed_on),
        )


def check_open_then(amount: Cents, least: Cents, paid_on: date) -> None:
    """Refuse a payout of a day on which so much was not open: what had left the bank was not back yet (R-SEPA-10).

    `least` is the least that was open from that day on; cents.
    """
    if amount > least:
        raise PaidOnRefusal(
            "Am {day} waren davon nur {least} offen: Was zurückkam, war da noch nicht wieder da. Nehmen Sie den Tag, an"
            " dem das Geld noch einmal abging.", day=written(paid_on), least=euro(max(least, 0)),
        )


class ReturnedOnRefusal(Refusal):
    """A refusal that is about the day on which a payout came back."""


def check_came_back_on(returned_on: date, paid_on: date, today: date) -> None:
    """Refuse that a payout comes back in the future, or before it was paid (R-SEPA-10)."""
    if returned_on > today:
        raise ReturnedOnRefusal("Der Tag der Rückgabe liegt in der Zukunft.")
    if returned_on < paid_on:
        raise ReturnedOnRefusal("Ausgezahlt wurde erst am {day}.", day=written(paid_on))


_NOT_BARRED_YET = German("Der Anspruch verjährt erst mit Ablauf des {day} (§§ 195, 199, 212 BGB).")
_NOT_OWED_YET = German("Vor dem {day} war nichts geschuldet: An diesem Tag wurde der Jahresabschluss festgestellt.")


def _check_day(day: date, today: date, ahead: str, first_day: date, before: str) -> None:
    """Refuse a day to come in the words of `ahead`, and one before a first day in those of `before`."""
    if day > today:
        raise PaidOnRefusal(ahead)
    if day < first_day:
        raise PaidOnRefusal(before, day=written(first_day))


def check_received_on(received_on: date, adopted_on: date, today: date) -> None:
    """Refuse money that comes in on a day to come, or before the accounts said that it is owed.

    § 73 (2) sentence 4 GenG; R-PAY-06.
    """
    ahead = German("Der Eingang liegt in der Zukunft. Buchen Sie ihn, wenn das Geld da ist.")
    _check_day(received_on, today, ahead, adopted_on, _NOT_OWED_YET)


def check_forgone_on(forgone_on: date, adopted_on: date, last_on: date | None, today: date) -> None:
    """Refuse to write a rest off on a day to come, before it was owed, or before what was last noted.

    § 73 (2) sentence 4 GenG; R-PAY-06.
    """
    ahead = German("Der Tag liegt in der Zukunft. Buchen Sie den Rest aus, wenn er da ist.")
    _check_day(forgone_on, today, ahead, adopted_on, _NOT_OWED_YET)
    last = German("Zum {day} ist hier noch etwas gebucht; vorher wird nicht ausgebucht.")
    _check_day(forgone_on, today, ahead, last_on or adopted_on, last)


class AboutGround(Refusal):
    """A refusal that is about why a rest is written off."""


def check_rest_barred(barred: date, forgone_on: date) -> None:
    """Refuse to write a rest off as barred before it is (§§ 195, 199, 212, 214 BGB; R-PAY-06)."""
    if forgone_on <= barred:
        raise AboutGround(_NOT_BARRED_YET, day=written(barred))


def check_sent_back_on(sent_back_on: date, received_on: date, today: date) -> None:
    """Refuse that money of the rest went back on a day to come, or before it had come in (R-PAY-06, R-REG-05)."""
    ahead = German("Der Tag liegt in der Zukunft. Stornieren Sie den Eingang, wenn das Geld zurückging.")
    _check_day(sent_back_on, today, ahead, received_on, German("Der Betrag ging erst am {day} ein."))


def check_owed_again_on(owed_again_on: date, forgone_on: date, today: date, is_waived: bool = False) -> None:
    """Refuse that a rest is owed again from a day to come, or before it was written off (R-PAY-06, R-REG-05).

    What was waived is extinguished (§ 397 BGB): in error it never was, but it is not owed again from a later day on.
    """
    ahead = German("Der Tag liegt in der Zukunft. Stornieren Sie das Ausbuchen, wenn er da ist.")
    _check_day(owed_again_on, today, ahead, forgone_on, German("Ausgebucht wurde erst zum {day}."))
    if is_waived and owed_again_on != forgone_on:
        raise PaidOnRefusal(
            "Was erlassen ist, ist erloschen (§ 397 BGB). War es ein Irrtum, stornieren Sie es zu seinem Tag, dem"
            " {day}.", day=written(forgone_on),
        )


def check_account_then(account: str, paid_on: date) -> str:
    """Refuse a payout on a day on which no account of who is paid was known yet; give the account (R-SEPA-01)."""
    if not account:
        raise PaidOnRefusal(
            "Am {day} war noch kein Konto bekannt, auf das gezahlt werden konnte. Sehen Sie im Kontoauszug nach, an"
            " welchem Tag das Geld abging.", day=written(paid_on),
        )
    return account


def check_barred(barred: date, suspended: Cents, today: date) -> None:
    """Refuse to close a claim as barred before it is (§§ 195, 199, 212 BGB), or while § 8a (2) GenG suspends it."""
    if suspended:
        raise Refusal("Wegen des Mindestkapitals ist noch nicht auszuzahlen; solange läuft keine Verjährung.")
    if today <= barred:
        raise Refusal(_NOT_BARRED_YET, day=written(barred))
