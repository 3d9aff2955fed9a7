"""When a credit may be handed on, what goes with it, and who holds what before and after (§ 76 GenG; R-TRF-01)."""

from datetime import date

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, German, Refusal
from app.members.rules import ExitGround
from app.organs.rules import form_is_sufficient
from app.shares.rules import (
    Owed,
    acquired_on,
    check_not_too_many,
    check_number_of_shares,
    check_owed_known,
    credit_on_shares,
    nominal_of,
    so_many_shares,
)
from app.statutes.rules import Statute, is_too_long_underway, months_after
from app.transfers.rules.facts import Circumstances, Consequences, Declared, Giver, Joining, Side, Standing, Taker

UNTIL_KNOWN = German(
    "Bis die Geschäftsstelle sie auf der Seite des Mitglieds eingetragen hat, lässt sich davon einzeln nichts"
    " übertragen, nur das ganze Guthaben (§§ 7a Abs. 2, 76 Abs. 1 GenG)."
)
"""What helps whoever hands on single shares while it is not known how many must stay."""

LONGEST_BACK = 24
"""Months after which a day of receipt is taken for a slip of the keyboard."""

LONGEST_AHEAD = 12
"""Months within which a transfer takes place; a later day is taken for a slip of the keyboard."""


class AboutDay(Refusal):
    """A refusal that is about the day of the transfer."""


class AboutReceipt(Refusal):
    """A refusal that is about the day on which the agreement came in."""


class AboutWriting(Refusal):
    """A refusal that is about the day on which the agreement was written."""


class AboutForm(Refusal):
    """A refusal that is about how the agreement is signed."""


class ByStatute(Refusal):
    """A refusal because the statute allows no transfer, whoever the two are."""


class ToOneself(Refusal):
    """A refusal because both are the same."""


class AboutAcquirer(Refusal):
    """A refusal because of the acquirer; what stands against it is not told to the other member in the portal."""


class TooFewShares(AboutAcquirer):
    """A refusal because an application is for fewer shares than the credit fills."""


class NotYetMember(AboutAcquirer, AboutDay):
    """A refusal because the acquirer is no member on the day from which the shares would be the acquirer's."""


NOT_NOW = Refusal(
    "An diese Erwerberin kann jetzt nicht übertragen werden. Fragen Sie bei ihr nach oder in der Geschäftsstelle."
)
"""What the transferor is told instead."""

ABOUT_TRANSFEROR = German(
    "Dieses Guthaben kann jetzt nicht übertragen werden. Fragen Sie bei der anderen Seite nach."
)
"""What the acquirer is told where the reason lies with the transferor."""


def side_of(hindrance: Refusal) -> Side | None:
    """Whose affairs a hindrance is about; None where it is about neither (R-GDPR-02)."""
    if isinstance(hindrance, ByStatute):
        return None
    return Side.ACQUIRER if isinstance(hindrance, AboutAcquirer) else Side.TRANSFEROR


def reason_told(reason: str, about: Side | None, to: Side) -> str:
    """What one of the two is told of why a transfer was turned down: nothing of the other's affairs (R-GDPR-02)."""
    if about is None or about is to:
        return reason
    return ABOUT_TRANSFEROR if about is Side.TRANSFEROR else str(NOT_NOW)


def effective_day(wanted_on: date, decided_on: date) -> date:
    """Name the day on which a transfer takes place: the agreed one, but not before it is decided (§§ 15b, 76 GenG)."""
    return max(wanted_on, decided_on)


def check_declared(declared: Declared, known: Circumstances) -> None:
    """Refuse a transfer that cannot take place (§ 76 GenG; R-TRF-01)."""
    _check_days(declared, known)
    if not form_is_sufficient(
        declared.written_form, known.then.form_join, declared.received_on, known.textform_permitted,
        known.then.textform_expressly_excluded,
    ):
        raise AboutForm("Diese Form genügt nicht; die Vereinbarung muss unterschrieben sein (§§ 15b, 76 GenG).")
    try:
        check_admissible(declared, known)
    except TooFewShares as few:
        raise AboutAcquirer(
            "Der Antrag {application} lautet auf {declared}; für {amount} braucht es {needed}. Geben Sie den Antrag zur"
            " Ergänzung zurück, oder übertragen Sie weniger (§ 76 Abs. 1 GenG).", **few.values,
        ) from None


