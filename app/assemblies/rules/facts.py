"""The words of the general assembly: kind, form, agenda, papers, and how its members are told (§§ 43b to 48 GenG)."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German
from app.departures.rules import AMENDMENT_WORDS
from app.organs.rules import Organ


class AssemblyKind(StrEnum):
    """Ordinary assembly of a fiscal year, or one called besides (§ 48 (1) GenG; R-GV-01)."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


class MeetingForm(StrEnum):
    """In which form an assembly is held (§ 43b (1) GenG; R-FORM-01)."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"
    STRETCHED = "stretched"


class DiscussionForm(StrEnum):
    """Form of the discussion phase of the stretched procedure (§ 43b (1) no. 4 GenG; R-FORM-01)."""

    VIRTUAL = "virtual"
    HYBRID = "hybrid"


class AlsoVoting(StrEnum):
    """How votes are cast beside the hall of a physical meeting (§ 43b (2) GenG; R-FORM-02)."""

    WRITTEN = "written"
    ELECTRONIC = "electronic"
    BOTH = "written_and_electronic"


class ConvenedBy(StrEnum):
    """Who convenes (§§ 38 (2), 44, 45 (3), 60 GenG; R-GV-01)."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    AUDITING_ASSOCIATION = "auditing_association"
    MINORITY_BY_COURT = "minority_by_court"


class AssemblyState(StrEnum):
    """How far an assembly is; a plan is discarded, a convened assembly is cancelled, or afterwards noted as not held.
    """

    PLANNED = "planned"
    CONVENED = "convened"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"
    DISCARDED = "discarded"


UNHELD = frozenset({AssemblyState.CANCELLED, AssemblyState.NOT_HELD, AssemblyState.DISCARDED})
"""Those that end without a meeting: what they had taken over is free again where it came from."""


class Stage(StrEnum):
    """How far an assembly is, to its readers: its state, and whether what is convened goes on or was held (§ 47).

    Not opened is what was convened and whose last day passed without it.
    """

    PLANNED = "planned"
    CONVENED = "convened"
    GOES_ON = "goes_on"
    HELD = "held"
    NOT_OPENED = "not_opened"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"
    DISCARDED = "discarded"


class ItemType(StrEnum):
    """What happens under an item of the agenda."""

    REPORT = "report"
    DISCUSSION = "discussion"
    RESOLUTION = "resolution"
    ELECTION = "election"


class ProposedBy(StrEnum):
    """Whose item or proposal it is (§ 45 (2) GenG; R-GV-08)."""

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    BOTH = "both"
    MINORITY = "minority"


class FormVoice(StrEnum):
    """Who has a say in the form: board and supervisory board, or a representative in its place (§ 43b (6); R-FORM-06).
    """

    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    REPRESENTATIVE = "representative"


class Subject(StrEnum):
    """What is resolved or who is elected; decides the majority (§§ 16, 24, 36, 43, 48 to 50, 53a, 78, 79a, 87a GenG).
    """

    ADOPT_ACCOUNTS = "adopt_accounts"
    USE_OF_RESULT = "use_of_result"
    DISCHARGE = "discharge"
    DISCHARGE_BOARD = "discharge_management_board_en_bloc"
    DISCHARGE_SUPERVISORY_BOARD = "discharge_supervisory_board_en_bloc"
    ELECT_SUPERVISORY_BOARD = "elect_supervisory_board"
    ELECT_BOARD = "elect_management_board"
    REMOVE_SUPERVISORY_BOARD_MEMBER = "remove_supervisory_board_member"
    REMOVE_BOARD_MEMBER = "remove_management_board_member"
    RELEASE_FROM_LIABILITY = "release_from_liability"
    ASSERT_CLAIM = "assert_claim"
    CREDIT_LIMITS = "credit_limits"
    INSTALMENTS = "instalments"
    FULL_AUDIT = "full_audit"
    INVESTING_CONSENT = "investing_consent"
    OBJECT = "object_of_enterprise"
    OBJECT_MATERIAL = "object_of_enterprise_material"
    SHARE_INCREASE = "share_increase"
    MANDATORY_PARTICIPATION = "mandatory_participation_introduce"
    NACHSCHUSS = "nachschuss_introduce"
    LONG_NOTICE = "notice_period_over_two_years"
    RESERVE_PARTICIPATION = "reserve_participation_introduce"
    PLURAL_VOTES = "plural_votes_introduce"
    SHARE_SPLIT = "share_split"
    MINIMUM_CAPITAL = "minimum_capital_introduce"
    PAYOUT_RESTRICTION = "payout_restriction_introduce"
    INVESTING_MEMBERS = "investing_members_introduce"
    SERVICE_DUTY = "duty_to_use_services"
    CONTRIBUTIONS = "current_contributions_introduce"
    PLURAL_VOTES_ABOLISHED = "plural_votes_abolish"
    OTHER_AMENDMENT = "other_amendment"
    DISSOLUTION = "dissolution"
    CONTINUATION = "continuation"
    FURTHER_PAYMENTS = "further_payments_in_liquidation"
    OTHER = "other"


