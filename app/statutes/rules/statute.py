"""The statute as the other rooms read it, and the checks before it is recorded (§§ 6 to 8a, 65, 76, 119 GenG)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.core.formats import amount, count, euro
from app.core.told import Told
from app.core.values import Cents, German, Nachschuss, Refusal, WrittenForm
from app.statutes.rules.calendar import FederalState
from app.statutes.rules.parameters import (
    AmendmentMajority,
    AssemblyFormRule,
    BiasRule,
    ConvocationChannel,
    DecidedBy,
    ElectionMode,
    HaftsummeRule,
    InvestingPolicy,
    MajorityRule,
    ParameterKey,
    ProfitKey,
    QuorumOf,
    QuorumRule,
    SuspensionOrder,
    TieRule,
)
from app.statutes.rules.specs import SPECS, ParameterKind, ParameterSpec

LONGEST_DETAIL_NAME = 150
"""How many letters the name of a further field of the register has at most."""

LONGEST_MEASURE = 120
"""How many letters the name of the measure of mandatory shares has at most."""


class NoStatute(Refusal):
    """A refusal that is about a day on which no registered statute was in force (§ 16 (6) GenG)."""


@dataclass(frozen=True)
class Statute:
    """The statute on one day (Satzung), with the law's own answer where it has no clause; attributes are the keys."""

    firm: str
    seat: str
    seat_state: FederalState
    object: str
    publication: str
    fiscal_year_start: int
    non_member_business: bool
    residence_clause: str
    share_amount: Cents
    min_payment: Cents
    payment_days: int
    instalment_amount: Cents
    instalment_months: int
    further_shares_allowed: bool
    max_shares: int | None
    mandatory_shares: int
    mandatory_measure: str
    mandatory_per_share: int | None
    contributions_in_kind: bool
    entry_fee: Cents
    annual_contribution: Cents
    nachschuss: Nachschuss
    haftsumme: Cents | None
    haftsumme_rule: HaftsummeRule
    legal_reserve_pct: int | None
    legal_reserve_target: int | None
    profit_key: ProfitKey
    profit_before_full: bool
    interest_pct: int | None
    """Fixed, in hundredths of a percent, as the least is."""
    interest_min_pct: int | None
    form_join: WrittenForm
    form_proxy: WrittenForm
    form_notice: WrittenForm
    textform_expressly_excluded: bool
    extra_register_fields: str
    draft_days: int
    investing_members: bool
    investing_policy: InvestingPolicy
    investing_consent_by: DecidedBy
    notice_months: int
    notice_financing_clause: bool
    payout_months: int
    minimum_capital: Cents
    suspension_order: SuspensionOrder
    deduct_carry_forward: bool
    payout_limitation_years: int
    transfer_allowed: bool
    transfer_conditions: str
    appeal_days: int
    heirs_continue: bool
    heirs_months: int
    gv_channel: ConvocationChannel | None
    gv_min_days: int
    posting_fiction_days: int
    gv_form: AssemblyFormRule
    gv_streaming: bool
    gv_chair: str
    minutes_rule: str
    minority_fraction: Fraction
    gv_quorum: Fraction | None
    gv_quorum_of: QuorumOf
    amendment_majority: AmendmentMajority
    plural_votes: int
    plural_conditions: str
    proxy_conditions: str
    max_principals: int
    election_mode: ElectionMode
    tie_rule: TieRule
    secret_vote_fraction: Fraction
    board_size: int
    one_person_board: bool
    board_appointed_by: DecidedBy
    board_term_years: int | None
    board_quorum: QuorumRule
    board_majority: MajorityRule
    board_circular_allowed: bool
    circular_days: int
    bias_rule: BiasRule
    sb_required: bool
    sb_size: int
    sb_term_years: int | None
    sb_quorum: QuorumRule | None
    sb_majority: MajorityRule
    sb_circular_allowed: bool
    sb_delegation: int

    @property
    def has_further_payment_duties(self) -> bool:
        """Whether members owe more than their shares: entry fee or contribution (§ 15a sentence 2 GenG; R-ADM-05)."""
        return self.entry_fee > 0 or self.annual_contribution > 0

    @property
    def register_details(self) -> tuple[str, ...]:
        """The further fields of the register, one name each (§ 30 (2) sentence 2 GenG; R-REG-02).

        The text names them one after the other, parted by commas, semicolons or lines; not within brackets.
        """
        parts = re.split(r"[,;\n](?![^()]*\))", self.extra_register_fields)
        named = (" ".join(part.split())[:LONGEST_DETAIL_NAME] for part in parts)
        return tuple(dict.fromkeys(name for name in named if name))


