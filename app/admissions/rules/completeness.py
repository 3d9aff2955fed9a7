"""What belongs to a complete application, by the kind of applicant (R-ADM-11, R-ADM-13)."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from app.admissions.rules.facts import UploadPurpose
from app.core.values import PartyKind, Refusal
from app.parties.rules import Authority, is_organisation

JOINT_DECLARANTS = 2
"""Joint representation needs two, where register or statute do not say more."""


class ChecklistItem(StrEnum):
    """What the office looks for before it proposes an application to the board."""

    REGISTER_DATA = "register_data"
    AUTHORITY_PROOF = "authority_proof"
    ALL_DECLARANTS = "all_declarants"
    POWER_OF_ATTORNEY = "power_of_attorney"
    COUNCIL_RESOLUTION = "council_resolution"
    SUPERVISION_NOTICE = "supervision_notice"


PROOFS = {
    ChecklistItem.AUTHORITY_PROOF: UploadPurpose.AUTHORITY,
    ChecklistItem.POWER_OF_ATTORNEY: UploadPurpose.POWER_OF_ATTORNEY,
    ChecklistItem.COUNCIL_RESOLUTION: UploadPurpose.COUNCIL_RESOLUTION,
    ChecklistItem.SUPERVISION_NOTICE: UploadPurpose.SUPERVISION_NOTICE,
}
"""Which upload ticks off which item."""

_REGISTERED = (PartyKind.COMPANY, PartyKind.ASSOCIATION)


def checklist(kind: PartyKind, authorities: Collection[Authority]) -> tuple[ChecklistItem, ...]:
    """List what is looked for with this kind of applicant (R-ADM-13; R-ADM-11).

    Organisations: who declares and by what right; companies and associations also their register entry; municipalities
    also the council's resolution and the notice to the supervising authority (§§ 103 ff., 108 GemO BW).
    """
    wanted = {
        ChecklistItem.REGISTER_DATA: kind in _REGISTERED,
        ChecklistItem.AUTHORITY_PROOF: is_organisation(kind),
        ChecklistItem.ALL_DECLARANTS: is_organisation(kind),
        ChecklistItem.POWER_OF_ATTORNEY: Authority.POWER_OF_ATTORNEY in authorities,
        ChecklistItem.COUNCIL_RESOLUTION: kind is PartyKind.MUNICIPALITY,
        ChecklistItem.SUPERVISION_NOTICE: kind is PartyKind.MUNICIPALITY,
    }
    return tuple(item for item, is_wanted in wanted.items() if is_wanted)


def expected_uploads(kind: PartyKind, authorities: Collection[Authority]) -> tuple[UploadPurpose, ...]:
    """List the papers an applicant of this kind usually hands in (R-ADM-11, R-ADM-13)."""
    items = checklist(kind, authorities)
    return tuple(purpose for item, purpose in PROOFS.items() if item in items)


_OF_ORGANISATIONS = (UploadPurpose.AUTHORITY, UploadPurpose.POWER_OF_ATTORNEY, UploadPurpose.REGISTER_EXTRACT)
_OF_MUNICIPALITIES = (UploadPurpose.COUNCIL_RESOLUTION, UploadPurpose.SUPERVISION_NOTICE)


def fitting_uploads(kind: PartyKind, by_hand: bool) -> tuple[UploadPurpose, ...]:
    """List what a file of such an applicant may be; `by_hand` where the declaration is to be signed (R-ADM-13)."""
    fits = {
        **dict.fromkeys(_OF_ORGANISATIONS, is_organisation(kind)),
        **dict.fromkeys(_OF_MUNICIPALITIES, kind is PartyKind.MUNICIPALITY),
        UploadPurpose.SIGNED_DECLARATION: by_hand, UploadPurpose.OTHER: True,
    }
    return tuple(purpose for purpose in UploadPurpose if fits[purpose])


def hinders_admission(item: ChecklistItem) -> bool:
    """Say whether the board should wait for an item; what is a municipality's own duty does not hinder (R-ADM-13)."""
    return item not in (ChecklistItem.COUNCIL_RESOLUTION, ChecklistItem.SUPERVISION_NOTICE, ChecklistItem.REGISTER_DATA)


def is_awaited(paper: UploadPurpose) -> bool:
    """Say whether the board waits for a paper that an applicant still owes (R-ADM-13)."""
    return any(hinders_admission(item) for item, proof in PROOFS.items() if proof is paper)


def declarants_missing(kind: PartyKind, authorities: Sequence[Authority], jointly: int = JOINT_DECLARANTS) -> int:
    """Count the declarants still missing (§ 25 (1) GenG for cooperatives, § 35 GmbHG and the like; R-ADM-13).

    A person declares alone; for an organisation one with sole authority, an appointed official or an agent suffices,
    otherwise as many as represent it jointly.
    """
    if not is_organisation(kind):
        return 0
    if any(authority is not Authority.JOINT for authority in authorities):
        return 0
    return max(jointly - len(authorities), 0) if authorities else 1


def check_declarants(kind: PartyKind, authorities: Sequence[Authority], jointly: int = JOINT_DECLARANTS) -> None:
    """Refuse a declaration for an organisation by too few of those who represent it jointly (R-ADM-13)."""
    missing = declarants_missing(kind, authorities, jointly)
    if missing and not authorities:
        raise Refusal("Für eine Organisation erklärt eine Person, die sie vertritt. Nennen Sie diese Person.")
    if missing:
        if missing == 1:
            raise Refusal("Bei gemeinsamer Vertretung erklären alle zusammen: Es fehlt noch eine Person.")
        raise Refusal("Bei gemeinsamer Vertretung erklären alle zusammen: Es fehlen noch {missing}.", missing=missing)


def unticked(
    kind: PartyKind,
    authorities: Sequence[Authority],
    uploads: Collection[UploadPurpose],
    has_register_data: bool,
    jointly: int = JOINT_DECLARANTS,
) -> tuple[ChecklistItem, ...]:
    """List the items of the checklist that are not yet there (R-ADM-11, R-ADM-13)."""
    jointly_declared = declarants_missing(kind, authorities, jointly) == 0
    there = {
        ChecklistItem.REGISTER_DATA: has_register_data or UploadPurpose.REGISTER_EXTRACT in uploads,
        ChecklistItem.ALL_DECLARANTS: jointly_declared,
    } | {item: purpose in uploads for item, purpose in PROOFS.items()}
    return tuple(item for item in checklist(kind, authorities) if not there[item])
