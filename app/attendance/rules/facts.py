"""The words of attendance: who votes and why not, in which capacity, how somebody is there, forms of a proxy."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German, WrittenForm

MAX_CONDITIONS, MAX_RESOLUTION = 2000, 120


class Entitlement(StrEnum):
    """Whether a member votes on the day, and why not (§§ 8 (2), 43 (3), 68 (2), 76, 77 (1) GenG; R-VOTE-04, 05, 09)."""

    VOTES = "votes"
    ATTENDS = "attends"
    NOT_ADMITTED = "not_admitted"
    LEFT = "left"
    EXCLUDED = "excluded"
    HEIRS_UNREPRESENTED = "heirs_unrepresented"


class PluralRegime(StrEnum):
    """Which of two rules on plural votes holds (§ 43 (3) sentence 3 no. 1, 2 GenG; R-VOTE-02, R-VOTE-03)."""

    MAX_THREE = "max_three"
    ENTREPRENEUR_CAP = "entrepreneur_cap"


class Capacity(StrEnum):
    """As what somebody casts the vote of a member (§ 43 (3) to (5), § 77 (1) GenG; R-VOTE-09, R-PRX-01)."""

    SELF = "self"
    LEGAL = "legal"
    APPOINTED = "appointed"
    HEIRS = "heirs"
    PROXY = "proxy"


class Mode(StrEnum):
    """How somebody takes part (§ 43b (1), § 47 (3) GenG; R-FORM-02)."""

    HALL = "hall"
    ONLINE = "online"
    WRITTEN = "written"


class LeftWhy(StrEnum):
    """Why somebody is there no longer."""

    LEFT = "left"
    PROXY_LEFT = "proxy_left"
    PRINCIPAL_CAME = "principal_came"
    REVOKED = "revoked"
    MISTAKE = "mistake"


class ProxyForm(StrEnum):
    """In which form a power of attorney was given (§ 43 (5) sentence 2 GenG; R-PRX-01)."""

    ONLINE = "online"
    TEXTFORM = "textform"
    SCHRIFTFORM = "schriftform"
    QUALIFIED_SIGNATURE = "qualified_signature"


class Relation(StrEnum):
    """What a proxy is to the member, for the personal conditions of the statute (§ 43 (5) sentence 4; R-PRX-04)."""

    MEMBER = "member"
    SPOUSE = "spouse"
    FAMILY = "family"
    EMPLOYEE = "employee"
    OTHER = "other"


class RevokedBy(StrEnum):
    """By whose word a power of attorney ended."""

    MEMBER = "member"
    OFFICE = "office"
    PRINCIPAL_CAME = "principal_came"


class GuestRole(StrEnum):
    """As what somebody is there without a vote (§ 59 (3) GenG)."""

    AUDITING_ASSOCIATION = "auditing_association"
    ORGAN = "organ"
    ADVISER = "adviser"
    PRESS = "press"
    GUEST = "guest"


class ConcernKind(StrEnum):
    """Whether the office says that an item concerns somebody, or that it does not (§ 43 (6) GenG; R-VOTE-06)."""

    NAMED = "named"
    EXEMPTED = "exempted"


ENTITLEMENT_WORDS: Mapping[Entitlement, str] = {
    Entitlement.VOTES: German("Stimmberechtigt"),
    Entitlement.ATTENDS: German("Teilnahme ohne Stimme"),
    Entitlement.NOT_ADMITTED: German("Noch nicht Mitglied"),
    Entitlement.LEFT: German("Ausgeschieden"),
    Entitlement.EXCLUDED: German("Ausgeschlossen"),
    Entitlement.HEIRS_UNREPRESENTED: German("Erben ohne gemeinsame Vertretung"),
}
CAPACITY_WORDS: Mapping[Capacity, str] = {
    Capacity.SELF: German("Selbst"),
    Capacity.LEGAL: German("Gesetzliche Vertretung"),
    Capacity.APPOINTED: German("Amtliche Vertretung"),
    Capacity.HEIRS: German("Für die Erben"),
    Capacity.PROXY: German("Mit Vollmacht"),
}
MODE_WORDS: Mapping[Mode, str] = {
    Mode.HALL: German("Im Saal"), Mode.ONLINE: German("Online"), Mode.WRITTEN: German("Schriftlich"),
}  # fmt: skip
LEFT_WORDS: Mapping[LeftWhy, str] = {
    LeftWhy.LEFT: German("Gegangen"),
    LeftWhy.PROXY_LEFT: German("Vertretung gegangen"),
    LeftWhy.PRINCIPAL_CAME: German("Mitglied selbst gekommen"),
    LeftWhy.REVOKED: German("Vollmacht widerrufen"),
    LeftWhy.MISTAKE: German("Irrtümlich erfasst"),
}
PROXY_FORM_WORDS: Mapping[ProxyForm, str] = {
    ProxyForm.ONLINE: German("Online erteilt"),
    ProxyForm.TEXTFORM: German("Textform, etwa E-Mail"),
    ProxyForm.SCHRIFTFORM: German("Schriftform"),
    ProxyForm.QUALIFIED_SIGNATURE: German("Qualifizierte elektronische Signatur"),
}
RELATION_WORDS: Mapping[Relation, str] = {
    Relation.MEMBER: German("Mitglied der Genossenschaft"),
    Relation.SPOUSE: German("Ehe- oder Lebenspartner"),
    Relation.FAMILY: German("Elternteil oder Kind"),
    Relation.EMPLOYEE: German("Beschäftigt beim Mitglied"),
    Relation.OTHER: German("Andere Person"),
}
REVOKED_WORDS: Mapping[RevokedBy, str] = {
    RevokedBy.MEMBER: German("Vom Mitglied widerrufen"),
    RevokedBy.OFFICE: German("Vom Büro aufgehoben"),
    RevokedBy.PRINCIPAL_CAME: German("Mitglied selbst gekommen"),
}
GUEST_WORDS: Mapping[GuestRole, str] = {
    GuestRole.AUDITING_ASSOCIATION: German("Prüfungsverband"),
    GuestRole.ORGAN: German("Organmitglied ohne Stimme"),
    GuestRole.ADVISER: German("Beratung"),
    GuestRole.PRESS: German("Presse"),
    GuestRole.GUEST: German("Gast"),
}
"""How all of them are called, on screens and in documents."""

WRITTEN_AS: Mapping[ProxyForm, WrittenForm] = {
    ProxyForm.ONLINE: WrittenForm.TEXTFORM,
    ProxyForm.TEXTFORM: WrittenForm.TEXTFORM,
    ProxyForm.SCHRIFTFORM: WrittenForm.SCHRIFTFORM,
    ProxyForm.QUALIFIED_SIGNATURE: WrittenForm.QUALIFIED_SIGNATURE,
}
"""What each form is in the law's terms (§§ 126 to 126b BGB)."""
