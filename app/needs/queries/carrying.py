"""What applications have told of needs that is no need of its own yet."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.needs.models import Need
from app.needs.rules import MAX_TITLE, Level, Stated

ENTERED = (ApplicationState.ADMITTED, ApplicationState.NOTIFIED)


def stated_in(application: Application) -> Iterator[Stated]:
    """What an application tells of needs; for office and board alone until the member says otherwise."""
    typed = admissions.typed_of(application)
    for each in typed.needs:
        first, _line, rest = each.text.partition("\n")
        title = (each.title or first).strip()
        text = each.text if each.title or len(title) > MAX_TITLE else rest
        yield Stated(title[:MAX_TITLE], text.strip(), region=typed.who.get("region", ""), level=Level.OFFICE)


def not_carried_over(session: Session) -> Sequence[Application]:
    """Applications of members none of whose stated needs was carried over."""
    entered = select(Application).where(
        Application.state.in_(ENTERED), Application.member_id.is_not(None), Application.erased_at.is_(None),
        ~select(Need.id).where(Need.application_id == Application.id).exists(),
    )
    return [each for each in session.scalars(entered.order_by(Application.id)) if admissions.typed_of(each).needs]
