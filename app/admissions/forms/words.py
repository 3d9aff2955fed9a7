"""How kinds, purposes and points are called on the screen."""

from app.admissions.rules import CLAUSE_WORDS, POINT_WORDS, PROVISION_WORDS, PURPOSE_WORDS
from app.core.values import FORM_WORDS, PartyKind
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

PURPOSE_NAMES, CLAUSE_NAMES = in_words(PURPOSE_WORDS), in_words(CLAUSE_WORDS)
FORM_NAMES, PROVISION_NAMES = in_words(FORM_WORDS), in_words(PROVISION_WORDS)