class PaperKind(StrEnum):
    """What lies ready for the members (§§ 46, 48 (3), 59 GenG; R-GV-07, R-DOC-06)."""

    ACCOUNTS = "accounts"
    MANAGEMENT_REPORT = "management_report"
    SB_REPORT = "sb_report"
    AUDIT_REPORT = "audit_report"
    PROPOSAL = "proposal"
    AMENDMENT = "amendment"
    PROXY_FORM = "proxy_form"
    OTHER = "other"


class DispatchKind(StrEnum):
    """What all members are told about an assembly."""

    CONVOCATION = "convocation"
    ADDITION = "addition"
    CANCELLATION = "cancellation"
    POSTPONEMENT = "postponement"
    CORRECTION = "correction"


class Channel(StrEnum):
    """On which way a member is told (§ 6 no. 4 GenG; R-GV-02)."""

    MAIL = "mail"
    LETTER = "letter"


class NotificationState(StrEnum):
    """How the last attempt to tell one member stands, or that there was none (R-GV-02)."""

    UNTOLD = "untold"
    WAITING = "waiting"
    PRINTED = "printed"
    UNDER_WAY = "under_way"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    RETURNED = "returned"
    RECALLED = "recalled"


class UndeliveredKind(StrEnum):
    """Why an attempt did not tell the member."""

    RETURNED = "returned"
    RECALLED = "recalled"


