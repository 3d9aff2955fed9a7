"""Which kind of member, and which ground of leaving, the words of a list mean."""

import re
from collections.abc import Sequence

from app.core.formats import fold, shortened
from app.core.values import PartyKind
from app.imports.rules.columns import Field
from app.imports.rules.findings import EventError, Faulty
from app.members.rules import ExitGround

MAX_GROUND = 40
"""So many characters of a ground are told."""

_PERSON = r"natuerlich|natural|person\b|privat|\bnat\b|\bnp\b"
_FORM = (
    r"gmbh\b|mbh\b|gesellschaft\b|genossenschaft\b|stiftung\b|werke\b|"
    r"\b(ag|se|kgaa|o?hg|kg|ug|e\.? ?g\.?|e\.? ?k\.?)(?!\w)"
)
_COMPANY = rf"juristisch|\bjur\b|\bjp\b|legal|firma|unternehmen|betrieb|gesellschaft|company|{_FORM}"
_NO_COMPANY = r"\bgbr\b|buergerlichen|oeffentlich\w* recht|\boe\. ?r"
_KIND_WORDS: Sequence[tuple[PartyKind, str]] = (
    (PartyKind.MUNICIPALITY, r"kommun|gemeinde|stadt\b|landkreis|kreis\b|gebietskoerperschaft|municipal"),
    (PartyKind.RESEARCH, r"forschung|hochschul|universit|institut|wissenschaft|akademie|research"),
    (PartyKind.PUBLIC_BODY, r"kammer|koerperschaft|oeffentlich|anstalt|behoerde|zweckverband|\bk\.?d?\.?oe\.?r|public"),
    (PartyKind.ASSOCIATION, r"verein|verband|\bgbr\b|\be\.? ?v\b|buergerlichen|association"),
)
"""How a list calls the kind of a member."""

_NAME_WORDS: Sequence[tuple[PartyKind, str]] = (
    (PartyKind.ASSOCIATION, r"verein\b|verband\b|\bgbr\b|\be\. ?v\b|\bev\b"),
    (PartyKind.COMPANY, _FORM),
    (PartyKind.MUNICIPALITY, r"^(grosse )?(\w*stadt|\w*gemeinde|markt|landkreis|kreis) \w"),
    (PartyKind.RESEARCH, r"\b(universitaet|hochschule|forschungs\w+|\w*institut)\b"),
    (PartyKind.PUBLIC_BODY, r"handelskammer|handwerkskammer|\bihk\b|koerperschaft"),
)
"""How an organisation calls itself, in words that no person bears as a name."""

_GROUNDS: Sequence[tuple[ExitGround, str]] = (
    (ExitGround.NOTICE, r"kuendig|notice"),
    (ExitGround.TRANSFER, r"uebertrag|transfer"),
    (ExitGround.DEATH, r"tod|verstorben|gestorben|death"),
    (ExitGround.SUCCESSION, r"rechtsnachf|verschmel|fusion|(ab|auf)spaltung|eingliederung|succession|merge[rd]"),
    (ExitGround.DISSOLUTION, r"aufloes|erlosch|insolven|liquid|dissol"),
    (ExitGround.EXCLUSION, r"ausschl|exclu"),
)


def kind_of(text: str, firm: str = "", name: str = "") -> PartyKind:
    """Read what sort of member it is, by words; a legal person without nearer word is a company.

    Where the list does not say, the name may: a GmbH, a municipality, an association is no person.
    """
    folded = fold(text)
    if re.search(_COMPANY, folded) and not re.search(_NO_COMPANY, folded):
        return PartyKind.COMPANY
    if re.search(_PERSON, folded) and "juristisch" not in folded:
        return PartyKind.NATURAL_PERSON
    otherwise = PartyKind.COMPANY if firm else PartyKind.NATURAL_PERSON
    return _by_words(_KIND_WORDS, folded) or _by_words(_NAME_WORDS, fold(firm or name)) or otherwise


def _by_words(words_of: Sequence[tuple[PartyKind, str]], folded: str) -> PartyKind | None:
    return next((kind for kind, words in words_of if re.search(words, folded)), None)


def ground_of(text: str) -> ExitGround:
    """Read why a membership ended (R-REG-04); what no word fits is another ground."""
    folded = fold(text)
    return next((ground for ground, words in _GROUNDS if re.search(words, folded)), ExitGround.OTHER)


def doubt_of_ground(text: str) -> Faulty | None:
    """Say what is to be looked at where no word of a ground fits, nor one that another ground is meant (R-REG-04)."""
    if ground_of(text) is not ExitGround.OTHER or re.search(r"ander|sonst|other", fold(text)):
        return None
    return Faulty(
        EventError.OTHER_GROUND,
        Field.EXIT_GROUND,
        "„{ground}“ ist kein bekannter Grund und wird als „Anderer Grund“ eingetragen. Bekannt sind zum Beispiel"
        " Kündigung, Tod und Ausschluss.",
        ground=shortened(text, MAX_GROUND),
    )
