"""Forms of attendance, and the words for what they show."""

from app.attendance.forms.door import ArriveForm, ConcernForm, EnterForm, ExemptForm, GuestForm, JoinForm, VotesForm
from app.attendance.forms.proxies import (
    MOST_ROWS,
    ROWS,
    GrantForm,
    ManyForm,
    OfficeRevokeForm,
    PaperForm,
    RecordForm,
    RevokeForm,
    RowForm,
)
from app.attendance.forms.words import CAPACITIES, ENTITLEMENTS, GUESTS, LEFT, MODES, PROXY_FORMS, RELATIONS, REVOKED

__all__ = [
    "CAPACITIES",
    "ENTITLEMENTS",
    "GUESTS",
    "LEFT",
    "MODES",
    "MOST_ROWS",
    "PROXY_FORMS",
    "RELATIONS",
    "REVOKED",
    "ROWS",
    "ArriveForm",
    "ConcernForm",
    "EnterForm",
    "ExemptForm",
    "GrantForm",
    "GuestForm",
    "JoinForm",
    "ManyForm",
    "OfficeRevokeForm",
    "PaperForm",
    "RecordForm",
    "RevokeForm",
    "RowForm",
    "VotesForm",
]
