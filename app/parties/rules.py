"""Who somebody is: names, register fields, the kind of authority, duplicates, account numbers."""

from enum import StrEnum


class Authority(StrEnum):
    """By what right a person declares for an organisation (Vertretungsbefugnis)."""

    SOLE = "sole"
    JOINT = "joint"
    APPOINTED = "appointed"
    POWER_OF_ATTORNEY = "power_of_attorney"
