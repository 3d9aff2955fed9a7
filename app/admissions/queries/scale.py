"""How many shares an applicant owes by the statute's scale, as far as the office knows (§ 7a (2) GenG; R-SHR-05)."""

from datetime import date

from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.queries.applications import find_known_member
from app.shares import queries as shares
from app.shares.rules import Owed, Stated, owed_shares
from app.statutes.rules import Statute


def owed_by(session: Session, application: Application, statute: Statute, day: date) -> Owed:
    """How many shares an applicant owes on a day: by what the office has noted, else by a former membership."""
    former = find_known_member(session, application)
    stated = list(shares.stated_of(session, former.id)) if former else []
    if application.quantity is not None:
        stated.append(Stated(application.measure, application.quantity, day))
    return owed_shares(statute, stated, day)
