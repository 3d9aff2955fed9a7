"""What each room brings to the application: pages, jobs, commands, lists, and what rooms need of higher ones.

Also who somebody is here, with the roles that follow from what several rooms know.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from app.accounts import commands as accounts_commands
from app.accounts import queries as accounts
from app.accounts import views as accounts_views
from app.accounts.rules import ROLE_WORDS, DerivedRole
from app.admissions import actions as admissions_actions
from app.admissions import jobs as admissions_jobs
from app.admissions import queries as admissions
from app.admissions import views as admissions_views
from app.archive import actions as archive_actions
from app.archive import jobs as archive_jobs
from app.archive import queries as archive
from app.archive import views as archive_views
from app.assemblies import actions as assemblies_actions
from app.assemblies import jobs as assemblies_jobs
from app.assemblies import queries as assemblies
from app.assemblies import views as assemblies_views
from app.assemblies.rules import MEETING_FORM_WORDS
from app.assessments import actions as assessments_actions
from app.assessments import jobs as assessments_jobs
from app.assessments import queries as assessments
from app.assessments import views as assessments_views
from app.attendance import actions as attendance_actions
from app.attendance import jobs as attendance_jobs
from app.attendance import queries as attendance
from app.attendance import views as attendance_views
from app.audits import jobs as audits_jobs
from app.audits import queries as audits
from app.audits import views as audits_views
from app.boardroom import jobs as boardroom_jobs
from app.boardroom import views as boardroom_views
from app.bundles import actions as bundles_actions
from app.bundles import views as bundles_views
from app.changes import queries as changes
from app.changes import views as changes_views
from app.closing import actions as closing_actions
from app.closing import queries as closing
from app.closing import views as closing_views
from app.core import clock, files, horizon, jobs, outbox
from app.core.commands import Command
from app.core.db import db
from app.core.formats import initials
from app.core.jobs import Handler
from app.core.values import Actor, German, Role
from app.core.web import (
    SignedIn,
    _,
    current_actor,
    exports,
    is_signed_in,
    language,
    pages,
    told,
)
from app.demo import views as demo_views
from app.departures import queries as departures
from app.departures import views as departures_views
from app.desk import queries as desk
from app.desk import views as desk_views
from app.dossiers import views as dossiers_views
from app.dues import actions as dues_actions
from app.dues import jobs as dues_jobs
from app.dues import queries as dues
from app.dues import views as dues_views
from app.imports import commands as imports_commands
from app.imports import jobs as imports_jobs
from app.imports import queries as imports
from app.imports import views as imports_views
from app.members import actions as members_actions
from app.members import queries as members
from app.minutes import actions as minutes_actions
from app.minutes import queries as minutes
from app.minutes import views as minutes_views
from app.needs import actions as needs_actions
from app.needs import commands as needs_commands
from app.needs import jobs as needs_jobs
from app.needs import queries as needs
from app.needs import views as needs_views
from app.operations import commands as operations_commands
from app.operations import jobs as operations_jobs
from app.operations import views as operations_views
from app.organs import queries as organs
from app.organs import views as organs_views
from app.parties import queries as parties
from app.portal import views as portal_views
from app.promotion import actions as promotion_actions
from app.promotion import queries as promotion
from app.promotion import views as promotion_views
from app.prospects import actions as prospects_actions
from app.prospects import queries as prospects
from app.prospects import views as prospects_views
from app.removals import actions as removals_actions
from app.removals import queries as removals
from app.removals import views as removals_views
from app.reports import commands as reports_commands
from app.reports import queries as reports
from app.reports import views as reports_views
from app.settlements import actions as settlements_actions
from app.settlements import queries as settlements
from app.settlements import views as settlements_views
from app.setup import views as setup_views
from app.shares import actions as shares_actions
from app.shares import jobs as shares_jobs
from app.shares import queries as shares
from app.shares import views as shares_views
from app.solutions import actions as solutions_actions
from app.solutions import jobs as solutions_jobs
from app.solutions import queries as solutions
from app.solutions import views as solutions_views
from app.solutions.rules import Outcome
from app.statutes import actions as statutes_actions
from app.statutes import queries as statutes
from app.statutes import views as statutes_views
from app.subscriptions import actions as subscriptions_actions
from app.subscriptions import queries as subscriptions
from app.subscriptions import views as subscriptions_views
from app.transfers import queries as transfers
from app.transfers import views as transfers_views
from app.voting import actions as voting_actions
from app.voting import queries as voting
from app.voting import views as voting_views

BLUEPRINTS: Sequence[Blueprint] = (
    accounts_views.blueprint,
    admissions_views.blueprint,
    archive_views.blueprint,
    assemblies_views.blueprint,
    assessments_views.blueprint,
    attendance_views.blueprint,
    audits_views.blueprint,
    boardroom_views.blueprint,
    bundles_views.blueprint,
    changes_views.blueprint,
    closing_views.blueprint,
    demo_views.blueprint,
    departures_views.blueprint,
    subscriptions_views.blueprint,
    desk_views.blueprint,
    dossiers_views.blueprint,
    dues_views.blueprint,
    imports_views.blueprint,
    minutes_views.blueprint,
    needs_views.blueprint,
    operations_views.blueprint,
    organs_views.blueprint,
    portal_views.blueprint,
    promotion_views.blueprint,
    prospects_views.blueprint,
    removals_views.blueprint,
    reports_views.blueprint,
    settlements_views.blueprint,
    setup_views.blueprint,
    shares_views.blueprint,
    solutions_views.blueprint,
    statutes_views.blueprint,
    transfers_views.blueprint,
    voting_views.blueprint,
)

HANDLERS: Mapping[str, Handler] = {
    **jobs.HANDLERS, **admissions_jobs.HANDLERS, **archive_jobs.HANDLERS, **assemblies_jobs.HANDLERS,
    **assessments_jobs.HANDLERS,
    **attendance_jobs.HANDLERS, **audits_jobs.HANDLERS,
    **boardroom_jobs.HANDLERS, **dues_jobs.HANDLERS, **imports_jobs.HANDLERS,
    **needs_jobs.HANDLERS, **operations_jobs.HANDLERS, **shares_jobs.HANDLERS, **solutions_jobs.HANDLERS,
    **exports.HANDLERS,
}
"""Job kind → how it is done, collected from the rooms' `jobs.py`; mails are added with the server's address."""

KEEPERS: Sequence[files.Needs] = (
    admissions.is_file_needed, archive.is_file_needed, assemblies.is_file_needed, attendance.is_file_needed,
    changes.is_file_needed, closing.is_file_needed, departures.is_file_needed, imports.is_file_needed,
    jobs.is_file_needed, organs.is_file_needed, parties.is_file_needed, statutes.is_file_needed,
    subscriptions.is_file_needed, transfers.is_file_needed, removals.is_file_needed, shares.is_file_needed,
    solutions.is_file_needed,
    minutes.is_file_needed, needs.is_file_needed, outbox.is_file_needed,
)
"""The rooms that keep files, and the mails that carry some; a file goes when none of them needs it."""

TAKEN_BACK: Mapping[str, archive_actions.Follower] = {
    dues_actions.DUNNING_LETTER: dues_actions.letter_is_taken_back,
    minutes_actions.ADDED: minutes_actions.addendum_is_taken_back,
    minutes_actions.ADDED_FORMERLY: minutes_actions.addendum_is_taken_back,
    minutes_actions.PRINTED: minutes_actions.print_is_taken_back,
}
"""Kind of document → what the room that wrote it does when it is taken back."""

OWED_OTHERWISE: Sequence[shares_actions.Follower] = (
    dues_actions.renew_letters, subscriptions_actions.renew_letters,
)
"""What the rooms do whose letters ask for money, when less of it is owed."""

COMMANDS: Sequence[Command] = (
    *accounts_commands.COMMANDS, *imports_commands.COMMANDS, *needs_commands.COMMANDS, *operations_commands.COMMANDS,
    *reports_commands.COMMANDS,
)
"""What an administrator runs, collected from the rooms' `commands.py`."""

