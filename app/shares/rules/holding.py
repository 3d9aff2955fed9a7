"""How many shares a member may hold, what they make liable for, what a certificate says (§§ 7a, 15b, 119, 121 GenG)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.formats import count, euro
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Cents, German, Nachschuss, Refusal
from app.shares.rules.facts import ShareGround
from app.statutes.rules import HaftsummeRule, Statute


def on_the_day(day: date) -> int:
    """Number the moment at which the register of a day is read, in half days (R-REG-06)."""
    return 2 * day.toordinal()


def at_the_close(day: date) -> int:
    """Number the moment at which a day is over, and reductions of that day count, in half days (R-REG-06, R-MOV-02)."""
    return on_the_day(day) + 1


def first_day_at(moment: int) -> date:
    """The first day whose register shows what holds from a moment on, in half days (R-REG-06)."""
    return date.fromordinal((moment + 1) // 2)


FOREVER = at_the_close(date.max)
"""The moment until which a holding lasts that nothing has changed yet."""


def nominal_of(shares: int, share_amount: Cents) -> Cents:
    """The nominal of shares: number times amount (R-SHR-02); neither what is paid nor the balance."""
    return shares * share_amount


def credit_on_shares(credit: Cents, shares: int, share_amount: Cents) -> Cents:
    """What of a credit stands on the shares held; what a cancellation released beyond it is to be settled (§ 73 GenG).
    """
    return min(credit, nominal_of(shares, share_amount))


def further_shares(shares: int) -> int:
    """Count the further shares, those beyond the first, as the register states them (§ 30 (2) GenG; R-REG-03)."""
    return max(shares - 1, 0)


def so_many_shares(number: int) -> Told:
    """Say how many shares, in words that agree with the number."""
    return Told("1 Anteil") if number == 1 else Told("{number} Anteile", number=count(number))


def worded_shares(number: int, kind: str, each: Cents) -> str:
    """Word so many shares (`kind` and its ending in the dative) with the amount of one, so that it holds at any time.

    After a splitting the same number would say something else (§ 22b GenG; R-SHR-09).
    """
    return f"1 {kind} zu {euro(each)}" if number == 1 else f"{count(number)} {kind}en zu je {euro(each)}"


def share_limits(statute: Statute, owed: int | None = None) -> tuple[int, int | None]:
    """Name the least and the most shares of a member (§ 7a GenG; R-SHR-01, R-SHR-05); None: without a limit.

    Without a clause on further shares everybody holds the mandatory number, as a rule one. `owed` is what a member
    owes by the statute's scale; None while nobody has asked yet.
    """
    least = max(statute.mandatory_shares, owed or 0)
    if not statute.further_shares_allowed:
        return least, None if owed is None and statute.mandatory_per_share is not None else least
    return least, None if statute.max_shares is None else max(statute.max_shares, least)


class AboutShares(Refusal):
    """A refusal that is about how many shares somebody takes."""

    about = German("Zahl der Anteile")


def check_number_of_shares(shares: int, statute: Statute, owed: int | None = None) -> None:
    """Refuse a number of shares outside the statute's limits (§ 7a GenG; R-SHR-01, R-SHR-05)."""
    least, _most = share_limits(statute, owed)
    if shares < least:
        raise AboutShares("Die Satzung verlangt mindestens {shares} (§ 7a GenG).", shares=so_many_shares(least))
    check_not_too_many(shares, statute, owed)


def check_not_too_many(shares: int, statute: Statute, owed: int | None = None) -> None:
    """Refuse more shares than the statute allows a member (§ 7a (1) GenG; R-SHR-01)."""
    _least, most = share_limits(statute, owed)
    if most is not None and shares > most:
        if not statute.further_shares_allowed:
            raise Refusal("Die Satzung lässt weitere Anteile nicht zu (§ 7a Abs. 1 GenG).")
        raise AboutShares("Die Satzung erlaubt höchstens {shares} (§ 7a Abs. 1 GenG).", shares=so_many_shares(most))


def are_fully_paid(share_amount: Cents, shares: int, paid: Cents) -> bool:
    """Say whether all shares are paid, by the payments made; a loss does not undo them (§ 15b (2) GenG; R-SHR-03)."""
    return paid >= nominal_of(shares, share_amount)


def may_admit_further(share_amount: Cents, shares: int, paid: Cents, mandatory: bool = False) -> bool:
    """Say whether one more share may be admitted: the others are paid, or it is mandatory (§ 15b (2); R-SHR-03)."""
    return mandatory or are_fully_paid(share_amount, shares, paid)


def check_further_shares(
    statute: Statute, shares: int, paid: Cents, added: int, mandatory: bool = False, owed: int = 0
) -> None:
    """Refuse further shares beyond the statute or while others are unpaid (§§ 7a, 15b GenG; R-SHR-01, R-SHR-03).

    Who owes more may take fewer than lack: they lessen it, and the rest stays owed (§ 7a (2) GenG; R-SHR-05).
    """
    if added < 1:
        raise Refusal("Geben Sie an, wie viele weitere Anteile es sein sollen.")
    if not mandatory:
        check_not_too_many(shares + added, statute, owed)
    if not may_admit_further(statute.share_amount, shares, paid, mandatory):
        raise Refusal(
            "Weitere Anteile sind erst zulässig, wenn die bisherigen voll eingezahlt sind (§ 15b Abs. 2 GenG)."
        )


def calls_for_warning(added: int, statute: Statute, owed: int = 0) -> bool:
    """Say whether several shares at once deserve a warning, because not all is paid at once (§ 15b (2) GenG; R-SHR-03).

    Strict readers want the earlier ones paid first; mandatory ones are exempt.
    """
    return added > max(statute.mandatory_shares, owed) and added > 1 and statute.min_payment < statute.share_amount


