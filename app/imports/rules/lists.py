"""Kinds of list: members, or what happened to their shares and credit; what a row of each may tell."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.core.formats import fold
from app.core.values import German
from app.imports.rules.columns import OF_MEMBERS, Field, Layout, layout


class ListKind(StrEnum):
    """What a list tells; a history names the event of each row in a column of its own."""

    MEMBERS = "members"
    SHARES = "shares"
    PAYMENTS = "payments"
    TRANSFERS = "transfers"
    EXITS = "exits"
    HISTORY = "history"


LIST_NAMES: Mapping[ListKind, German] = {
    ListKind.MEMBERS: German("Mitglieder"),
    ListKind.SHARES: German("Anteile: Zeichnungen und Kündigungen einzelner Anteile"),
    ListKind.PAYMENTS: German("Zahlungen und andere Buchungen des Guthabens"),
    ListKind.TRANSFERS: German("Übertragungen"),
    ListKind.EXITS: German("Ausscheiden"),
    ListKind.HISTORY: German("Alle Vorgänge in einer Liste"),
}
"""What the office calls each kind."""


class EventKind(StrEnum):
    """What happened on a day to the shares or the credit of a member."""

    SUBSCRIPTION = "subscription"
    CANCELLATION = "cancellation"
    TRANSFER = "transfer"
    EXIT = "exit"
    PAYMENT = "payment"
    ENTRY_FEE = "entry_fee"
    PROFIT = "profit"
    RETURNED = "returned_payment"
    LOSS = "loss"
    PAYOUT = "payout"


EVENT_NAMES: Mapping[EventKind, German] = {
    EventKind.SUBSCRIPTION: German("Zeichnung"),
    EventKind.CANCELLATION: German("Kündigung einzelner Anteile"),
    EventKind.TRANSFER: German("Übertragung"),
    EventKind.EXIT: German("Ausscheiden"),
    EventKind.PAYMENT: German("Einzahlung"),
    EventKind.ENTRY_FEE: German("Eintrittsgeld"),
    EventKind.PROFIT: German("Gewinnzuschreibung"),
    EventKind.RETURNED: German("Zurückgebuchte Einzahlung"),
    EventKind.LOSS: German("Verlustabschreibung"),
    EventKind.PAYOUT: German("Auszahlung"),
}
"""What each is called, on screens and in lists."""

_OF_SHARES = (EventKind.SUBSCRIPTION, EventKind.CANCELLATION)
_OF_MONEY = (
    EventKind.PAYMENT, EventKind.ENTRY_FEE, EventKind.PROFIT, EventKind.RETURNED, EventKind.LOSS, EventKind.PAYOUT,
)
EVENTS_OF: Mapping[ListKind, Sequence[EventKind]] = {
    ListKind.SHARES: _OF_SHARES,
    ListKind.PAYMENTS: _OF_MONEY,
    ListKind.TRANSFERS: (EventKind.TRANSFER,),
    ListKind.EXITS: (EventKind.EXIT,),
    ListKind.HISTORY: tuple(EventKind),
}
"""What the rows of a list may be; where a row does not say, it is the first, except in a history."""

_EVENT_WORDS: Sequence[tuple[EventKind, str]] = (
    (EventKind.ENTRY_FEE, r"eintrittsgeld|aufnahmegebuehr|beitrittsgebuehr|eintrittsgebuehr|entry fee"),
    (EventKind.RETURNED, r"zurueckgebucht|ruecklast|rueckbuch|rueckgabe|returned"),
    (EventKind.PAYOUT, r"auszahl|ausgezahlt|auseinandersetz|payout"),
    (EventKind.PROFIT, r"gewinn|dividende|zuschreib|profit"),
    (EventKind.LOSS, r"verlust|abschreib|loss"),
    (EventKind.CANCELLATION, r"teilkuendig|einzelner anteile|anteilskuendig|anteile gekuendigt|cancellation"),
    (EventKind.TRANSFER, r"uebertrag|transfer"),
    (EventKind.EXIT, r"ausscheid|ausgeschied|austritt|ende|kuendigung der mitgliedschaft|ausschluss|tod\b|exit"),
    (EventKind.SUBSCRIPTION, r"zeichn|weitere|beteiligung|erwerb|aufstock|subscription"),
    (EventKind.PAYMENT, r"zahl|einlage|geschaeftsguthaben|anteil|payment"),
    (EventKind.CANCELLATION, r"kuendig"),
)
"""How a list calls an event; the first that fits is meant."""


def event_of(text: str, kind: ListKind) -> EventKind | None:
    """Read what a row tells of, by words; None where no word of this kind of list fits."""
    possible = EVENTS_OF[kind]
    if not text:
        return None if kind is ListKind.HISTORY else possible[0]
    folded = fold(text)
    return next((event for event, words in _EVENT_WORDS if event in possible and re.search(words, folded)), None)


_NUMBER = (
    "mitglieds nr|mitgliedsnummer|mitgliedsnr|mitglied nr|mitglied|nr|nummer|mnr|mitgl nr|mitgliednummer|"
    "mitglieds nummer|mg nr|member number|member no|member_number"
)
_REFERENCE = (
    "beleg|belegnummer|beleg nr|dokument|unterlage|aktenzeichen|referenz|verwendungszweck|buchungstext|text|bemerkung|"
    "notiz|kommentar|nachweis|beschluss|reference|document"
)
_COUNT = (
    "anteile|anzahl anteile|geschaeftsanteile|anzahl geschaeftsanteile|zahl der anteile|anzahl der anteile|"
    "stueck|uebertragene anteile|gekuendigte anteile|gezeichnete anteile|weitere anteile|shares"
)
_MONEY = (
    "betrag|betrag eur|betrag in eur|summe|guthaben|geschaeftsguthaben|uebertragenes guthaben|einzahlung|eingezahlt|"
    "zahlung|zahlbetrag|haben|wert|credit|credit amount|amount"
)
_DECLARED = (
    "erklaert|erklaert am|erklaerung|erklaerung vom|eingang|eingang am|eingang der kuendigung|kuendigung vom|"
    "kuendigung am|gekuendigt am|zugang|zugang am|zugegangen am|zeichnung vom|vertrag vom|declared on|declared_on"
)
_SENDER = "von|von nr|von mitglied|uebertraeger|uebertragender|uebertragendes mitglied|veraeusserer|abgebend|from"
_TAKER = (
    "an|an nr|an mitglied|erwerber|erwerbendes mitglied|empfaenger|uebernehmer|auf|auf mitglied|to|"
    "erwerber nr|acquirer|acquirer_number"
)
_EVENT = "vorgang|art|typ|ereignis|buchungsart|vorgangsart|art des vorgangs|geschaeftsvorfall|event|type"
_DAY = "tag|am|wirksam|wirksam ab|wirksam am|wirksam zum|wirkung zum|stichtag|valuta|day|effective on|effective_on"
_GROUND = (
    "grund|austrittsgrund|grund des ausscheidens|ausscheidensgrund|grund austritt|grund des austritts|abgangsgrund|"
    "exit ground|exit_ground"
)
_LEFT = (
    "ausgeschieden am|ausgeschieden|austritt|austritt am|ausscheiden|austrittsdatum|ende|ausscheiden am|austritt zum|"
    "ausgeschieden zum|ausgetreten am|ende der mitgliedschaft|mitglied bis|letzter tag|left on|left_on"
)
_RECEIVED = (
    "eingegangen am|eingang|eingang am|zahlungseingang|zahlung am|gezahlt am|bezahlt am|buchungstag|buchung am|"
    "gebucht am|wertstellung|wertstellung am|received on|received_on"
)
_HANDED_ON = "uebertragung am|uebertragen am|uebertragung zum|uebertragen zum|uebertragung"
_PURPOSE = "zweck|zahlungszweck|fuer|purpose"


def _days(*words: str) -> str:
    """The headings of the day of an event; `Datum` alone is left of them when the word is taken for filling."""
    return "|".join((_DAY, "datum", *words))


LAYOUTS: Mapping[ListKind, Layout] = {
    ListKind.MEMBERS: OF_MEMBERS,
    ListKind.SHARES: layout(
        {
            Field.MEMBER_NUMBER: _NUMBER, Field.EVENT: _EVENT, Field.SHARES: _COUNT, Field.DAY: _days(),
            Field.DECLARED_ON: _DECLARED, Field.REFERENCE: _REFERENCE,
        },
        (Field.MEMBER_NUMBER, Field.SHARES, Field.DAY),
    ),
    ListKind.PAYMENTS: layout(
        {
            Field.MEMBER_NUMBER: _NUMBER, Field.EVENT: f"{_EVENT}|{_PURPOSE}", Field.AMOUNT: _MONEY,
            Field.DAY: _days(_RECEIVED), Field.REFERENCE: _REFERENCE,
        },
        (Field.MEMBER_NUMBER, Field.AMOUNT, Field.DAY),
    ),
    ListKind.TRANSFERS: layout(
        {
            Field.MEMBER_NUMBER: f"{_NUMBER}|{_SENDER}", Field.ACQUIRER: _TAKER, Field.SHARES: _COUNT,
            Field.AMOUNT: _MONEY, Field.DAY: _days(_HANDED_ON), Field.DECLARED_ON: _DECLARED,
            Field.REFERENCE: _REFERENCE,
        },
        (Field.MEMBER_NUMBER, Field.ACQUIRER, Field.SHARES, Field.DAY),
    ),
    ListKind.EXITS: layout(
        {
            Field.MEMBER_NUMBER: _NUMBER, Field.DAY: _days(_LEFT), Field.DECLARED_ON: _DECLARED,
            Field.EXIT_GROUND: f"{_GROUND}|art|vorgang", Field.REFERENCE: _REFERENCE,
        },
        (Field.MEMBER_NUMBER, Field.DAY, Field.EXIT_GROUND),
    ),
    ListKind.HISTORY: layout(
        {
            Field.MEMBER_NUMBER: f"{_NUMBER}|{_SENDER}", Field.EVENT: f"{_EVENT}|{_PURPOSE}",
            Field.DAY: _days(_RECEIVED, _HANDED_ON, _LEFT), Field.DECLARED_ON: _DECLARED, Field.ACQUIRER: _TAKER,
            Field.SHARES: _COUNT, Field.AMOUNT: _MONEY, Field.EXIT_GROUND: _GROUND, Field.REFERENCE: _REFERENCE,
        },
        (Field.MEMBER_NUMBER, Field.EVENT, Field.DAY),
    ),
}
"""The columns of each kind of list."""