_WITHOUT_MEANING = (ParameterKey.SHARE_AMOUNT, ParameterKey.NACHSCHUSS)


def statute_from(values: Mapping[str, object]) -> Statute:
    """Build the statute from its recorded values, with the law's answers for what is not said (catalogue, section 1).

    Share amount and Nachschuss have no answer in the law that could be assumed; without them it is refused.
    """
    for key in _WITHOUT_MEANING:
        if is_unsaid(values.get(key)):
            raise Refusal("In der Satzung fehlt noch: {label} ({paragraph}).", **_words(SPECS[key]))
    said = {key.value: _value(spec, values[key]) for key, spec in SPECS.items() if not is_unsaid(values.get(key))}
    read: dict[str, Any] = _BY_LAW | said
    read["min_payment"] = read["min_payment"] or read["share_amount"]
    return Statute(**read)


def is_unsaid(value: object) -> bool:
    """Say whether a recorded value means that the statute is silent."""
    return value is None or value == ""


def _words(spec: ParameterSpec) -> dict[str, object]:
    return {"label": German(spec.label), "paragraph": spec.paragraph}


def _value(spec: ParameterSpec, value: object) -> object:
    if value is None:
        return "" if spec.kind is ParameterKind.TEXT else None
    check_value(spec.key, value)
    if spec.kind is ParameterKind.FRACTION:
        return Fraction(str(value))
    if spec.kind is ParameterKind.CHOICE:
        return next(option.value for option in spec.options if option.value == value)
    return value


_MEASURED = (ParameterKind.INTEGER, ParameterKind.MONEY, ParameterKind.FRACTION, ParameterKind.PERCENT)


def check_value(key: ParameterKey, value: object) -> None:
    """Refuse a value of the wrong kind or outside the bounds of the law, naming bound and paragraph (§ 18 GenG)."""
    spec = SPECS[key]
    if not _has_kind(spec, value) and spec.kind is ParameterKind.FRACTION:
        raise Refusal("{label}: Schreiben Sie einen Bruch wie 1/10 ({paragraph}).", **_words(spec))
    if not _has_kind(spec, value):
        raise Refusal("{label}: Diese Angabe passt hier nicht ({paragraph}).", **_words(spec))
    if spec.kind in _MEASURED:
        _check_bounds(spec, Fraction(str(value)))


def _has_kind(spec: ParameterSpec, value: object) -> bool:
    match spec.kind:
        case ParameterKind.FLAG:
            return isinstance(value, bool)
        case ParameterKind.TEXT:
            return isinstance(value, str)
        case ParameterKind.CHOICE:
            return value in [option.value for option in spec.options]
        case ParameterKind.FRACTION:
            return isinstance(value, str | Fraction) and _is_fraction(str(value))
        case _:
            return isinstance(value, int) and not isinstance(value, bool)


_PLAIN_FRACTION = re.compile(r"\d{1,7}(/0*[1-9]\d{0,6})?")
"""Without exponents, which would keep a computer busy for hours."""


def _is_fraction(text: str) -> bool:
    return _PLAIN_FRACTION.fullmatch(text) is not None


def _check_bounds(spec: ParameterSpec, value: Fraction) -> None:
    if spec.minimum is not None and value < spec.minimum:
        raise Refusal("{label}: mindestens {bound} ({paragraph}).", bound=_bound(spec, spec.minimum), **_words(spec))
    if spec.maximum is not None and value > spec.maximum:
        raise Refusal("{label}: höchstens {bound} ({paragraph}).", bound=_bound(spec, spec.maximum), **_words(spec))


def _bound(spec: ParameterSpec, bound: int | Fraction) -> str | Told:
    if spec.kind is ParameterKind.PERCENT:
        return percent(int(bound))
    if spec.kind is ParameterKind.MONEY:
        return euro(int(bound))
    return quantity(spec, bound) if isinstance(bound, int) else str(bound)


