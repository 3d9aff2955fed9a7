"""Forms of assemblies, and the words for what they show."""

from app.assemblies.forms.agenda import (
    AgendaForm,
    ClauseForm,
    ItemForm,
    MoveForm,
    NewClauseForm,
    NewItemForm,
    RemoveClauseForm,
)
from app.assemblies.forms.papers import PaperForm
from app.assemblies.forms.planning import ChangePlanForm, FormVoteForm, PlanForm
from app.assemblies.forms.words import (
    CONVENERS,
    DISCUSSIONS,
    FORMS,
    KINDS,
    PAPERS,
    PROPOSERS,
    STATES,
    STEP_STATES,
    STEPS,
    SUBJECTS,
    TYPES,
    VOICES,
)

__all__ = [
    "CONVENERS",
    "DISCUSSIONS",
    "FORMS",
    "KINDS",
    "PAPERS",
    "PROPOSERS",
    "STATES",
    "STEPS",
    "STEP_STATES",
    "SUBJECTS",
    "TYPES",
    "VOICES",
    "AgendaForm",
    "ChangePlanForm",
    "ClauseForm",
    "FormVoteForm",
    "ItemForm",
    "MoveForm",
    "NewClauseForm",
    "NewItemForm",
    "PaperForm",
    "PlanForm",
    "RemoveClauseForm",
]
