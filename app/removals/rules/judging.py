"""When a removal takes effect, and what stands against it (§§ 68, 77, 77a GenG; R-EXIT-09 to R-EXIT-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.values import Cents, German, PartyKind, Refusal
from app.departures.rules import (
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    settlement_follows,
)
from app.members.rules import EXIT_GROUND_WORDS, ExitGround
from app.parties.rules import PartyFacts, check_address
from app.removals.rules.facts import IN_FORCE, Charge, RemovalKind, RemovalState, Reported
from app.removals.rules.hindrances import Taken, check_none_taken_later, check_year_takes
from app.statutes.rules import (
    ONE_DAY,
    FiscalYear,
    Statute,
    days_after,
    months_after,
    working_day_on_or_after,
    year_end_of,
)


class AboutAccount(Refusal):
    """A refusal because of the account that was named for who follows."""


class AboutDay(Refusal):
    """A refusal because of a day."""


class AboutClause(Refusal):
    """A refusal because of the clause of the statute."""


class AboutPosting(Refusal):
    """A refusal because of the number of the registered letter."""


class AboutSuccessor(Refusal):
    """A refusal because of who is named as following an organisation."""


class SeemsNamed(Refusal):
    """A refusal because somebody new seems to be named already."""


@dataclass(frozen=True)
class Circumstances:
    """What is known of a member when a removal is judged; cents.

    `ends_on` is an end recorded already, `ends_by` its ground, `known_kinds` the removals under way, `shares` all
    shares of the ledger, `due` the credit with what results brought and nobody paid yet, `taken` the shares added and
    not taken back, `closed_through` the last day that takes no entry.
    """

    today: date
    years: tuple[FiscalYear, ...]
    statute: Statute
    party_kind: PartyKind
    member_since: date
    ends_on: date | None
    ends_by: ExitGround | None
    known_kinds: Sequence[RemovalKind]
    shares: int
    credit: Cents
    due: Cents
    taken: Sequence[Taken] = ()
    closed_through: date | None = None


@dataclass(frozen=True)
class Ending:
    """What a removal brings about: the last day, None while heirs may go on; until when they must have agreed.

    `is_new`: the register does not know this end yet; else an earlier one stands, by a notice or another ground.
    `ground`: by what that other end came; None where there is none.
    """

    last_day: date | None
    is_new: bool
    heirs_until: date | None = None
    ground: ExitGround | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the credit is paid out after it; what a transfer of the whole ends leaves none (§§ 73, 76 GenG)."""
        return settlement_follows(self.last_day, is_transfer=self.ground is ExitGround.TRANSFER)


def judge(reported: Reported, known: Circumstances) -> Ending:
    """Say when a membership ends by death or dissolution (§§ 77, 77a GenG; R-EXIT-10, R-EXIT-11).

    Refused where that end cannot be entered.
    """
    check_event(reported, known)
    ending = _ending(reported, known)
    if ending.is_new:
        check_enters(ending.last_day, known)
    return ending


_GIVES_WAY = (None, ExitGround.NOTICE, ExitGround.SPECIAL_TERMINATION)
"""The grounds of a recorded end that gives way to an earlier one by itself."""


def check_goes_before(last_day: date, known: Circumstances) -> None:
    """Refuse a new end before one that does not give way, or before shares that were taken later (R-REG-04, -06)."""
    if known.ends_by not in _GIVES_WAY and known.ends_on is not None:
        raise Refusal(
            "Die Mitgliedschaft endet schon am {day} durch etwas anderes: {ground}. Dieses Ende läge davor. Stornieren"
            " Sie zuerst jenes, und tragen Sie dies dann noch einmal ein.", day=written(known.ends_on),
            ground=German(EXIT_GROUND_WORDS[known.ends_by or ExitGround.OTHER]),
        )
    check_none_taken_later(last_day, known.taken)


def check_enters(last_day: date | None, known: Circumstances) -> None:
    """Refuse a new end that cannot be entered before what stands already, or within a closed year (R-REG-05)."""
    if last_day is not None:
        check_goes_before(last_day, known)
        check_year_takes(last_day, known.closed_through)


def _ending(reported: Reported, known: Circumstances) -> Ending:
    may_go_on = reported.kind is RemovalKind.DEATH and known.statute.heirs_continue
    # Also where another end came first: should that be undone, the heirs have no longer than the statute gives them.
    until = heirs_until(reported.event_on, known.statute) if may_go_on else None
    if known.ends_on is not None and known.ends_on < reported.event_on:
        return Ending(known.ends_on, is_new=False, heirs_until=until, ground=known.ends_by)
    if reported.kind is not RemovalKind.DEATH:
        return ending_on(last_day_by_dissolution(known.years, reported.event_on), known.ends_on, known.ends_by)
    last_day = last_day_by_death(known.years, reported.event_on, known.statute.heirs_continue)
    if last_day is not None:
        return ending_on(last_day, known.ends_on, known.ends_by)
    return Ending(known.ends_on, is_new=False, heirs_until=until, ground=known.ends_by)