_BY_LAW = {key.value: _value(spec, spec.default) for key, spec in SPECS.items()}
"""What holds where the statute says nothing."""


_ONE = {
    "Anteile": German("1 Anteil"), "Einheiten des Maßstabs": German("1 Einheit des Maßstabs"),
    "Jahre": German("1 Jahr"), "Jahren": German("1 Jahr"),
    "Mitglieder": German("1 Mitglied"),
    "Monate": German("1 Monat"), "Monaten": German("1 Monat"), "Personen": German("1 Person"),
    "Stimmen": German("1 Stimme"), "Tage": German("1 Tag"), "Tagen": German("1 Tag"),
}  # fmt: skip
"""How a single one of a unit is called."""


def percent(hundredths: int) -> Told:
    """A rate in words, from hundredths of a percent."""
    return Told("{rate} %", rate=amount(hundredths))


def quantity(spec: ParameterSpec, number: int) -> Told:
    """A number with the unit of its parameter, in words that agree with it."""
    if number == 1 and spec.unit in _ONE:
        return Told("{one}", one=_ONE[spec.unit])
    if not spec.unit:
        return Told("{number}", number=count(number))
    return Told("{number} {unit}", number=count(number), unit=German(spec.unit))


def check_values(values: Mapping[str, object]) -> Statute:
    """Refuse values that the law does not allow, each alone or together; give the statute they make (§ 18 GenG)."""
    unknown = sorted(key for key in values if key not in SPECS)
    if unknown:
        raise Refusal("Diese Satzungsangabe gibt es nicht: {keys}.", keys=", ".join(unknown))
    statute = statute_from(values)
    _check_firm(statute)
    _check_amounts(statute)
    _check_interest(statute)
    _check_leaving(statute)
    _check_organs(statute)
    return statute


def check_draft(values: Mapping[str, object]) -> None:
    """Refuse what the law does not allow in a version still being entered; what is not said yet is not asked for."""
    if any(is_unsaid(values.get(key)) for key in _WITHOUT_MEANING):
        for key in SPECS:
            if not is_unsaid(values.get(key)):
                check_value(key, values[key])
    else:
        check_values(values)


def has_legal_form(firm: str) -> bool:
    """Say whether the firm names the legal form: eingetragene Genossenschaft or eG (§ 3 GenG; R-STA-02, R-DOC-01)."""
    return (
        "eingetragene genossenschaft" in firm.lower()
        or "eG" in firm.replace("e. G.", "eG").replace("e.G.", "eG").split()
    )


def _check_firm(statute: Statute) -> None:
    if statute.firm and not has_legal_form(statute.firm):
        raise Refusal("Zur Firma gehört der Zusatz „eG“ oder „eingetragene Genossenschaft“ (§ 3 GenG).")


def _check_amounts(statute: Statute) -> None:
    share = statute.share_amount
    if statute.min_payment > share:
        raise Refusal("Die Einzahlung kann nicht höher sein als der Geschäftsanteil (§ 7 Nr. 1 GenG).")
    if statute.min_payment * 10 < share:
        raise Refusal("Mindestens ein Zehntel des Geschäftsanteils ist einzuzahlen (§ 7 Nr. 1 GenG).")
    if (statute.instalment_amount or 0) > share:
        raise Refusal("Eine Rate kann nicht höher sein als der Geschäftsanteil (§ 7 Nr. 1 GenG).")
    if statute.haftsumme is not None and statute.haftsumme < share:
        raise Refusal("Die Haftsumme darf nicht niedriger sein als der Geschäftsanteil (§ 119 GenG).")
    if statute.max_shares is not None and statute.max_shares < statute.mandatory_shares:
        raise Refusal("Die Höchstzahl der Anteile liegt unter den Pflichtanteilen (§ 7a GenG).")
    _check_scale(statute)


