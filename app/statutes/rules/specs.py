"""Each parameter with its label, its paragraph and the bounds that the law sets (§ 18 GenG: the law is strict)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.core.values import MAX_CENTS, German
from app.statutes.rules.options import (
    AMENDMENTS,
    ASSEMBLY_FORMS,
    BIAS,
    CHANNELS,
    DECIDED_BY,
    ELECTIONS,
    FORMS,
    HAFTSUMME,
    MAJORITIES,
    NACHSCHUSS,
    POLICIES,
    PROFIT_KEYS,
    QUORUMS,
    QUORUMS_OF,
    STATES,
    SUSPENSIONS,
    TIES,
    Option,
)
from app.statutes.rules.parameters import ParameterKey
from app.statutes.rules.topics import Topic


class ParameterKind(StrEnum):
    """What a value is: money in cents, percent in hundredths, a flag as true or false, a fraction as text like `1/10`.
    """

    INTEGER = "integer"
    MONEY = "money"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    FRACTION = "fraction"
    PERCENT = "percent"


@dataclass(frozen=True)
class ParameterSpec:
    """What may stand at a key: kind, German label, paragraph, legal bounds (inclusive), value without a clause.

    `required` marks what §§ 6 and 7 GenG want in every statute (R-STA-02).
    """

    key: ParameterKey
    label: str
    paragraph: str
    kind: ParameterKind
    topic: Topic
    minimum: int | Fraction | None = None
    maximum: int | Fraction | None = None
    default: int | bool | str | None = None
    required: bool = False
    options: tuple[Option, ...] = ()
    unit: str = ""


_INTEGER, _MONEY, _FLAG = ParameterKind.INTEGER, ParameterKind.MONEY, ParameterKind.FLAG
_TEXT, _CHOICE, _FRACTION = ParameterKind.TEXT, ParameterKind.CHOICE, ParameterKind.FRACTION
_PERCENT = ParameterKind.PERCENT

_K = ParameterKey
_CENT, _FULL = 1, MAX_CENTS - 1
MAX_INTEREST = 20_00
"""No statute pays more on credit; what is beyond was mistyped. In hundredths of a percent."""

_FOUNDATIONS = (
    ParameterSpec(_K.FIRM, "Firma", "§ 6 Nr. 1 GenG", _TEXT, Topic.FOUNDATIONS, required=True),
    ParameterSpec(_K.SEAT, "Sitz", "§ 6 Nr. 1 GenG", _TEXT, Topic.FOUNDATIONS, required=True),
    ParameterSpec(
        _K.SEAT_STATE, "Bundesland des Sitzes", "§ 193 BGB", _CHOICE, Topic.FOUNDATIONS, default="BW", options=STATES
    ),
    ParameterSpec(_K.OBJECT, "Gegenstand des Unternehmens", "§ 6 Nr. 2 GenG", _TEXT, Topic.FOUNDATIONS, required=True),
    ParameterSpec(
        _K.PUBLICATION, "Öffentliches Blatt für Bekanntmachungen", "§ 6 Nr. 5 GenG", _TEXT, Topic.FOUNDATIONS,
        required=True,
    ),
    ParameterSpec(
        _K.FISCAL_YEAR_START, "Monat, mit dem das Geschäftsjahr beginnt", "§ 8 Abs. 1 Nr. 3 GenG", _INTEGER,
        Topic.FOUNDATIONS, minimum=1, maximum=12, default=1,
    ),
    ParameterSpec(
        _K.NON_MEMBER_BUSINESS, "Geschäfte mit Nichtmitgliedern", "§ 8 Abs. 1 Nr. 5 GenG", _FLAG, Topic.FOUNDATIONS,
        default=False,
    ),
    ParameterSpec(
        _K.RESIDENCE_CLAUSE, "Bezirk, in dem Mitglieder ihren Wohnsitz haben müssen", "§ 8 Abs. 1 Nr. 2 GenG", _TEXT,
        Topic.FOUNDATIONS, default="",
    ),
)  # fmt: skip
_SHARES = (
    ParameterSpec(
        _K.SHARE_AMOUNT, "Geschäftsanteil", "§ 7 Nr. 1 GenG", _MONEY, Topic.SHARES, minimum=_CENT, maximum=_FULL,
        required=True,
    ),
    ParameterSpec(
        _K.MIN_PAYMENT, "Sofort einzuzahlen je Anteil", "§ 7 Nr. 1 GenG", _MONEY, Topic.SHARES, minimum=_CENT,
        maximum=_FULL, required=True,
    ),
    ParameterSpec(
        _K.PAYMENT_DAYS, "Fällig nach der Zulassung in", "§ 7 Nr. 1 GenG", _INTEGER, Topic.SHARES, minimum=0,
        maximum=365, default=14, unit=German("Tagen"),
    ),
    ParameterSpec(
        _K.INSTALMENT_AMOUNT, "Weitere Raten je Anteil", "§§ 7 Nr. 1, 50 GenG", _MONEY, Topic.SHARES, minimum=0,
        maximum=_FULL, default=0,
    ),
    ParameterSpec(
        _K.INSTALMENT_MONTHS, "Abstand der Raten", "§§ 7 Nr. 1, 50 GenG", _INTEGER, Topic.SHARES, minimum=1,
        maximum=60, default=12, unit=German("Monate"),
    ),
    ParameterSpec(
        _K.FURTHER_SHARES_ALLOWED, "Beteiligung mit weiteren Anteilen", "§ 7a Abs. 1 GenG", _FLAG, Topic.SHARES,
        default=False,
    ),
    ParameterSpec(
        _K.MAX_SHARES, "Höchstzahl der Anteile", "§ 7a Abs. 1 GenG", _INTEGER, Topic.SHARES, minimum=1,
        maximum=1_000_000, unit=German("Anteile"),
    ),
    ParameterSpec(
        _K.MANDATORY_SHARES, "Pflichtanteile", "§ 7a Abs. 2 GenG", _INTEGER, Topic.SHARES, minimum=1,
        maximum=1_000_000, default=1, unit=German("Anteile"),
    ),
    ParameterSpec(
        _K.MANDATORY_MEASURE, "Pflichtanteile nach einem Maßstab: gemessen an", "§ 7a Abs. 2 GenG", _TEXT,
        Topic.SHARES, default="",
    ),
    ParameterSpec(
        _K.MANDATORY_PER_SHARE, "Pflichtanteile nach dem Maßstab: ein Anteil je angefangene", "§ 7a Abs. 2 GenG",
        _INTEGER, Topic.SHARES, minimum=1, maximum=1_000_000_000, unit=German("Einheiten des Maßstabs"),
    ),
    ParameterSpec(
        _K.CONTRIBUTIONS_IN_KIND, "Sacheinlagen zugelassen", "§ 7a Abs. 3 GenG", _FLAG, Topic.SHARES, default=False
    ),
    ParameterSpec(
        _K.ENTRY_FEE, "Eintrittsgeld", "§ 15a GenG", _MONEY, Topic.SHARES, minimum=0, maximum=_FULL, default=0
    ),
    ParameterSpec(
        _K.ANNUAL_CONTRIBUTION, "Laufender Jahresbeitrag", "§ 16 Abs. 3 GenG", _MONEY, Topic.SHARES, minimum=0,
        maximum=_FULL, default=0,
    ),
    ParameterSpec(
        _K.NACHSCHUSS, "Nachschusspflicht", "§ 6 Nr. 3 GenG", _CHOICE, Topic.SHARES, required=True, options=NACHSCHUSS
    ),
    ParameterSpec(_K.HAFTSUMME, "Haftsumme", "§ 119 GenG", _MONEY, Topic.SHARES, minimum=_CENT, maximum=_FULL),
    ParameterSpec(
        _K.HAFTSUMME_RULE, "Haftsumme bei weiteren Anteilen", "§ 121 GenG", _CHOICE, Topic.SHARES, default="default",
        options=HAFTSUMME,
    ),
    ParameterSpec(
        _K.LEGAL_RESERVE_PCT, "Gesetzliche Rücklage: Zuführung", "§ 7 Nr. 2 GenG", _INTEGER, Topic.SHARES, minimum=1,
        maximum=100, required=True, unit=German("% des Jahresüberschusses"),
    ),
    ParameterSpec(
        _K.LEGAL_RESERVE_TARGET, "Gesetzliche Rücklage: Mindestbetrag", "§ 7 Nr. 2 GenG", _INTEGER, Topic.SHARES,
        minimum=1, maximum=100, required=True, unit=German("% der Bilanzsumme"),
    ),
    ParameterSpec(
        _K.PROFIT_KEY, "Verteilung von Gewinn und Verlust", "§ 19 Abs. 1, 2 GenG", _CHOICE, Topic.SHARES,
        default="balances", options=PROFIT_KEYS,
    ),
    ParameterSpec(
        _K.PROFIT_BEFORE_FULL, "Gewinn wird ausgezahlt, bevor der Geschäftsanteil voll ist", "§ 19 Abs. 2 GenG", _FLAG,
        Topic.SHARES, default=False,
    ),
    ParameterSpec(
        _K.INTEREST_PCT, "Fester Zinssatz auf Geschäftsguthaben", "§§ 21, 21a GenG", _PERCENT, Topic.SHARES,
        minimum=1, maximum=MAX_INTEREST,
    ),
    ParameterSpec(
        _K.INTEREST_MIN_PCT, "Mindestzinssatz auf Geschäftsguthaben", "§§ 21, 21a GenG", _PERCENT, Topic.SHARES,
        minimum=1, maximum=MAX_INTEREST,
    ),
)  # fmt: skip
_JOINING = (
    ParameterSpec(
        _K.FORM_JOIN, "Form der Beitrittserklärung", "§ 15 Abs. 1 GenG", _CHOICE, Topic.JOINING, default="textform",
        options=FORMS,
    ),
    ParameterSpec(
        _K.FORM_PROXY, "Form der Vollmacht", "§ 43 Abs. 5 GenG", _CHOICE, Topic.JOINING, default="textform",
        options=FORMS,
    ),
    ParameterSpec(
        _K.TEXTFORM_EXPRESSLY_EXCLUDED, "Textform ausdrücklich ausgeschlossen", "§ 177 Abs. 1 GenG", _FLAG,
        Topic.JOINING, default=False,
    ),
    ParameterSpec(
        _K.EXTRA_REGISTER_FIELDS, "Weitere Angaben in der Mitgliederliste", "§ 30 Abs. 2 Satz 2 GenG", _TEXT,
        Topic.JOINING, default="",
    ),
    ParameterSpec(
        _K.DRAFT_DAYS, "Unfertige Anträge löschen nach", "Art. 5 Abs. 1 DSGVO", _INTEGER, Topic.JOINING, minimum=1,
        maximum=365, default=30, unit=German("Tagen"),
    ),
)  # fmt: skip
_INVESTING = (
    ParameterSpec(
        _K.INVESTING_MEMBERS, "Investierende Mitglieder zugelassen", "§ 8 Abs. 2 GenG", _FLAG, Topic.INVESTING,
        default=False,
    ),
    ParameterSpec(
        _K.INVESTING_POLICY, "Stimmrecht investierender Mitglieder", "§ 8 Abs. 2 Satz 2 GenG", _CHOICE,
        Topic.INVESTING, default="no_vote", options=POLICIES,
    ),
    ParameterSpec(
        _K.INVESTING_CONSENT_BY, "Ihrer Zulassung stimmt zu", "§ 8 Abs. 2 Satz 3 GenG", _CHOICE, Topic.INVESTING,
        default="general_assembly", options=DECIDED_BY,
    ),
)  # fmt: skip
_LEAVING = (
    ParameterSpec(
        _K.NOTICE_MONTHS, "Kündigungsfrist", "§ 65 Abs. 2 GenG", _INTEGER, Topic.LEAVING, minimum=3, maximum=120,
        default=3, unit=German("Monate"),
    ),
    ParameterSpec(
        _K.NOTICE_FINANCING_CLAUSE, "Unternehmer zu mehr als drei Vierteln, Frist sichert die Finanzierung",
        "§ 65 Abs. 2 GenG", _FLAG, Topic.LEAVING, default=False,
    ),
    ParameterSpec(
        _K.FORM_NOTICE, "Form der Kündigung", "§ 65 Abs. 2 GenG", _CHOICE, Topic.LEAVING, default="textform",
        options=FORMS,
    ),
    ParameterSpec(
        _K.PAYOUT_MONTHS, "Auszahlung des Guthabens binnen", "§ 73 Abs. 2, 4 GenG", _INTEGER, Topic.LEAVING,
        minimum=1, maximum=120, default=6, unit=German("Monaten"),
    ),
    ParameterSpec(
        _K.MINIMUM_CAPITAL, "Mindestkapital", "§ 8a GenG", _MONEY, Topic.LEAVING, minimum=0, maximum=_FULL, default=0
    ),
    ParameterSpec(
        _K.SUSPENSION_ORDER, "Reicht es wegen des Mindestkapitals nicht für alle, wird gezahlt", "§ 8a Abs. 2 GenG",
        _CHOICE, Topic.LEAVING, default="pro_rata", options=SUSPENSIONS,
    ),
    ParameterSpec(
        _K.DEDUCT_CARRY_FORWARD, "Verlustvortrag mindert das Auseinandersetzungsguthaben", "§ 73 Abs. 4 GenG", _FLAG,
        Topic.LEAVING, default=False,
    ),
    ParameterSpec(
        _K.PAYOUT_LIMITATION_YEARS, "Der Anspruch auf Auszahlung verjährt nach", "§§ 195, 202 BGB", _INTEGER,
        Topic.LEAVING, minimum=1, maximum=30, default=3, unit=German("Jahren"),
    ),
    ParameterSpec(
        _K.TRANSFER_ALLOWED, "Übertragung des Guthabens zugelassen", "§ 76 GenG", _FLAG, Topic.LEAVING, default=True
    ),
    ParameterSpec(
        _K.TRANSFER_CONDITIONS, "Bedingungen der Übertragung", "§ 76 Abs. 2 GenG", _TEXT, Topic.LEAVING, default=""
    ),
    ParameterSpec(
        _K.APPEAL_DAYS, "Beschwerde gegen den Ausschluss binnen", "§ 68 GenG", _INTEGER, Topic.LEAVING, minimum=0,
        maximum=365, default=0, unit=German("Tagen"),
    ),
    ParameterSpec(
        _K.HEIRS_CONTINUE, "Erben setzen die Mitgliedschaft fort", "§ 77 Abs. 2 GenG", _FLAG, Topic.LEAVING,
        default=False,
    ),
    ParameterSpec(
        _K.HEIRS_MONTHS, "Frist, in der die Erben sich einigen", "§ 77 Abs. 2 GenG", _INTEGER, Topic.LEAVING,
        minimum=0, maximum=120, default=0, unit=German("Monate"),
    ),
)  # fmt: skip
_ASSEMBLY = (
    ParameterSpec(
        _K.GV_CHANNEL, "Form der Einberufung", "§ 6 Nr. 4 GenG", _CHOICE, Topic.ASSEMBLY, required=True,
        options=CHANNELS,
    ),
    ParameterSpec(
        _K.GV_MIN_DAYS, "Einberufungsfrist", "§ 46 Abs. 1 GenG", _INTEGER, Topic.ASSEMBLY, minimum=14, maximum=90,
        default=14, unit=German("Tage"),
    ),
    ParameterSpec(
        _K.POSTING_FICTION_DAYS, "Zugang gilt als erfolgt nach Aufgabe zur Post", "§ 46 GenG", _INTEGER,
        Topic.ASSEMBLY, minimum=0, maximum=14, default=0, unit=German("Tage"),
    ),
    ParameterSpec(
        _K.GV_FORM, "Form der Versammlung", "§ 43b Abs. 6 GenG", _CHOICE, Topic.ASSEMBLY, default="free",
        options=ASSEMBLY_FORMS,
    ),
    ParameterSpec(
        _K.GV_STREAMING, "Präsenzversammlungen dürfen in Bild und Ton übertragen werden", "§ 43b Abs. 2 GenG", _FLAG,
        Topic.ASSEMBLY, default=False,
    ),
    ParameterSpec(
        _K.GV_CHAIR, "Vorsitz in der Generalversammlung", "§ 6 Nr. 4 GenG", _TEXT, Topic.ASSEMBLY, required=True
    ),
    ParameterSpec(
        _K.MINUTES_RULE, "Beurkundung der Beschlüsse", "§§ 6 Nr. 4, 47 GenG", _TEXT, Topic.ASSEMBLY, required=True
    ),
    ParameterSpec(
        _K.MINORITY_FRACTION, "Minderheit, die eine Versammlung verlangen kann", "§ 45 GenG", _FRACTION,
        Topic.ASSEMBLY, minimum=Fraction(1, 1_000_000), maximum=Fraction(1, 10), default="1/10",
    ),
    ParameterSpec(
        _K.GV_QUORUM, "Beschlussfähigkeit der Versammlung: Anteil, der da oder vertreten sein muss",
        "§ 43 Abs. 2 Satz 1 GenG", _FRACTION, Topic.ASSEMBLY, minimum=Fraction(1, 1_000_000), maximum=1,
    ),
    ParameterSpec(
        _K.GV_QUORUM_OF, "Beschlussfähigkeit der Versammlung: Anteil wovon", "§ 43 Abs. 2 Satz 1 GenG", _CHOICE,
        Topic.ASSEMBLY, default="members", options=QUORUMS_OF,
    ),
    ParameterSpec(
        _K.AMENDMENT_MAJORITY, "Mehrheit für Satzungsänderungen, zu denen das Gesetz keine zwingt", "§ 16 Abs. 4 GenG",
        _CHOICE, Topic.ASSEMBLY, default="three_quarters", options=AMENDMENTS,
    ),
    ParameterSpec(
        _K.PLURAL_VOTES, "Höchstzahl der Stimmen eines Mitglieds", "§ 43 Abs. 3 GenG", _INTEGER, Topic.ASSEMBLY,
        minimum=1, maximum=3, default=1, unit=German("Stimmen"),
    ),
    ParameterSpec(
        _K.PLURAL_CONDITIONS, "Voraussetzungen für Mehrstimmen", "§ 43 Abs. 3 GenG", _TEXT, Topic.ASSEMBLY, default=""
    ),
    ParameterSpec(
        _K.PROXY_CONDITIONS, "Persönliche Voraussetzungen der Bevollmächtigten", "§ 43 Abs. 5 GenG", _TEXT,
        Topic.ASSEMBLY, default="",
    ),
    ParameterSpec(
        _K.MAX_PRINCIPALS, "Höchstzahl der Vollmachtgeber", "§ 43 Abs. 5 GenG", _INTEGER, Topic.ASSEMBLY, minimum=1,
        maximum=2, default=2, unit=German("Mitglieder"),
    ),
    ParameterSpec(
        _K.ELECTION_MODE, "Wahlverfahren", "§ 43 Abs. 2 Satz 2 GenG", _CHOICE, Topic.ASSEMBLY,
        default="more_than_half", options=ELECTIONS,
    ),
    ParameterSpec(
        _K.TIE_RULE, "Bei Stimmengleichheit in einer Wahl", "§ 43 Abs. 2 Satz 2 GenG", _CHOICE, Topic.ASSEMBLY,
        default="not_elected", options=TIES,
    ),
    ParameterSpec(
        _K.SECRET_VOTE_FRACTION, "Teil der abgegebenen Stimmen, der eine geheime Abstimmung verlangen kann",
        "§ 43 GenG", _FRACTION, Topic.ASSEMBLY, minimum=Fraction(1, 1_000), maximum=Fraction(1), default="1/4",
    ),
)  # fmt: skip
_ORGANS = (
    ParameterSpec(
        _K.BOARD_SIZE, "Mindestzahl der Vorstandsmitglieder", "§ 24 Abs. 2 GenG", _INTEGER, Topic.ORGANS, minimum=1,
        maximum=30, default=2, unit=German("Personen"),
    ),
    ParameterSpec(
        _K.ONE_PERSON_BOARD, "Vorstand aus einer Person zugelassen", "§ 24 Abs. 2 Satz 3 GenG", _FLAG, Topic.ORGANS,
        default=False,
    ),
    ParameterSpec(
        _K.BOARD_APPOINTED_BY, "Den Vorstand bestellt", "§ 24 Abs. 2 GenG", _CHOICE, Topic.ORGANS,
        default="general_assembly", options=DECIDED_BY,
    ),
    ParameterSpec(
        _K.BOARD_TERM_YEARS, "Amtszeit des Vorstands", "§ 24 Abs. 2 GenG", _INTEGER, Topic.ORGANS, minimum=1,
        maximum=20, unit=German("Jahre"),
    ),
    ParameterSpec(
        _K.BOARD_QUORUM, "Beschlussfähigkeit des Vorstands", "§ 27 GenG", _CHOICE, Topic.ORGANS,
        default="more_than_half", options=QUORUMS,
    ),
    ParameterSpec(
        _K.BOARD_MAJORITY, "Mehrheit im Vorstand", "§ 27 GenG", _CHOICE, Topic.ORGANS, default="simple",
        options=MAJORITIES,
    ),
    ParameterSpec(
        _K.BOARD_CIRCULAR_ALLOWED, "Umlaufbeschlüsse des Vorstands", "§ 27 GenG", _FLAG, Topic.ORGANS, default=True
    ),
    ParameterSpec(
        _K.CIRCULAR_DAYS, "Frist für Umlaufbeschlüsse", "§ 27 GenG", _INTEGER, Topic.ORGANS, minimum=1, maximum=90,
        default=7, unit=German("Tage"),
    ),
    ParameterSpec(
        _K.BIAS_RULE, "Befangen ist", "§ 34 BGB entsprechend", _CHOICE, Topic.ORGANS, default="own_and_represented",
        options=BIAS,
    ),
    ParameterSpec(_K.SB_REQUIRED, "Aufsichtsrat", "§ 9 Abs. 1 GenG", _FLAG, Topic.ORGANS, default=True),
    ParameterSpec(
        _K.SB_SIZE, "Mindestzahl der Aufsichtsratsmitglieder", "§ 36 Abs. 1 GenG", _INTEGER, Topic.ORGANS, minimum=3,
        maximum=60, default=3, unit=German("Personen"),
    ),
    ParameterSpec(
        _K.SB_TERM_YEARS, "Amtszeit des Aufsichtsrats", "§ 36 GenG", _INTEGER, Topic.ORGANS, minimum=1, maximum=20,
        unit=German("Jahre"),
    ),
    ParameterSpec(
        _K.SB_QUORUM, "Beschlussfähigkeit des Aufsichtsrats", "§ 36 Abs. 1 Satz 2 GenG", _CHOICE, Topic.ORGANS,
        options=QUORUMS,
    ),
    ParameterSpec(
        _K.SB_MAJORITY, "Mehrheit im Aufsichtsrat", "§ 36 GenG", _CHOICE, Topic.ORGANS, default="simple",
        options=MAJORITIES,
    ),
    ParameterSpec(
        _K.SB_CIRCULAR_ALLOWED, "Umlaufbeschlüsse des Aufsichtsrats", "§ 36 GenG", _FLAG, Topic.ORGANS, default=True
    ),
    ParameterSpec(
        _K.SB_DELEGATION, "Entsendete Mitglieder des Aufsichtsrats", "§ 36 Abs. 5 GenG", _INTEGER, Topic.ORGANS,
        minimum=0, maximum=20, default=0, unit=German("Personen"),
    ),
)  # fmt: skip

SPECS: Mapping[ParameterKey, ParameterSpec] = {
    spec.key: spec for spec in _FOUNDATIONS + _SHARES + _JOINING + _INVESTING + _LEAVING + _ASSEMBLY + _ORGANS
}
"""All parameters, in the order in which a page shows them."""
