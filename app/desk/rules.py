"""What waits for whom: the kinds of tasks, their deadlines and the order in which the desk shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.core.formats import fold
from app.core.values import Actor, Role

ROWS_OF_A_KIND = 8
"""How many single tasks of one kind the desk lists; the rest is one row that says how many there are."""

AT_ONCE = timedelta(days=3)
"""Within how many days somebody admitted is told (unverzüglich, § 15 (2) sentence 1 GenG; R-ADM-10)."""

PAY_WITHIN = timedelta(days=30)
"""How long before it is due a payout to somebody who left stands on the desk (§ 73 (2) GenG; R-PAY-01)."""

CHECK_WITHIN = timedelta(days=14)
"""Within how many days the office looks through a new application."""


class Waiting(StrEnum):
    """What a number in the sidebar counts."""

    TASKS = "tasks"
    PROSPECTS = "prospects"
    NEEDS = "needs"
    APPLICATIONS = "applications"
    REMINDERS = "reminders"
    VOTES = "votes"
    SHEETS = "sheets"
    MAILS = "mails"
    JOBS = "jobs"


class TaskKind(StrEnum):
    """A kind of task, in the order in which the desk shows equal deadlines."""

    VOTE = "vote"
    TAKE_UP = "take_up"
    TAKE_UP_SUPERVISORS = "take_up_supervisors"
    RECORD_ASSEMBLY = "record_assembly"
    SIGN = "sign"
    NOTIFY = "notify"
    CONFIRM_CHANGE = "confirm_change"
    CONFIRM_SETTLEMENT = "confirm_settlement"
    PROPOSE = "propose"
    CHECK = "check"
    ORIGINAL = "original"
    COMPARE = "compare"
    COMPLETE = "complete"
    REMIND_APPLICANT = "remind_applicant"
    ANSWER_ENQUIRY = "answer_enquiry"
    NEXT_STEP = "next_step"
    STEP_MISSING = "step_missing"
    ASKED_TO_STAY = "asked_to_stay"
    LOOK_AT_NEED = "look_at_need"
    ANSWER_QUESTION = "answer_question"
    LAY_ROUND = "lay_round"
    CLOSE_ROUND = "close_round"
    MEDIATE_CONTACT = "mediate_contact"
    ANSWER_WITH = "answer_with"
    PARTNER_DECLINED = "partner_declined"
    TAKE_UP_VERDICT = "take_up_verdict"
    REMIND_PAYER = "remind_payer"
    TELL_LEAVER = "tell_leaver"
    TELL_SUBSCRIBER = "tell_subscriber"
    OPEN_SETTLEMENTS = "open_settlements"
    PAY_OUT = "pay_out"
    PAYOUT_HELD = "payout_held"
    PAYOUT_BARRED = "payout_barred"
    PAY_CLAIMS = "pay_claims"
    CLAIMS_BARRED = "claims_barred"
    DUES_LAPSED = "dues_lapsed"
    RESTS_OWED = "rests_owed"
    TELL_TRANSFER = "tell_transfer"
    TELL_REMOVED = "tell_removed"
    TELL_SETTLED = "tell_settled"
    SEND_EXCLUSION = "send_exclusion"
    ANSWER_REQUEST = "answer_request"
    CONVENE_ASSEMBLY = "convene_assembly"
    LAY_OPEN = "lay_open"
    MEMBERS_UNREACHED = "members_unreached"
    MEMBERS_LATE = "members_late"
    OPEN_DOOR = "open_door"
    NAME_CONCERNED = "name_concerned"
    CLOSE_SITTING = "close_sitting"
    SETTLE_UNOPENED = "settle_unopened"
    SIGN_MINUTES = "sign_minutes"
    SIGN_ADDENDUM = "sign_addendum"
    CARRY_OUT = "carry_out"
    FILE_REGISTER = "file_register"
    PRINT = "print"
    POST = "post"
    MAIL_FAILED = "mail_failed"
    MAIL_IN_DOUBT = "mail_in_doubt"
    JOB_FAILED = "job_failed"


class Advice(StrEnum):
    """What is to be put in order in the house, beside the daily work."""

    HINDRANCE = "hindrance"
    CERTIFICATES = "certificates"
    CERTIFICATE_NAME = "certificate_name"
    CERTIFICATE_AMOUNT = "certificate_amount"
    OFFICE_LOST = "office_lost"
    OFFICE_ENDS = "office_ends"
    COMPOSITION = "composition"
    BELOW_MINIMUM = "below_minimum"
    NEAR_MINIMUM = "near_minimum"
    NEAR_SMALL_LIMIT = "near_small_limit"
    DELEGATES = "delegates"
    LARGE_HOLDER = "large_holder"
    BENEATH_OWED = "beneath_owed"
    QUANTITIES = "quantities"
    ACCOUNTS = "accounts"
    PROMOTION_REPORT = "promotion_report"
    HANDED_BACK = "handed_back"
    GOES_ON_NO_MORE = "goes_on_no_more"
    UNDONE_BENEATH = "undone_beneath"
    NO_YEAR = "no_year"


class Evidence(StrEnum):
    """What an auditor looks into first, in this order."""

    CHECK = "check"
    JOURNAL = "journal"
    REGISTER = "register"
    RESOLUTIONS = "resolutions"


SUMMARIES = frozenset({
    TaskKind.TAKE_UP, TaskKind.TAKE_UP_SUPERVISORS, TaskKind.RECORD_ASSEMBLY, TaskKind.MEMBERS_UNREACHED,
    TaskKind.MEMBERS_LATE, TaskKind.PAY_CLAIMS,
    TaskKind.CLAIMS_BARRED, TaskKind.DUES_LAPSED, TaskKind.RESTS_OWED, TaskKind.OPEN_SETTLEMENTS,
    TaskKind.PRINT, TaskKind.POST, TaskKind.MAIL_FAILED, TaskKind.MAIL_IN_DOUBT, TaskKind.JOB_FAILED,
})  # fmt: skip
"""Kinds told in one row, whatever their number."""


class Urgency(StrEnum):
    """Under which heading a task stands."""

    OVERDUE = "overdue"
    THIS_WEEK = "this_week"
    LATER = "later"
    NO_DEADLINE = "no_deadline"


@dataclass(frozen=True)
class Task:
    """One thing that waits for somebody: what it is about, where it is done, and until when.

    `values` fill the sentences of its kind; `target` is the id or number in the address of the page, `arguments` is
    what the address says besides; `more` says for how many further ones the row stands.
    """

    kind: TaskKind
    values: Mapping[str, object] = field(default_factory=dict)
    target: int | None = None
    due_on: date | None = None
    more: int = 0
    arguments: Mapping[str, int | str] = field(default_factory=dict)

    def urgency(self, today: date) -> Urgency:
        """Under which heading it stands today; what is due today is not overdue yet."""
        return urgency_of(self.due_on, today)


@dataclass(frozen=True)
class Hint:
    """Something to put in order: its kind, a ready German sentence where a lower rule wrote one, its values.

    `arguments` is what the address of its page says.
    """

    advice: Advice
    values: Mapping[str, object] = field(default_factory=dict)
    message: str = ""
    law: str = ""
    due_on: date | None = None
    arguments: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Inspection:
    """Something an auditor looks into: the values of its sentences, and what the address of its page says besides."""

    evidence: Evidence
    values: Mapping[str, object] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Deadline:
    """A day to keep in mind; `what` chooses the sentence, `values` fill it."""

    day: date
    what: str
    values: Mapping[str, object] = field(default_factory=dict)
    target: int | None = None


@dataclass(frozen=True)
class Awaited:
    """Somebody the house waits for: a name, for how many things, and since which day."""

    name: str
    number: int
    since: date
    what: str = "votes"


def urgency_of(due_on: date | None, today: date) -> Urgency:
    """Say how urgent a deadline is; the week is the seven days from today on."""
    if due_on is None:
        return Urgency.NO_DEADLINE
    if due_on < today:
        return Urgency.OVERDUE
    return Urgency.THIS_WEEK if due_on <= today + timedelta(days=7) else Urgency.LATER


def by_deadline(tasks: Iterable[Task], today: date) -> list[tuple[Urgency, list[Task]]]:
    """Group tasks by urgency, the earliest deadline first; groups without a task are left out."""
    order = list(TaskKind)
    ordered = sorted(tasks, key=lambda task: (task.due_on or date.max, order.index(task.kind)))
    groups = [(urgency, [task for task in ordered if task.urgency(today) is urgency]) for urgency in Urgency]
    return [(urgency, found) for urgency, found in groups if found]


def by_kind(tasks: Sequence[Task]) -> list[tuple[TaskKind, list[Task]]]:
    """Group tasks by kind, each by deadline; kinds without a task are left out."""
    groups = [(kind, [task for task in tasks if task.kind is kind]) for kind in TaskKind]
    return [
        (kind, sorted(found, key=lambda task: task.due_on or date.max)) for kind, found in groups if found
    ]


def is_only_member(actor: Actor) -> bool:
    """Say whether somebody is here for an own membership only, so that the portal is the first page."""
    return Role.MEMBER in actor.roles and actor.roles == frozenset({Role.MEMBER})


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in a text, as begin and end; folded alike, so that `gross` is found in `Groß`.

    A single letter stands everywhere and marks nothing.
    """
    folded, places = "", []
    for place, char in enumerate(text):
        plain = fold(char)
        folded += plain or " "
        places += [place] * (len(plain) or 1)
    hits = set()
    for word in fold(words).split():
        start = folded.find(word) if len(word) > 1 else -1
        while start >= 0:
            hits |= set(places[start : start + len(word)])
            start = folded.find(word, start + len(word))
    return _runs(sorted(hits))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as runs."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