def _check_days(declared: Declared, known: Circumstances) -> None:
    received_on = declared.received_on
    if received_on > known.today:
        raise AboutReceipt("Der Tag des Eingangs liegt in der Zukunft.")
    if months_after(received_on, LONGEST_BACK) < known.today:
        raise AboutReceipt("Dieser Eingang liegt mehr als zwei Jahre zurück. Prüfen Sie das Jahr.")
    if declared.dated_on is not None and declared.dated_on > received_on:
        raise AboutWriting("Die Vereinbarung kann nicht vor dem Tag eingegangen sein, an dem sie geschrieben wurde.")
    if declared.dated_on is not None and is_too_long_underway(declared.dated_on, received_on):
        raise AboutWriting("Zwischen Schreiben und Eingang lägen mehr als zwei Jahre. Prüfen Sie beide Tage.")
    if declared.wanted_on < received_on:
        raise AboutDay("Rückwirkend wird nicht übertragen: Der früheste Tag ist der {day}.", day=written(received_on))
    if declared.wanted_on > months_after(known.today, LONGEST_AHEAD):
        raise AboutDay("Dieser Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")


def check_admissible(declared: Declared, known: Circumstances) -> None:
    """Refuse what may not be handed on as things stand; its form was judged when it came in (§ 76 GenG; R-TRF-01)."""
    if not known.statute.transfer_allowed:
        raise ByStatute("Die Satzung schließt die Übertragung des Geschäftsguthabens aus (§ 76 Abs. 2 GenG).")
    check_members(known.giver, known.taker, known.day)
    _check_giver(declared, known)
    if not known.taker.is_member:
        raise NotYetMember(
            "Wer erwirbt, muss am {day} Mitglied sein (§ 76 Abs. 1 GenG). Lassen Sie zuerst den Beitritt zu.",
            day=written(acquired_on(known.day)),
        )
    amount = _amount(declared, known)
    if amount <= 0:
        raise Refusal(
            "Über dem Nennbetrag der verbleibenden Anteile ist kein Guthaben da, das übertragen werden kann"
            " (§ 76 Abs. 1 GenG)."
        )
    taken = _gained(known.taker, amount, known.statute.share_amount)
    if known.taker.joining:
        _check_covers(known.taker.joining, amount, shares_needed(known.taker, amount, known.statute.share_amount))
    if taken:
        _check_number(known.taker, taken, known.statute)


def _check_number(taker: Taker, taken: int, statute: Statute) -> None:
    """Refuse more shares than the statute allows the acquirer, or too few of one that joins (§§ 7a, 76; R-SHR-01).

    A member that holds fewer than it owes may acquire some of what lacks.
    """
    check = check_number_of_shares if taker.joining else check_not_too_many
    try:
        check(taker.shares + taken, statute, taker.owed.shares)
    except Refusal as refusal:
        raise AboutAcquirer(refusal.message, **refusal.values) from None


def check_members(giver: Giver, taker: Taker, day: date) -> None:
    """Refuse two between whom nothing can be handed on from a day on, whatever is agreed (§§ 73, 76, 77; R-TRF-01)."""
    if taker.is_same:
        raise ToOneself("An sich selbst überträgt niemand sein Guthaben. Wählen Sie ein anderes Mitglied.")
    _check_goes_on(giver, day)
    _check_unclaimed(giver)
    _check_may_take(taker, day)
    if giver.waits:
        raise Refusal(
            "Über die Übertragung {number} dieses Mitglieds wird schon entschieden. Warten Sie das ab, oder nehmen Sie"
            " sie zuerst zurück.", number=giver.waits,
        )


def goes_on(giver: Giver, day: date) -> bool:
    """Say whether a transferor has a membership on a day that a transfer may end before its end (§ 76 GenG)."""
    try:
        _check_goes_on(giver, day)
        _check_unclaimed(giver)
    except Refusal:
        return False
    return True


