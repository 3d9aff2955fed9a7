"""When a credit may be handed on, what goes with it, and who holds what before and after (§ 76 GenG; R-TRF-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, German, Refusal, WrittenForm
from app.organs.rules import form_is_sufficient, least_form
from app.parties.rules import Authority
from app.shares.rules import acquired_on, check_number_of_shares, credit_on_shares, nominal_of, so_many_shares
from app.statutes.rules import Statute, months_after

LONGEST_BACK = 24
"""Months after which a day of receipt is taken for a slip of the keyboard."""

LONGEST_AHEAD = 12
"""Months within which a transfer takes place; a later day is taken for a slip of the keyboard."""


class TransferState(StrEnum):
    """What became of a transfer; `offered`: the acquirer has not agreed yet; `reversed`: it was entered by mistake."""

    OFFERED = "offered"
    PROPOSED = "proposed"
    ENTERED = "entered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class TransferChannel(StrEnum):
    """On which way a transfer reached the cooperative."""

    PORTAL = "portal"
    OFFICE = "office"


class Extent(StrEnum):
    """Whether the whole credit is handed on, and the membership with it, or what belongs to some shares."""

    WHOLE = "whole"
    PART = "part"


STATE_WORDS: Mapping[TransferState, str] = {
    TransferState.OFFERED: German("Wartet auf die Erwerberin"),
    TransferState.PROPOSED: German("Liegt dem Vorstand vor"),
    TransferState.ENTERED: German("Eingetragen"),
    TransferState.REJECTED: German("Abgelehnt"),
    TransferState.WITHDRAWN: German("Zurückgenommen"),
    TransferState.REVERSED: German("Storniert"),
}
CHANNEL_WORDS: Mapping[TransferChannel, str] = {
    TransferChannel.PORTAL: German("Im Portal erklärt"), TransferChannel.OFFICE: German("Vom Büro erfasst"),
}
EXTENT_WORDS: Mapping[Extent, str] = {
    Extent.WHOLE: German("Das ganze Guthaben"), Extent.PART: German("Einzelne Anteile"),
}
"""How they are called, on screens and in documents."""


@dataclass(frozen=True)
class Declared:
    """A transfer as it was declared; `shares` are those handed on, None with the whole credit."""

    shares: int | None
    wanted_on: date
    received_on: date
    written_form: WrittenForm
    declared_by: str
    dated_on: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the membership of the transferor ends with it (§ 76 (1) GenG)."""
        return self.shares is None


@dataclass(frozen=True)
class Giver:
    """What is known of the transferor: least of shares and credit from the day on, what is due and not paid; cents.

    `held` are the shares there when the day is over, of which some may be given up for a later day.

    `ends_on` is the end already recorded, `by_notice` says that it rests on a notice, which the transfer overtakes.
    """

    member_since: date
    ends_on: date | None
    by_notice: bool
    waits: bool
    held: int
    shares: int
    credit: Cents
    owes: Cents


@dataclass(frozen=True)
class Taker:
    """What is known of the acquirer: most shares from the next day on, and credit; cents."""

    is_same: bool
    is_member: bool
    ends_on: date | None
    shares: int
    credit: Cents


@dataclass(frozen=True)
class Circumstances:
    """What is known when a transfer is judged; `day` is the one on which the transferor still holds."""

    today: date
    day: date
    statute: Statute
    textform_permitted: bool
    giver: Giver
    taker: Taker


@dataclass(frozen=True)
class Standing:
    """Shares and credit of one side; cents."""

    shares: int
    credit: Cents


