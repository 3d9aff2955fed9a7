"""Tables of assemblies, and of what members demand of them."""

from app.assemblies.models.convening import (
    AgendaItem,
    Assembly,
    Dispatch,
    FormVote,
    Notification,
    Paper,
    SynopsisRow,
    Undelivered,
)
from app.assemblies.models.requests import AgendaRequest, CourtDecision, RequestAnswer, RequestSupport

__all__ = [
    "AgendaItem",
    "AgendaRequest",
    "Assembly",
    "CourtDecision",
    "Dispatch",
    "FormVote",
    "Notification",
    "Paper",
    "RequestAnswer",
    "RequestSupport",
    "SynopsisRow",
    "Undelivered",
]
