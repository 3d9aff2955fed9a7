"""What an issued document is worth today."""

from enum import StrEnum


class Standing(StrEnum):
    """Whether a document still speaks: valid, replaced by a newer one, or void."""

    VALID = "valid"
    REPLACED = "replaced"
    VOID = "void"
