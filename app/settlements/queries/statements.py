"""Reads of the letters that state settlements: which there are, which are lacking, which hold no more (R-DOC-05)."""

from sqlalchemy import ColumnElement, Select, String, cast, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.settlements.models import Settlement
from app.settlements.queries.settlements import OPEN, OWES, UNDONE, settlements_of
from app.shares.models import ShareEntry
from app.shares.rules import ShareGround

STATEMENT = "settlement_statement"
"""The kind of letter that states a settlement."""

_LETTER, _ENTRY, _REVERSAL = aliased(IssuedDocument), aliased(ShareEntry), aliased(ShareEntry)
_ENDED = exists().where(
    _ENTRY.member_id == Settlement.member_id,
    or_(
        _ENTRY.id == Settlement.share_entry_id,
        Settlement.share_entry_id.is_(None) & (_ENTRY.ground == ShareGround.EXIT)
        & (_ENTRY.effective_on == Settlement.last_day),
    ),
    ~exists().where(_REVERSAL.reverses_id == _ENTRY.id),
)  # fmt: skip
_WITHOUT_END = UNDONE & ~_ENDED
"""The condition that what a settlement settled is undone, and nothing else ended the same on that day."""


def statement_of(session: Session, settlement: Settlement) -> IssuedDocument | None:
    """The letter that states a settlement and was not taken back."""
    return next((each for each in statements_of(session, settlement) if each.standing is Standing.VALID), None)


def statements_of(session: Session, settlement: Settlement) -> list[IssuedDocument]:
    """Every letter that states a settlement, those that were made void too."""
    found = archive.documents_about(session, f"member:{settlement.member_id}")
    return [
        each for each in found
        if each.kind == STATEMENT and (each.facts or {}).get("settlement") == settlement.number
    ]


def statements_taken_back(session: Session, settlement: Settlement) -> list[IssuedDocument]:
    """The letters, oldest first, that state earlier settlements of the same, taken back since they left the house, and
    whose holder was not told so yet (R-REG-05, R-DOC-05).
    """
    same = settlement.period_id, settlement.share_entry_id
    numbers = {
        each.number for each in settlements_of(session, settlement.member_id)
        if each.undoing and (each.period_id, each.share_entry_id) == same
    }
    found = archive.documents_about(session, f"member:{settlement.member_id}") if numbers else ()
    wanted = [each for each in found if each.kind == STATEMENT and (each.facts or {}).get("settlement") in numbers]
    return sorted((each for each in wanted if archive.lacks_correction(session, each.id)), key=lambda each: each.id)


def statements_without_end(session: Session, member_id: int) -> list[tuple[Settlement, IssuedDocument]]:
    """The letters, oldest first, that state what was settled of an end that is undone, where nobody was told so yet.

    Where the end stands, or another of the same day, the next settlement's statement takes their place (R-REG-05).
    """
    asked = select(Settlement).where(Settlement.member_id == member_id, _WITHOUT_END)
    found = [
        (settlement, letter) for settlement in session.scalars(asked).unique()
        for letter in statements_of(session, settlement) if archive.lacks_correction(session, letter.id)
    ]
    return sorted(found, key=lambda each: each[1].id)


def lacks_correction(session: Session, settlement: Settlement) -> bool:
    """Say whether somebody holds the statement of what was settled of an end that is undone, and was not told so."""
    return any(each.id == settlement.id for each, _letter in statements_without_end(session, settlement.member_id))


def without_letter() -> Select[Settlement]:
    """Settlements of which somebody is to be told by letter, oldest first (R-DOC-05).

    What is to be paid or owed, and no letter states, unless it was erased; of what was undone with its end: whose
    letter is out, and was not corrected.
    """
    is_stated = _has_letter(or_(_LETTER.standing_now == Standing.VALID, _LETTER.erased_at.is_not(None)))
    wrong = _WITHOUT_END & _has_letter(archive.is_uncorrected(_LETTER.id))
    return select(Settlement).where(or_((OPEN | OWES) & ~is_stated, wrong)).order_by(Settlement.id)


def _has_letter(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a letter of which this is so states a settlement; one erased may have."""
    is_its = or_(_LETTER.facts["settlement"].as_string() == Settlement.number, _LETTER.erased_at.is_not(None))
    subject = literal("member:") + cast(Settlement.member_id, String)
    return exists().where(_LETTER.subject == subject, _LETTER.kind == STATEMENT, is_its, condition)
