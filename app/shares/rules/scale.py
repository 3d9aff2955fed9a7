"""How many shares a member owes: the same for all, or by the statute's objective scale (§ 7a (2) GenG; R-SHR-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Refusal
from app.shares.rules.holding import AboutShares, so_many_shares
from app.statutes.rules import Statute

MOST_QUANTITY = 1_000_000_000
"""What nobody has more of; a larger number is a slip of the keyboard."""

MOST_OWED = 50_000
"""How many shares nobody owes; a quantity that makes more is a slip of the keyboard."""


@dataclass(frozen=True)
class Scale:
    """The objective measure by which a statute asks for shares: one for every so many begun."""

    measure: str
    per_share: int

    def shares_for(self, quantity: int) -> int:
        """How many shares a quantity makes; what is begun counts as whole (§ 7a (2) GenG; R-SHR-05)."""
        return -(-quantity // self.per_share)


@dataclass(frozen=True)
class Stated:
    """How much of a measure a member has from a day on, as entered."""

    measure: str
    quantity: int
    valid_from: date


@dataclass(frozen=True)
class Owed:
    """How many shares a member must hold, and how that number comes about; `stated` is None where it is not known."""

    fixed: int
    scale: Scale | None = None
    stated: Stated | None = None

    @property
    def shares(self) -> int:
        """The number itself: what all owe alike, or what the scale makes of the member's quantity, if that is more."""
        by_scale = self.scale.shares_for(self.stated.quantity) if self.scale and self.stated else 0
        return max(self.fixed, by_scale)

    @property
    def is_unknown(self) -> bool:
        """Whether the statute has a scale and nobody has entered yet how much the member has of its measure."""
        return self.scale is not None and self.stated is None

    def lacking(self, held: int) -> int:
        """How many shares lack of those that are owed (§ 7a (2) GenG; R-SHR-05)."""
        return max(self.shares - held, 0)

    def words(self) -> Told:
        """Say how the number comes about."""
        if self.scale is None:
            return Told("{shares}, für alle gleich", shares=so_many_shares(self.shares))
        if self.stated is None:
            return Told(
                "{shares} ({measure}: noch nicht eingetragen)", shares=so_many_shares(self.shares),
                measure=self.scale.measure,
            )
        return Told(
            "{shares} ({quantity} {measure} seit {day}, ein Anteil je angefangene {per_share}, mindestens {fixed})",
            shares=so_many_shares(self.shares), quantity=count(self.stated.quantity), measure=self.scale.measure,
            day=written(self.stated.valid_from), per_share=count(self.scale.per_share), fixed=count(self.fixed),
        )


def scale_of(statute: Statute) -> Scale | None:
    """The scale of a statute; None where all owe the same (§ 7a (2) GenG; R-SHR-05)."""
    if statute.mandatory_per_share is None:
        return None
    return Scale(statute.mandatory_measure, statute.mandatory_per_share)


def owed_shares(statute: Statute, stated: Iterable[Stated], day: date) -> Owed:
    """Say how many shares a member owes on a day: the same measure for all, of each what it has (§ 7a (2); R-SHR-05).

    `stated`: what was entered of the member and not undone, in the order of recording. What is counted by another
    measure than the statute's says nothing.
    """
    scale = scale_of(statute)
    counts = [each for each in stated if scale and each.measure == scale.measure and each.valid_from <= day]
    newest = max(counts, key=lambda each: each.valid_from, default=None)
    same_day = [each for each in counts if newest and each.valid_from == newest.valid_from]
    return Owed(statute.mandatory_shares, scale, same_day[-1] if same_day else None)


def check_owed_taken(owed: Owed, shares: int) -> None:
    """Refuse somebody who joins with fewer shares than the scale asks for, or of whom it asks a number that lacks.

    § 7a (2) GenG; R-SHR-05.
    """
    if owed.is_unknown and owed.scale is not None:
        raise AboutShares(
            "Wie viele Pflichtanteile es sind, richtet sich nach einer Zahl, die noch fehlt: {measure}. Tragen Sie sie"
            " beim Antrag ein (§ 7a Abs. 2 GenG).", measure=owed.scale.measure,
        )
    if owed.scale is not None and shares < owed.shares:
        raise AboutShares(
            "Der Antrag lautet auf {shares}; geschuldet sind nach der Satzung {owed}. Geben Sie ihn zur Ergänzung"
            " zurück (§ 7a Abs. 2 GenG).", shares=so_many_shares(shares), owed=owed.words(),
        )


