"""Forms of solutions, offers, partners and verdicts; and the words of what pages show."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.values import MAX_REASON, PartyKind
from app.core.web import (
    AddingForm,
    Form,
    GermanDateField,
    KeyedForm,
    KnowingForm,
    RadioField,
    SeenForm,
    SelectField,
    SelectMultipleField,
    UploadField,
    _l,
    id_in,
    in_words,
)
from app.needs.rules import FIELD_WORDS, LEVEL_WORDS
from app.needs.rules import STATE_WORDS as NEED_STATE_WORDS
from app.parties.rules import SHORT_KIND_WORDS
from app.solutions.rules import (
    KIND_NOTES,
    KIND_WORDS,
    LEVEL_NOTES,
    MAX_ABOUT,
    MAX_CONDITIONS,
    MAX_LINK,
    MAX_LINK_NAME,
    MAX_LINKS,
    MAX_TAKES,
    MAX_TITLE,
    MAX_WORDS,
    NAME_WORDS,
    OFFER_KIND_NOTES,
    OFFER_KIND_WORDS,
    OFFER_LEVEL_NOTES,
    OFFER_WORDS,
    OUTCOME_WORDS,
    PARTNER_ROLE_WORDS,
    PARTNER_STATE_WORDS,
    STATE_WORDS,
    Kind,
    Offered,
    OfferKind,
    Outcome,
    PartnerRole,
    PartnerState,
    SolutionState,
    Stated,
    links_in,
)

SOLUTION_KINDS, STATES, NAMES = in_words(KIND_WORDS), in_words(STATE_WORDS), in_words(NAME_WORDS)
FIELDS, LEVELS, NEED_STATES = in_words(FIELD_WORDS), in_words(LEVEL_WORDS), in_words(NEED_STATE_WORDS)
OFFER_KINDS, OFFER_NAMES = in_words(OFFER_KIND_WORDS), in_words(OFFER_WORDS)
OUTCOMES, ROLES, PARTNER_STATES = in_words(OUTCOME_WORDS), in_words(PARTNER_ROLE_WORDS), in_words(PARTNER_STATE_WORDS)
KIND_HINTS, LEVEL_HINTS = in_words(KIND_NOTES), in_words(LEVEL_NOTES)
OFFER_KIND_HINTS, OFFER_LEVEL_HINTS = in_words(OFFER_KIND_NOTES), in_words(OFFER_LEVEL_NOTES)
PARTY_KINDS: Mapping[PartyKind, Any] = in_words(SHORT_KIND_WORDS)

_TOO_LONG = _l("Höchstens %(max)d Zeichen.")


class SaidFields(Form):
    """What is said of a solution."""

    title = StringField(
        NAMES["title"], [InputRequired(_l("Geben Sie einen Titel an")), Length(max=MAX_TITLE, message=_TOO_LONG)]
    )
    kind = RadioField(
        NAMES["kind"], [InputRequired(_l("Wählen Sie, was es ist"))],
        choices=[(each.value, word) for each, word in SOLUTION_KINDS.items()],
    )
    about = TextAreaField(
        NAMES["about"],
        [InputRequired(_l("Beschreiben Sie in ein paar Sätzen, was es ist")), Length(max=MAX_ABOUT, message=_TOO_LONG)],
    )
    takes = TextAreaField(NAMES["takes"], [Optional(), Length(max=MAX_TAKES, message=_TOO_LONG)])
    links = TextAreaField(
        NAMES["links"], [Optional(), Length(max=MAX_LINKS * (MAX_LINK + MAX_LINK_NAME), message=_TOO_LONG)]
    )
    responsible_id = SelectField(
        NAMES["responsible"], [InputRequired(_l("Wählen Sie, wer verantwortlich ist"))], choices=[]
    )
    level = RadioField(
        NAMES["level"], [InputRequired(_l("Wählen Sie, wer sie sehen darf"))],
        choices=[(each.value, word) for each, word in LEVELS.items()],
    )

    def offer(self, owners: Sequence[tuple[int, str]], present: tuple[int, str] | None = None) -> None:
        """Offer who may be responsible, and who is so far."""
        known = {account_id for account_id, _name in owners}
        kept = [present] if present and present[0] not in known else []
        self.responsible_id.choices = [(str(account_id), name) for account_id, name in [*owners, *kept]]

    def stated(self) -> Stated:
        """What was typed; raises Refusal for what is no address of the web."""
        return Stated(
            (self.title.data or "").strip(), (self.about.data or "").strip(), Kind(self.kind.data),
            (self.takes.data or "").strip(), self.level_chosen(), links_in(self.links.data or ""),
        )

    def level_chosen(self) -> Any:
        """The level that was chosen."""
        return next(level for level in LEVELS if level.value == self.level.data)


class OpenForm(KeyedForm, SaidFields):
    """A new solution, with where it stands."""

    state = RadioField(
        _l("Wie weit ist sie?"), [InputRequired(_l("Wählen Sie, wie weit sie ist"))],
        choices=[(each.value, STATES[each]) for each in SolutionState if each is not SolutionState.ENDED],
        default=SolutionState.PLANNED.value,
    )


class ChangeForm(KnowingForm, SaidFields):
    """Another wording of a solution."""


class ProgressForm(AddingForm):
    """An entry of progress."""

    beside: ClassVar[Mapping[str, object]] = {"same": _l("Schon eingetragen"), "state": _l("Stand")}
    day = GermanDateField(_l("Tag"), [InputRequired(_l("Geben Sie den Tag an"))])
    words = TextAreaField(_l("Was ist geschehen?"), [Length(max=MAX_WORDS, message=_TOO_LONG)])
    to = RadioField(_l("Stand"), [Optional()], choices=[], default="")

    def lead(self, state: SolutionState | None) -> None:
        """Offer the states that differ from where it stands; all of a form that is sent, which may be a second time."""
        self.to.choices = [
            ("", _l("Bleibt wie er ist")), *((each.value, word) for each, word in STATES.items() if each is not state)
        ]

    @property
    def state(self) -> SolutionState | None:
        """The state that was chosen; None where it stays."""
        return SolutionState(self.to.data) if self.to.data else None


class ReasonForm(KeyedForm):
    """Why something is taken back."""

    reason = TextAreaField(_l("Grund"), [InputRequired(_l("Geben Sie den Grund an")),
                                         Length(max=MAX_REASON, message=_TOO_LONG)])


class FileForm(KeyedForm):
    """A file for a solution."""

    file = UploadField(_l("Datei"))


class LinkForm(KeyedForm):
    """Which needs a solution is to answer: chosen, or by their numbers."""

    chosen = SelectMultipleField(_l("Vorschläge"), choices=[], validate_choice=False)
    bundle = SelectField(_l("Alle Bedarfe eines Bündels"), [Optional()], choices=[], validate_choice=False)
    numbers = StringField(_l("Weitere, nach Nummer"), [Optional(), Length(max=2_000, message=_TOO_LONG)])

    def offer(self, suggested: Sequence[tuple[str, str]], bundles: Sequence[tuple[str, str]]) -> None:
        """Offer needs that are like the solution, and bundles."""
        self.chosen.choices = suggested
        self.bundle.choices = [("", "–"), *bundles]

    @property
    def bundle_id(self) -> int:
        """The bundle that was chosen; 0 for none."""
        return id_in(self.bundle.data) or 0

    @property
    def ids(self) -> list[int]:
        """The ids that were ticked."""
        return [found for each in self.chosen.data or () if (found := id_in(each))]


class AnswerForm(SeenForm):
    """Answers needs with a solution; `seen` is the newest step of any of them that the page knew."""

    chosen = SelectMultipleField(_l("Welche Bedarfe?"), choices=[], validate_choice=False)
    words = TextAreaField(_l("Antwort"), [Length(max=MAX_WORDS, message=_TOO_LONG)])

    @property
    def ids(self) -> list[int]:
        """The ids of the links that were ticked."""
        return [found for each in self.chosen.data or () if (found := id_in(each))]


class VerdictForm(SeenForm):
    """What an owner says of a solution; `seen` is the version its page knew."""

    outcome = RadioField(
        _l("Hat es geholfen?"), [InputRequired(_l("Wählen Sie, ob es geholfen hat"))],
        choices=[(each.value, word) for each, word in OUTCOMES.items()],
    )
    words = TextAreaField(_l("In Ihren Worten"), [Length(max=MAX_WORDS, message=_TOO_LONG)])
    noted = StringField(_l("Wie haben Sie davon erfahren?"), [Optional(), Length(max=MAX_REASON, message=_TOO_LONG)])

    @property
    def said(self) -> Outcome:
        """The outcome that was chosen."""
        return Outcome(self.outcome.data)


class ReplyForm(SeenForm):
    """What the office explains to a verdict."""

    words = TextAreaField(_l("Erklärung"), [Length(max=MAX_WORDS, message=_TOO_LONG)])


class PartnerForm(KeyedForm):
    """Whom the office asks to take part."""

    member = StringField(
        _l("Nummer des Mitglieds"), [InputRequired(_l("Geben Sie die Mitgliedsnummer an")), Length(max=12)]
    )
    role = RadioField(
        _l("In welcher Rolle?"), [InputRequired(_l("Wählen Sie eine Rolle"))],
        choices=[(each.value, word) for each, word in ROLES.items()], default=PartnerRole.CONTRIBUTES.value,
    )
    words = TextAreaField(_l("Worum bitten Sie?"), [Optional(), Length(max=MAX_WORDS, message=_TOO_LONG)])
    offer = HiddenField(validators=[Length(max=12)])

    @property
    def number(self) -> int | None:
        """The member's number; None for what is none."""
        return id_in((self.member.data or "").strip()) or None

    @property
    def offer_id(self) -> int | None:
        """The offer that is meant; None for none."""
        return id_in(self.offer.data) or None

    @property
    def role_chosen(self) -> PartnerRole:
        """The role that was chosen."""
        return PartnerRole(self.role.data)


