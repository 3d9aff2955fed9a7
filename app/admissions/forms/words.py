"""How kinds, purposes and points are called on the screen."""

from app.admissions.rules import ChecklistItem, ClauseKind, Confirmation, StatuteProvision, UploadPurpose
from app.core.values import PartyKind, WrittenForm
from app.core.web import _l
from app.members.rules import MemberClass
from app.parties.rules import Authority

KIND_NAMES = {
    PartyKind.COMPANY: _l("Unternehmen"),
    PartyKind.MUNICIPALITY: _l("Gemeinde, Stadt oder Landkreis"),
    PartyKind.PUBLIC_BODY: _l("Andere öffentliche Körperschaft"),
    PartyKind.RESEARCH: _l("Forschungseinrichtung"),
    PartyKind.ASSOCIATION: _l("Verein oder andere Vereinigung"),
    PartyKind.NATURAL_PERSON: _l("Natürliche Person"),
}

KIND_NOTES = {
    PartyKind.COMPANY: _l("GmbH, AG, Genossenschaft, Personengesellschaft, eingetragener Kaufmann"),
    PartyKind.MUNICIPALITY: _l("Dazu gehört ein Beschluss des Gemeinderats oder Kreistags"),
    PartyKind.PUBLIC_BODY: _l("Zweckverband, Anstalt, Kammer, Stiftung des öffentlichen Rechts"),
    PartyKind.RESEARCH: _l("Universität, Hochschule, Institut"),
    PartyKind.ASSOCIATION: _l("Auch ohne eigene Rechtspersönlichkeit"),
    PartyKind.NATURAL_PERSON: _l("Sie treten für sich selbst bei"),
}

CLASS_NAMES = {
    MemberClass.ORDINARY: _l("Ordentliches Mitglied"),
    MemberClass.INVESTING: _l("Investierendes Mitglied"),
}

AUTHORITY_NAMES = {
    Authority.SOLE: _l("allein vertretungsberechtigt"),
    Authority.JOINT: _l("nur gemeinsam mit anderen"),
    Authority.APPOINTED: _l("kraft Amtes"),
    Authority.POWER_OF_ATTORNEY: _l("durch Vollmacht"),
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

POINT_NAMES = {
    Confirmation.EMAIL_CONFIRMED: _l("E-Mail-Adresse bestätigt"),
    Confirmation.DECLARANTS_CONFIRMED: _l("Alle Erklärenden haben bestätigt"),
    Confirmation.ORIGINAL_RECEIVED: _l("Unterschriebenes Original eingegangen"),
    Confirmation.NO_DUPLICATE: _l("Keine Dublette im Register"),
    ChecklistItem.REGISTER_DATA: _l("Registereintrag geprüft"),
    ChecklistItem.AUTHORITY_PROOF: _l("Nachweis der Vertretungsmacht"),
    ChecklistItem.ALL_DECLARANTS: _l("Alle erklären, die gemeinsam vertreten"),
    ChecklistItem.POWER_OF_ATTORNEY: _l("Vollmacht in Textform"),
    ChecklistItem.COUNCIL_RESOLUTION: _l("Beschluss des Gemeinderats oder Kreistags"),
    ChecklistItem.SUPERVISION_NOTICE: _l("Anzeige bei der Rechtsaufsicht"),
}
