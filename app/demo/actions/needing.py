"""Needs of the story: raised in the portal and by the office, changed, asked about, led on."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core.values import Actor, Role
from app.demo.actions.applications import ago
from app.demo.actions.people import LAUTENSCHLAG, QUENDEL, REHBEIN, WEISSDORN
from app.demo.actions.register import Cast, name_of
from app.demo.actions.wishes import OF_PROSPECTS, WEINGUT, WISHES, Wish
from app.demo.rules import Human
from app.members.models import Member
from app.needs import actions
from app.needs.actions import Owner, Saying
from app.needs.models import Need
from app.needs.rules import NeedState, Stated
from app.prospects.models import Prospect


def need_something(session: Session, cast: Cast, now: datetime) -> None:
    """Members and prospects raise what they need, in the order of the days; the office leads it on."""
    raised = {}
    of_all = [(wish, Owner(member_id=cast.members[wish.owner].id)) for wish in WISHES]
    of_all += [(wish, _of_prospect(session, wish)) for wish in OF_PROSPECTS]
    for wish, owner in sorted(of_all, key=lambda pair: -pair[0].days):
        raised[wish.title] = raise_wish(session, cast, wish, owner)
    _talk(session, cast, raised)
    _change(session, cast, raised)
    _begin(session, cast, now)


def actor_of(session: Session, human: Human, *roles: Role) -> Actor:
    """Somebody of the story with a login."""
    account = accounts.find_account_by_email(session, human.email)
    assert account is not None
    return Actor(name_of(human), account.id, account.party_id, frozenset(roles))


def _of_prospect(session: Session, wish: Wish) -> Owner:
    return Owner(prospect_id=session.scalars(select(Prospect.id).where(Prospect.name == wish.owner)).one())


def raise_wish(session: Session, cast: Cast, wish: Wish, owner: Owner) -> Need:
    """Written in the portal by who has a login, else by the office; led on by the office and a director."""
    writer, at = wish.writer or LAUTENSCHLAG, ago(cast, wish.days, 10)
    actor = actor_of(session, writer, Role.MEMBER if wish.writer else Role.OFFICE)
    member = session.get(Member, owner.member_id) if owner.member_id else None
    region = member.party.region or "" if member else ""
    stated = Stated(
        wish.title, wish.situation, wish.effect, wish.field, wish.data, wish.urgency, region, wish.level
    )
    draft = actions.begin(session, owner, stated, actor, at)
    is_new = not wish.steps and not wish.writer
    need = actions.publish(session, draft.id, stated, not wish.writer and not is_new, actor, at)
    director = actor_of(session, REHBEIN, Role.BOARD)
    for days, state, words in wish.steps:
        if state is not need.state:
            leads = cast.office if state is NeedState.SEEN else director
            actions.move(session, need.id, state, words, need.steps[-1].id, leads, ago(cast, days, 15))
    return need


def _talk(session: Session, cast: Cast, raised: dict[str, Need]) -> None:
    """Comments, questions that are answered, and some that wait."""
    minutes = raised["Sitzungen des Gemeinderats aus Tonaufnahmen verschriften"]
    wine, mayor = cast.members[WEINGUT].id, minutes.member_id
    office, quendel = cast.office, actor_of(session, QUENDEL, Role.MEMBER)
    town = actor_of(session, WEISSDORN, Role.MEMBER)
    asked = actions.comment(session, minutes.id, None, Saying(
        "Nehmen Sie über die Saalanlage auf, oder liegt ein Gerät auf dem Tisch?", is_question=True
    ), office, ago(cast, 200, 9))  # fmt: skip
    actions.comment(session, minutes.id, mayor, Saying("Über die Saalanlage, ein Kanal je Mikrofon.",
                                                       answers_id=asked.id), town, ago(cast, 198, 9))
    actions.comment(session, minutes.id, wine, Saying(
        "Unsere Weinbruderschaft schreibt auch von Hand mit. Wir wären dabei, wenn es für Vereine bezahlbar bleibt."
    ), quendel, ago(cast, 120, 18))  # fmt: skip
    contracts = raised["Welchem Übersetzungsdienst können wir Verträge anvertrauen?"]
    actions.comment(session, contracts.id, None, Saying(
        "Um welche Sprachen geht es außer Französisch und Dänisch?", is_question=True
    ), office, ago(cast, 3, 11))  # fmt: skip
    archive = raised["Das Vereinsarchiv durchsuchbar machen"]
    actions.comment(session, archive.id, archive.member_id, Saying(
        "Gibt es unter den Mitgliedern jemanden, der Sütterlin schon einlesen lässt?", is_question=True
    ), quendel, ago(cast, 4, 19))  # fmt: skip


def _change(session: Session, cast: Cast, raised: dict[str, Need]) -> None:
    """A need is worded anew, another one withdrawn."""
    contracts = raised["Welchem Übersetzungsdienst können wir Verträge anvertrauen?"]
    quendel, told = actor_of(session, QUENDEL, Role.MEMBER), contracts.stated()
    more = " Seit dem Sommer kommen Lieferverträge dazu, die niemand sonst lesen soll."
    better = replace(told, situation=told.situation + more)
    actions.change(session, contracts.id, better, quendel, ago(cast, 70, 20))
    vines = raised["Pflanzenkrankheiten im Weinberg früh erkennen"]
    actions.withdraw(
        session, vines.id, vines.member_id, "Wir warten das Ergebnis des Versuchs der Nachbarn ab.", quendel,
        ago(cast, 2, 20),
    )  # fmt: skip


def _begin(session: Session, cast: Cast, now: datetime) -> None:
    """A draft that somebody has not finished."""
    quendel = actor_of(session, QUENDEL, Role.MEMBER)
    owner = Owner(member_id=cast.members[WEINGUT].id)
    begun = Stated("Etiketten in fünf Sprachen", "Für jede Lieferung schreiben wir Rückenetiketten neu.")
    actions.begin(session, owner, begun, quendel, min(now, ago(cast, 1, 21)))