class AboutQuantity(Refusal):
    """A refusal that is about how much of the measure a member has."""


def check_owed_known(owed: Owed, way_out: str) -> None:
    """Refuse what takes single shares while nobody can say how many must stay (§§ 7a (2), 67b, 76 (1) GenG; R-SHR-05).

    `way_out`: what helps, in German words.
    """
    if owed.is_unknown and owed.scale is not None:
        raise AboutQuantity(
            "Wie viele Anteile bleiben müssen, richtet sich nach einer Zahl, die noch fehlt: {measure}. {way_out}",
            measure=owed.scale.measure, way_out=way_out,
        )


def check_still_member(last_day: date | None, today: date) -> None:
    """Refuse a quantity of who is a member no more: nothing follows from it (§ 7a (2) GenG; R-SHR-05)."""
    if last_day is not None and last_day < today:
        raise AboutQuantity(
            "Die Mitgliedschaft endete am {day}. Pflichtanteile schuldet nur, wer Mitglied ist.", day=written(last_day)
        )


def check_quantity(scale: Scale | None, quantity: int) -> Scale:
    """Refuse a quantity without a scale in the statute, or one that cannot be; give the scale (§ 7a (2); R-SHR-05)."""
    if scale is None:
        raise Refusal(
            "Die Satzung nennt keinen Maßstab für Pflichtanteile; sie sind für alle gleich (§ 7a Abs. 2 GenG)."
        )
    if quantity < 0:
        raise AboutQuantity("Eine Zahl unter null gibt es nicht. Gibt es nichts zu zählen, tragen Sie 0 ein.")
    if quantity > MOST_QUANTITY or scale.shares_for(quantity) > MOST_OWED:
        raise AboutQuantity(
            "{quantity} {measure} wären {shares}. Prüfen Sie die Zahl.", quantity=count(quantity),
            measure=scale.measure, shares=so_many_shares(scale.shares_for(quantity)),
        )
    return scale


class QuantityDayRefusal(Refusal):
    """A refusal that is about the day from which a quantity is to hold."""


def check_owes_by_then(valid_from: date, joined_on: date, today: date) -> None:
    """Refuse a quantity of a day before the membership, when nothing was owed by it (§ 7a (2) GenG; R-SHR-05).

    Of a membership to come it is what holds today or later.
    """
    earliest = min(joined_on, today)
    if valid_from < earliest:
        raise QuantityDayRefusal(
            "Die Mitgliedschaft beginnt am {day}; davor schuldet das Mitglied keine Anteile. Nehmen Sie diesen Tag oder"
            " einen späteren.", day=written(earliest),
        )


def check_is_new(quantity: int, valid_from: date, held: Stated | None) -> None:
    """Refuse an entry that says of a day what is entered for that very day already."""
    if held is not None and (held.quantity, held.valid_from) == (quantity, valid_from):
        raise AboutQuantity("Das steht schon so da.")


def check_may_undo(is_undoing: bool, is_undone: bool) -> None:
    """Refuse to undo an entry twice, or the undoing itself (R-REG-05)."""
    if is_undoing or is_undone:
        raise Refusal("Dieser Eintrag ist schon zurückgenommen.")


def check_owed_declared(owed: Owed, shares: int, held: int) -> None:
    """Refuse more mandatory shares than lack, by the statute's own scale alone (§ 7a (2) GenG; R-SHR-05).

    Fewer come nearer to what is owed; the board may take a part (§ 266 BGB), and the rest stays owed.
    """
    if owed.is_unknown and owed.scale is not None:
        raise Refusal(
            "Wie viele Pflichtanteile es sind, richtet sich nach einer Zahl, die noch fehlt: {measure}. Tragen Sie sie"
            " zuerst auf der Seite des Mitglieds ein (§ 7a Abs. 2 GenG).", measure=owed.scale.measure,
        )
    if 0 < shares <= owed.lacking(held):
        return
    if owed.scale is None:
        raise Refusal(
            "Die Satzung nennt keinen Maßstab; Pflichtanteile sind für alle gleich. Nach ihr sind es {owed}; gehalten"
            " werden {held}. Nur was daran fehlt, ist Pflichtbeteiligung (§ 7a Abs. 2 GenG).",
            owed=so_many_shares(owed.shares), held=so_many_shares(held),
        )
    raise Refusal(
        "Nach der Satzung sind es {owed}; gehalten werden {held}. Nur was daran fehlt, ist Pflichtbeteiligung"
        " (§ 7a Abs. 2 GenG).", owed=owed.words(), held=so_many_shares(held),
    )
