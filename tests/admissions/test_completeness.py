"""What belongs to a complete application, and which files are accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.admissions.rules import (
    ChecklistItem,
    UploadPurpose,
    UploadType,
    check_declarants,
    check_upload,
    checklist,
    clean_filename,
    declarants_missing,
    fitting_uploads,
    hinders_admission,
    is_awaited,
    unticked,
    upload_type_of,
)
from app.core.values import PartyKind, Refusal
from app.parties.rules import Authority
from tests.factories import a_pdf

JOINT, SOLE, AGENT = Authority.JOINT, Authority.SOLE, Authority.POWER_OF_ATTORNEY
TOWN, COMPANY, PERSON = PartyKind.MUNICIPALITY, PartyKind.COMPANY, PartyKind.NATURAL_PERSON
PDF = a_pdf("Vollmacht")


def test_a_person_needs_no_papers() -> None:
    assert checklist(PERSON, []) == ()


def test_an_organisation_shows_who_declares_for_it() -> None:
    for kind in set(PartyKind) - {PERSON}:
        assert {ChecklistItem.AUTHORITY_PROOF, ChecklistItem.ALL_DECLARANTS} <= set(checklist(kind, [SOLE]))


def test_the_board_waits_for_the_proof_of_authority_but_not_for_a_municipalitys_own_papers() -> None:
    assert is_awaited(UploadPurpose.AUTHORITY)
    assert not is_awaited(UploadPurpose.COUNCIL_RESOLUTION)
    assert not is_awaited(UploadPurpose.SUPERVISION_NOTICE)


def test_a_municipality_shows_council_resolution_and_notice_to_the_authority() -> None:
    wanted = {ChecklistItem.COUNCIL_RESOLUTION, ChecklistItem.SUPERVISION_NOTICE}
    assert [kind for kind in PartyKind if wanted & set(checklist(kind, [SOLE]))] == [TOWN]


def test_a_municipalitys_own_duties_do_not_hinder_the_admission() -> None:
    assert not hinders_admission(ChecklistItem.COUNCIL_RESOLUTION)
    assert not hinders_admission(ChecklistItem.SUPERVISION_NOTICE)
    assert hinders_admission(ChecklistItem.AUTHORITY_PROOF)


def test_an_agent_hands_in_the_power_of_attorney() -> None:
    assert ChecklistItem.POWER_OF_ATTORNEY in checklist(PERSON, [AGENT])
    assert ChecklistItem.POWER_OF_ATTORNEY not in checklist(COMPANY, [SOLE])


@pytest.mark.parametrize(
    ("authorities", "missing"),
    [([], 1), ([JOINT], 1), ([JOINT, JOINT], 0), ([SOLE], 0), ([AGENT], 0), ([JOINT, Authority.APPOINTED], 0)],
)
def test_joint_representation_needs_two_declarants(authorities: list[Authority], missing: int) -> None:
    assert declarants_missing(COMPANY, authorities) == missing


def test_a_register_may_ask_for_three_to_declare_jointly() -> None:
    assert declarants_missing(COMPANY, [JOINT, JOINT], jointly=3) == 1


def test_too_few_declarants_are_refused() -> None:
    check_declarants(PERSON, [])
    check_declarants(COMPANY, [JOINT, JOINT])
    with pytest.raises(Refusal, match="fehlt noch eine Person"):
        check_declarants(COMPANY, [JOINT])
    with pytest.raises(Refusal, match="Nennen Sie diese Person"):
        check_declarants(COMPANY, [])


def test_uploads_tick_off_the_checklist() -> None:
    uploads = {UploadPurpose.AUTHORITY, UploadPurpose.COUNCIL_RESOLUTION}
    assert unticked(TOWN, [SOLE], uploads, has_register_data=False) == (ChecklistItem.SUPERVISION_NOTICE,)
    assert unticked(COMPANY, [JOINT], uploads, has_register_data=False) == (
        ChecklistItem.REGISTER_DATA,
        ChecklistItem.ALL_DECLARANTS,
    )
    extract = {UploadPurpose.AUTHORITY, UploadPurpose.REGISTER_EXTRACT}
    assert unticked(COMPANY, [SOLE], extract, has_register_data=False) == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, UploadType.PDF),
        (b"\x89PNG\r\n\x1a\n....", UploadType.PNG),
        (b"\xff\xd8\xff\xe0....", UploadType.JPEG),
        (b"GIF89a", None),
        (b"<html>%PDF-1.7", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_a_files_kind_is_told_by_its_first_bytes(content: bytes, kind: UploadType | None) -> None:
    assert upload_type_of(content) is kind


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(Refusal, match="PDF, PNG und JPEG"):
        check_upload(b"MZ\x90\x00")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Beschluss.PDF", "Beschluss.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Akten\\Wahl.pdf", "Wahl.pdf"),
        ("Vollmacht.exe", "Vollmacht.pdf"),
        ("  .htaccess", "htaccess.pdf"),
        ("", "Anlage.pdf"),
        ("Rat\u202egpj.pdf", "Ratgpj.pdf"),
        ("Größe: 1/2 <neu>.pdf", "2 neu.pdf"),
        ("GR-2026-88.pdf", "GR-2026-88.pdf"),
    ],
)
def test_a_files_name_is_made_harmless(name: str, clean: str) -> None:
    assert clean_filename(name, UploadType.PDF) == clean


@given(st.text(max_size=400), st.sampled_from(UploadType))
def test_no_name_leaves_the_folder_or_hides(name: str, kind: UploadType) -> None:
    clean = clean_filename(name, kind)
    assert not {"/", "\\", "\x00", '"', "\n"} & set(clean)
    assert clean.endswith(kind.suffix)
    assert not clean.startswith(".")
    assert len(clean) <= 104


def test_a_file_is_offered_as_what_it_may_be() -> None:
    assert fitting_uploads(PERSON, by_hand=False) == (UploadPurpose.OTHER,)
    assert fitting_uploads(PERSON, by_hand=True) == (UploadPurpose.SIGNED_DECLARATION, UploadPurpose.OTHER)
    assert UploadPurpose.COUNCIL_RESOLUTION in fitting_uploads(TOWN, by_hand=False)
    assert UploadPurpose.COUNCIL_RESOLUTION not in fitting_uploads(COMPANY, by_hand=False)