def _check_scale(statute: Statute) -> None:
    """A scale of mandatory shares is objective only with its measure and what makes a share (§ 7a (2); R-SHR-05)."""
    if bool(statute.mandatory_measure) != (statute.mandatory_per_share is not None):
        raise Refusal(
            "Ein Maßstab für Pflichtanteile sagt beides: woran gemessen wird, und auf wie viel davon ein Anteil kommt"
            " (§ 7a Abs. 2 GenG)."
        )
    if len(statute.mandatory_measure) > LONGEST_MEASURE:
        raise Refusal(
            "Nennen Sie den Maßstab der Pflichtanteile mit wenigen Worten, zum Beispiel „Einwohner“: höchstens {most}"
            " Zeichen.", most=LONGEST_MEASURE,
        )


def _check_interest(statute: Statute) -> None:
    if statute.interest_pct is not None and statute.interest_min_pct is not None:
        raise Refusal(
            "Die Satzung bestimmt entweder einen festen Zinssatz auf Geschäftsguthaben oder einen Mindestzinssatz"
            " (§ 21a Abs. 1 GenG)."
        )


def _check_leaving(statute: Statute) -> None:
    long_notice = statute.notice_months > 60
    if long_notice and not statute.notice_financing_clause:
        raise Refusal(
            "Eine Kündigungsfrist über fünf Jahre ist nur zulässig, wenn mehr als drei Viertel der Mitglieder"
            " Unternehmer sind und die Frist der Finanzierung des Anlagevermögens dient (§ 65 Abs. 2 GenG)."
        )
    bound = long_notice or statute.minimum_capital > 0 or statute.payout_months > 6
    if bound and not statute.transfer_allowed:
        raise Refusal(
            "Die Übertragung kann nicht ausgeschlossen werden, wo die Kündigungsfrist über fünf Jahren liegt, ein"
            " Mindestkapital gilt oder die Auszahlung eingeschränkt ist (§ 76 Abs. 2 GenG)."
        )


def _check_organs(statute: Statute) -> None:
    if statute.board_size < 2 and not statute.one_person_board:
        raise Refusal("Der Vorstand besteht aus mindestens zwei Personen (§ 24 Abs. 2 GenG).")
    if statute.sb_delegation * 3 > statute.sb_size:
        raise Refusal("Entsendet sein darf höchstens ein Drittel des Aufsichtsrats (§ 36 Abs. 5 GenG).")
    forms = (statute.form_join, statute.form_notice, statute.form_proxy)
    if statute.textform_expressly_excluded and WrittenForm.SCHRIFTFORM not in forms:
        raise Refusal(
            "Die Satzung kann die Textform nicht ausschließen und zugleich überall genügen lassen (§ 177 GenG)."
        )


@dataclass(frozen=True)
class Change:
    """A point on which two versions differ; None: the version is silent."""

    key: ParameterKey
    before: object
    after: object


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """List where two versions differ, in the order of the parameters."""
    pairs = [(key, before.get(key), after.get(key)) for key in SPECS]
    said = [(key, None if is_unsaid(old) else old, None if is_unsaid(new) else new) for key, old, new in pairs]
    return [Change(key, old, new) for key, old, new in said if old != new]


def missing_items(values: Mapping[str, object]) -> list[ParameterKey]:
    """List what the statute must still say: the items of §§ 6, 7 GenG and what its own clauses call for (R-STA-02)."""
    needed = {key for key, spec in SPECS.items() if spec.required}
    if values.get(ParameterKey.NACHSCHUSS) == Nachschuss.LIMITED:
        needed.add(ParameterKey.HAFTSUMME)
    if values.get(ParameterKey.SB_REQUIRED, True) is not False:
        needed.add(ParameterKey.SB_QUORUM)
    if values.get(ParameterKey.PLURAL_VOTES) not in (None, "", 1):
        needed.add(ParameterKey.PLURAL_CONDITIONS)
    return [key for key in SPECS if key in needed and is_unsaid(values.get(key))]


def corrected_title(title: str, word: str) -> str:
    """Name a version that is to stand in the place of one recorded wrongly; a further correction is counted (R-STA-03).

    `word` says that it is one.
    """
    known = re.fullmatch(rf"(?P<of>.*), {re.escape(word)}(?: \((?P<turn>\d+)\))?", title)
    if known is None:
        return f"{title}, {word}"
    return f"{known['of']}, {word} ({int(known['turn'] or 1) + 1})"
