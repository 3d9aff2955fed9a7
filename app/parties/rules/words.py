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
