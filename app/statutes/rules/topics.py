"""Under which headings the parameters of the statute stand, and whom a change under each concerns."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German
from app.statutes.rules.parameters import ParameterKey


class Topic(StrEnum):
    """Under which heading a parameter stands on the page."""

    FOUNDATIONS = "foundations"
    SHARES = "shares"
    JOINING = "joining"
    LEAVING = "leaving"
    INVESTING = "investing"
    ASSEMBLY = "assembly"
    ORGANS = "organs"


AFFECTED_WORDS: Mapping[Topic, str] = {
    Topic.FOUNDATIONS: German("alle Mitglieder"),
    Topic.SHARES: German("wer beitritt oder weitere Anteile übernimmt"),
    Topic.JOINING: German("wer beitritt, kündigt oder jemanden bevollmächtigt"),
    Topic.INVESTING: German("investierende Mitglieder und wer es werden will"),
    Topic.LEAVING: German("wer kündigt, überträgt oder ausscheidet"),
    Topic.ASSEMBLY: German("alle Mitglieder in der Generalversammlung"),
    Topic.ORGANS: German("Vorstand und Aufsichtsrat"),
}
"""Whom a change under a heading concerns, where its parameter does not say otherwise."""

_EVERYBODY = German("alle Mitglieder")
_WHO_JOINS = German("wer beitritt")
AFFECTED_BY: Mapping[ParameterKey, str] = {
    ParameterKey.SHARE_AMOUNT: _EVERYBODY, ParameterKey.MANDATORY_SHARES: _EVERYBODY,
    ParameterKey.MANDATORY_MEASURE: _EVERYBODY, ParameterKey.MANDATORY_PER_SHARE: _EVERYBODY,
    ParameterKey.ANNUAL_CONTRIBUTION: _EVERYBODY, ParameterKey.NACHSCHUSS: _EVERYBODY,
    ParameterKey.HAFTSUMME: _EVERYBODY, ParameterKey.HAFTSUMME_RULE: _EVERYBODY,
    ParameterKey.LEGAL_RESERVE_PCT: _EVERYBODY, ParameterKey.LEGAL_RESERVE_TARGET: _EVERYBODY,
    ParameterKey.PROFIT_KEY: _EVERYBODY, ParameterKey.INTEREST_PCT: _EVERYBODY,
    ParameterKey.INTEREST_MIN_PCT: _EVERYBODY,
    ParameterKey.PROFIT_BEFORE_FULL: German("wessen Geschäftsanteile nicht voll sind"),
    ParameterKey.ENTRY_FEE: _WHO_JOINS, ParameterKey.FORM_JOIN: _WHO_JOINS,
    ParameterKey.FORM_NOTICE: German("wer kündigt"), ParameterKey.FORM_PROXY: German("wer jemanden bevollmächtigt"),
}
"""Whom a change of a parameter concerns, where it is not whom its heading names."""


TOPIC_WORDS: Mapping[Topic, str] = {
    Topic.FOUNDATIONS: German("Grundlagen"),
    Topic.SHARES: German("Geschäftsanteile und Haftung"),
    Topic.JOINING: German("Beitritt und Formen"),
    Topic.INVESTING: German("Investierende Mitglieder"),
    Topic.LEAVING: German("Ausscheiden und Auszahlung"),
    Topic.ASSEMBLY: German("Generalversammlung"),
    Topic.ORGANS: German("Vorstand und Aufsichtsrat"),
}
"""How the headings read."""
