"""What the forms of a plan showed, what an assembly still lacks before it is convened, and what is proposed for it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from app.assemblies import rules
from app.assemblies.models import AgendaItem, Assembly, FormVote, SynopsisRow
from app.assemblies.rules import (
    ASSEMBLY_KIND_WORDS,
    CONVENING,
    PAPER_KIND_WORDS,
    AssemblyKind,
    AssemblyState,
    Channel,
    DraftItem,
    FormVoice,
    Invitation,
    ItemType,
    MeetingForm,
    PaperKind,
    Plan,
    RequiredMajority,
)
from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Kept, Told
from app.core.values import German, NotFound, Refusal
from app.organs import queries as organs
from app.organs.rules import Organ
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel, Statute

PLAN_WORDS: Mapping[str, str] = {
    "kind": German("Art"), "convened_by": German("Einberufen von"), "meets_on": German("Tag"),
    "begins_at": German("Beginn"), "form": German("Form"), "discussion_form": German("Erörterungsphase"),
    "votes_until": German("Abstimmung bis"), "place": German("Ort der Versammlung"),
    "access": German("Elektronische Teilnahme"), "lasts_minutes": German("Geplante Dauer"),
    "also_voting": German("Abstimmung auch"), "is_streamed": German("Übertragung in Bild und Ton"),
}
"""What of a plan can be changed, and how it is called."""


def title_of(assembly: Assembly) -> Told:
    """How an assembly is called: by kind and day."""
    return Told("{kind} am {day}", kind=German(ASSEMBLY_KIND_WORDS[assembly.kind]), day=written(assembly.meets_on))


def chosen_as(assembly: Assembly) -> Told:
    """The same where one of several is chosen: by day and kind, so that a narrow list cuts off what is alike."""
    return Told("{day}, {kind}", kind=German(ASSEMBLY_KIND_WORDS[assembly.kind]), day=written(assembly.meets_on))


def shown_of_plan(assembly: Assembly) -> dict[str, object]:
    """What the form of the plan shows, to tell a stale one."""
    return {name: getattr(assembly, name) for name in PLAN_WORDS}


def shown_of_item(item: AgendaItem) -> dict[str, object]:
    """What the form of an item shows, to tell a stale one."""
    names = ("item_type", "subject", "seats", "title", "draft", "proposed_by")
    return {name: getattr(item, name) for name in names}


def shown_of_clause(row: SynopsisRow) -> dict[str, object]:
    """What the form of a clause shows, to tell a stale one."""
    return {"clause": row.clause, "old_text": row.old_text, "new_text": row.new_text}


def shown_of_clauses(item: AgendaItem) -> dict[str, object]:
    """The clauses of a synopsis, to tell a stale form that adds one."""
    return {"clauses": [row.clause for row in item.synopsis]}


def shown_of_agenda(assembly: Assembly) -> dict[str, object]:
    """The items in their order, to tell a stale form that adds, moves or removes one."""
    entries = [Told("TOP {number}: {title}", number=count(each.position), title=each.title)
               for each in assembly.items]
    return {"agenda": entries}


def shown_of_papers(assembly: Assembly) -> dict[str, object]:
    """The papers that lie there, to tell a stale form that adds one."""
    standing = [each for each in assembly.papers if each.taken_back_at is None]
    return {"papers": [Told("{title} ({file})", title=Kept(each.title), file=each.file_name) for each in standing]}


def shown_of_form(assembly: Assembly, voice: FormVoice) -> dict[str, object]:
    """What one of the two wants as form, and for which day, to tell a stale form."""
    found = next((each for each in assembly.form_votes if each.voice is voice), None)
    return {
        "form": found.form if found else "", "resolution": found.resolution_number if found else "",
        "also_voting": found.also_voting if found else None, "meets_on": assembly.meets_on,
    }


def same_plan(session: Session, kind: AssemblyKind, meets_on: date) -> str:
    """The assembly of a kind that is planned or convened for a day, if there is one already."""
    standing = (AssemblyState.PLANNED, AssemblyState.CONVENED)
    found = session.scalar(
        select(Assembly).options(lazyload("*"))
        .where(Assembly.kind == kind, Assembly.meets_on == meets_on, Assembly.state.in_(standing)).limit(1)
    )
    return title_of(found) if found else ""


def same_file(assembly: Assembly, sha256: str) -> str | None:
    """How a paper that stands is called, if it is this very file."""
    same = (each for each in assembly.papers if each.sha256 == sha256 and each.taken_back_at is None)
    return next((each.title for each in same), None)


def get_clause(item: AgendaItem, row_id: int) -> SynopsisRow:
    """A clause of this item's synopsis; raises NotFound."""
    for row in item.synopsis:
        if row.id == row_id:
            return row
    raise NotFound


