"""What was declared in an assembly, for other programs: the figures of the pages and the minutes (R-MAJ-07)."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.web import requires
from app.voting import queries
from app.voting.models import Poll
from app.voting.rules import ANSWERED_BY_YES
from app.voting.views.pieces import READERS, assembly_of, blueprint


@blueprint.get("/<int:assembly_id>/ergebnisse.json")
@requires(*READERS)
def declared(assembly_id: int) -> ResponseReturnValue:
    """Every declared result in its order; nothing of a poll before its declaration. Raises NotFound."""
    assembly = assembly_of(assembly_id)
    polls = [each for each in queries.polls_of(db.session(), assembly_id) if each.declaration is not None]
    numbers = queries.resolution_numbers(db.session(), polls)
    return {"meets_on": assembly.meets_on.isoformat(), "results": [_told(each, numbers.get(each.id)) for each in polls]}


def _told(poll: Poll, resolution: str | None) -> dict[str, Any]:
    """One result; votes are whole numbers, and of investing members only that theirs decided nothing (§ 8 (2) GenG).

    A run-off names the vote that it goes on with; the resolution is the number in the register, None of what is none.
    """
    assert poll.result is not None
    assert poll.declaration is not None
    sums = poll.result.content
    return {
        "poll": poll.id, "runoff_of": poll.runoff_of_id, "resolution": resolution,
        "item": poll.item.position, "title": poll.item.title, "question": poll.question, "method": poll.method,
        "secrecy": poll.secrecy, "outcome": poll.declaration.outcome, "declared": poll.declaration.text,
        "declared_at": poll.declaration.declared_at.isoformat(), "votes": sums["ordinary"],
        "valid": poll.result.valid, "needed": poll.result.needed, "entitled": sums["entitled"],
        "barred": sums["barred"], "options": [] if poll.method in ANSWERED_BY_YES else _options(poll),
        "digest": poll.result.digest,
    }  # fmt: skip


def _options(poll: Poll) -> list[dict[str, Any]]:
    """What stood for choice; of who is elected also whether it accepts, None where nobody said so (§§ 24, 36 GenG)."""
    assert poll.result is not None
    sums, chosen = poll.result.content, {each.id for each in queries.elected_options(poll)}
    return [
        {
            "name": option.name, "votes": sums["deciding"][str(option.id)], "is_chosen": option.id in chosen,
            "accepts": option.answer.accepts if option.answer else None,
            **({"against": sums["against"][str(option.id)]} if "against" in sums else {}),
        }
        for option in sorted(poll.options, key=lambda each: each.position)
    ]
