"""Forms about prospects: of everybody, of office and board."""

from app.prospects.forms.office import (
    AboutForm,
    ActForm,
    AssignForm,
    ChangeTalkForm,
    ConsentForm,
    ContactForm,
    EndForm,
    EnquiryForm,
    EntryForm,
    FiguresForm,
    MoveForm,
    StepForm,
    TalkForm,
    TermsForm,
    region_choices,
)
from app.prospects.forms.public import AgreeForm, EnquireForm
from app.prospects.forms.words import FIGURES, HOWS, KINDS, SHORT_KINDS, SOURCES, STAGES, THENS, WAYS

__all__ = [
    "FIGURES",
    "HOWS",
    "KINDS",
    "SHORT_KINDS",
    "SOURCES",
    "STAGES",
    "THENS",
    "WAYS",
    "AboutForm",
    "ActForm",
    "AgreeForm",
    "AssignForm",
    "ChangeTalkForm",
    "ConsentForm",
    "ContactForm",
    "EndForm",
    "EnquireForm",
    "EnquiryForm",
    "EntryForm",
    "FiguresForm",
    "MoveForm",
    "StepForm",
    "TalkForm",
    "TermsForm",
    "region_choices",
]
