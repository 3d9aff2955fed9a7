"""The answers that a choice in the statute may have, with their German labels."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.values import Nachschuss, WrittenForm
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
    ProfitKey,
    QuorumOf,
    QuorumRule,
    SuspensionOrder,
    TieRule,
)


@dataclass(frozen=True)
class Option:
    """One answer of a choice, with its German label."""

    value: StrEnum
    label: str


FORMS = (Option(WrittenForm.TEXTFORM, "Textform"), Option(WrittenForm.SCHRIFTFORM, "Schriftform"))
QUORUMS_OF = (
    Option(QuorumOf.MEMBERS, "der Mitglieder mit Stimmrecht"), Option(QuorumOf.VOTES, "aller Stimmen"),
)  # fmt: skip
QUORUMS = (
    Option(QuorumRule.HALF, "mindestens die Hälfte der Mitglieder"),
    Option(QuorumRule.MORE_THAN_HALF, "mehr als die Hälfte der Mitglieder"),
    Option(QuorumRule.TWO_THIRDS, "mindestens zwei Drittel der Mitglieder"),
    Option(QuorumRule.ALL, "alle Mitglieder"),
)
MAJORITIES = (
    Option(MajorityRule.SIMPLE, "mehr Ja- als Neinstimmen"),
    Option(MajorityRule.TWO_THIRDS, "zwei Drittel der abgegebenen Stimmen"),
    Option(MajorityRule.THREE_QUARTERS, "drei Viertel der abgegebenen Stimmen"),
    Option(MajorityRule.OF_MEMBERS, "mehr als die Hälfte aller Mitglieder des Organs"),
    Option(MajorityRule.UNANIMOUS, "einstimmig"),
)
DECIDED_BY = (
    Option(DecidedBy.GENERAL_ASSEMBLY, "Generalversammlung"),
    Option(DecidedBy.SUPERVISORY_BOARD, "Aufsichtsrat"),
)
STATES = (
    Option(FederalState.BW, "Baden-Württemberg"),
    Option(FederalState.BY, "Bayern"),
    Option(FederalState.BE, "Berlin"),
    Option(FederalState.BB, "Brandenburg"),
    Option(FederalState.HB, "Bremen"),
    Option(FederalState.HH, "Hamburg"),
    Option(FederalState.HE, "Hessen"),
    Option(FederalState.MV, "Mecklenburg-Vorpommern"),
    Option(FederalState.NI, "Niedersachsen"),
    Option(FederalState.NW, "Nordrhein-Westfalen"),
    Option(FederalState.RP, "Rheinland-Pfalz"),
    Option(FederalState.SL, "Saarland"),
    Option(FederalState.SN, "Sachsen"),
    Option(FederalState.ST, "Sachsen-Anhalt"),
    Option(FederalState.SH, "Schleswig-Holstein"),
    Option(FederalState.TH, "Thüringen"),
)
NACHSCHUSS = (
    Option(Nachschuss.NONE, "keine Nachschusspflicht"),
    Option(Nachschuss.LIMITED, "beschränkt auf die Haftsumme"),
    Option(Nachschuss.UNLIMITED, "unbeschränkt"),
)
HAFTSUMME = (
    Option(HaftsummeRule.DEFAULT, "steigt mit weiteren Anteilen"),
    Option(HaftsummeRule.NO_INCREASE, "steigt mit weiteren Anteilen nicht"),
)
POLICIES = (
    Option(InvestingPolicy.NO_VOTE, "kein Stimmrecht"),
    Option(InvestingPolicy.ORDINARY_MAJORITY_CONTROLS, "die Mehrheit der ordentlichen Mitglieder entscheidet"),
)
CHANNELS = (
    Option(ConvocationChannel.DIRECT_TEXTFORM, "unmittelbare Benachrichtigung in Textform"),
    Option(ConvocationChannel.PUBLIC_PAPER, "Bekanntmachung in einem öffentlichen Blatt"),
)
ASSEMBLY_FORMS = (
    Option(AssemblyFormRule.FREE, "Vorstand und Aufsichtsrat wählen sie jedes Mal gemeinsam"),
    Option(AssemblyFormRule.PHYSICAL, "Präsenzversammlung"),
    Option(AssemblyFormRule.VIRTUAL, "virtuelle Versammlung"),
    Option(AssemblyFormRule.HYBRID, "hybride Versammlung"),
    Option(AssemblyFormRule.STRETCHED, "gestrecktes Verfahren"),
    Option(AssemblyFormRule.VIRTUAL_EXCLUDING_PHYSICAL, "nur virtuell, Präsenz ausgeschlossen (unwirksam)"),
)
AMENDMENTS = (
    Option(AmendmentMajority.SIMPLE, "mehr Ja- als Neinstimmen"),
    Option(AmendmentMajority.TWO_THIRDS, "zwei Drittel der abgegebenen Stimmen"),
    Option(AmendmentMajority.THREE_QUARTERS, "drei Viertel der abgegebenen Stimmen"),
    Option(AmendmentMajority.NINE_TENTHS, "neun Zehntel der abgegebenen Stimmen"),
)
ELECTIONS = (
    Option(ElectionMode.MORE_THAN_HALF, "mehr als die Hälfte der abgegebenen Stimmen"),
    Option(ElectionMode.ABSOLUTE_THEN_RUNOFF, "absolute Mehrheit, sonst Stichwahl"),
    Option(ElectionMode.RELATIVE, "relative Mehrheit"),
)
SUSPENSIONS = (
    Option(SuspensionOrder.PRO_RATA, "alle im gleichen Verhältnis"),
    Option(SuspensionOrder.BY_AGE, "nacheinander, die ältesten zuerst"),
)
PROFIT_KEYS = (
    Option(ProfitKey.BALANCES, "nach den Guthaben am Ende des Vorjahrs, im ersten Jahr nach den Einzahlungen"),
    Option(ProfitKey.MONTHS, "nach den Guthaben zeitanteilig, je Monat das zu dessen Beginn"),
)
TIES = (Option(TieRule.NOT_ELECTED, "nicht gewählt"), Option(TieRule.LOT, "das Los entscheidet"))
BIAS = (
    Option(BiasRule.DECLARED, "nur wer sich für befangen erklärt"),
    Option(BiasRule.OWN_MATTER, "auch in eigener Sache"),
    Option(BiasRule.OWN_AND_REPRESENTED, "auch in eigener Sache und der des eigenen Hauses"),
)
