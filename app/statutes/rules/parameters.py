"""The keys of the statute's parameters (Satzungsbestimmungen) and the words some of them choose from."""

from enum import StrEnum


class ParameterKey(StrEnum):
    """What a cooperative fixes in its statute or leaves to the law (catalogue, section 1)."""

    FIRM = "firm"
    SEAT = "seat"
    SEAT_STATE = "seat_state"
    OBJECT = "object"
    PUBLICATION = "publication"
    FISCAL_YEAR_START = "fiscal_year_start"
    NON_MEMBER_BUSINESS = "non_member_business"
    RESIDENCE_CLAUSE = "residence_clause"
    SHARE_AMOUNT = "share_amount"
    MIN_PAYMENT = "min_payment"
    PAYMENT_DAYS = "payment_days"
    INSTALMENT_AMOUNT = "instalment_amount"
    INSTALMENT_MONTHS = "instalment_months"
    FURTHER_SHARES_ALLOWED = "further_shares_allowed"
    MAX_SHARES = "max_shares"
    MANDATORY_SHARES = "mandatory_shares"
    MANDATORY_MEASURE = "mandatory_measure"
    MANDATORY_PER_SHARE = "mandatory_per_share"
    CONTRIBUTIONS_IN_KIND = "contributions_in_kind"
    ENTRY_FEE = "entry_fee"
    ANNUAL_CONTRIBUTION = "annual_contribution"
    NACHSCHUSS = "nachschuss"
    HAFTSUMME = "haftsumme"
    HAFTSUMME_RULE = "haftsumme_rule"
    FORM_JOIN = "form_join"
    FORM_NOTICE = "form_notice"
    FORM_PROXY = "form_proxy"
    TEXTFORM_EXPRESSLY_EXCLUDED = "textform_expressly_excluded"
    EXTRA_REGISTER_FIELDS = "extra_register_fields"
    DRAFT_DAYS = "draft_days"
    INVESTING_MEMBERS = "investing_members"
    INVESTING_POLICY = "investing_policy"
    INVESTING_CONSENT_BY = "investing_consent_by"
    NOTICE_MONTHS = "notice_months"
    NOTICE_FINANCING_CLAUSE = "notice_financing_clause"
    PAYOUT_MONTHS = "payout_months"
    MINIMUM_CAPITAL = "minimum_capital"
    SUSPENSION_ORDER = "suspension_order"
    DEDUCT_CARRY_FORWARD = "deduct_carry_forward"
    PAYOUT_LIMITATION_YEARS = "payout_limitation_years"
    TRANSFER_ALLOWED = "transfer_allowed"
    TRANSFER_CONDITIONS = "transfer_conditions"
    APPEAL_DAYS = "appeal_days"
    HEIRS_CONTINUE = "heirs_continue"
    HEIRS_MONTHS = "heirs_months"
    LEGAL_RESERVE_PCT = "legal_reserve_pct"
    LEGAL_RESERVE_TARGET = "legal_reserve_target"
    PROFIT_KEY = "profit_key"
    PROFIT_BEFORE_FULL = "profit_before_full"
    INTEREST_PCT = "interest_pct"
    INTEREST_MIN_PCT = "interest_min_pct"
    GV_CHANNEL = "gv_channel"
    GV_MIN_DAYS = "gv_min_days"
    POSTING_FICTION_DAYS = "posting_fiction_days"
    GV_FORM = "gv_form"
    GV_STREAMING = "gv_streaming"
    GV_CHAIR = "gv_chair"
    MINUTES_RULE = "minutes_rule"
    MINORITY_FRACTION = "minority_fraction"
    GV_QUORUM = "gv_quorum"
    GV_QUORUM_OF = "gv_quorum_of"
    AMENDMENT_MAJORITY = "amendment_majority"
    PLURAL_VOTES = "plural_votes"
    PLURAL_CONDITIONS = "plural_conditions"
    PROXY_CONDITIONS = "proxy_conditions"
    MAX_PRINCIPALS = "max_principals"
    ELECTION_MODE = "election_mode"
    TIE_RULE = "tie_rule"
    SECRET_VOTE_FRACTION = "secret_vote_fraction"  # noqa: S105  a word of the statute
    BOARD_SIZE = "board_size"
    ONE_PERSON_BOARD = "one_person_board"
    BOARD_APPOINTED_BY = "board_appointed_by"
    BOARD_TERM_YEARS = "board_term_years"
    BOARD_QUORUM = "board_quorum"
    BOARD_MAJORITY = "board_majority"
    BOARD_CIRCULAR_ALLOWED = "board_circular_allowed"
    CIRCULAR_DAYS = "circular_days"
    BIAS_RULE = "bias_rule"
    SB_REQUIRED = "sb_required"
    SB_SIZE = "sb_size"
    SB_TERM_YEARS = "sb_term_years"
    SB_QUORUM = "sb_quorum"
    SB_MAJORITY = "sb_majority"
    SB_CIRCULAR_ALLOWED = "sb_circular_allowed"
    SB_DELEGATION = "sb_delegation"


