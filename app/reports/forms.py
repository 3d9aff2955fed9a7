"""The days of a register, and the words of its lines."""

from collections.abc import Mapping
from datetime import date

from app.core.values import PartyKind
from app.core.web import Form, GermanDateField, _l
from app.members.rules import ExitGround, MemberClass
from app.reports.rules import Difference

EXIT_GROUNDS: Mapping[ExitGround, object] = {
    ExitGround.NOTICE: _l("Kündigung"),
    ExitGround.TRANSFER: _l("Übertragung"),
    ExitGround.DEATH: _l("Tod"),
    ExitGround.DISSOLUTION: _l("Auflösung"),
    ExitGround.EXCLUSION: _l("Ausschluss"),
    ExitGround.SPECIAL_TERMINATION: _l("Außerordentliche Kündigung"),
    ExitGround.OTHER: _l("Anderer Grund"),
}
CLASSES: Mapping[MemberClass, object] = {
    MemberClass.ORDINARY: _l("Ordentlich"), MemberClass.INVESTING: _l("Investierend"),
}
KINDS: Mapping[PartyKind, object] = {
    PartyKind.NATURAL_PERSON: _l("Person"), PartyKind.COMPANY: _l("Unternehmen"), PartyKind.MUNICIPALITY: _l("Kommune"),
    PartyKind.PUBLIC_BODY: _l("Öffentliche Stelle"), PartyKind.RESEARCH: _l("Forschung"),
    PartyKind.ASSOCIATION: _l("Verein"),
}  # fmt: skip
DIFFERENCES: Mapping[Difference, object] = {
    Difference.ADDED: _l("heute als Mitglied bekannt"),
    Difference.DROPPED: _l("heute nicht mehr als Mitglied bekannt"),
    Difference.SHARES: _l("andere Anteile"),
    Difference.EXIT: _l("anderes Ende"),
    Difference.NAME: _l("anderer Name"),
    Difference.ADDRESS: _l("andere Anschrift"),
    Difference.DETAILS: _l("andere weitere Angabe"),
}


class AsOfForm(Form):
    """The day of the register and the day up to whose end it was known; read from the address."""

    class Meta:
        """A form that only asks carries no token."""

        csrf = False

    am = GermanDateField(_l("Stand am"))
    kenntnis = GermanDateField(_l("nach Kenntnis vom"))

    def days(self, today: date) -> tuple[date, date | None]:
        """The two days; today and nothing where they are not said."""
        return self.am.data or today, self.kenntnis.data
