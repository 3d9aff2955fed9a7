"""How kinds, purposes and points are called on the screen."""

from app.admissions.rules import POINT_WORDS, ClauseKind, StatuteProvision, UploadPurpose
from app.core.values import PartyKind, WrittenForm
from app.core.web import _l, in_words
from app.members.rules import CLASS_WORDS
from app.parties.rules import AUTHORITY_WORDS, KIND_WORDS, Authority

KIND_NAMES, CLASS_NAMES = in_words(KIND_WORDS), in_words(CLASS_WORDS)
AUTHORITY_NAMES, POINT_NAMES = in_words(AUTHORITY_WORDS), in_words(POINT_WORDS)

KIND_NOTES = {
    PartyKind.COMPANY: _l("GmbH, AG, Genossenschaft, Personengesellschaft, eingetragener Kaufmann"),
    PartyKind.MUNICIPALITY: _l("Dazu gehört ein Beschluss des Gemeinderats oder Kreistags"),
    PartyKind.PUBLIC_BODY: _l("Zweckverband, Anstalt, Kammer, Stiftung des öffentlichen Rechts"),
    PartyKind.RESEARCH: _l("Universität, Hochschule, Institut"),
    PartyKind.ASSOCIATION: _l("Auch ohne eigene Rechtspersönlichkeit"),
    PartyKind.NATURAL_PERSON: _l("Sie treten für sich selbst bei"),
}

AUTHORITY_CHOICES = {
    Authority.SOLE: _l("Ich vertrete allein"),
    Authority.JOINT: _l("Ich vertrete nur gemeinsam mit anderen"),
    Authority.APPOINTED: _l("Ich vertrete kraft Amtes"),
    Authority.POWER_OF_ATTORNEY: _l("Ich habe eine Vollmacht"),
}

PURPOSE_NAMES = {
    UploadPurpose.AUTHORITY: _l("Nachweis der Vertretungsmacht"),
    UploadPurpose.REGISTER_EXTRACT: _l("Registerauszug"),
    UploadPurpose.POWER_OF_ATTORNEY: _l("Vollmacht"),
    UploadPurpose.COUNCIL_RESOLUTION: _l("Beschluss des Gemeinderats oder Kreistags"),
    UploadPurpose.SUPERVISION_NOTICE: _l("Anzeige bei der Rechtsaufsicht"),
    UploadPurpose.SIGNED_DECLARATION: _l("Unterschriebene Erklärung"),
    UploadPurpose.OTHER: _l("Sonstiges"),
}

FORM_NAMES = {
    WrittenForm.TEXTFORM: _l("Textform"),
    WrittenForm.SCHRIFTFORM: _l("Schriftform"),
    WrittenForm.QUALIFIED_SIGNATURE: _l("Qualifizierte elektronische Signatur"),
}

PROVISION_NAMES = {
    StatuteProvision.COPY: _l("Abschrift ausgehändigt"),
    StatuteProvision.WEBSITE_WITH_PRINT_OFFER: _l("Internetseite genannt, Ausdruck angeboten"),
    StatuteProvision.WEBSITE_ONLY: _l("Nur Internetseite genannt"),
}

CLAUSE_NAMES = {
    ClauseKind.PAYMENT_UNDERTAKING: _l("Verpflichtung zur Einzahlung"),
    ClauseKind.NACHSCHUSS_UNDERTAKING: _l("Verpflichtung zum Nachschuss"),
    ClauseKind.ACK_FURTHER_PAYMENTS: _l("Kenntnis weiterer Zahlungspflichten"),
    ClauseKind.ACK_NOTICE_PERIOD: _l("Kenntnis der Kündigungsfrist"),
}
