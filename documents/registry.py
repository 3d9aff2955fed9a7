"""Every kind of printed document, by name: to print one from stored facts, or a sample of each.

Facts are stored as plain JSON (days and moments in ISO form, files in base64) and read back by their types.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any

from cattrs import Converter

from documents import (
    addendum,
    admission_ticket,
    assembly_invitation,
    assembly_notice,
    completion_letter,
    declaration,
    demand_refusal,
    dunning_letter,
    emergency_folder,
    entry_undone,
    estate_letter,
    exclusion_letter,
    exclusion_lifted,
    exclusion_refused,
    hearing_invitation,
    instalment_plan,
    membership_continued,
    minutes,
    notice_answer,
    notice_confirmation,
    notice_continuation,
    notice_refusal,
    paper,
    payment_request,
    promotion_report,
    protocol,
    refusal_letter,
    report,
    settlement_statement,
    share_certificate,
    shares_admitted,
    shares_refused,
    shares_split,
    succession_letter,
    transfer_entered,
    transfer_refused,
    welcome_letter,
)
from documents.addendum import AddendumFacts
from documents.admission_ticket import TicketFacts
from documents.assembly_invitation import InvitationFacts
from documents.assembly_notice import NoticeFacts
from documents.completion_letter import CompletionFacts
from documents.declaration import DeclarationFacts
from documents.demand_refusal import DemandRefusalFacts
from documents.dunning_letter import DunningFacts
from documents.emergency_folder import FolderFacts
from documents.entry_undone import UndoneFacts
from documents.estate_letter import EstateFacts
from documents.exclusion_letter import ExclusionFacts
from documents.exclusion_lifted import LiftedFacts
from documents.exclusion_refused import NotExcludedFacts
from documents.hearing_invitation import HearingFacts
from documents.instalment_plan import InstalmentPlanFacts
from documents.membership_continued import ContinuedFacts
from documents.minutes import MinutesFacts
from documents.notice_answer import NoticeAnswerFacts
from documents.notice_confirmation import ConfirmationFacts
from documents.notice_continuation import ContinuationFacts
from documents.notice_refusal import NoticeRefusalFacts
from documents.paper import PaperFacts
from documents.payment_request import PaymentRequestFacts
from documents.promotion_report import PromotionFacts
from documents.protocol import ProtocolFacts
from documents.refusal_letter import RefusalFacts
from documents.report import ReportFacts
from documents.settlement_statement import StatementFacts
from documents.share_certificate import CertificateFacts
from documents.shares_admitted import SharesAdmittedFacts
from documents.shares_refused import SharesRefusedFacts
from documents.shares_split import SharesSplitFacts
from documents.succession_letter import SuccessionFacts
from documents.transfer_entered import TransferEnteredFacts
from documents.transfer_refused import TransferRefusedFacts
from documents.welcome_letter import WelcomeFacts


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: the type of its facts, how it is printed, a sample, and samples that try the layout."""

    name: str
    facts: type
    build: Callable[[Any], bytes]
    sample: Callable[[], Any]
    variants: Callable[[], Mapping[str, Any]]


def _kind(module: ModuleType, facts: type) -> DocumentKind:
    name = module.__name__.rpartition(".")[2]
    return DocumentKind(name, facts, module.build, module.sample, module.variants)


KINDS: dict[str, DocumentKind] = {
    kind.name: kind
    for kind in (
        _kind(share_certificate, CertificateFacts),
        _kind(welcome_letter, WelcomeFacts),
        _kind(payment_request, PaymentRequestFacts),
        _kind(refusal_letter, RefusalFacts),
        _kind(demand_refusal, DemandRefusalFacts),
        _kind(completion_letter, CompletionFacts),
        _kind(shares_admitted, SharesAdmittedFacts),
        _kind(shares_refused, SharesRefusedFacts),
        _kind(shares_split, SharesSplitFacts),
        _kind(transfer_entered, TransferEnteredFacts),
        _kind(transfer_refused, TransferRefusedFacts),
        _kind(notice_confirmation, ConfirmationFacts),
        _kind(notice_refusal, NoticeRefusalFacts),
        _kind(notice_continuation, ContinuationFacts),
        _kind(entry_undone, UndoneFacts),
        _kind(settlement_statement, StatementFacts),
        _kind(notice_answer, NoticeAnswerFacts),
        _kind(hearing_invitation, HearingFacts),
        _kind(exclusion_letter, ExclusionFacts),
        _kind(exclusion_lifted, LiftedFacts),
        _kind(exclusion_refused, NotExcludedFacts),
        _kind(membership_continued, ContinuedFacts),
        _kind(estate_letter, EstateFacts),
        _kind(succession_letter, SuccessionFacts),
        _kind(dunning_letter, DunningFacts),
        _kind(instalment_plan, InstalmentPlanFacts),
        _kind(admission_ticket, TicketFacts),
        _kind(emergency_folder, FolderFacts),
        _kind(assembly_invitation, InvitationFacts),
        _kind(assembly_notice, NoticeFacts),
        _kind(declaration, DeclarationFacts),
        _kind(protocol, ProtocolFacts),
        _kind(minutes, MinutesFacts),
        _kind(addendum, AddendumFacts),
        _kind(paper, PaperFacts),
        _kind(report, ReportFacts),
        _kind(promotion_report, PromotionFacts),
    )
}

_converter = Converter(forbid_extra_keys=True)
for _type in (date, datetime):
    _converter.register_unstructure_hook(_type, lambda value: value.isoformat())
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_unstructure_hook(bytes, lambda content: b64encode(content).decode())
_converter.register_structure_hook(bytes, lambda text, _: b64decode(text))


def dump(facts: object) -> dict[str, Any]:
    """Turn facts into what JSON can hold."""
    plain: dict[str, Any] = _converter.unstructure(facts)
    return plain


def load(kind: str, plain: Mapping[str, Any]) -> Any:
    """Turn stored facts back into the facts of a kind; an unknown kind or field is an error."""
    return _converter.structure(plain, KINDS[kind].facts)


def build(kind: str, facts: object) -> bytes:
    """Print a document of a kind (PDF/A-3a, PDF/UA-1)."""
    return KINDS[kind].build(facts)