def check_befalls(kind: RemovalKind, party_kind: PartyKind) -> None:
    """Refuse the death of an organisation, and the dissolution of a person (§§ 77, 77a GenG)."""
    if kind is RemovalKind.EXCLUSION:
        return
    if (kind is RemovalKind.DEATH) != (party_kind is PartyKind.NATURAL_PERSON):
        raise Refusal("Ein Mensch stirbt (§ 77 GenG), eine Organisation wird aufgelöst oder geht über (§ 77a GenG).")


def check_successor(kind: RemovalKind, successor: int | PartyFacts | None, party_id: int) -> None:
    """Refuse that an organisation goes over into nobody or itself: the successor is the member until the end (§ 77a).

    `successor`: the party that follows, or its words where it is new; `party_id` is that of the member.
    """
    if isinstance(successor, int):
        check_follows_another(successor, party_id)
    elif successor is not None and successor.address.lines():
        check_address(successor.address)
    if kind is RemovalKind.SUCCESSION and successor is None:
        raise AboutSuccessor(
            "Nennen Sie, auf wen die Organisation übergegangen ist: Die Nachfolgerin ist bis zum Ende Mitglied, und ihr"
            " steht das Guthaben zu (§ 77a GenG). Sie steht im Auszug aus dem Register."
        )


def check_follows_another(follower_id: int, party_id: int) -> None:
    """Refuse that a member follows itself (§§ 77, 77a GenG); both are the ids of parties."""
    if follower_id == party_id:
        raise AboutSuccessor("Niemand folgt sich selbst nach.")


def check_somebody_new(like: str, is_another: bool) -> None:
    """Refuse to enter as somebody new who seems to be named already; whoever means another says so (§ 77 (3) GenG)."""
    if like and not is_another:
        raise SeemsNamed(
            "{name} steht hier schon, mit derselben Anschrift. Wählen Sie den Eintrag unter „Wer es ist“, oder kreuzen"
            " Sie an, dass jemand anderes gemeint ist.", name=like,
        )


def check_member_then(day: date, member_since: date) -> None:
    """Refuse a day before the membership began (R-REG-04)."""
    if day < member_since:
        raise Refusal("Mitglied ist es erst seit dem {day}.", day=written(member_since))


def check_event(reported: Reported, known: Circumstances) -> None:
    """Refuse what cannot have happened to this member on this day, or changes nothing any more.

    What a former member is still due passes to the heirs or the successor (§ 1922 BGB; R-EXIT-10, R-EXIT-11).
    """
    if reported.kind in known.known_kinds:
        raise Refusal("Das ist für dieses Mitglied schon erfasst.")
    check_befalls(reported.kind, known.party_kind)
    if reported.event_on > known.today:
        raise Refusal("Dieser Tag liegt in der Zukunft. Erfassen Sie, was geschehen ist.")
    check_member_then(reported.event_on, known.member_since)
    if known.ends_on is not None and known.ends_on < reported.event_on and known.due <= 0:
        raise Refusal("Die Mitgliedschaft endete schon am {day}.", day=written(known.ends_on))


def ending_on(last_day: date, ends_on: date | None, ends_by: ExitGround | None = None) -> Ending:
    """Let an end recorded already, with its ground, stand where it comes no later; nobody leaves twice (R-REG-04)."""
    if ends_on is not None and ends_on <= last_day:
        return Ending(ends_on, is_new=False, ground=ends_by)
    return Ending(last_day, is_new=True)


def heirs_until(died_on: date, statute: Statute) -> date | None:
    """Name the last day on which the heirs may leave the membership to one of them; None without a period.

    § 77 (2) sentence 3 GenG, § 193 BGB; R-EXIT-10, R-DL-02.
    """
    if not statute.heirs_months:
        return None
    return working_day_on_or_after(months_after(died_on, statute.heirs_months), statute.seat_state)


def check_going_on(until: date | None, ends_on: date | None, today: date) -> None:
    """Refuse to go on with a membership whose period for it is over, or whose end is recorded (§ 77 (2) GenG)."""
    if until is not None and until < today:
        raise Refusal("Die Frist der Satzung ist am {day} abgelaufen; die Mitgliedschaft endet.", day=written(until))
    check_goes_on(ends_on, today)


def check_goes_on(ends_on: date | None, today: date) -> None:
    """Refuse an act on a membership whose end is recorded, come or to come (R-REG-04)."""
    if ends_on is not None and ends_on < today:
        raise Refusal("Die Mitgliedschaft endete schon am {day}.", day=written(ends_on))
    if ends_on is not None:
        raise Refusal("Die Mitgliedschaft endet schon am {day}.", day=written(ends_on))