LISTS: Mapping[str, exports.Maker] = {
    "assemblies.deliveries": assemblies_views.telling.as_sheet,
    "dossiers.index": dossiers_views.members.as_sheet, "operations.journal": operations_views.journal.as_sheet,
    "reports.index": reports_views.register.as_sheet,
}
"""Lists that may be long, by the endpoint of their page; a job writes them to a file as their pages would."""


MILESTONES: Sequence[promotion.Milestone | promotion.OfAnswered] = (
    promotion.Milestone("bundled", German("Gebündelt"), promotion.first_bundled),
    promotion.Milestone("assessed", German("Gemeinsam bewertet"), assessments.first_assessed),
    promotion.OfAnswered("helped", German("Urteil: hat geholfen"), solutions.judged(Outcome.HELPED)),
    promotion.OfAnswered("partly", German("Urteil: hat teilweise geholfen"), solutions.judged(Outcome.PARTLY)),
    promotion.OfAnswered("not_helped", German("Urteil: hat nicht geholfen"), solutions.judged(Outcome.NO)),
)
"""What rooms know of needs that the promotion report counts, in its order."""


def hand_in(app: Flask) -> None:
    """Give each room what it needs of rooms that it does not know."""
    _hand_in_to_acts()
    exports.hand_in(app, LISTS)
    accounts_views.hand_in(app, accounts_views.FromAbove(organs.letterhead_on, derived_roles_on))
    known = statutes_views.FromAbove(shares.first_entry_within, desk.judged_by_others, shares.split_preview)
    statutes_views.hand_in(app, known)
    from_prospects = admissions_views.FromAbove(prospects.known_to_application, prospects_actions.link_application)
    admissions_views.hand_in(app, from_prospects)
    archive_views.hand_in(app, archive_views.FromAbove(shares.is_overtaken, assemblies.lets_in))
    assessments_views.hand_in(app, assessments_views.FromAbove(_agendas, _place_on_agenda))
    boardroom_views.hand_in(app, boardroom_views.FromAbove(
        voting.assembly_of_resolution, _agenda_of, _check_recordable, assemblies.check_resolved_on,
        voting_actions.record_under, minutes_views.after_recorded,
    ))
    assemblies_views.hand_in(app, assemblies_views.FromAbove(
        voting.recorded_afterwards, voting.results_under, voting.seats_to_fill
    ))  # fmt: skip
    taken_up = departures_views.FromOthers(removals_actions.take_effect, dues.asked_too_much, settlements.paid_astray)
    departures_views.hand_in(app, taken_up)
    imports_views.hand_in(app, removals_actions.take_effect)
    portal_views.hand_in(app, reports.inspections_by)
    bundles_views.hand_in(app, [assessments_views.on_bundle])
    needs_views.hand_in(app, [bundles_views.showing.on_need, assessments_views.on_need, solutions_views.on_need])
    prospects_views.hand_in(app, needs.of_prospect)
    removals_views.hand_in(app, voting.is_declared)
    settlements_views.hand_in(app, assemblies.dissolution_on_agenda)
    dues_views.hand_in(app, settlements.paid_out_with)
    above = shares_views.FromAbove(settlements.rests_of, closing.claims_resting_on, settlements.paid_out_with)
    shares_views.hand_in(app, above)
    subscriptions_views.hand_in(app, transfers.waiting_for)


