"""More came in than is open: it is sent back, unless who left owes it elsewhere (§ 73 (2) sentence 4 GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.formats import euro
from app.core.values import Cents, Refusal


@dataclass(frozen=True)
class OwedRest:
    """What somebody who left owes of a shortfall beyond the credit, and by which settlement (R-PAY-06); cents."""

    settlement_id: int
    number: str
    amount: Cents


class TooMuch(Refusal):
    """A refusal because more came in than is open on shares, contributions and costs; of it that is `here`.

    Where that is for several purposes, each with a payment of its own, the value `parts` of the sentence names them.
    """

    def __init__(self, message: str, here: Cents, **values: object) -> None:
        super().__init__(message, **values)
        self.here = here

    def where_owed(self, rests: Sequence[OwedRest]) -> Refusal:
        """The same where the rest of a shortfall is owed: that is noted elsewhere, and nothing is sent back.

        What is open for several purposes is still entered for each (§ 73 (2) sentence 4 GenG; R-PAY-06).
        """
        if not rests:
            return self
        told = {
            "numbers": ", ".join(each.number for each in rests),
            "owed": euro(sum(each.amount for each in rests)),
        }
        if self.here <= 0:
            return Refusal(
                "Auf Anteile, Beiträge und Kosten ist nichts offen; vom Fehlbetrag aber sind noch {owed} geschuldet."
                " Vermerken Sie den Eingang bei der Auseinandersetzung {numbers}, nicht hier.",
                **told,
            )
        if "parts" in self.values:
            return Refusal(
                "Tragen Sie je Zweck eine Zahlung ein: {parts}. Vom Fehlbetrag sind noch {owed} geschuldet: Vermerken"
                " Sie bei der Auseinandersetzung {numbers}, was darauf eingegangen ist.",
                parts=self.values["parts"],
                **told,
            )
        return Refusal(
            "Tragen Sie hier höchstens {here} ein. Vom Fehlbetrag sind noch {owed} geschuldet: Vermerken Sie bei der"
            " Auseinandersetzung {numbers}, was darauf eingegangen ist.",
            here=euro(self.here),
            **told,
        )