def neighbour_of(assembly: Assembly, item: AgendaItem, is_up: bool) -> AgendaItem | None:
    """The item with which another may change places: the one before or after, unless it was announced (R-GV-06)."""
    wanted = item.position + (-1 if is_up else 1)
    beside = next((each for each in assembly.items if each.position == wanted), None)
    return beside if beside is not None and beside.announced_by_id is None else None


def usual_place(assembly: Assembly) -> int | None:
    """The item before which a new one usually goes: the last one, under which anything is discussed; None: at the end.

    Under it nothing can be resolved (R-GV-06), and it comes last (R-DOC-07).
    """
    last = assembly.items[-1] if assembly.items else None
    if last is None or last.announced_by_id is not None or last.item_type is not ItemType.DISCUSSION:
        return None
    return last.id if last.title.casefold().startswith(_LAST_TITLES) else None


_LAST_TITLES = ("verschiedenes", "sonstiges")


def seats_to_fill(session: Session, meets_on: date, today: date) -> int:
    """How many of the supervisory board are to be elected: whose term ends within a year of the assembly (R-SB-01).

    Never fewer than it takes to have the three that the law wants (§ 36 (1) GenG); only a proposal.
    """
    seats = organs.offices_on(session, Organ.SUPERVISORY_BOARD, today)
    ending = [each for each in seats if each.last_day is not None and each.last_day < meets_on + timedelta(days=365)]
    return max(len(ending), _FEWEST - (len(seats) - len(ending)))


_FEWEST = 3


def plan_on(session: Session, assembly: Assembly, statute: Statute, today: date) -> Plan:
    """The steps before an assembly with their last days, as of a day (§§ 45 to 48 GenG; R-GV-01 to R-GV-08).

    Once the papers are near, it says which were not handed in, or lie open too late (R-GV-07).
    """
    is_convened = any(each.kind in CONVENING for each in assembly.dispatches)
    years = statutes.fiscal_years(session)
    plan = rules.plan_of(assembly.meets_on, assembly.kind, statute, years, today, is_convened)
    concerns = list(plan.concerns)
    if assembly.form is MeetingForm.STRETCHED:
        items = items_told(assembly)
        most_seats = max((each.seats or 0 for each in items), default=0)
        concerns += rules.about_phase([each.subject for each in items], statute.election_mode, most_seats)
    if rules.are_papers_near(assembly.meets_on, statute, today):
        concerns += _about_papers(assembly, statute)
    return replace(plan, concerns=tuple(concerns))


def _about_papers(assembly: Assembly, statute: Statute) -> Iterator[Told]:
    last_day = rules.deadlines_under(statute, assembly.meets_on).papers
    lacking, late = papers_lacking(assembly, statute), late_papers(assembly, statute)
    kinds = [*lacking, *(each.kind for each in assembly.papers if each.id in late)]
    if kinds:
        yield Told(
            "Noch nicht abgelegt oder zu spät einsehbar: {papers}. Bereitliegen muss es ab dem {day} (§ 48 Abs. 3"
            " GenG).", papers=German(*(PAPER_KIND_WORDS[each] for each in dict.fromkeys(kinds)), joint=", "),
            day=written(last_day),
        )  # fmt: skip


def majorities_of(assembly: Assembly, statute: Statute) -> dict[int, tuple[RequiredMajority, str, str]]:
    """Item → the majority that it needs, with its paragraph and in words (R-MAJ-01 to R-MAJ-06, R-ELE-01)."""
    return {
        each.id: (
            rules.majority_under(statute, each.subject), rules.paragraph_on(each.subject),
            rules.majority_word(statute, each.subject),
        )
        for each in assembly.items if each.subject is not None
    }


@dataclass(frozen=True)
class FormChoice:
    """Who chooses the form and what each wants so far; which form it is then, and whether that is the one planned."""

    voices: Mapping[FormVoice, MeetingForm | None]
    due: MeetingForm
    is_fixed: bool
    is_planned: bool


def form_choice(assembly: Assembly, statute: Statute) -> FormChoice:
    """What board and supervisory board, or the representative, have chosen as form so far (§ 43b (6); R-FORM-06)."""
    board, other = rules.voices_on_form(statute)
    wanted = {each.voice: each.form for each in assembly.form_votes}
    due = rules.form_of(statute.gv_form, wanted.get(board), wanted.get(other))
    voices = {board: wanted.get(board), other: wanted.get(other)}
    return FormChoice(voices, due, rules.form_fixed_by(statute.gv_form) is not None, due is assembly.form)


