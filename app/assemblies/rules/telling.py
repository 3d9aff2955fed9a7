"""Who is told on which way, what holds of what was told, and until when more can be told (§ 46 GenG; R-GV-02, 06)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.assemblies.rules.deadlines import (
    ITEM_DAYS,
    AboutMeetingDay,
    Deadlines,
    deadlines_under,
    may_resolve,
    received_on,
)
from app.assemblies.rules.facts import AssemblyState, Channel, DispatchKind, ItemType, NotificationState
from app.core.formats import count
from app.core.formats import day as written
from app.core.values import German, Refusal
from app.statutes.rules import Statute

TELL_JOB, NIGHT_JOB, REFUSAL_JOB = "tell_assembly", "invite_newcomers", "tell_refusal"
"""The jobs that tell each member of a dispatch, and that look every night for whom nobody told."""

REDIRECT_JOB = "tell_redirection"
"""The job that mails to who is not there yet how a meeting that is on is reached now."""

TICKET = "assembly-ticket"
"""What a ticket is signed for; it opens one assembly and nothing else (§ 43b GenG)."""

TICKET_SECONDS = 400 * 24 * 3600
"""How long a ticket's signature is taken; whether its assembly is on, is asked besides."""

ENTRANCE = "/teilnahme/einlass/"
"""Where the code of a ticket leads, before its token: the page stands in `attendance`, above this room."""

CONVENING = (DispatchKind.CONVOCATION, DispatchKind.POSTPONEMENT)
"""What convenes: to another day everybody is convened anew (§ 46 (1) GenG; R-GV-04)."""

UNREACHED = (NotificationState.UNTOLD, NotificationState.FAILED, NotificationState.RETURNED, NotificationState.IN_DOUBT)
"""Who stands so was not reached, as far as anybody knows; missing one member makes resolutions challengeable (R-GV-02).
"""

TOLD_AGAIN = (*UNREACHED, NotificationState.KEPT)
"""Who stands so may be told once more; a mail is kept where no mail server is set, as in the demo."""

DECIDED = (ItemType.RESOLUTION, ItemType.ELECTION)
"""Items under which something is decided, and which are therefore announced in time (§ 46 (2) GenG; R-GV-06)."""


@dataclass(frozen=True)
class Reach:
    """On which ways a member can be told: an e-mail address, and whether a letter has where to go."""

    email: str = ""
    by_post: bool = False


def channel_for(reach: Reach, letters_for_all: bool = False) -> Channel | None:
    """Name the way on which a member is told: by mail where there is an address, else by letter (R-GV-02).

    `letters_for_all`: who has a postal address gets a letter. None where nobody knows how to reach the member.
    """
    if reach.by_post and (letters_for_all or not reach.email):
        return Channel.LETTER
    return Channel.MAIL if reach.email else None


def in_force(kinds: Sequence[DispatchKind]) -> range:
    """Say which of an assembly's dispatches, in their order, still tell what is so: the last convening and all since.

    After a cancellation it is that one alone.
    """
    decisive = (*CONVENING, DispatchKind.CANCELLATION)
    start = max((place for place, kind in enumerate(kinds) if kind in decisive), default=len(kinds))
    return range(start, len(kinds))


def check_convened(state: AssemblyState, meets_on: date, today: date) -> None:
    """Refuse to add to, put off or call off what is not convened, was called off, or took place already."""
    if state is AssemblyState.PLANNED:
        raise Refusal("Diese Versammlung ist noch nicht einberufen.")
    if state is not AssemblyState.CONVENED:
        raise Refusal("Diese Versammlung findet nicht statt; daran ändert sich nichts mehr.")
    if meets_on < today:
        raise Refusal("Der Tag dieser Versammlung ist vorbei.")