ASSEMBLY_KIND_WORDS: Mapping[AssemblyKind, str] = {
    AssemblyKind.ORDINARY: German("Ordentliche Generalversammlung"),
    AssemblyKind.EXTRAORDINARY: German("Außerordentliche Generalversammlung"),
}
MEETING_FORM_WORDS: Mapping[MeetingForm, str] = {
    MeetingForm.PHYSICAL: German("Präsenzversammlung"),
    MeetingForm.VIRTUAL: German("Virtuelle Versammlung"),
    MeetingForm.HYBRID: German("Hybride Versammlung"),
    MeetingForm.STRETCHED: German("Gestrecktes Verfahren"),
}
DISCUSSION_FORM_WORDS: Mapping[DiscussionForm, str] = {
    DiscussionForm.VIRTUAL: German("Virtuelle Erörterungsphase"),
    DiscussionForm.HYBRID: German("Hybride Erörterungsphase"),
}
ALSO_VOTING_WORDS: Mapping[AlsoVoting, str] = {
    AlsoVoting.WRITTEN: German("schriftlich"),
    AlsoVoting.ELECTRONIC: German("elektronisch"),
    AlsoVoting.BOTH: German("schriftlich und elektronisch"),
}
CONVENED_BY_WORDS: Mapping[ConvenedBy, str] = {
    ConvenedBy.BOARD: German("Vorstand"),
    ConvenedBy.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    ConvenedBy.AUDITING_ASSOCIATION: German("Prüfungsverband"),
    ConvenedBy.MINORITY_BY_COURT: German("Minderheit, vom Gericht ermächtigt"),
}
ASSEMBLY_STATE_WORDS: Mapping[AssemblyState, str] = {
    AssemblyState.PLANNED: German("Geplant"),
    AssemblyState.CONVENED: German("Einberufen"),
    AssemblyState.CANCELLED: German("Abgesagt"),
    AssemblyState.NOT_HELD: German("Nicht stattgefunden"),
    AssemblyState.DISCARDED: German("Verworfen"),
}
STAGE_WORDS: Mapping[Stage, str] = {
    **{Stage(state): word for state, word in ASSEMBLY_STATE_WORDS.items()},
    Stage.GOES_ON: German("Eröffnet"),
    Stage.HELD: German("Abgehalten"),
    Stage.NOT_OPENED: German("Nicht eröffnet"),
}
ITEM_TYPE_WORDS: Mapping[ItemType, str] = {
    ItemType.REPORT: German("Bericht"),
    ItemType.DISCUSSION: German("Aussprache"),
    ItemType.RESOLUTION: German("Beschluss"),
    ItemType.ELECTION: German("Wahl"),
}
PROPOSED_BY_WORDS: Mapping[ProposedBy, str] = {
    ProposedBy.BOARD: German("Vorstand"),
    ProposedBy.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    ProposedBy.BOTH: German("Vorstand und Aufsichtsrat"),
    ProposedBy.MINORITY: German("Minderheit der Mitglieder"),
}
FORM_VOICE_WORDS: Mapping[FormVoice, str] = {
    FormVoice.BOARD: German("Vorstand"),
    FormVoice.SUPERVISORY_BOARD: German("Aufsichtsrat"),
    FormVoice.REPRESENTATIVE: German("Von der Generalversammlung gewählte bevollmächtigte Person"),
}
SUBJECT_WORDS: Mapping[Subject, str] = {
    Subject.ADOPT_ACCOUNTS: German("Feststellung des Jahresabschlusses"),
    Subject.USE_OF_RESULT: German("Verwendung des Jahresergebnisses"),
    Subject.DISCHARGE: German("Entlastung einzelner Personen"),
    Subject.DISCHARGE_BOARD: German("Entlastung des Vorstands"),
    Subject.DISCHARGE_SUPERVISORY_BOARD: German("Entlastung des Aufsichtsrats"),
    Subject.ELECT_SUPERVISORY_BOARD: German("Wahl zum Aufsichtsrat"),
    Subject.ELECT_BOARD: German("Wahl zum Vorstand"),
    Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: German("Abberufung aus dem Aufsichtsrat"),
    Subject.REMOVE_BOARD_MEMBER: German("Abberufung aus dem Vorstand"),
    Subject.RELEASE_FROM_LIABILITY: German("Befreiung von einer Verbindlichkeit"),
    Subject.ASSERT_CLAIM: German("Geltendmachung eines Anspruchs"),
    Subject.CREDIT_LIMITS: German("Grenzen für Kredite"),
    Subject.INSTALMENTS: German("Einzahlungen auf den Geschäftsanteil"),
    Subject.FULL_AUDIT: German("Volle statt vereinfachter Prüfung"),
    Subject.INVESTING_CONSENT: German("Zustimmung zum investierenden Mitglied"),
    **{Subject(amendment): word for amendment, word in AMENDMENT_WORDS.items()},
    Subject.PLURAL_VOTES_ABOLISHED: German("Mehrstimmrechte, abgeschafft oder eingeschränkt"),
    Subject.DISSOLUTION: German("Auflösung der Genossenschaft"),
    Subject.CONTINUATION: German("Fortsetzung der aufgelösten Genossenschaft"),
    Subject.FURTHER_PAYMENTS: German("Weitere Zahlungen in der Liquidation"),
    Subject.OTHER: German("Anderer Beschluss"),
}
PAPER_KIND_WORDS: Mapping[PaperKind, str] = {
    PaperKind.ACCOUNTS: German("Jahresabschluss"),
    PaperKind.MANAGEMENT_REPORT: German("Lagebericht"),
    PaperKind.SB_REPORT: German("Bericht des Aufsichtsrats"),
    PaperKind.AUDIT_REPORT: German("Zusammengefasstes Prüfungsergebnis"),
    PaperKind.PROPOSAL: German("Beschlussvorlage"),
    PaperKind.AMENDMENT: German("Satzungsänderung im Wortlaut"),
    PaperKind.PROXY_FORM: German("Vollmachtsformular"),
    PaperKind.OTHER: German("Andere Unterlage"),
}
DISPATCH_KIND_WORDS: Mapping[DispatchKind, str] = {
    DispatchKind.CONVOCATION: German("Einberufung"),
    DispatchKind.ADDITION: German("Ergänzung der Tagesordnung"),
    DispatchKind.CANCELLATION: German("Absage"),
    DispatchKind.POSTPONEMENT: German("Verlegung"),
    DispatchKind.CORRECTION: German("Berichtigung"),
}
NOTIFIED_BY_WORDS: Mapping[Channel, str] = {Channel.MAIL: German("E-Mail"), Channel.LETTER: German("Brief")}
NOTIFICATION_STATE_WORDS: Mapping[NotificationState, str] = {
    NotificationState.UNTOLD: German("Noch nicht benachrichtigt"),
    NotificationState.WAITING: German("Wartet"),
    NotificationState.PRINTED: German("Gedruckt, noch nicht aufgegeben"),
    NotificationState.UNDER_WAY: German("Unterwegs"),
    NotificationState.SENT: German("Versandt"),
    NotificationState.KEPT: German("Einbehalten"),
    NotificationState.FAILED: German("Nicht erreicht"),
    NotificationState.IN_DOUBT: German("Ungewiss"),
    NotificationState.RETURNED: German("Zurückgekommen"),
    NotificationState.RECALLED: German("Zurückgerufen"),
}
"""How all of them are called, on screens and in documents."""

