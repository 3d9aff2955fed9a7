"""Raise a need, or change it by a new version; its files; carry it over from an application (R-NEED-01)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.core.db import next_number
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal
from app.needs import queries
from app.needs.actions.drafting import Owner, blank_file, forget_draft, hold_draft, keep_file
from app.needs.actions.noting import check_owned, mark_changed, note, standing, write_step, write_version
from app.needs.actions.telling import tell_of_change
from app.needs.models import Need, NeedDraft, NeedFile
from app.needs.rules import NeedState, Stated, check_may_change, missing_of, need_number
from app.prospects import actions as prospect_actions
from app.prospects import queries as prospects

LACKING = German("Es fehlen noch Angaben. Ergänzen Sie sie, und bringen Sie den Bedarf dann ein.")


def publish(session: Session, draft_id: int, stated: Stated, by_office: bool, actor: Actor, now: datetime) -> Need:
    """Raise what a draft says as a new need, or as the next version of the one it changes; the draft is gone then."""
    draft = hold_draft(session, draft_id, actor)
    if missing_of(stated):
        raise Refusal(LACKING)
    if draft.need_id is not None:
        need = change(session, draft.need_id, stated, actor, now)
        if by_office:
            tell_of_change(session, need, now)
    else:
        need = _raise_draft(session, draft, stated, by_office, actor, now)
    session.expire(draft, ["files"])
    forget_draft(session, draft, now)
    return need


def _raise_draft(
    session: Session, draft: NeedDraft, stated: Stated, by_office: bool, actor: Actor, now: datetime
) -> Need:
    owner = Owner(draft.member_id, draft.prospect_id)
    need = enter(session, owner, stated, actor, now)
    for file in list(draft.files):
        file.draft_id, file.need_id = None, need.id
    session.flush()
    session.expire(need, ["files"])
    write_version(session, need, actor, now)
    note(session, need, "raise_need", Told("Bedarf {number} eingebracht", number=need.number), actor, now)
    if owner.prospect_id is not None:
        prospect_actions.touch(prospect_actions.standing(session, owner.prospect_id), now)
    if by_office:
        write_step(session, need, NeedState.SEEN, "", actor, now)
    return need


def enter(session: Session, owner: Owner, stated: Stated, actor: Actor, now: datetime) -> Need:
    """Write the row of a new need with its first step; version and journal follow."""
    year = local(now).year
    need = Need(
        number=need_number(year, next_number(session, f"need:{year}")), member_id=owner.member_id,
        prospect_id=owner.prospect_id, state=NeedState.RAISED, raised_at=now, raised_by=actor.name,
        raised_by_id=actor.user_id, level=stated.level, changed=0,
    )
    _say(need, stated)
    session.add(need)
    session.flush()
    write_step(session, need, NeedState.RAISED, "", actor, now)
    return need


def _say(need: Need, stated: Stated) -> None:
    need.title, need.situation, need.effect, need.material = (
        stated.title, stated.situation, stated.effect, stated.material
    )
    need.field, need.urgency, need.region, need.level = stated.field, stated.urgency, stated.region, stated.level


def change(session: Session, need_id: int, stated: Stated, actor: Actor, now: datetime) -> Need:
    """Word a need anew as its next version; what says the same is none."""
    need = standing(session, need_id)
    check_may_change(need.state)
    if stated != need.stated():
        _say(need, stated)
        version = write_version(session, need, actor, now)
        summary = Told("Bedarf {number} geändert, Fassung {version}", number=need.number, version=version.number)
        note(session, need, "change_need", summary, actor, now)
    return need


def add_file(
    session: Session, need_id: int, member_id: int | None, file: CheckedFile, actor: Actor, now: datetime
) -> NeedFile:
    """Put a file to a need; the list of files is part of the next version."""
    need = check_owned(session, need_id, member_id)
    check_may_change(need.state)
    before = len(need.files)
    row = keep_file(session, need, file, actor, now)
    if len(need.files) > before:
        write_version(session, need, actor, now)
        note(session, need, "add_need_file", Told("Anlage zu Bedarf {number}", number=need.number), actor, now)
    return row


def remove_file(
    session: Session, need_id: int, member_id: int | None, file_id: int, actor: Actor, now: datetime
) -> None:
    """Take a file of a need away; earlier versions go on naming it."""
    need = check_owned(session, need_id, member_id)
    blank_file(session, queries.get_file(need, file_id), now)
    session.expire(need, ["files"])
    write_version(session, need, actor, now)
    summary = Told("Anlage von Bedarf {number} entfernt", number=need.number)
    note(session, need, "remove_need_file", summary, actor, now)


# --- from an application ----------------------------------------------------------------------------------------------


def carry_over(session: Session, application_id: int, member_id: int, actor: Actor, now: datetime) -> list[Need]:
    """Make the needs of who has joined those of the new member: what a prospect raised, and what the form told.

    What the office is just writing for the prospect goes on as a draft for the member.

    What the form told is for office and board alone until the member says otherwise, and told once: a need of the same
    title is there already (R-NEED-01, R-NEED-06).
    """
    application = admissions.get_application(session, application_id)
    prospect = prospects.of_application(session, application_id)
    if prospect is not None:
        prospects.get_prospect(session, prospect.id, lock=True)  # a deletion under way comes first
        for need in queries.hold_needs(session, [row.need.id for row in queries.of_prospect(session, prospect.id)]):
            _hand_on(session, need, member_id, actor, now)
        for draft in queries.drafts_for_prospect(session, prospect.id):
            draft.member_id, draft.prospect_id = member_id, None
    known = {row.need.title.casefold() for row in queries.of_member(session, member_id)}
    raised = []
    for stated in queries.stated_in(application):
        if stated.title.casefold() not in known:
            known.add(stated.title.casefold())
            raised.append(_carry(session, application_id, application.number or "", member_id, stated, actor, now))
    return raised


def _hand_on(session: Session, need: Need, member_id: int, actor: Actor, now: datetime) -> None:
    if need.erased_at is not None:
        return
    need.member_id, need.prospect_id = member_id, None
    mark_changed(session, need)
    session.flush()
    session.expire(need, ["member", "prospect"])
    summary = Told("Bedarf {number} gehört jetzt dem Mitglied", number=need.number)
    note(session, need, "hand_on_need", summary, actor, now)


def _carry(
    session: Session, application_id: int, number: str, member_id: int, stated: Stated, actor: Actor, now: datetime
) -> Need:
    need = enter(session, Owner(member_id), stated, actor, now)
    need.application_id = application_id
    write_version(session, need, actor, now)
    summary = Told("Bedarf {number} aus Antrag {application} übernommen", number=need.number, application=number)
    note(session, need, "carry_need_over", summary, actor, now)
    return need


def carry_over_left(session: Session, now: datetime) -> int:
    """Carry over what applications told before there were needs; gives how many needs came of it."""
    raised = 0
    for application in queries.not_carried_over(session):
        if application.member_id is not None:
            raised += len(carry_over(session, application.id, application.member_id, Actor.system(), now))
    return raised