class HaftsummeRule(StrEnum):
    """Whether further shares raise the liability sum (§ 121 GenG; R-LIA-02)."""

    DEFAULT = "default"
    NO_INCREASE = "no_increase"


class InvestingPolicy(StrEnum):
    """How the statute keeps investing members from outvoting the others (§ 8 (2) sentence 2 GenG; R-INV-02)."""

    NO_VOTE = "no_vote"
    ORDINARY_MAJORITY_CONTROLS = "ordinary_majority_controls"


class DecidedBy(StrEnum):
    """Which organ the statute names for a decision that the law gives to the general assembly."""

    GENERAL_ASSEMBLY = "general_assembly"
    SUPERVISORY_BOARD = "supervisory_board"


class ConvocationChannel(StrEnum):
    """How the general assembly is convened (§ 6 no. 4 GenG; R-GV-02)."""

    DIRECT_TEXTFORM = "direct_textform"
    PUBLIC_PAPER = "public_paper"


class AssemblyFormRule(StrEnum):
    """What the statute says of the form of the assembly (§ 43b (6) GenG; R-FORM-06).

    A clause that leaves no physical meeting is void; it stands here as what a statute may say all the same.
    """

    FREE = "free"
    PHYSICAL = "physical"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"
    STRETCHED = "stretched"
    VIRTUAL_EXCLUDING_PHYSICAL = "virtual_only_excluding_physical"


class QuorumOf(StrEnum):
    """Of what a part must be there for the assembly to resolve, where the statute wants one (§ 43 (2); R-GV-11)."""

    MEMBERS = "members"
    VOTES = "votes"


class AmendmentMajority(StrEnum):
    """By which majority the assembly resolves on amendments without one in the law (§ 16 (4) GenG; R-MAJ-06)."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    NINE_TENTHS = "nine_tenths"


class ElectionMode(StrEnum):
    """How the assembly elects (§ 43 (2) sentence 2 GenG; R-ELE-01, R-ELE-02)."""

    MORE_THAN_HALF = "more_than_half"
    ABSOLUTE_THEN_RUNOFF = "absolute_then_runoff"
    RELATIVE = "relative"


class SuspensionOrder(StrEnum):
    """Whose payout goes first where the minimum capital does not let all be paid (§ 8a (2) GenG; R-PAY-05)."""

    PRO_RATA = "pro_rata"
    BY_AGE = "by_age"


class ProfitKey(StrEnum):
    """By what profit and loss are parted among the members (§ 19 (1), (2) GenG; R-FIN-05)."""

    BALANCES = "balances"
    MONTHS = "months"


class TieRule(StrEnum):
    """What follows from equal votes in an election (R-ELE-03)."""

    NOT_ELECTED = "not_elected"
    LOT = "lot"


class QuorumRule(StrEnum):
    """How many members of an organ must take part (Beschlussfähigkeit, §§ 27, 36 GenG; R-SB-02)."""

    HALF = "half"
    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"
    ALL = "all"


class MajorityRule(StrEnum):
    """By which majority an organ resolves; `of_members` counts those who stay silent too."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    OF_MEMBERS = "of_members"
    UNANIMOUS = "unanimous"


class BiasRule(StrEnum):
    """Whose votes do not count in the board (Befangenheit; R-ORG-04). A declared bias always counts."""

    DECLARED = "declared"
    OWN_MATTER = "own_matter"
    OWN_AND_REPRESENTED = "own_and_represented"