SUBJECT_GROUPS: Mapping[str, tuple[Subject, ...]] = {
    German("Jahresabschluss und Entlastung"): (
        Subject.ADOPT_ACCOUNTS, Subject.USE_OF_RESULT, Subject.DISCHARGE_BOARD, Subject.DISCHARGE_SUPERVISORY_BOARD,
        Subject.DISCHARGE,
    ),
    German("Wahl und Abberufung"): (
        Subject.ELECT_SUPERVISORY_BOARD, Subject.ELECT_BOARD, Subject.REMOVE_SUPERVISORY_BOARD_MEMBER,
        Subject.REMOVE_BOARD_MEMBER,
    ),
    German("Geschäfte und Ansprüche"): (
        Subject.CREDIT_LIMITS, Subject.INSTALMENTS, Subject.FULL_AUDIT, Subject.INVESTING_CONSENT,
        Subject.RELEASE_FROM_LIABILITY, Subject.ASSERT_CLAIM,
    ),
    German("Satzungsänderung"): (*map(Subject, AMENDMENT_WORDS), Subject.PLURAL_VOTES_ABOLISHED),
    German("Auflösung und Anderes"): (
        Subject.DISSOLUTION, Subject.CONTINUATION, Subject.FURTHER_PAYMENTS, Subject.OTHER,
    ),
}
"""In which groups the subjects are offered; each stands in one."""

AMENDMENTS = frozenset({*map(Subject, AMENDMENT_WORDS), Subject.PLURAL_VOTES_ABOLISHED})
"""What changes the statute, and is announced with its full wording (§ 16 GenG; R-DOC-06)."""

ORGAN_ELECTED: Mapping[Subject, Organ] = {
    Subject.ELECT_BOARD: Organ.BOARD, Subject.ELECT_SUPERVISORY_BOARD: Organ.SUPERVISORY_BOARD,
}
"""Election → the organ whose seats it fills (§§ 24 (2), 36 (1) GenG)."""

ELECTIONS = frozenset(ORGAN_ELECTED)
"""What fills seats (§§ 24 (2), 36 (1) GenG)."""
