"""In which form the assembly meets, and who says so (§ 43b GenG; R-FORM-01 to R-FORM-06)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.assemblies.rules.facts import MEETING_FORM_WORDS, AlsoVoting, DiscussionForm, FormVoice, MeetingForm
from app.core.formats import day as written
from app.core.values import Refusal
from app.statutes.rules import AssemblyFormRule, Statute

_ON_SITE = (MeetingForm.PHYSICAL, MeetingForm.HYBRID)


class AboutForm(Refusal):
    """The form of the meeting is refused; shown at its field."""


class AboutWording(Refusal):
    """A resolution says something else than what is noted by it; shown at the box that says it is meant all the same.
    """


class AboutDiscussion(Refusal):
    """The form of the discussion phase is refused; shown at its field."""


class AboutAlsoVoting(Refusal):
    """The ways to vote beside the hall are refused; shown at their field."""


class AboutStreaming(Refusal):
    """That the meeting is streamed is refused; shown at its box."""


class AboutVotingEnd(Refusal):
    """The end of the voting phase is refused; shown at its field."""


def clause_holds(clause: AssemblyFormRule) -> bool:
    """Say whether what the statute says of the form is valid: it cannot exclude the physical meeting (§ 43b (6)).

    R-FORM-06. A void clause leaves the choice to board and supervisory board, as none does.
    """
    return clause is not AssemblyFormRule.VIRTUAL_EXCLUDING_PHYSICAL


def form_fixed_by(clause: AssemblyFormRule) -> MeetingForm | None:
    """Name the form that the statute fixes; None where it leaves the choice, or its clause is void (R-FORM-06)."""
    if clause is AssemblyFormRule.FREE or not clause_holds(clause):
        return None
    return MeetingForm(clause.value)


def form_of(clause: AssemblyFormRule, board: MeetingForm | None, other: MeetingForm | None) -> MeetingForm:
    """Name the form in which the assembly meets (§ 43b (6) GenG; R-FORM-06).

    `other` is what the supervisory board wants, where there is none the representative; None: nothing is resolved
    yet. Where both want the same it is that, within the clause of the statute: that one may fix a form, and can never
    exclude the physical meeting. Without agreement it is the form fixed, else the physical one.
    """
    fixed = form_fixed_by(clause)
    if board is not None and board is other and (fixed is None or board is MeetingForm.PHYSICAL):
        return board
    return fixed or MeetingForm.PHYSICAL


def voices_on_form(statute: Statute) -> tuple[FormVoice, FormVoice]:
    """Name who chooses the form jointly: without a supervisory board a representative does it in its place (R-FORM-06).
    """
    return FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD if statute.sb_required else FormVoice.REPRESENTATIVE


def check_form_agreed(
    form: MeetingForm, clause: AssemblyFormRule, board: MeetingForm | None, other: MeetingForm | None
) -> None:
    """Refuse to convene in a form that neither the statute fixes nor both have agreed on (§ 43b (6); R-FORM-06)."""
    due = form_of(clause, board, other)
    if form is due:
        return
    if form_fixed_by(clause) is due:
        raise AboutForm(
            "Die Satzung bestimmt eine andere Form der Versammlung. Abweichen lässt sich davon nur mit einer"
            " Präsenzversammlung, die beide beschlossen haben (§ 43b Abs. 6 GenG)."
        )
    if board is other is due:
        raise AboutForm(
            "Beschlossen ist eine andere Form der Versammlung. Ändern Sie die Form, oder tragen Sie neue Beschlüsse ein"
            " (§ 43b Abs. 6 GenG)."
        )
    raise AboutForm(
        "Diese Form beschließen beide gemeinsam. Ohne Einigung ist es eine Präsenzversammlung (§ 43b Abs. 6"
        " GenG)."
    )


_NAMED_BY: Mapping[MeetingForm, tuple[str, ...]] = {
    MeetingForm.PHYSICAL: ("präsenz", "physisch"), MeetingForm.VIRTUAL: ("virtuell",),
    MeetingForm.HYBRID: ("hybrid",), MeetingForm.STRETCHED: ("gestreckt",),
}
"""Form → how a resolution names it (§ 43b (1) GenG)."""
_MADE_UP_OF_OTHERS = (MeetingForm.STRETCHED, MeetingForm.HYBRID)
"""A stretched one discusses in another form; a hybrid one is in a hall and virtual."""
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_A_DAY = re.compile(
    rf"\b(\d{{1,2}})\.\s*(?:(\d{{1,2}})\.|({'|'.join(_MONTHS)})[^\W\d_]*\.?)\s*(\d{{4}}|\d\d)\b", re.IGNORECASE
)


def check_form_resolved(number: str, wording: str, form: MeetingForm, meets_on: date) -> None:
    """Refuse a resolution that names another form than this, or other days than this one (§ 43b (6) GenG; R-FORM-06).

    A form chosen by nobody makes all that is resolved in it open to challenge. It may say so in other words: whoever
    says that the resolution means this form and meeting is believed.
    """
    if _forms_in(wording) != {form}:
        raise AboutWording(
            "{number} nennt diese Form nicht oder nicht allein: {form}. Prüfen Sie Nummer und Form; meint der Beschluss"
            " sie mit anderen Worten, bestätigen Sie es.", number=number, form=MEETING_FORM_WORDS[form],
        )  # fmt: skip
    if names_another_day(wording, meets_on):
        raise AboutWording(
            "{number} nennt einen anderen Tag als den {day}. Prüfen Sie die Nummer; meint der Beschluss diese"
            " Versammlung, bestätigen Sie es.", number=number, day=written(meets_on),
        )  # fmt: skip


def check_form_holds(numbers: Sequence[str], meets_on: date, is_meant: bool) -> None:
    """Refuse to put an assembly off in a form that was chosen for another day (§ 43b (6) GenG; R-FORM-06).

    `numbers` of the resolutions that name other days than the new one; whoever says that both have chosen the form for
    it as well is believed.
    """
    if numbers and not is_meant:
        raise AboutWording(
            "Die Form ist für einen anderen Tag als den {day} gewählt ({numbers}). Lassen Sie sie von beiden auch für"
            " den neuen Tag beschließen, und bestätigen Sie es dann (§ 43b Abs. 6 GenG).", day=written(meets_on),
            numbers=", ".join(numbers),
        )  # fmt: skip


def _forms_in(wording: str) -> set[MeetingForm]:
    """The forms that a wording names, without those of which another one that it names is made up."""
    found = {form for form, words in _NAMED_BY.items() if any(word in wording.casefold() for word in words)}
    return next(({form} for form in _MADE_UP_OF_OTHERS if form in found), found)


def names_another_day(wording: str, day: date | None) -> bool:
    """Say whether a resolution names days, and this one is none of them; of None whether it names any."""
    days = _A_DAY.findall(wording)
    return bool(days) and (day is None or not any(_is_day(day, *each) for each in days))


def _is_day(day: date, days: str, months: str, month: str, years: str) -> bool:
    number = int(months) if months else _MONTHS.index(month.casefold()) + 1
    return (int(days), number, int(years) % 100) == (day.day, day.month, day.year % 100)


def check_also_voting(form: MeetingForm, also: AlsoVoting | None) -> None:
    """Refuse other ways to vote beside the hall where there is no physical meeting (§ 43b (2) GenG; R-FORM-02)."""
    if also is not None and form is not MeetingForm.PHYSICAL:
        raise AboutAlsoVoting(
            "Auch schriftlich oder elektronisch abzustimmen, lässt sich nur bei einer Präsenzversammlung dazuwählen"
            " (§ 43b Abs. 2 GenG); in den anderen Formen gehört es dazu."
        )


def also_voting_of(board: AlsoVoting | None, other: AlsoVoting | None) -> AlsoVoting | None:
    """In which ways votes are cast beside the hall: where both want the same, else in none (§ 43b (2), (6) GenG).

    R-FORM-02: since 2025 no clause of the statute is needed, but the joint decision that the form needs (R-FORM-06).
    """
    return board if board is other else None


def check_also_voting_agreed(also: AlsoVoting | None, board: AlsoVoting | None, other: AlsoVoting | None) -> None:
    """Refuse to convene with ways to vote other than both have chosen (§ 43b (2), (6) GenG; R-FORM-02)."""
    if also is not also_voting_of(board, other):
        raise AboutAlsoVoting(
            "Ob neben dem Saal auch schriftlich oder elektronisch abgestimmt wird, beschließen beide gemeinsam (§ 43b"
            " Abs. 2, 6 GenG). Ändern Sie den Plan, oder tragen Sie die Beschlüsse ein."
        )


def lets_stream(statute: Statute | None) -> bool:
    """Say whether a statute lets a meeting be streamed; without one nothing does (§ 43b (2) GenG; R-FORM-02)."""
    return statute is not None and statute.gv_streaming


def check_streamed(form: MeetingForm, is_streamed: bool, statute: Statute | None) -> None:
    """Refuse to stream a meeting that is not physical, or without a clause for it (§ 43b (2) GenG; R-FORM-02).

    `statute` is the one of the day on which it is planned or convened; without one there is no clause either.
    """
    if is_streamed and form is not MeetingForm.PHYSICAL:
        raise AboutStreaming(
            "In Bild und Ton übertragen wird nur eine Präsenzversammlung (§ 43b Abs. 2 GenG); in den anderen Formen"
            " gehört es dazu."
        )
    if is_streamed and not lets_stream(statute):
        raise AboutStreaming(
            "Die Satzung lässt es nicht zu, die Versammlung in Bild und Ton zu übertragen (§ 43b Abs. 2 GenG). Ohne"
            " eine solche Bestimmung findet sie nur im Saal statt."
        )


def needs_place(form: MeetingForm, discussion: DiscussionForm | None) -> bool:
    """Say whether people come together somewhere, so that the invitation names where (§ 43b (1); R-DOC-06)."""
    return form in _ON_SITE or discussion is DiscussionForm.HYBRID


def needs_access(form: MeetingForm) -> bool:
    """Say whether the invitation tells how to take part and vote from afar (§ 46 (1) GenG; R-GV-03)."""
    return form is not MeetingForm.PHYSICAL


def check_phases(
    form: MeetingForm, discussion: DiscussionForm | None, meets_on: date, votes_until: date | None
) -> None:
    """Refuse a stretched procedure without its two phases, and phases of any other form (§ 43b (1) no. 4, (5)).

    R-FORM-05: the members vote after the discussion, also those who were not there.
    """
    if form is not MeetingForm.STRETCHED:
        if discussion is not None:
            raise AboutDiscussion("Eine Erörterungsphase gibt es nur im gestreckten Verfahren (§ 43b Abs. 1 GenG).")
        if votes_until is not None:
            raise AboutVotingEnd("Eine Abstimmungsphase gibt es nur im gestreckten Verfahren (§ 43b Abs. 1 GenG).")
        return
    if discussion is None:
        raise AboutDiscussion("Geben Sie an, in welcher Form erörtert wird (§ 43b Abs. 1 Nr. 4 GenG).")
    if votes_until is None:
        raise AboutVotingEnd("Geben Sie an, bis wann abgestimmt werden kann (§ 43b Abs. 1 Nr. 4 GenG).")
    if votes_until < meets_on:
        raise AboutVotingEnd("Abgestimmt wird nach der Erörterung (§ 43b Abs. 1 Nr. 4 GenG). Prüfen Sie die Tage.")