def _hand_in_to_acts() -> None:
    """The same of what acts and reads need, whoever asks for them."""
    horizon.hand_in(audits.limits)
    assessments_actions.hand_in(assemblies_actions.put_resolution, _stands_on_agenda)
    admissions_actions.hand_in(needs_actions.carry_over)
    needs_actions.hand_in_followers([
        bundles_actions.erase_with_need, solutions_actions.erase_with_need, promotion_actions.erase_with_need,
    ])
    bundles_actions.hand_in_holders([assessments_actions.check_not_assessed])
    prospects_actions.hand_in(needs_actions.hold_of_prospects, needs_actions.erase_of_prospect)
    prospects_actions.hand_in_joined(needs_actions.carry_over)
    prospects.hand_in_known(needs.known_of_prospect, needs.prospects_with_needs)
    prospects.hand_in_needs(needs.told_of_prospect)
    statutes_actions.hand_in(shares_actions.follow_statute)
    statutes_actions.hand_in_ends(shares.ends_from)
    archive_actions.hand_in(TAKEN_BACK)
    closing_actions.hand_in_settled(settlements.resting_on_result)
    closing.hand_in((transfers.undone_transfers, removals.undone_continuations))
    attendance_actions.hand_in_leading(attendance_actions.FromAbove(
        voting_actions.wait, voting.voted_at, minutes.check_unfixed, voting_actions.note_of_door, voting.is_voted_on
    ))  # fmt: skip
    attendance_actions.hand_in(voting_actions.check_may_bar, voting.declared_at)
    shares_actions.hand_in(OWED_OTHERWISE)
    shares_actions.hand_in_followed(removals_actions.who_follows)
    dues.hand_in(departures.left_because_of_contributions)
    members_actions.hand_in(dues_actions.let_contributions_follow)
    organs.hand_in(removals.deaths)
    promotion.hand_in_milestones(MILESTONES)
    _hand_in_settling()