def check_heir_stays(ends_on: date | None, today: date) -> None:
    """Refuse an heir whose own membership ends: its shares would outlast it (§ 77 (2) GenG; R-REG-04)."""
    if ends_on is not None and ends_on < today:
        raise Refusal(
            "Die eigene Mitgliedschaft endete am {day}; damit kann niemand eine andere fortsetzen. Wählen Sie einen"
            " anderen Erben.", day=written(ends_on),
        )
    if ends_on is not None:
        raise Refusal(
            "Die eigene Mitgliedschaft endet am {day}; damit kann niemand eine andere fortsetzen. Heben Sie zuerst"
            " dieses Ende auf, oder wählen Sie einen anderen Erben.", day=written(ends_on),
        )


def check_holds_nothing(number: str, shares: int) -> None:
    """Refuse to strike a membership that has shares of its own by now (R-REG-05)."""
    if shares:
        raise Refusal(
            "Mitglied {number} hat seitdem weitere Anteile. Stornieren Sie zuerst, was danach gebucht ist.",
            number=number,
        )


def last_day_without_heir(years: Sequence[FiscalYear], until: date | None, today: date) -> date:
    """Name the day a membership ends that no heir continues: with the year in which the period ran out (§ 77 (2)).

    Without a period in the statute, with the year in which the heirs say so.
    """
    return year_end_of(years, until or today)


def last_day_of(
    kind: RemovalKind, event_on: date, years: Sequence[FiscalYear], heirs_continue: bool, heirs_until: date | None,
    ended_on: date | None,
) -> date | None:
    """Name the day a death or dissolution ends a membership by itself, were there no other end (§§ 77, 77a GenG).

    None while heirs may go on; `ended_on` is the day on which it was entered that none of them does.
    """
    if kind is not RemovalKind.DEATH:
        return last_day_by_dissolution(years, event_on)
    last_day = last_day_by_death(years, event_on, heirs_continue)
    return last_day_without_heir(years, heirs_until, ended_on) if last_day is None and ended_on else last_day


def exclusion_ends_on(years: Sequence[FiscalYear], sent_on: date) -> date:
    """Name the day somebody excluded leaves: the end of the year in which the letter is sent (§ 68 (1); R-EXIT-09)."""
    return last_day_by_exclusion(years, sent_on, sent_on)


# --- exclusion -------------------------------------------------------------------------------------------------------


HEARING_DAYS = 7
"""Least days to answer what is held against a member; the law asks for a fair time and names no number (§ 68 GenG)."""

LONGEST_HEARING = 12
"""How many months from today somebody can be meant to answer at the latest: beyond it the year is mistyped."""


def check_charge(charge: Charge, known: Circumstances) -> None:
    """Refuse an exclusion without a clause of the statute, without facts, or without time to answer (§ 68 (1) GenG)."""
    if RemovalKind.EXCLUSION in known.known_kinds:
        raise Refusal("Gegen dieses Mitglied läuft schon ein Ausschluss.")
    check_lives(known)
    if not charge.clause.strip():
        raise AboutClause(
            "Ausgeschlossen wird nur aus einem Grund der Satzung (§ 68 Abs. 1 GenG). Nennen Sie die Klausel."
        )
    if not charge.reasons.strip():
        raise Refusal("Schreiben Sie, was dem Mitglied vorgehalten wird.")
    least = days_after(known.today, HEARING_DAYS)
    if charge.answer_until < least:
        raise AboutDay(
            "Geben Sie dem Mitglied Zeit, sich zu äußern: mindestens eine Woche, also bis zum {day} oder länger. Ohne"
            " angemessene Anhörung lässt sich der Ausschluss anfechten (§ 68 GenG).", day=written(least),
        )
    if charge.answer_until > months_after(known.today, LONGEST_HEARING):
        raise AboutDay("Dieser Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")
    _check_still_member(known)


def check_to_be_excluded(known: Circumstances) -> None:
    """Refuse to go on with an exclusion of who has died, or leaves no later anyway (§§ 68 (1), 77 GenG; R-EXIT-09)."""
    check_lives(known)
    _check_still_member(known)


def check_lives(known: Circumstances) -> None:
    """Refuse to exclude somebody who has died: what was held against that person binds no heir (§§ 68, 77 GenG)."""
    if RemovalKind.DEATH in known.known_kinds:
        raise Refusal("Wer gestorben ist, wird nicht ausgeschlossen. Stornieren Sie einen Ausschluss, der schon läuft.")


def _check_still_member(known: Circumstances) -> None:
    """Refuse to exclude who leaves no later anyway: the exclusion would change nothing (§ 68 (1) GenG)."""
    if known.ends_on is not None and known.ends_on <= year_end_of(known.years, known.today):
        check_goes_on(known.ends_on, known.today)