@dataclass(frozen=True)
class Consequences:
    """Who holds what on the day of a transfer and from the next day on; cents."""

    day: date
    giver: tuple[Standing, Standing]
    taker: tuple[Standing, Standing]
    share_amount: Cents

    @property
    def since(self) -> date:
        """The day from which the acquirer holds (R-REG-06)."""
        return acquired_on(self.day)

    @property
    def shares(self) -> int:
        """The shares that the transferor hands on."""
        return self.giver[0].shares - self.giver[1].shares

    @property
    def amount(self) -> Cents:
        """The credit that goes over."""
        return self.taker[1].credit - self.taker[0].credit

    @property
    def missing(self) -> Cents:
        """What the acquirer's shares still lack up to their nominal, where some are taken for the transfer; cents."""
        before, after = self.taker
        if after.shares <= before.shares:
            return 0
        credit = credit_on_shares(before.credit, before.shares, self.share_amount) + self.amount
        return max(nominal_of(after.shares, self.share_amount) - credit, 0)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to the transferor, so that the membership ends (§ 76 (1) GenG)."""
        return not self.giver[1].shares


class AboutAcquirer(Refusal):
    """A refusal because of the acquirer; what stands against it is not told to the other member in the portal."""


NOT_NOW = Refusal(
    "Auf dieses Mitglied kann jetzt nicht übertragen werden. Fragen Sie dort nach oder in der Geschäftsstelle."
)
"""What the other member is told instead."""


JOINTLY = Refusal("Sie vertreten das Mitglied nur gemeinsam mit anderen. Erklären Sie zusammen in einem Schreiben.")
"""What somebody is told who represents only together with others."""


class NotMeant(Refusal):
    """A declaration in the portal whose sender has not said that it is meant."""


def transfer_number(year: int, number: int) -> str:
    """Write the number of a transfer, gapless per year: `UT-2026-003` (R-DOC-10)."""
    return f"UT-{year}-{number:03d}"


def effective_day(wanted_on: date, decided_on: date) -> date:
    """Name the day on which a transfer takes place: the agreed one, but not before it is decided (§§ 15b, 76 GenG)."""
    return max(wanted_on, decided_on)


def check_declared(declared: Declared, known: Circumstances) -> None:
    """Refuse a transfer that cannot take place (§ 76 GenG; R-TRF-01)."""
    _check_days(declared, known)
    if known.giver.waits:
        raise Refusal("Über eine Übertragung dieses Mitglieds wird schon entschieden.")
    statute = known.statute
    if not form_is_sufficient(
        declared.written_form, statute.form_join, declared.received_on, known.textform_permitted,
        statute.textform_expressly_excluded,
    ):
        raise Refusal("Diese Form genügt nicht; die Vereinbarung muss unterschrieben sein (§§ 15b, 76 GenG).")
    check_admissible(declared, known)


def _check_days(declared: Declared, known: Circumstances) -> None:
    received_on = declared.received_on
    if received_on > known.today:
        raise Refusal("Der Tag des Eingangs liegt in der Zukunft.")
    if months_after(received_on, LONGEST_BACK) < known.today:
        raise Refusal("Dieser Eingang liegt mehr als zwei Jahre zurück. Prüfen Sie das Jahr.")
    if declared.dated_on is not None and declared.dated_on > received_on:
        raise Refusal("Die Vereinbarung kann nicht vor dem Tag eingegangen sein, an dem sie geschrieben wurde.")
    if declared.wanted_on < received_on:
        raise Refusal("Rückwirkend wird nicht übertragen: Der früheste Tag ist der {day}.", day=written(received_on))
    if declared.wanted_on > months_after(known.today, LONGEST_AHEAD):
        raise Refusal("Dieser Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")


def check_admissible(declared: Declared, known: Circumstances) -> None:
    """Refuse what may not be handed on as things stand; its form was judged when it came in (§ 76 GenG; R-TRF-01)."""
    if not known.statute.transfer_allowed:
        raise Refusal("Die Satzung schließt die Übertragung des Geschäftsguthabens aus (§ 76 Abs. 2 GenG).")
    _check_giver(declared, known)
    _check_taker(known)
    amount = _amount(declared, known)
    if amount <= 0:
        raise Refusal(
            "Über dem Nennbetrag der verbleibenden Anteile ist kein Guthaben da, das übertragen werden kann"
            " (§ 76 Abs. 1 GenG)."
        )
    taken = shares_needed(known.taker, amount, known.statute.share_amount)
    try:
        if taken:
            check_number_of_shares(known.taker.shares + taken, known.statute)
    except Refusal as refusal:
        raise AboutAcquirer(refusal.message, **refusal.values) from None


def _check_giver(declared: Declared, known: Circumstances) -> None:
    giver = known.giver
    if known.day < giver.member_since:
        raise Refusal("Die Mitgliedschaft begann erst am {day}.", day=written(giver.member_since))
    if giver.ends_on is not None and giver.ends_on < known.day:
        raise Refusal(
            "Die Mitgliedschaft endet am {day}; danach gibt es kein Guthaben mehr zu übertragen (§§ 73, 76 GenG).",
            day=written(giver.ends_on),
        )
    if giver.ends_on is not None and not giver.by_notice:
        raise Refusal(
            "Die Mitgliedschaft endet am {day}, aber nicht durch Kündigung. Heben Sie dieses Ende zuerst auf.",
            day=written(giver.ends_on),
        )
    if giver.owes:
        raise Refusal(
            "Auf die Anteile sind {amount} fällig und nicht eingezahlt. Übertragen wird erst danach.",
            amount=euro(giver.owes),
        )
    if declared.shares is not None:
        _check_part(declared.shares, giver.shares, known.statute.mandatory_shares)


def _check_part(shares: int, held: int, mandatory: int) -> None:
    """What stays must be what the statute asks for; who hands all on leaves (§§ 7a, 76 (1) GenG)."""
    most = held - max(mandatory, 1)
    if not 0 < shares <= most:
        raise Refusal(
            "An diesem Tag und nach späteren Buchungen sind {held} da; einzeln zu übertragen sind höchstens {most}"
            " (§§ 7a, 76 Abs. 1 GenG).", held=so_many_shares(max(held, 0)), most=so_many_shares(max(most, 0)),
        )


def _check_taker(known: Circumstances) -> None:
    taker, since = known.taker, acquired_on(known.day)
    if taker.is_same:
        raise Refusal("An sich selbst überträgt niemand sein Guthaben. Wählen Sie ein anderes Mitglied.")
    if not taker.is_member:
        raise AboutAcquirer(
            "Wer erwirbt, muss am {day} Mitglied sein (§ 76 Abs. 1 GenG). Lassen Sie zuerst den Beitritt zu.",
            day=written(since),
        )
    if taker.ends_on is not None:
        raise AboutAcquirer(
            "Die Mitgliedschaft der Erwerberin endet am {day}; weitere Anteile gibt es nicht mehr.",
            day=written(taker.ends_on),
        )


def _amount(declared: Declared, known: Circumstances) -> Cents:
    """The credit that goes over: all of it, or what lies above the nominal of the shares that stay (R-TRF-01).

    What an earlier cancellation has released stays with the transferor until it is settled.
    """
    giver, share_amount = known.giver, known.statute.share_amount
    stays = 0 if declared.shares is None else nominal_of(giver.held - declared.shares, share_amount)
    return credit_on_shares(giver.credit, giver.held, share_amount) - stays


def shares_needed(taker: Taker, amount: Cents, share_amount: Cents) -> int:
    """Count the shares an acquirer takes besides, so that the credit fits their nominal (§ 76 (5) GenG; R-TRF-01)."""
    credit = credit_on_shares(taker.credit, taker.shares, share_amount)
    missing = credit + amount - nominal_of(taker.shares, share_amount)
    return max(-(-missing // share_amount), 0)


def consequences_of(declared: Declared, known: Circumstances) -> Consequences:
    """Say who holds what on the day and from the next (§ 76 GenG; R-TRF-01, R-REG-06)."""
    giver, taker, amount = known.giver, known.taker, _amount(declared, known)
    given = giver.held if declared.shares is None else declared.shares
    taken = shares_needed(taker, amount, known.statute.share_amount)
    return Consequences(
        known.day,
        (Standing(giver.held, giver.credit), Standing(giver.held - given, giver.credit - amount)),
        (Standing(taker.shares, taker.credit), Standing(taker.shares + taken, taker.credit + amount)),
        known.statute.share_amount,
    )


def hindrance_in_portal(
    statute: Statute, today: date, textform_permitted: bool, authority: Authority | None
) -> Refusal | None:
    """Say what keeps somebody from declaring a transfer in the portal, in Textform; None where nothing does.

    `authority` is None for the member itself.
    """
    if not statute.transfer_allowed:
        return Refusal("Die Satzung schließt die Übertragung des Geschäftsguthabens aus (§ 76 Abs. 2 GenG).")
    needed = least_form(statute.form_join, today, textform_permitted, statute.textform_expressly_excluded)
    if needed is WrittenForm.SCHRIFTFORM:
        return Refusal(
            "Die Satzung verlangt eigenhändig unterschriebene Erklärungen (§ 15b Abs. 1 GenG). Schicken Sie die"
            " Vereinbarung mit der Post oder geben Sie sie im Büro ab."
        )
    return JOINTLY if authority is Authority.JOINT else None


def check_alone(authority: Authority | None) -> None:
    """Refuse to let somebody act alone who represents only together with others (§ 26 (2) BGB)."""
    if authority is Authority.JOINT:
        raise JOINTLY


def check_meant(is_meant: bool) -> None:
    """Refuse a declaration in the portal that nobody has confirmed (§ 126b BGB)."""
    if not is_meant:
        raise NotMeant("Bestätigen Sie die Erklärung.")


def check_undecided(state: TransferState) -> None:
    """Refuse to take back a transfer that the board has decided on."""
    if state not in (TransferState.OFFERED, TransferState.PROPOSED):
        raise Refusal("Darüber ist schon entschieden.")


def check_offered(state: TransferState) -> None:
    """Refuse to agree to a transfer that does not wait for it."""
    if state is not TransferState.OFFERED:
        raise Refusal("Diese Übertragung wartet nicht mehr auf Ihre Zustimmung.")


def check_may_reverse(state: TransferState) -> None:
    """Refuse to undo a transfer that was not entered (R-REG-05)."""
    if state is not TransferState.ENTERED:
        raise Refusal("Nur was eingetragen ist, wird storniert.")