def check_to_convene(state: AssemblyState) -> None:
    """Refuse to convene twice, and what was called off or discarded (§ 46 (1) GenG)."""
    if state is AssemblyState.CONVENED:
        raise Refusal("Diese Versammlung ist schon einberufen.")
    if state is not AssemblyState.PLANNED:
        raise Refusal("Diese Versammlung findet nicht statt; sie wird nicht einberufen.")


def check_additions(
    items: Mapping[int, ItemType], meets_on: date, today: date, statute: Statute, channels: Collection[Channel]
) -> None:
    """Refuse to announce for decision what can no longer reach all members a week before (§ 46 (2); R-GV-06).

    `items` by their number on the agenda. To be discussed they can be announced until the day itself; what concerns the
    conduct of the meeting, or convening another one, needs no announcement.
    """
    if not items:
        raise Refusal("Es gibt nichts anzukündigen: Auf der Tagesordnung steht kein neuer Punkt.")
    told_by = received_on(today, statute, channels)
    if may_resolve(told_by, meets_on):
        return
    _refuse_decisions(items, deadlines_under(statute, meets_on), channels)


def check_published_addition(items: Mapping[int, ItemType], meets_on: date, published_on: date) -> None:
    """The same of what a public paper announces (§§ 6 no. 4, 46 (2) GenG; R-GV-06)."""
    if not items:
        raise Refusal("Es gibt nichts anzukündigen: Auf der Tagesordnung steht kein neuer Punkt.")
    if not may_resolve(published_on, meets_on):
        last = meets_on - timedelta(days=ITEM_DAYS + 1)
        _refuse_decisions(items, Deadlines(last, last, last, last, last), ())


def _refuse_decisions(items: Mapping[int, ItemType], last: Deadlines, channels: Collection[Channel]) -> None:
    late = [count(number) for number, kind in items.items() if kind in DECIDED]
    if late:
        raise Refusal(
            "Zu spät für einen Beschluss: Angekündigt sein müsste es bis zum {day} (§ 46 Abs. 2 GenG). Beraten werden"
            " kann es. Ändern Sie die Art zu „Aussprache“: TOP {numbers}.",
            day=written(last.item_posting if Channel.LETTER in channels else last.item_receipt),
            numbers=German(*late, joint=", "),
        )


def check_put_off(before: tuple[object, ...], after: tuple[object, ...]) -> None:
    """Refuse to put an assembly off to the day, hour, place and access it has (R-GV-03, R-GV-04)."""
    if before == after:
        raise AboutMeetingDay("Tag, Uhrzeit, Ort und Zugang sind dieselben wie bisher.")


def check_can_come_back(state: NotificationState) -> None:
    """Refuse to note as returned what did not go out (R-GV-02)."""
    if state not in (NotificationState.SENT, NotificationState.IN_DOUBT):
        raise Refusal("Zurückkommen kann nur, was versandt ist.")


def check_told_again(state: NotificationState, channel: Channel, reach: Reach) -> None:
    """Refuse another attempt while one is under way or arrived, and one on a way that does not lead there (R-GV-02)."""
    if state not in TOLD_AGAIN:
        raise Refusal("Dieses Mitglied ist benachrichtigt, oder eine Nachricht ist unterwegs.")
    if channel is Channel.MAIL and not reach.email:
        raise Refusal("Von diesem Mitglied ist keine E-Mail-Adresse bekannt.")
    if channel is Channel.LETTER and not reach.by_post:
        raise Refusal("Von diesem Mitglied ist keine Anschrift bekannt.")


def check_mail_server(is_set: bool) -> None:
    """Refuse to send again what was kept while no mail server is set: it would be kept once more (R-GV-02)."""
    if not is_set:
        raise Refusal("Es ist noch kein Mailserver eingestellt; die E-Mails blieben wieder liegen.")


def sent_by(last_receipt: date, channel: Channel, statute: Statute) -> date:
    """Name the last day on which something leaves the house and is received in time (R-GV-04, R-GV-05)."""
    on_the_way = received_on(last_receipt, statute, (channel,)) - last_receipt
    return last_receipt - on_the_way