def _hand_in_settling() -> None:
    """What the ledgers ask of the settlements, which rest upon them."""
    shares_actions.hand_in_settling(settlements_actions.let_go, settlements_actions.correct_statements)
    shares.hand_in(settlements.is_kept_back)
    shares.hand_in_settling(settlements.taken_for)


def _agendas(session: Session) -> list[tuple[int, str]]:
    """The assemblies whose agenda is still written, by id and in the reader's words, the next one first."""
    written = assemblies.agendas_written(session, clock.today())
    return [(each.id, told(assemblies.chosen_as(each))) for each in written]


def _agenda_of(session: Session, assembly_id: int, item_id: int) -> boardroom_views.Agenda:
    """What an assembly, and an item of its agenda, say of a resolution that was passed there."""
    assembly = assemblies.get_assembly(session, assembly_id)
    day, place = assembly.votes_until or assembly.meets_on, assembly.place or str(MEETING_FORM_WORDS[assembly.form])
    if not item_id:
        return boardroom_views.Agenda(assembly_id, 0, day, place)
    item = assemblies.get_item(assembly, item_id)
    waiting = assessments.waiting_on_agenda(session, item.id)
    return boardroom_views.Agenda(assembly_id, item_id, day, place, item.title, item.draft, waiting)


def _check_recordable(session: Session, assembly_id: int, now: datetime) -> None:
    voting.check_recordable(session, assemblies.get_assembly(session, assembly_id), now)


def _place_on_agenda(session: Session, item_id: int) -> tuple[int, str] | None:
    """The assembly under whose item a round is decided, and how the item is called; None once it stands there no more.
    """
    item = assemblies.find_on_agenda(session, item_id, clock.today())
    if item is None:
        return None
    assembly = assemblies.get_assembly(session, item.assembly_id)
    named = told(assemblies.title_of(assembly))
    return item.assembly_id, _("TOP %(number)s, %(assembly)s", number=item.position, assembly=named)


def _stands_on_agenda(session: Session, item_id: int) -> bool:
    """Whether an assembly may still decide under an item."""
    return assemblies.find_on_agenda(session, item_id, clock.today()) is not None


def load_person(token: str) -> SignedIn | None:
    """The person behind a login session, with the roles of today: granted ones and those that follow from offices."""
    session, now, today = db.session(), clock.now(), clock.today()
    found = accounts.find_open_session(session, token, now)
    if found is None:
        return None
    party = found.account.party
    roles = accounts.granted_roles_on(session, found.account_id, today) | organs.roles_on(session, party.id, today)
    audited = audits.access_of(session, found.account_id, today) if Role.AUDITOR in roles else audits.Access()
    if audited.is_over:
        roles -= {Role.AUDITOR}
    if members.members_known_to(session, party.id, today):
        roles |= {Role.MEMBER}
    actor = Actor(party.display_name, found.account_id, party.id, roles)
    return SignedIn(token, actor, found.account.locale, audited.horizon)


def derived_roles_on(session: Session, party_id: int, day: date) -> list[DerivedRole]:
    """The roles somebody holds without a grant, and why: offices of the day, members the person is, was or acts for."""
    roles = [
        DerivedRole(organs.ROLE_OF[office.organ], organs.FUNCTIONS[office.organ][office.function])
        for office in organs.offices_of(session, party_id)
        if office.first_day <= day and (office.last_day is None or office.last_day >= day)
    ]
    return roles + [
        DerivedRole(Role.MEMBER, portal_views.who_and_whether(member, day))
        for member in members.members_known_to(session, party_id, day)
    ]


def build_shell(is_demo: bool) -> pages.Shell:
    """What every page shows around its content."""
    person = None
    if is_signed_in():
        actor = current_actor()
        words = {**ROLE_WORDS, Role.MEMBER: portal_views.word_of_member(db.session(), actor, clock.today())}
        roles = ", ".join(_(words[role]) for role in Role if role in actor.roles)
        person = pages.Person(actor.name, initials(actor.name), roles)
    nav = desk_views.navigation() if person else ()
    return pages.Shell(setup_views.cooperative_name(), nav, person, is_demo, language.choose_locale())
