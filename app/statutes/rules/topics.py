"""Under which headings the parameters of the statute stand, and whom a change under each concerns."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German


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
    Topic.SHARES: German("Mitglieder mit neuen Anteilen und wer beitritt; Haftung und Rücklage alle"),
    Topic.JOINING: German("wer beitritt, kündigt oder jemanden bevollmächtigt"),
    Topic.INVESTING: German("investierende Mitglieder und wer es werden will"),
    Topic.LEAVING: German("wer kündigt, überträgt oder ausscheidet"),
    Topic.ASSEMBLY: German("alle Mitglieder in der Generalversammlung"),
    Topic.ORGANS: German("Vorstand und Aufsichtsrat"),
}
"""Whom a change under a heading concerns."""


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
