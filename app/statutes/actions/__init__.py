"""What is done to the statute: versions recorded and registered, fiscal years entered, house data changed."""

from app.statutes.actions.house import change_house_data, change_logo
from app.statutes.actions.order import keep_shares_unsplit
from app.statutes.actions.versions import (
    JudgedByOthers,
    PreviewSplit,
    SharesFollow,
    VersionFacts,
    attach_document,
    change_version,
    drop_version,
    hand_in,
    record_version,
    register_knowingly,
    register_version,
)
from app.statutes.actions.years import (
    EntryWithin,
    close_year,
    drop_fiscal_year,
    hand_in_ends,
    move_beginning,
    reopen_year,
    set_earlier_fiscal_year,
    set_fiscal_year,
)

__all__ = [
    "EntryWithin",
    "JudgedByOthers",
    "PreviewSplit",
    "SharesFollow",
    "VersionFacts",
    "attach_document",
    "change_house_data",
    "change_logo",
    "change_version",
    "close_year",
    "drop_fiscal_year",
    "drop_version",
    "hand_in",
    "hand_in_ends",
    "keep_shares_unsplit",
    "move_beginning",
    "record_version",
    "register_knowingly",
    "register_version",
    "reopen_year",
    "set_earlier_fiscal_year",
    "set_fiscal_year",
]
