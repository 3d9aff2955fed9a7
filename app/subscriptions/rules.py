"""When a member may take further shares, what the declaration says, and what follows (§§ 7a, 15a, 15b GenG)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import NBSP, euro
from app.core.formats import day as written
from app.core.values import Cents, German, PartyKind, Refusal, WrittenForm
from app.organs.rules import form_is_sufficient, least_form
from app.parties.rules import Authority, is_organisation, not_itself
from app.shares.rules import (
    DuePayment,
    Owed,
    calls_for_warning,
    check_further_shares,
    check_owed_declared,
    left_to_assembly,
    liability_sum,
    nominal_of,
    payments_due,
    worded_shares,
)
from app.statutes.rules import ClauseKind, Statute, clauses_under, is_too_long_underway, lacks_clauses


class SubscriptionKind(StrEnum):
    """Whether shares are taken freely, or because the statute asks for them (Pflichtbeteiligung, § 7a (2) GenG)."""

    FURTHER = "further"
    MANDATORY = "mandatory"


class SubscriptionState(StrEnum):
    """What became of a declaration; `reversed`: it was entered by mistake and undone."""

    PROPOSED = "proposed"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


KIND_WORDS: Mapping[SubscriptionKind, str] = {
    SubscriptionKind.FURTHER: German("Weitere Anteile"), SubscriptionKind.MANDATORY: German("Pflichtanteile"),
}
STATE_WORDS: Mapping[SubscriptionState, str] = {
    SubscriptionState.PROPOSED: German("Liegt dem Vorstand vor"),
    SubscriptionState.ADMITTED: German("Zugelassen"),
    SubscriptionState.REJECTED: German("Nicht zugelassen"),
    SubscriptionState.WITHDRAWN: German("Zurückgenommen"),
    SubscriptionState.REVERSED: German("Storniert"),
}
"""How they are called, on screens and in documents."""


@dataclass(frozen=True)
class Declared:
    """A declaration as it came in."""

    kind: SubscriptionKind
    shares: int
    received_on: date
    written_form: WrittenForm
    declared_by: str
    dated_on: date | None = None

    @property
    def is_mandatory(self) -> bool:
        """Whether the statute asks for these shares."""
        return self.kind is SubscriptionKind.MANDATORY


@dataclass(frozen=True)
class Circumstances:
    """What is known of a member when it takes further shares: what it holds and has paid, all recorded; cents.

    `waits` is the number of a declaration that lies before the board, `owed` what it must hold by the statute. The
    statute is that of the day on which it is judged, `then` that of the receipt, which says what form was needed.
    """

    today: date
    statute: Statute
    then: Statute
    textform_permitted: bool
    member_since: date
    ends_on: date | None
    waits: str
    shares: int
    paid: Cents
    owed: Owed


@dataclass(frozen=True)
class Consequences:
    """What an admission brings about on a day: shares, amounts in cents, days of payment.

    `liability` is None where it is unlimited; `rest` is what the assembly has still to ask for, `lacking` how many
    shares are owed even then (§ 7a (2) GenG).
    """

    shares_before: int
    shares_after: int
    nominal: Cents
    dues: tuple[DuePayment, ...]
    rest: Cents
    liability: Cents | None
    is_doubtful: bool
    lacking: int = 0

    @property
    def shares(self) -> int:
        """How many come to those held before."""
        return self.shares_after - self.shares_before


class AboutReceipt(Refusal):
    """A refusal that is about the day of receipt."""


class AboutWriting(Refusal):
    """A refusal that is about the day on which a declaration was written."""


class AboutForm(Refusal):
    """A refusal that is about the form of a declaration."""


class NotMeant(Refusal):
    """A declaration in the portal whose sender has not said that it is meant."""


def subscription_number(year: int, number: int) -> str:
    """Write the number of a declaration, gapless per year: `BT-2026-003` (R-DOC-10)."""
    return f"BT-{year}-{number:03d}"


def check_declared(declared: Declared, known: Circumstances) -> None:
    """Refuse a declaration that cannot be admitted (§§ 7a, 15b GenG; R-SHR-01, R-SHR-03 to R-SHR-05)."""
    _check_days(declared, known)
    check_none_waits(known.waits)
    if not form_is_sufficient(
        declared.written_form, known.then.form_join, declared.received_on, known.textform_permitted,
        known.then.textform_expressly_excluded,
    ):
        raise AboutForm("Diese Form genügt nicht; die Erklärung muss unterschrieben sein (§ 15b Abs. 1, § 15 GenG).")
    check_admissible(declared, known)


def check_none_waits(number: str) -> None:
    """Refuse a declaration while another one, of this number, lies before the board (§ 15b GenG; R-SHR-03)."""
    if number:
        raise Refusal(
            "Über weitere Anteile dieses Mitglieds entscheidet schon der Vorstand: {number}. Warten Sie das ab, oder"
            " nehmen Sie die Erklärung zuerst zurück.", number=number,
        )


def check_still_covers(then: Statute, now: Statute) -> None:
    """Refuse to admit on a declaration without what the statute of the decision's day asks for (§§ 15a, 15b (1) GenG).

    It was declared by the statute of the day of receipt, `then` (R-SHR-04, R-ADM-05).
    """
    if lacks_clauses(clauses_under(now), clauses_under(then)):
        raise Refusal(
            "Seit dieser Erklärung gilt eine andere Satzung, und eine Klausel, die sie verlangt, fehlt. Nehmen Sie die"
            " Erklärung zurück; sie ist neu abzugeben (§§ 15a, 15b Abs. 1 GenG)."
        )


def check_goes_on(ends_on: date | None) -> None:
    """Refuse further shares of a membership that is over, or ends (§§ 15b, 70 GenG; R-SHR-04)."""
    if ends_on is not None:
        raise Refusal(
            "Die Mitgliedschaft endet am {day}; weitere Anteile gibt es nicht mehr. Wer ausgeschieden ist, kann neu"
            " beitreten.", day=written(ends_on),
        )


def check_admissible(declared: Declared, known: Circumstances) -> None:
    """Refuse what may not be admitted as things stand on this day; its form was judged when it came in (§ 15b GenG)."""
    check_goes_on(known.ends_on)
    _check_number(declared, known)


def _check_days(declared: Declared, known: Circumstances) -> None:
    if declared.received_on > known.today:
        raise AboutReceipt("Der Tag des Eingangs liegt in der Zukunft.")
    if declared.received_on < known.member_since:
        raise AboutReceipt("Die Mitgliedschaft begann erst am {day}.", day=written(known.member_since))
    if declared.dated_on is not None and declared.dated_on > declared.received_on:
        raise AboutWriting("Die Erklärung kann nicht vor dem Tag eingegangen sein, an dem sie geschrieben wurde.")
    if declared.dated_on is not None and is_too_long_underway(declared.dated_on, declared.received_on):
        raise AboutWriting("Zwischen Schreiben und Eingang lägen mehr als zwei Jahre. Prüfen Sie beide Tage.")


def _check_number(declared: Declared, known: Circumstances) -> None:
    if declared.is_mandatory:
        check_owed_declared(known.owed, declared.shares, known.shares)
    check_further_shares(
        known.statute, known.shares, known.paid, declared.shares, declared.is_mandatory, known.owed.shares
    )


def consequences_of(shares: int, known: Circumstances, day: date) -> Consequences:
    """Say what follows where so many further shares are admitted on a day (§§ 15b, 7 no. 1, 121 GenG; R-SHR-06)."""
    statute, after = known.statute, known.shares + shares
    return Consequences(
        shares_before=known.shares, shares_after=after, nominal=nominal_of(shares, statute.share_amount),
        dues=tuple(due for due in payments_due(statute, shares, day, joins=False) if due.amount),
        rest=left_to_assembly(statute, shares),
        liability=liability_sum(
            statute.nachschuss, statute.share_amount, after, statute.haftsumme, statute.haftsumme_rule
        ),
        is_doubtful=calls_for_warning(shares, statute, known.owed.shares), lacking=known.owed.lacking(after),
    )


@dataclass(frozen=True)
class Undertaking:
    """What a declaration undertakes or takes notice of; what § 15a sentence 4 GenG wants to be seen stands out."""

    heading: str
    text: str
    stands_out: bool = True


def wording_of(kind: PartyKind, statute: Statute, shares: int, shares_after: int) -> tuple[str, ...]:
    """Write the declaration out: unconditional, with the undertakings that the law wants (§§ 15a, 15b; R-SHR-04)."""
    which = worded_shares(shares, "weiteren Geschäftsanteil", statute.share_amount)
    take = f"{'Wir beteiligen uns' if is_organisation(kind) else 'Ich beteilige mich'} unbedingt mit {which}"
    undertaken = undertakings_of(kind, statute, shares_after)
    return (f"{take} (§{NBSP}15b{NBSP}GenG).", *(each.text for each in undertaken))


def undertakings_of(kind: PartyKind, statute: Statute, shares_after: int) -> tuple[Undertaking, ...]:
    """List what the law wants a declaration on further shares to undertake, by the statute (§§ 15a, 15b; R-SHR-04)."""
    we = is_organisation(kind)
    promise = "Wir verpflichten uns" if we else "Ich verpflichte mich"
    notice = "Wir nehmen" if we else "Ich nehme"
    undertaken = [Undertaking(
        "Einzahlung auf die Anteile",
        f"{promise}, die nach Gesetz und Satzung geschuldeten Einzahlungen auf den Geschäftsanteil zu leisten.", False,
    )]
    clauses = clauses_under(statute)
    if ClauseKind.NACHSCHUSS_UNDERTAKING in clauses:
        undertaken.append(Undertaking("Nachschüsse", f"{promise}, die zur Befriedigung der Gläubiger erforderlichen"
                                      f" Nachschüsse {_limit(statute, shares_after)} zu zahlen."))
    if ClauseKind.ACK_FURTHER_PAYMENTS in clauses:
        undertaken.append(Undertaking(
            "Weitere Zahlungen", f"{notice} zur Kenntnis, dass die Satzung weitere Zahlungspflichten bestimmt."
        ))
    if ClauseKind.ACK_NOTICE_PERIOD in clauses:
        undertaken.append(Undertaking(
            "Kündigungsfrist", f"{notice} zur Kenntnis, dass die Satzung eine Kündigungsfrist von"
            f" {statute.notice_months} Monaten zum Ende eines Geschäftsjahrs bestimmt.",
        ))
    return tuple(undertaken)


def _limit(statute: Statute, shares: int) -> str:
    most = liability_sum(statute.nachschuss, statute.share_amount, shares, statute.haftsumme, statute.haftsumme_rule)
    return "ohne Begrenzung" if most is None else f"bis zur Haftsumme von {euro(most)}"


def hindrance_in_portal(
    known: Circumstances, authority: Authority | None, is_itself: bool = False
) -> Refusal | None:
    """Say what keeps somebody from taking shares in the portal, and what helps; None where nothing does.

    Whoever represents only together with others declares on paper with them. `authority` is None for the member
    that acts itself; `is_itself`: it is the member who asks, in whose place others may act.
    """
    if not known.statute.further_shares_allowed:
        return Refusal("Die Satzung lässt weitere Anteile nicht zu (§ 7a Abs. 1 GenG).")
    if known.ends_on is not None:
        return Refusal("Ihre Mitgliedschaft endet am {day}.", day=written(known.ends_on))
    if known.waits:
        return Refusal("Über Ihre Erklärung entscheidet der Vorstand.")
    statute = known.statute
    needed = least_form(
        statute.form_join, known.today, known.textform_permitted, statute.textform_expressly_excluded
    )
    if needed is WrittenForm.SCHRIFTFORM:
        return Refusal(
            "Die Satzung verlangt eine eigenhändig unterschriebene Erklärung (§ 15b Abs. 1 GenG). Schicken Sie sie mit"
            " der Post oder geben Sie sie im Büro ab."
        )
    if authority is Authority.JOINT:
        return not_itself() if is_itself else Refusal(
            "Sie vertreten das Mitglied nur gemeinsam mit anderen. Erklären Sie zusammen in einem Schreiben."
        )
    return None


def check_meant(is_meant: bool) -> None:
    """Refuse a declaration in the portal that nobody has confirmed; it is unconditional (§ 15b (1); R-SHR-04)."""
    if not is_meant:
        raise NotMeant("Bestätigen Sie die Erklärung.")


def check_may_withdraw_alone(authority: Authority | None, is_itself: bool = False) -> None:
    """Refuse to let somebody take back alone what is declared only together with others (§ 26 (2) BGB)."""
    if authority is Authority.JOINT:
        raise not_itself() if is_itself else Refusal(
            "Sie vertreten das Mitglied nur gemeinsam mit anderen. Nehmen Sie die Erklärung zusammen in einem Schreiben"
            " zurück."
        )


def check_undecided(state: SubscriptionState) -> None:
    """Refuse to take back a declaration that the board has decided on."""
    if state is not SubscriptionState.PROPOSED:
        raise Refusal("Darüber ist schon entschieden.")


def check_may_reverse(state: SubscriptionState) -> None:
    """Refuse to undo a declaration that was not admitted (R-REG-05)."""
    if state is not SubscriptionState.ADMITTED:
        raise Refusal("Nur was zugelassen ist, wird storniert.")
