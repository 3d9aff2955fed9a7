"""Mails: what the office sends by e-mail, composed from facts; the outbox freezes the text.

Each kind of mail is a frozen dataclass and a text of the same name: first line the subject, then paragraphs; lines
that begin with a dash are a list, a line that is nothing but an address becomes a button. The HTML part is made from
that same text, so the two never differ. Every mail ends with the particulars of § 25a GenG (R-DOC-01).
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.values import Cents
from documents import writing
from documents.assembly import Meeting
from documents.facts import Letterhead, Payment

FOLDER = Path(__file__).parent
GREETING = "Guten Tag,"


@dataclass(frozen=True)
class Mail:
    """A composed mail: its kind, subject, text, and the same text as HTML."""

    kind: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class MailFacts:
    """What every mail knows: who sends it (§ 25a GenG)."""

    letterhead: Letterhead


@dataclass(frozen=True)
class ConfirmEmail(MailFacts):
    """Asks whoever fills in the public form to confirm the e-mail address."""

    link: str
    valid_until: datetime


@dataclass(frozen=True)
class ApplicationSaved(MailFacts):
    """Gives the personal link to go on with an application that is not yet submitted."""

    link: str
    kept_until: date


@dataclass(frozen=True)
class ConfirmDeclaration(MailFacts):
    """Asks somebody who represents an applicant jointly with others to read the declaration and confirm it."""

    name: str
    application: str
    link: str


@dataclass(frozen=True)
class ApplicationReceived(MailFacts):
    """Confirms an application and gives the personal link to follow it."""

    application: str
    link: str
    salutation: str = GREETING


@dataclass(frozen=True)
class ApplicationToSign(MailFacts):
    """Asks to print, sign and send the declaration where the statute demands Schriftform (R-ADM-02)."""

    application: str
    link: str
    salutation: str = GREETING


@dataclass(frozen=True)
class ApplicationReturned(MailFacts):
    """Returns an application for completion and lists what is missing; later it reminds of that."""

    application: str
    missing: tuple[str, ...]
    link: str
    until: date | None = None
    salutation: str = GREETING
    is_reminder: bool = False


@dataclass(frozen=True)
class ApplicationRefused(MailFacts):
    """Tells an applicant that it is not admitted, without reasons (§ 15 Abs. 2 GenG, R-ADM-09)."""

    application: str
    applied_on: date
    salutation: str = GREETING


@dataclass(frozen=True)
class ApplicationWithdrawn(MailFacts):
    """Confirms that an application was withdrawn."""

    application: str
    salutation: str = GREETING


@dataclass(frozen=True)
class Admitted(MailFacts):
    """Tells a new member that it is admitted and entered (§ 15 Abs. 2 GenG, R-ADM-10).

    `member` is the name with its article in the accusative; `invitation` the link to set up a login, where one is
    offered; `transfer` the number of the transfer by which it joins, from the day after it on.
    """

    member: str
    member_number: int
    since: date
    shares: int
    nominal: Cents
    resolution: str
    payment: Payment | None = None
    invitation: str = ""
    transfer: str = ""
    salutation: str = GREETING


@dataclass(frozen=True)
class PaymentReceived(MailFacts):
    """Confirms a payment; `outstanding` is what remains to be paid."""

    cents: Cents
    received_on: date
    purpose: str
    outstanding: Cents = 0
    salutation: str = GREETING


@dataclass(frozen=True)
class ChangeProposed(MailFacts):
    """Tells a member that a change was entered which counts once a second person confirms it, so that it can object.

    `content` names the new data so far as a mail may: of an IBAN the end only.
    """

    matter: str
    member: str
    content: str
    valid_from: date
    salutation: str = GREETING


@dataclass(frozen=True)
class ChangeDecided(MailFacts):
    """Tells a member what became of a change; `outcome` is confirmed, rejected or withdrawn, or undone since."""

    matter: str
    member: str
    content: str
    outcome: str
    valid_from: date
    reason: str = ""
    salutation: str = GREETING


@dataclass(frozen=True)
class LoginInvitation(MailFacts):
    """Invites somebody to set a password for the first time."""

    name: str
    link: str
    valid_until: datetime


@dataclass(frozen=True)
class PasswordReset(MailFacts):
    """Gives a link to set a new password."""

    name: str
    link: str
    valid_until: datetime


@dataclass(frozen=True)
class CircularOpened(MailFacts):
    """Asks a member of an organ to vote in a circular (Umlaufbeschluss)."""

    name: str
    resolution: str
    items: tuple[str, ...]
    link: str
    deadline: datetime


@dataclass(frozen=True)
class ResolutionQuestion(MailFacts):
    """Tells the office that a member of an organ asks something about a resolution; the question stands on the page."""

    name: str
    resolution: str
    link: str


@dataclass(frozen=True)
class AssemblyConvened(MailFacts):
    """Invites a member to a general assembly (§ 46 GenG; R-GV-02, R-GV-03); the invitation itself is attached.

    `items` are titles with their numbers; `attachments` say what comes with the mail; `ticket` is the address of the
    member's ticket.
    """

    meeting: Meeting
    items: tuple[str, ...]
    link: str = ""
    attachments: tuple[str, ...] = ()
    salutation: str = GREETING
    ticket: str = ""


@dataclass(frozen=True)
class AssemblyExtended(MailFacts):
    """Tells of items that are added to the agenda (R-GV-06); `reason` is a sentence on who demanded them.

    `added` says whether they are resolved on, without a full stop.
    """

    meeting: Meeting
    added: str
    items: tuple[str, ...]
    reason: str = ""
    link: str = ""
    attachments: tuple[str, ...] = ()
    salutation: str = GREETING


@dataclass(frozen=True)
class AssemblyCancelled(MailFacts):
    """Tells that an assembly is off; `meeting` is as it was convened."""

    meeting: Meeting
    reason: str = ""
    attachments: tuple[str, ...] = ()
    salutation: str = GREETING


@dataclass(frozen=True)
class AssemblyCorrected(MailFacts):
    """Tells what of an invitation is corrected, each in a line; `meeting` is as it is now, its day as it was (R-GV-03).
    """

    meeting: Meeting
    corrections: tuple[str, ...]
    reason: str = ""
    link: str = ""
    attachments: tuple[str, ...] = ()
    salutation: str = GREETING


@dataclass(frozen=True)
class AssemblyRedirected(MailFacts):
    """Tells who is not there yet where a meeting that is on is now, or how it is reached (§ 43b (3), (4) GenG).

    `lines` say it as it is now; `ticket` is the address of the member's ticket.
    """

    meeting: Meeting
    changed_at: datetime
    lines: tuple[str, ...]
    reason: str
    ticket: str = ""
    salutation: str = GREETING


@dataclass(frozen=True)
class DemandRefused(MailFacts):
    """Tells who demanded an assembly or an item that the board does not meet it; `is_backed` by enough (§ 45 GenG).

    `is_alone`: nobody else demanded it.
    """

    demand: str
    received_on: date
    reasons: str
    is_backed: bool
    salutation: str = GREETING
    is_alone: bool = False


@dataclass(frozen=True)
class AssemblyPostponed(MailFacts):
    """Tells that an assembly is put off to another day, to which everybody is invited anew (R-GV-04)."""

    meeting: Meeting
    moved_to: Meeting
    reason: str = ""
    link: str = ""
    attachments: tuple[str, ...] = ()
    invitation_enclosed: bool = False
    salutation: str = GREETING
    ticket: str = ""


@dataclass(frozen=True)
class AssemblyProxy(MailFacts):
    """Tells a proxy who is no member whom it represents in an assembly, with its ticket (§ 43 (5) GenG; R-PRX-01).

    It names the members represented and nothing else about them.
    """

    meeting: Meeting
    principals: tuple[str, ...]
    ticket: str = ""
    salutation: str = GREETING


@dataclass(frozen=True)
class OwnPage(MailFacts):
    """What a mail says of somebody's own page (R-GDPR-03); `until`: the last day to confirm what is deleted otherwise.
    """

    link: str
    has_consent: bool = False
    is_confirmed: bool = False
    until: date | None = None


@dataclass(frozen=True)
class EnquiryReceived(OwnPage):
    """Confirms an enquiry, with the link to the own page."""

    subject: str = ""


class ProspectMoved(OwnPage):
    """Gives whoever is reached by another address the link that leads on."""


@dataclass(frozen=True)
class ProspectInvited(MailFacts):
    """Gives whoever wants to join the link by which the application begins with what is known (R-NEED-06)."""

    name: str
    link: str


@dataclass(frozen=True)
class ProspectConsent(MailFacts):
    """Asks somebody with whom nothing happened for long whether the data are to be kept (R-GDPR-03)."""

    link: str
    until: date


@dataclass(frozen=True)
class NeedLedOn(MailFacts):
    """Tells the owner of a need how far it is; its words stand on the page alone (R-NEED-03)."""

    number: str
    state: str
    link: str


@dataclass(frozen=True)
class AboutNeed(MailFacts):
    """What a mail about a need knows: its number, and where what is to be read stands; nothing of what it says."""

    number: str
    link: str


class NeedChanged(AboutNeed):
    """Tells the owner of a need that the office has changed its words (R-NEED-01)."""


class NeedQuestion(AboutNeed):
    """Tells the owner of a need that somebody asks about it."""


class NeedAnswer(AboutNeed):
    """Tells who asked about a need that there is an answer."""


@dataclass(frozen=True)
class AboutRound(MailFacts):
    """What a mail about a round knows (R-NEED-02); `member`: for whom, where the person acts for several members."""

    number: str
    title: str
    until: date
    link: str
    member: str = ""


class AssessmentAsked(AboutRound):
    """Asks somebody to assess bundles of needs until a day."""


class AssessmentReminder(AboutRound):
    """Reminds everybody who assesses that a round ends soon, whoever is done already."""


class NeedSolved(AboutNeed):
    """Tells the owner of a need that a solution answers it, and asks whether it helped (R-NEED-03)."""


class VerdictReminder(AboutNeed):
    """Reminds the owner of a need that it was asked whether the solution helped (R-NEED-03)."""


class VerdictReplied(AboutNeed):
    """Tells the owner of a need that the office explains something to its verdict."""


class ContactAsked(AboutNeed):
    """Tells the owner of a need that another member wishes contact; who and why stands on the page alone."""


class ContactAnswered(AboutNeed):
    """Tells who wished contact to the owner of a need that there is an answer."""


@dataclass(frozen=True)
class PartnerAsked(MailFacts):
    """Asks a member to take part in a solution."""

    number: str
    link: str


@dataclass(frozen=True)
class Block:
    """A piece of a mail's text: a paragraph, a list, or a link of its own."""

    shape: str
    lines: tuple[str, ...]


