"""Cases of minutes and challenge in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping

from app.assemblies.rules import MeetingForm, Subject
from app.minutes.rules import Presence, Signer, annexes_of, may_challenge, missing_signer, place_of
from tests.cases.values import Answer, Input

PRESENCES = {
    True: Presence.IN_PERSON, False: Presence.ABSENT, "electronic": Presence.ELECTRONIC, "written": Presence.WRITTEN,
}


def minutes_attachments(given: Input) -> Answer:
    """Which place do the minutes name, and what is annexed?"""
    form, resolved = MeetingForm(given["form"]), {Subject(each) for each in given["resolutions"]}
    annexes = annexes_of(form, given["statute_investing"], given["statute_plural"], resolved)
    return {"place_stated": place_of(form).value, "attachments": [each.value for each in annexes]}


def minutes_signatures(given: Input) -> Answer:
    """Have all signed who must?"""
    missing = missing_signer({Signer(each) for each in given["signed_by"]}, given["chair_is_board_member"])
    return {"complete": missing is None, "missing": missing and missing.value}


def challenge_standing(given: Input) -> Answer:
    """May this member challenge the resolution?"""
    return {
        "standing": may_challenge(
            PRESENCES[given["present"]], given["objection_recorded"], given["wrongly_excluded"],
            given["convocation_defect_alleged"],
        )
    }


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "minutes.attachments": minutes_attachments,
    "minutes.signatures": minutes_signatures,
    "challenge.standing": challenge_standing,
}
"""Each kind of case with the adapter that answers it."""
