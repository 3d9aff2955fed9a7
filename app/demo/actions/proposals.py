"""What members of the story proposed and nobody has confirmed yet."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.changes import actions as changes
from app.core.formats import local
from app.core.values import Actor, PostalAddress, Role
from app.demo.actions.people import KULTURKREIS, QUENDEL, WEINGUT
from app.demo.actions.register import Cast, name_of
from app.parties import actions as parties

FORMER_ACCOUNT, NEW_ACCOUNT = "DE02120300000000202051", "DE75512108001245126199"
"""Well-known examples; no bank keeps them for anybody."""


def propose_changes(session: Session, cast: Cast, now: datetime) -> None:
    """A winery names another account and a society another address, both for the office to confirm."""
    winery, society = cast.members[WEINGUT.name], cast.members[KULTURKREIS.name]
    since, ahead = winery.periods[0].first_day, local(now).date() + timedelta(days=14)
    parties.add_bank_account(session, winery.party_id, FORMER_ACCOUNT, since, cast.office, now)
    account = accounts.find_account_by_email(session, QUENDEL.email)
    assert account is not None
    actor = Actor(name_of(QUENDEL), account.id, account.party_id, frozenset({Role.MEMBER}))
    changes.propose_bank_account(session, winery, NEW_ACCOUNT, ahead, None, True, actor, now - timedelta(hours=3))
    address = PostalAddress("Am alten Speicher 2", "70997", "Altenbruck")
    changes.propose_address(session, society, address, ahead, actor, now - timedelta(hours=2))