def _check_goes_on(giver: Giver, day: date) -> None:
    """Refuse a transferor without a membership on a day, or whose membership neither notice nor exclusion ends."""
    if giver.heirs_undecided:
        raise Refusal(
            "Dieses Mitglied ist verstorben, und wer die Mitgliedschaft fortsetzt, ist noch offen (§ 77 Abs. 2 GenG)."
            " Tragen Sie das zuerst ein."
        )
    if giver.ends_on is None:
        return
    ends_on = written(giver.ends_on)
    if giver.ends_on < day:
        raise AboutDay(
            "Die Mitgliedschaft endet mit dem {day}; danach gibt es kein Guthaben mehr zu übertragen (§§ 73, 76 GenG).",
            day=ends_on,
        )
    if giver.ground is ExitGround.DEATH:
        raise Refusal(
            "Dieses Mitglied ist verstorben; die Mitgliedschaft der Erben endet mit dem {day}. Das Guthaben wird dann"
            " mit ihnen auseinandergesetzt, nicht übertragen (§§ 73, 77 GenG).", day=ends_on,
        )
    if not giver.gives_way:
        raise Refusal(
            "Die Mitgliedschaft endet mit dem {day}, aber weder durch Kündigung noch durch Ausschluss. Heben Sie dieses"
            " Ende zuerst auf (§ 76 GenG).", day=ends_on,
        )


def _check_unclaimed(giver: Giver) -> None:
    """Refuse to hand on what a creditor seized or an administrator holds (§§ 829, 857 ZPO, § 81 InsO; R-EXIT-08)."""
    claim = giver.claim
    if claim is None:
        return
    if claim.is_insolvency:
        raise Refusal(
            "Das Geschäftsguthaben verwaltet {name} (Kündigung {number}, § 66a GenG); eine Übertragung durch das"
            " Mitglied wäre unwirksam (§ 81 InsO). Gibt die Verwaltung es schriftlich frei, wird zuerst diese Kündigung"
            " storniert.", name=claim.by, number=claim.number,
        )
    raise Refusal(
        "Das Geschäftsguthaben hat {name} gepfändet (Kündigung {number}, § 66 GenG); eine Übertragung wäre dem"
        " Gläubiger gegenüber unwirksam (§§ 829, 857 ZPO). Gibt er es schriftlich frei, wird zuerst diese Kündigung"
        " storniert.", name=claim.by, number=claim.number,
    )


def _check_covers(joining: Joining, amount: Cents, needed: int) -> None:
    """Refuse an application for fewer shares than the credit fills: no more than their nominal (§§ 7, 76; R-TRF-01).

    The sentence may stand in a letter to the applicant; what the office can do about it is said where it declares.
    """
    if joining.shares < needed:
        raise TooFewShares(
            "Der Antrag {application} lautet auf {declared}; für {amount} braucht es {needed} (§ 76 Abs. 1 GenG).",
            application=joining.application, declared=so_many_shares(joining.shares), amount=euro(amount),
            needed=so_many_shares(needed),
        )


def _check_may_take(taker: Taker, day: date) -> None:
    """Refuse an acquirer whose membership is over, ends, or waits for heirs, or who may not join yet."""
    if taker.joining and taker.joining.hindrance:
        found = taker.joining.hindrance
        raise AboutAcquirer(found.message, **found.values) from None
    if taker.heirs_undecided:
        raise AboutAcquirer(
            "Die Erwerberin ist verstorben, und wer ihre Mitgliedschaft fortsetzt, ist noch offen (§ 77 Abs. 2 GenG)."
            " Tragen Sie das zuerst ein."
        )
    if taker.ends_on is None:
        return
    ends_on = written(taker.ends_on)
    if taker.ends_on <= day:
        raise AboutAcquirer(
            "Die Mitgliedschaft der Erwerberin ist mit dem {day} zu Ende; wer erwirbt, muss Mitglied sein (§ 76 Abs. 1"
            " GenG). Lassen Sie sie zuerst neu beitreten.", day=ends_on,
        )
    if taker.ground is ExitGround.DEATH:
        raise AboutAcquirer(
            "Die Erwerberin ist verstorben; die Mitgliedschaft der Erben endet mit dem {day} (§ 77 Abs. 1 GenG)."
            " Wählen Sie ein anderes Mitglied.", day=ends_on,
        )
    raise AboutAcquirer(
        "Die Mitgliedschaft der Erwerberin endet am {day}; weitere Anteile gibt es nicht mehr.", day=ends_on
    )