def chosen_for_another_day(session: Session, assembly: Assembly, day: date | None) -> list[FormVote]:
    """What was said of the form by resolutions that name days, and this one is none of them (§ 43b (6); R-FORM-06).

    Of None, by those that name any day.
    """
    found = []
    for vote in assembly.form_votes:
        is_of_organ = vote.voice is not FormVoice.REPRESENTATIVE and vote.resolution_number
        resolution = organs.find_named(session, vote.resolution_number) if is_of_organ else None
        if resolution is not None and rules.names_another_day(resolution.wording, day):
            found.append(vote)
    return found


def lacking(
    assembly: Assembly, statute: Statute | None, today: date, channels: Collection[Channel] = (Channel.MAIL,),
    is_empowered: bool = False,
) -> list[Refusal]:
    """What an assembly still lacks before it can be convened, each as the law would say no (§ 46 GenG; R-GV-03, 06).

    `channels` are the ways on which the members are told; the slowest counts. `is_empowered`: the court lets members
    convene it.
    """
    if statute is None:
        return []
    checks = [*_checks(assembly, statute, today, channels),
              lambda: rules.check_minority_convenes(assembly.convened_by, is_empowered)]  # fmt: skip
    return refusals(checks)


def _checks(
    assembly: Assembly, statute: Statute, today: date, channels: Collection[Channel]
) -> Iterator[Callable[[], object]]:
    choice = form_choice(assembly, statute)
    board, other = choice.voices.values()
    also = {each.voice: each.also_voting for each in assembly.form_votes}
    boards, others = (also.get(each) for each in choice.voices)
    invitation = Invitation(
        assembly.form, assembly.discussion_form, assembly.access, assembly.place, len(items_told(assembly)),
        assembly.also_voting,
    )
    if statute.gv_channel is not ConvocationChannel.PUBLIC_PAPER:
        yield lambda: rules.check_can_be_convened(assembly.meets_on, today, statute, channels)
    yield lambda: rules.convocation_channel(statute)
    yield lambda: rules.check_form_agreed(assembly.form, statute.gv_form, board, other)
    if assembly.form is MeetingForm.PHYSICAL:
        yield lambda: rules.check_also_voting_agreed(assembly.also_voting, boards, others)
    yield lambda: rules.check_streamed(assembly.form, assembly.is_streamed, statute)
    yield lambda: rules.check_invitation(invitation)


def refusals(checks: Iterable[Callable[[], object]]) -> list[Refusal]:
    """What each of these checks says no to, and why."""
    return [said for check in checks if (said := _refused(check)) is not None]


def _refused(check: Callable[[], object]) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def items_told(assembly: Assembly) -> list[AgendaItem]:
    """The agenda as it is to be told: without what was withdrawn."""
    return [each for each in assembly.items if each.withdrawn_at is None]


def unfinished_items(assembly: Assembly) -> dict[int, list[str]]:
    """Item → what it lacks before anybody is told of it (§ 46 (1), (2) GenG; R-GV-03, R-DOC-06)."""
    planned = (each for each in assembly.items if each.announced_by_id is None)
    found = {each.id: list(rules.lacks_of(as_drafted(each))) for each in planned}
    return {item_id: lacks for item_id, lacks in found.items() if lacks}


def as_drafted(item: AgendaItem) -> DraftItem:
    """An item as the rules judge it."""
    return DraftItem(item.title, item.item_type, item.subject, item.draft, len(item.synopsis), item.seats)


def papers_lacking(assembly: Assembly, statute: Statute) -> list[PaperKind]:
    """What has to lie open a week before the assembly and was not handed in yet (§ 48 (3) GenG; R-GV-07)."""
    standing = {each.kind for each in assembly.papers if each.taken_back_at is None}
    return [each for each in rules.papers_bound(assembly.kind, statute) if each not in standing]


def late_papers(assembly: Assembly, statute: Statute) -> dict[int, date]:
    """Paper that stands → the day from which on the law wants it open, where it lies open later (§ 48 (3); R-GV-07)."""
    standing = (each for each in assembly.papers if each.taken_back_at is None)
    wanted = {each: rules.papers_by(assembly.kind, each.kind, assembly.meets_on, statute) for each in standing}
    return {each.id: last for each, last in wanted.items() if last is not None and each.available_on > last}
