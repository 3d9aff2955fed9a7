"""What the pages of audits share: the blueprint, and the audit that an address names, for who may see it."""

from flask import Blueprint
from sqlalchemy.orm import Session

from app.audits import queries
from app.audits.models import AuditAssignment
from app.core import clock
from app.core.web import current_actor

blueprint = Blueprint("audits", __name__, url_prefix="/pruefungsauftraege")


def own(session: Session, assignment_id: int) -> AuditAssignment:
    """The audit of an address; what one may not see is not there."""
    return queries.get_assignment_for(session, assignment_id, current_actor(), clock.today())