class PartnerStepForm(KeyedForm):
    """An answer to the question whether a member takes part, or an end."""

    to = RadioField(_l("Was gilt?"), [InputRequired(_l("Wählen Sie, was gilt"))], choices=[])
    words = TextAreaField(_l("Dazu"), [Optional(), Length(max=MAX_REASON, message=_TOO_LONG)])

    def lead(self, states: Sequence[PartnerState]) -> None:
        """Offer where it can be led."""
        words = {PartnerState.AGREED: _l("Zusage"), PartnerState.DECLINED: _l("Absage"),
                 PartnerState.ENDED: _l("Ende der Partnerschaft oder der Anfrage")}
        self.to.choices = [(each.value, words[each]) for each in states]

    @property
    def state(self) -> PartnerState:
        """The state that was chosen."""
        return PartnerState(self.to.data)


class OfferFields(Form):
    """What a member says of what it contributes."""

    kind = RadioField(
        OFFER_NAMES["kind"], choices=[(each.value, word) for each, word in OFFER_KINDS.items()],
        default=OfferKind.SKILL.value, validate_choice=False,
    )
    title = StringField(
        OFFER_NAMES["title"],
        [InputRequired(_l("Nennen Sie in wenigen Worten, worum es geht")), Length(max=MAX_TITLE, message=_TOO_LONG)],
    )
    what = TextAreaField(
        OFFER_NAMES["what"],
        [InputRequired(_l("Schreiben Sie in zwei, drei Sätzen, was Sie können oder bieten")),
         Length(max=MAX_ABOUT, message=_TOO_LONG)],
    )
    field = SelectField(
        OFFER_NAMES["field"], [Optional()],
        choices=[("", _l("überall")), *((each.value, word) for each, word in FIELDS.items())], validate_choice=False,
    )
    region = SelectField(OFFER_NAMES["region"], [Optional()], choices=[], validate_choice=False)
    conditions = TextAreaField(OFFER_NAMES["conditions"], [Optional(), Length(max=MAX_CONDITIONS, message=_TOO_LONG)])
    until = GermanDateField(OFFER_NAMES["until"], [Optional()])
    level = RadioField(
        OFFER_NAMES["level"], [InputRequired(_l("Wählen Sie, wer es sehen darf"))],
        choices=[(each.value, word) for each, word in LEVELS.items()], default="members",
    )

    def lead(self, regions: Sequence[str], present: str = "") -> None:
        """Offer the regions of the house, and one that is kept from before."""
        names = [*regions, *([present] if present and present not in regions else [])]
        self.region.choices = [("", _l("überall")), *((name, name) for name in names)]

    def offered(self) -> Offered:
        """What was typed."""
        names = ("kind", "title", "what", "field", "region", "conditions", "until", "level")
        typed = {name: self[name].data for name in names}
        if typed["region"] not in {choice.value for choice in self.region.choices}:
            typed["region"] = ""
        return Offered.of(typed)


class OfferForm(KeyedForm, OfferFields):
    """A new offer; the office says for whom."""

    member = StringField(_l("Nummer des Mitglieds"), [Optional(), Length(max=12)])

    @property
    def number(self) -> int | None:
        """The member's number; None for what is none."""
        return id_in((self.member.data or "").strip()) or None


class ChangeOfferForm(KnowingForm, OfferFields):
    """Another wording of an offer."""


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