_texts = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  the text part is no HTML; the HTML part is made from it with escaping
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True)
_texts.filters.update(writing.FILTERS)


def compose(facts: MailFacts) -> Mail:
    """Write a mail from its facts."""
    kind = kind_of(type(facts))
    values = {field.name: in_one_line(getattr(facts, field.name)) for field in fields(facts)}
    subject, _, body = _texts.get_template(f"{kind}.txt").render(values).strip().partition("\n")
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]
    head = facts.letterhead
    text = "\n\n".join((*paragraphs, f"Mit freundlichen Grüßen\n{head.firm}", "-- \n" + "\n".join(imprint(head))))
    blocks = [block_of(paragraph) for paragraph in paragraphs]
    html = _pages.get_template("layout.html").render(subject=subject, blocks=blocks, head=head, imprint=imprint(head))
    return Mail(kind, subject.strip(), text + "\n", html)


def in_one_line(value: object) -> object:
    """Keep what others typed within its line, so that it cannot pass for a paragraph or a link of ours."""
    if isinstance(value, tuple):
        return tuple(in_one_line(part) for part in value)
    if isinstance(value, Enum):
        return value
    if isinstance(value, Meeting):
        lines: dict[str, Any] = {field.name: in_one_line(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **lines)
    return re.sub(r"[\r\n\t\v\f\u2028\u2029]+", " ", value) if isinstance(value, str) else value


def kind_of(facts: type[MailFacts]) -> str:
    """The kind of a mail: the name of its facts in lower case with underscores, and of its text."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", facts.__name__).lower()


def imprint(head: Letterhead) -> tuple[str, ...]:
    """The lines below a mail: address and reach, then the particulars of § 25a GenG."""
    reach = ", ".join(part for part in (head.phone, head.email, head.website) if part)
    return tuple(line for line in (f"{head.street}, {head.postcode} {head.city}", reach, *head.particulars) if line)


def block_of(paragraph: str) -> Block:
    """Say what a paragraph of the text is to be in HTML."""
    lines = tuple(line.strip() for line in paragraph.splitlines())
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line.removeprefix("- ") for line in lines))
    if len(lines) == 1 and re.fullmatch(r"https?://\S+", lines[0]):
        return Block("link", lines)
    return Block("paragraph", lines)
