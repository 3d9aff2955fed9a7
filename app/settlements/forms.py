"""Forms of settlements, and the words for what they show."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.archive.rules import STANDING_WORDS
from app.closing.rules import CLAIM_WORDS
from app.core.values import MAX_REASON
from app.core.web import AddingForm, CentsField, GermanDateField, KeyedForm, RadioField, ReasonForm, _l, in_words
from app.members.rules import EXIT_GROUND_WORDS
from app.removals.rules import STATE_WORDS as REMOVAL_STATE_WORDS
from app.settlements.rules import (
    ACKNOWLEDGEMENT_WORDS,
    ENTRY_WORDS,
    HOLD_WORDS,
    KIND_WORDS,
    LEDGER_WORDS,
    MAX_RESOLUTION,
    REST_WORDS,
    STATE_WORDS,
    RestGround,
)
from app.shares.rules import PURPOSE_WORDS

STANDINGS = in_words(STANDING_WORDS)
KINDS, STATES, ENTRIES, HOLDS = (in_words(each) for each in (KIND_WORDS, STATE_WORDS, ENTRY_WORDS, HOLD_WORDS))
RESTS, ACKNOWLEDGEMENTS = in_words(REST_WORDS), in_words(ACKNOWLEDGEMENT_WORDS)
CLAIM_ENDS, REMOVALS = in_words(CLAIM_WORDS), in_words(REMOVAL_STATE_WORDS)
EXITS, GROUNDS, PURPOSES = in_words(EXIT_GROUND_WORDS), in_words(LEDGER_WORDS), in_words(PURPOSE_WORDS)


class ActForm(KeyedForm):
    """An act without further words; the key makes a second click the same act."""


class OpeningForm(AddingForm):
    """What is needed to open a settlement beside what the ledgers say."""

    beside: ClassVar[Mapping[str, object]] = {
        "credit": _l("Guthaben"), "claim": _l("Anspruch"), "set_off": _l("Aufrechnung"),
        "borne": _l("Anteil am Fehlbetrag"), "number": _l("Schon eröffnet"),
    }  # fmt: skip
    loss = CentsField(_l("Verlustvortrag der Bilanz"), [Optional()])

    @property
    def carried_forward(self) -> int:
        """The loss carried forward, in cents; nothing where nothing was typed."""
        return self.loss.data or 0


class TogetherForm(AddingForm):
    """On which day all that was chosen was paid."""

    beside: ClassVar[Mapping[str, object]] = {
        "payable": _l("Jetzt auszahlbar"), "appeals": _l("Beschwerde gegen den Ausschluss"),
    }
    paid_on = GermanDateField(_l("Ausgezahlt am"), [InputRequired(_l("Geben Sie den Tag der Auszahlung an"))])


class PayoutForm(AddingForm):
    """What was paid, and on which day."""

    beside: ClassVar[Mapping[str, object]] = {
        "left": _l("Noch offen"), "iban": _l("Konto"), "appeals": _l("Beschwerde gegen den Ausschluss"),
    }
    amount = CentsField(_l("Betrag"), [InputRequired(_l("Geben Sie den Betrag an"))])
    iban = StringField(_l("Gezahlt auf das Konto"), [Optional(), Length(max=42)])
    paid_on = GermanDateField(_l("Ausgezahlt am"), [InputRequired(_l("Geben Sie den Tag der Auszahlung an"))])


class ComeBackForm(ReasonForm):
    """On which day a payout came back from the bank, and why."""

    returned_on = GermanDateField(
        _l("Zurückgekommen am"), [InputRequired(_l("Geben Sie den Tag an, an dem das Geld zurückkam"))]
    )


class ClosingForm(ReasonForm):
    """Why a barred claim is closed; its page may ask beside it why all is taken back, so the field bears another id."""

    reason = TextAreaField(
        _l("Warum der Anspruch geschlossen wird"),
        [InputRequired(_l("Geben Sie den Grund an")), Length(max=MAX_REASON)], id="closing-reason",
    )


class DebtForm(AddingForm):
    """What came in of the rest that a leaver owes, on which day, and where it is found."""

    beside: ClassVar[Mapping[str, object]] = {"debt": _l("Noch geschuldet")}
    amount = CentsField(_l("Betrag"), [InputRequired(_l("Geben Sie den Betrag an"))])
    received_on = GermanDateField(_l("Eingegangen am"), [InputRequired(_l("Geben Sie den Tag des Eingangs an"))])
    note = StringField(
        _l("Beleg"), [InputRequired(_l("Geben Sie an, wo der Eingang zu finden ist")), Length(max=MAX_REASON)]
    )


class WriteOffForm(AddingForm):
    """Why a rest that a leaver owes will never come in, since which day, and by which resolution where it is waived."""

    beside: ClassVar[Mapping[str, object]] = {"debt": _l("Noch geschuldet")}
    ground = RadioField(
        _l("Warum nichts mehr eingeht"), [InputRequired(_l("Wählen Sie den Grund"))], choices=list(RESTS.items()),
        coerce=RestGround,
    )
    resolution = StringField(_l("Beschluss"), [Optional(), Length(max=MAX_RESOLUTION)])
    forgone_on = GermanDateField(_l("Ausgebucht zum"), [InputRequired(_l("Geben Sie den Tag an"))])
    why = StringField(_l("Begründung"), [InputRequired(_l("Geben Sie die Begründung an")), Length(max=MAX_REASON)])


class UndoDebtForm(ReasonForm):
    """Why a payment of the rest is undone, and on which day the money went back."""

    sent_back_on = GermanDateField(_l("Zurück am"), [InputRequired(_l("Geben Sie den Tag an"))])


class UndoWriteOffForm(ReasonForm):
    """Why it is undone that a rest was written off, and from which day on it is owed again."""

    owed_again_on = GermanDateField(_l("Wieder geschuldet ab"), [InputRequired(_l("Geben Sie den Tag an"))])


class DividendForm(AddingForm):
    """On which day claims from a result were paid; the account where the credit is seized."""

    beside: ClassVar[Mapping[str, object]] = {"claims": _l("Auszuzahlen")}
    iban = StringField(_l("Gezahlt auf das Konto"), [Optional(), Length(max=42, message=_l("Das ist zu lang."))])
    paid_on = GermanDateField(_l("Ausgezahlt am"), [InputRequired(_l("Geben Sie den Tag der Auszahlung an"))])