def is_heard(answer_until: date, is_answered: bool, today: date) -> bool:
    """Say whether the member had its say, or the time for it is over (R-EXIT-09)."""
    return is_answered or today > answer_until


def check_heard(answer_until: date, is_answered: bool, today: date) -> None:
    """Refuse to decide before the member had its say, or the time for it is over (R-EXIT-09)."""
    if not is_heard(answer_until, is_answered, today):
        raise Refusal("Das Mitglied kann sich noch bis zum {day} äußern.", day=written(answer_until))


def check_answered_on(day: date, begun_on: date, today: date) -> None:
    """Refuse an answer from the future, or from before there was a question."""
    if not begun_on <= day <= today:
        raise AboutDay("Prüfen Sie den Tag: zwischen dem {first} und heute.", first=written(begun_on))


def check_dispatch(sent_on: date, written_on: date, posting: str, today: date) -> None:
    """Refuse a dispatch that no registered letter proves, or before it was written (§ 68 (2) sentence 1; R-EXIT-09)."""
    if not posting.strip():
        raise AboutPosting("Der Beschluss geht mit eingeschriebenem Brief hinaus. Geben Sie die Sendungsnummer an.")
    if not written_on <= sent_on <= today:
        raise Refusal("Abgesandt wurde der Brief frühestens am {day} und spätestens heute.", day=written(written_on))


def check_names_the_day(named: date | None, last_day: date) -> None:
    """Refuse to send a letter that names another end than follows from its dispatch (§ 68 (1) sentence 2 GenG)."""
    if named != last_day:
        raise Refusal(
            "Der Brief nennt ein anderes Ende. Mit dieser Absendung endet die Mitgliedschaft am {day}; schreiben Sie"
            " ihn neu.", day=written(last_day),
        )


def appeal_until(sent_on: date, statute: Statute) -> date | None:
    """Name the last day for an appeal, counted from the dispatch as statutes do; None without a clause.

    § 193 BGB; R-EXIT-09, R-DL-02.
    """
    if not statute.appeal_days:
        return None
    return working_day_on_or_after(days_after(sent_on, statute.appeal_days), statute.seat_state)


def check_appeal(
    received_on: date, sent_on: date, until: date | None, today: date, settled_on: date | None = None
) -> None:
    """Refuse an appeal for which the statute has no room, that came too late, or before another one was over.

    `settled_on`: when that one was taken back or decided (R-EXIT-09).
    """
    if until is None:
        raise Refusal("Die Satzung sieht keine Beschwerde vor. Dem Mitglied bleibt die Klage.")
    if received_on > today:
        raise Refusal("Dieser Tag liegt noch in der Zukunft. Eingegangen ist die Beschwerde spätestens heute.")
    if received_on < sent_on:
        raise Refusal("Eingegangen ist sie frühestens mit der Absendung am {day}.", day=written(sent_on))
    if received_on > until:
        raise Refusal("Die Beschwerde war bis zum {day} einzulegen.", day=written(until))
    if settled_on is not None and received_on < settled_on:
        raise Refusal(
            "Die Beschwerde davor war bis zum {day} anhängig; eine neue ging an diesem Tag oder später ein. Prüfen Sie"
            " den Tag.", day=written(settled_on),
        )


def attends_until(sent_on: date | None, last_day: date | None) -> date | None:
    """Name the last day on which a member attends the assembly: the eve of the dispatch (§ 68 (2) sentence 2)."""
    return sent_on - ONE_DAY if sent_on else last_day


def proves_an_end(state: RemovalState, was_entered: bool) -> bool:
    """Say whether papers stand behind an end in the register, undone or not: they are kept beyond it (R-RET-01)."""
    return was_entered or state in (*IN_FORCE, RemovalState.UNDECIDED, RemovalState.CONTINUED)


def is_told_lifted(kind: RemovalKind, state: RemovalState, event_on: date | None) -> bool:
    """Say whether a letter tells that an exclusion holds no longer: lifted, or a mistake once its letter was out."""
    was_sent = kind is RemovalKind.EXCLUSION and event_on is not None
    return was_sent and state in (RemovalState.LIFTED, RemovalState.REVERSED)


def check_in_state(state: RemovalState, *allowed: RemovalState) -> None:
    """Refuse a step that does not follow from how far a removal has come."""
    if state not in allowed:
        raise Refusal("Dieser Schritt passt nicht mehr zum Stand. Laden Sie die Seite neu.")


def check_may_reverse(state: RemovalState) -> None:
    """Refuse to take back what is undone already, decided against, or gone over to an heir (R-REG-05)."""
    if state in (RemovalState.LIFTED, RemovalState.REVERSED, RemovalState.REJECTED, RemovalState.CONTINUED):
        raise Refusal("Das ist schon erledigt und lässt sich nicht stornieren.")
