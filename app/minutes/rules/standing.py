"""Who of the members may challenge a resolution (§ 51 (2) GenG)."""

from enum import StrEnum


class Presence(StrEnum):
    """Whether and how a member took part; whoever took part electronically or in writing appeared (§ 43b (7))."""

    ABSENT = "absent"
    IN_PERSON = "in_person"
    ELECTRONIC = "electronic"
    WRITTEN = "written"


def may_challenge(presence: Presence, objected: bool, was_kept_out: bool, is_ill_convened: bool) -> bool:
    """Say whether a member has standing to challenge a resolution (§ 51 (2) GenG; R-CHL-02, R-FORM-07).

    Whoever appeared must have had an objection recorded; whoever did not must have been kept out wrongly, or rest the
    challenge on how the assembly was convened or the item announced.
    """
    if presence is Presence.ABSENT:
        return was_kept_out or is_ill_convened
    return objected
