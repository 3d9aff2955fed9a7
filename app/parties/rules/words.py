"""How kinds of parties and of authority are called: the one place, German; screens show the reader's language."""

from collections.abc import Mapping

from app.core.values import German, PartyKind
from app.parties.rules.party import Authority

KIND_WORDS: Mapping[PartyKind, str] = {
    PartyKind.COMPANY: German("Unternehmen"),
    PartyKind.MUNICIPALITY: German("Gemeinde, Stadt oder Landkreis"),
    PartyKind.PUBLIC_BODY: German("Andere öffentliche Körperschaft"),
    PartyKind.RESEARCH: German("Forschungseinrichtung"),
    PartyKind.ASSOCIATION: German("Verein oder andere Vereinigung"),
    PartyKind.NATURAL_PERSON: German("Natürliche Person"),
}
"""The kinds as forms and documents name them, in the order in which they are offered."""

SHORT_KIND_WORDS: Mapping[PartyKind, str] = {
    PartyKind.MUNICIPALITY: German("Kommune"),
    PartyKind.COMPANY: German("Unternehmen"),
    PartyKind.PUBLIC_BODY: German("Öffentliche Stelle"),
    PartyKind.RESEARCH: German("Forschung"),
    PartyKind.ASSOCIATION: German("Verein"),
    PartyKind.NATURAL_PERSON: German("Person"),
}
"""The same for a narrow column of a list."""

AUTHORITY_WORDS: Mapping[Authority, str] = {
    Authority.SOLE: German("allein vertretungsberechtigt"),
    Authority.JOINT: German("gemeinsam mit anderen vertretungsberechtigt"),
    Authority.APPOINTED: German("kraft Amtes"),
    Authority.POWER_OF_ATTORNEY: German("durch Vollmacht"),
}
"""By what right somebody acts for an organisation."""

BY_LAW_WORDS: Mapping[Authority, str] = {
    Authority.SOLE: German("an seiner Stelle, allein (ein Elternteil, Vormund)"),
    Authority.JOINT: German("an seiner Stelle, nur gemeinsam (beide Eltern)"),
    Authority.APPOINTED: German("neben dem Mitglied (Betreuung)"),
}
"""By what right somebody acts for a natural person (§§ 1629, 1789, 1823 BGB; R-VOTE-09), as the form offers it."""

FOR_A_PERSON_WORDS: Mapping[Authority, str] = {
    **AUTHORITY_WORDS, Authority.APPOINTED: BY_LAW_WORDS[Authority.APPOINTED],
}
"""The same where it stands on record, for heirs too, who act alone or together as an organ does."""


def authority_words(kind: PartyKind) -> Mapping[Authority, str]:
    """How it is called by what right somebody acts for a party of this kind."""
    return FOR_A_PERSON_WORDS if kind is PartyKind.NATURAL_PERSON else AUTHORITY_WORDS