def _check_giver(declared: Declared, known: Circumstances) -> None:
    giver = known.giver
    if known.day < giver.member_since:
        raise AboutDay("Die Mitgliedschaft begann erst am {day}.", day=written(giver.member_since))
    if giver.owes:
        raise Refusal(
            "Auf die Anteile sind {amount} fällig und nicht eingezahlt. Übertragen wird erst danach.",
            amount=euro(giver.owes),
        )
    if declared.shares is not None:
        _check_part(declared.shares, giver.shares, giver.owed)


def _check_part(shares: int, held: int, owed: Owed) -> None:
    """What stays must be what the statute asks for; who hands all on leaves (§§ 7a, 76 (1) GenG; R-SHR-05)."""
    most, there = held - max(owed.shares, 1), so_many_shares(max(held, 0))
    if 0 < shares <= most:
        check_owed_known(owed, UNTIL_KNOWN)
        return
    if most <= 0:
        raise Refusal(
            "Bestand an diesem Tag und nach späteren Buchungen: {held}; Pflichtanteile: {owed}. Einzeln lässt sich"
            " davon nichts übertragen, nur das ganze Guthaben (§§ 7a, 76 Abs. 1 GenG).", held=there, owed=owed.words(),
        )
    raise Refusal(
        "Bestand an diesem Tag und nach späteren Buchungen: {held}; Pflichtanteile: {owed}. Übertragen Sie einzeln"
        " höchstens {most}, oder das ganze Guthaben (§§ 7a, 76 Abs. 1 GenG).", held=there, owed=owed.words(),
        most=so_many_shares(most),
    )


def _amount(declared: Declared, known: Circumstances) -> Cents:
    """The credit that goes over: all of it, or what lies above the nominal of the shares that stay (R-TRF-01).

    What an earlier cancellation has released stays with the transferor until it is settled; so does, with the shares
    that stay, what a reduction of the share amount set free (§ 22 (2) GenG).
    """
    giver, share_amount = known.giver, known.statute.share_amount
    if declared.shares is None:
        return giver.credit
    stays = nominal_of(giver.held - declared.shares, share_amount)
    return credit_on_shares(giver.credit, giver.held, share_amount) - stays


def shares_needed(taker: Taker, amount: Cents, share_amount: Cents) -> int:
    """Count the shares an acquirer takes besides, so that the credit fits their nominal (§ 76 (5) GenG; R-TRF-01)."""
    credit = credit_on_shares(taker.credit, taker.shares, share_amount)
    missing = credit + amount - nominal_of(taker.shares, share_amount)
    return max(-(-missing // share_amount), 0)


def _gained(taker: Taker, amount: Cents, share_amount: Cents) -> int:
    """Count the shares an acquirer gets by it: what the credit needs, or all those it joins with (§§ 15, 76 GenG)."""
    return taker.joining.shares if taker.joining else shares_needed(taker, amount, share_amount)


def needs_consent(statute: Statute, joins: bool, gained: int) -> bool:
    """Say whether the board decides on a transfer (§§ 15, 15b, 76 (1), (2) GenG; R-TRF-01).

    A credit is handed on freely where the statute states no condition. But who joins by it is admitted, and so are the
    shares that a member takes for it.
    """
    return joins or bool(gained) or bool(statute.transfer_conditions.strip())


def consequences_of(declared: Declared, known: Circumstances) -> Consequences:
    """Say who holds what on the day and from the next (§ 76 GenG; R-TRF-01, R-REG-06)."""
    giver, taker, amount = known.giver, known.taker, _amount(declared, known)
    given = giver.held if declared.shares is None else declared.shares
    taken = _gained(taker, amount, known.statute.share_amount)
    return Consequences(
        known.day,
        (Standing(giver.held, giver.credit), Standing(giver.held - given, giver.credit - amount)),
        (Standing(taker.shares, taker.credit), Standing(taker.shares + taken, taker.credit + amount)),
        known.statute.share_amount, shares=given, gained=taken, amount=amount, is_whole=given == giver.held,
        entry_fee=known.statute.entry_fee if taker.joining else 0, covered=min(taker.to_pay, amount),
        needs_consent=needs_consent(known.statute, taker.joining is not None, taken),
    )