def liability_sum(
    nachschuss: Nachschuss,
    share_amount: Cents,
    shares: int,
    haftsumme: Cents | None = None,
    rule: HaftsummeRule = HaftsummeRule.DEFAULT,
) -> Cents | None:
    """What a member is liable for in an insolvency (Haftsumme, §§ 119, 121 GenG; R-LIA-01, R-LIA-02).

    Never below one share amount; with further shares it rises to at least their total nominal, unless the statute
    says otherwise. Nothing where there is no Nachschuss; None where it is unlimited, which knows no sum.
    """
    if nachschuss is Nachschuss.NONE:
        return 0
    if nachschuss is Nachschuss.UNLIMITED:
        return None
    stated = max(haftsumme or share_amount, share_amount)
    return stated if rule is HaftsummeRule.NO_INCREASE else max(stated, nominal_of(shares, share_amount))


def exceeds_quarter(part: int, whole: int) -> bool:
    """Say whether a part is more than a quarter of the whole, exactly (§ 3 (2) GwG; R-TRA-01)."""
    return 4 * part > whole


@dataclass(frozen=True)
class CertifiedHolding:
    """What a certificate states and a change would make untrue (R-DOC-04)."""

    member_number: int
    name: str
    shares: int
    share_amount: Cents


def certificate_matches(certified: CertifiedHolding, current: CertifiedHolding | None) -> bool:
    """Say whether a certificate still speaks for the holding; a changed holding or exit voids it (R-DOC-04)."""
    return current is not None and current.shares > 0 and certified == current


def check_certificate(holding: CertifiedHolding, valid_one: CertifiedHolding | None) -> None:
    """Refuse a certificate without shares, or a second one for the same holding (R-DOC-04)."""
    if holding.shares < 1:
        raise Refusal("Ohne Anteile gibt es keine Urkunde.")
    if valid_one is not None and certificate_matches(valid_one, holding):
        raise Refusal("Für diesen Bestand gibt es schon eine gültige Urkunde. Eine Zweitschrift ist derselbe Druck.")


def counts_from(ground: ShareGround, change: int, effective_on: date) -> date:
    """Name the day from which an entry of the share ledger counts (R-REG-06).

    A reduction ends with the close of its day; a reversal counts when what it undoes does.
    """
    gains = (change > 0) == (ground is not ShareGround.REVERSAL)
    return effective_on if gains else effective_on + timedelta(days=1)


def moment_of(ground: ShareGround, change: int, effective_on: date) -> int:
    """Number the moment from which an act can build upon an entry of the share ledger, in half days (R-REG-06).

    Closing figures count what was acquired by a transfer with the eve already; see `closes_on`.
    """
    is_later = counts_from(ground, change, effective_on) > effective_on
    return at_the_close(effective_on) if is_later else on_the_day(effective_on)


def why_certificate_ends(ground: ShareGround | None, document: str, effective_on: date) -> str:
    """Say for the register why a certificate no longer speaks for the holding (R-DOC-04)."""
    if ground is ShareGround.EXIT:
        return German("Ausgeschieden zum", written(effective_on))
    if ground is ShareGround.REVERSAL:
        return German("Bestand berichtigt,", document)
    if ground is ShareGround.SPLIT:
        return German("Geschäftsanteile zerlegt zum", written(effective_on))
    return German("Neuer Stand des Registers,", document) if document else German("Neuer Stand des Registers")


def why_amount_overtakes(since: date) -> str:
    """Say for the register why a certificate no longer states what a share comes to (§ 7 GenG; R-DOC-04)."""
    return German("Geschäftsanteil geändert zum", written(since))


def amount_now(told: Cents, amount: Cents) -> str:
    """Say what a share comes to now, where a text told another amount of it (§ 7 GenG); empty where it is the same."""
    return "" if told == amount else f"Ein Geschäftsanteil beträgt jetzt {euro(amount)}."


def check_void_reason(reason: str) -> str:
    """Refuse to declare a certificate void without a reason; give the reason as it is kept (R-DOC-04)."""
    if not reason.strip():
        raise Refusal("Geben Sie den Grund an, zum Beispiel den Verlust der Urkunde.")
    return reason.strip()[:300]


def check_reprint(number: str, is_valid: bool, copy_waits: bool) -> None:
    """Refuse a second copy of a certificate that speaks no longer, or while one waits to be posted (R-DOC-04)."""
    if not is_valid:
        raise Refusal("Die Urkunde {number} gilt nicht mehr; sie wird nicht noch einmal gedruckt.", number=number)
    if copy_waits:
        raise Refusal("Eine weitere Ausfertigung der Urkunde {number} liegt schon im Druckkorb.", number=number)


def certificate_number(year: int, number: int) -> str:
    """Write a certificate's number, gapless per year: `U-2026-0412` (R-DOC-10)."""
    return f"U-{year}-{number:04d}"


def receipt_number(year: int, number: int) -> str:
    """Write the number of a payment, gapless per year: `K-2026-0211` (R-DOC-10)."""
    return f"K-{year}-{number:04d}"


def reversal_number(year: int, number: int) -> str:
    """Write the number of a reversal in the share ledger, gapless per year: `S-2026-001`."""
    return f"S-{year}-{number:03d}"


def letter_number(year: int, number: int) -> str:
    """Write the reference of a letter, gapless per year: `B-2026-1187`."""
    return f"B-{year}-{number:04d}"
