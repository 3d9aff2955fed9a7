"""Tables of assemblies, of what members demand of them, and that one is on."""

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
from app.assemblies.models.recording import RecordedItem
from app.assemblies.models.requests import AgendaRequest, CourtDecision, RequestAnswer, RequestSupport
from app.assemblies.models.sitting import Redirection, Sitting

__all__ = [
    "AgendaItem",
    "AgendaRequest",
    "Assembly",
    "CourtDecision",
    "Dispatch",
    "FormVote",
    "Notification",
    "Paper",
    "RecordedItem",
    "Redirection",
    "RequestAnswer",
    "RequestSupport",
    "Sitting",
    "SynopsisRow",
    "Undelivered",
]
