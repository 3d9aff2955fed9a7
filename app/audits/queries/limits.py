"""What an auditor reads of each table: what came in, was recorded or decided up to the close of a day (R-GDPR-02).

An act that came in by then is read with what became of it; an entry that counts by then, also where it was recorded
later, for without it no figure of that day would be right. Every table stands in one of three lists; a test sees to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, String, cast, false, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, LoaderCriteriaOption

from app.admissions.models import Application, ApplicationUpload
from app.archive.models import IssuedDocument, PrintItem, PrintRun
from app.assemblies.models import (
    AgendaRequest,
    Assembly,
    CourtDecision,
    Dispatch,
    Notification,
    Paper,
    RecordedItem,
    Redirection,
    RequestAnswer,
    Sitting,
)
from app.assessments.models import Assessment, Assessor, Round
from app.attendance.models import Entry, Guest, PluralVotes, Presence, ProxyGrant
from app.bundles.models import Bundle, BundleAct, BundleDecline, BundledNeed, BundleMove, BundleTurn, ContactRequest
from app.changes.models import ProposedChange
from app.closing.models import AccountsEntry, Appropriation, AppropriationShare, DividendEntry, YearPaper
from app.core.db import Base, table_of
from app.core.horizon import Horizon
from app.core.journal import JournalDetails, JournalLine, JournalRows
from app.core.outbox import MailAttachment, OutgoingMail
from app.departures.models import Notice, NoticePaper, SpecialRight
from app.dues.models import (
    Contribution,
    DunnedDue,
    DunningNotice,
    DunningStop,
    LapsedClaim,
    PaymentPlan,
    RefundedAdvance,
    ReturnedPayment,
)
from app.imports.models import ImportRun
from app.members.models import Member, MembershipExit, MembershipPeriod, RegisterDetail
from app.minutes.models import Addendum, Minutes, RegisterFiling
from app.needs.models import Need, NeedComment, NeedFile, NeedStep, NeedVersion
from app.organs.models import Discharge, Item, Office, Resolution
from app.parties.models import PartyAddress, PartyBankAccount, PartyName, Representation
from app.promotion.models import PromotionExample, PromotionIssue, PromotionText
from app.prospects.models import Enquiry, NextStep, Prospect, ProspectTalk, StageMove
from app.removals.models import Follower, Removal, RemovalStep
from app.reports.models import RegisterInspection
from app.settlements.models import DebtPayment, Settlement, SettlementEntry
from app.shares.models import (
    Certificate,
    CreditEntry,
    PaymentDue,
    PaymentReceived,
    ScaleQuantity,
    ShareEntry,
    ShareHolding,
)
from app.solutions.models import (
    PartnerOffer,
    Solution,
    SolutionFile,
    SolutionNeed,
    SolutionPartner,
    SolutionProgress,
    SolutionVerdict,
)
from app.subscriptions.models import Subscription
from app.transfers.models import Transfer
from app.voting.models import CourseEntry, Objection, Poll

Attribute = InstrumentedAttribute[Any]
Columns = Callable[[Attribute], Any]
"""How a statement names a column: as the model does, or by another name of its table."""


@dataclass(frozen=True)
class Along:
    """A row comes with a row of another table, joined by these pairs of columns; `by` where not all its days count."""

    pairs: Sequence[tuple[Attribute, Attribute]]
    by: Sequence[Attribute] = ()


class IssuedByReader:
    """A document that the reader had issued, as the journal knows: the list of members of an audited day (R-REG-08)."""


@dataclass(frozen=True)
class LetterOf:
    """A document that one of these columns names: what was written about an act belongs to it, whenever that was."""

    columns: Sequence[Attribute]


Ground = Attribute | Along | IssuedByReader | LetterOf
"""When a row came in: a day or a moment of its own, or with what it came."""


def _with(column: Attribute, key: Attribute) -> Along:
    return Along([(column, key)])


BOUNDED: Mapping[type[Base], Sequence[Ground]] = {
    AccountsEntry: (AccountsEntry.year_end, AccountsEntry.day, AccountsEntry.recorded_at),
    AgendaRequest: (AgendaRequest.received_on, AgendaRequest.recorded_at),
    Application: (
        Application.submitted_at, Application.original_received_on, Application.returned_at, Application.decided_at,
    ),
    ApplicationUpload: (_with(ApplicationUpload.application_id, Application.id),),
    Appropriation: (Appropriation.effective_on, Appropriation.recorded_at),
    Assembly: (Assembly.meets_on, Assembly.recorded_at),
    AppropriationShare: (_with(AppropriationShare.appropriation_id, Appropriation.id),),
    Assessment: (Assessment.submitted_at,),
    Assessor: (Assessor.named_at,),
    Bundle: (Bundle.opened_at,),
    BundleAct: (BundleAct.at,),
    BundleDecline: (BundleDecline.at,),
    BundleMove: (_with(BundleMove.act_id, BundleAct.id),),
    BundleTurn: (_with(BundleTurn.act_id, BundleAct.id),),
    Certificate: (Certificate.issued_on,),
    ContactRequest: (ContactRequest.asked_at,),
    Contribution: (Contribution.due_on, Contribution.recorded_at),
    CourtDecision: (CourtDecision.decided_on, CourtDecision.noted_at),
    CreditEntry: (CreditEntry.effective_on, CreditEntry.recorded_at),
    Discharge: (Discharge.recorded_at, _with(Discharge.resolution_id, Resolution.id)),
    Dispatch: (_with(Dispatch.assembly_id, Assembly.id),),
    DividendEntry: (DividendEntry.effective_on, DividendEntry.recorded_at),
    DunnedDue: (_with(DunnedDue.notice_id, DunningNotice.id),),
    DunningNotice: (DunningNotice.dated_on, DunningNotice.recorded_at),
    DunningStop: (DunningStop.recorded_at,),
    Enquiry: (Enquiry.received_on, Enquiry.recorded_at),
    Entry: (_with(Entry.assembly_id, Assembly.id),),
    Follower: (Follower.recorded_at,),
    Guest: (_with(Guest.assembly_id, Assembly.id),),
    IssuedDocument: (IssuedDocument.issued_at, IssuedByReader(), LetterOf([
        Application.declaration_document_id, Application.refusal_document_id, Dispatch.document_id,
        Minutes.document_id, Addendum.document_id,
        DunningNotice.letter_id, Notice.letter_id, Notice.sender_letter_id, Notification.letter_id,
        PaymentPlan.letter_id, PromotionIssue.document_id, Removal.letter_id, RemovalStep.document_id,
        Resolution.protocol_document_id, Subscription.letter_id, Transfer.transferor_letter_id,
        Transfer.acquirer_letter_id,
    ])),
    ImportRun: (ImportRun.taken_over_at,),
    Item: (Item.proposed_at, _with(Item.resolution_id, Resolution.id)),
    JournalDetails: (_with(JournalDetails.sequence, JournalLine.sequence),),
    JournalLine: (JournalLine.at,),
    JournalRows: (_with(JournalRows.sequence, JournalLine.sequence),),
    LapsedClaim: (LapsedClaim.recorded_at,),
    MailAttachment: (_with(MailAttachment.mail_id, OutgoingMail.id),),
    Member: (Member.recorded_at, _with(Member.id, MembershipPeriod.member_id)),
    MembershipExit: (
        MembershipExit.last_day, MembershipExit.recorded_at,
        Along(
            [(MembershipExit.period_id, MembershipExit.period_id), (MembershipExit.follows, MembershipExit.turn)],
            [MembershipExit.last_day],
        ),
    ),
    MembershipPeriod: (MembershipPeriod.first_day, MembershipPeriod.recorded_at),
    Minutes: (Minutes.fixed_at, _with(Minutes.assembly_id, Assembly.id)),
    Addendum: (Addendum.recorded_at,),
    Notification: (_with(Notification.dispatch_id, Dispatch.id),),
    Need: (Need.raised_at,),
    NeedComment: (NeedComment.at,),
    NeedFile: (NeedFile.added_at,),
    NeedStep: (NeedStep.at,),
    NeedVersion: (NeedVersion.at,),
    NextStep: (NextStep.recorded_at,),
    Notice: (Notice.received_on, Notice.recorded_at),
    NoticePaper: (_with(NoticePaper.notice_id, Notice.id),),
    Office: (Office.first_day, Office.recorded_at),
    OutgoingMail: (OutgoingMail.created_at, _with(OutgoingMail.id, Notification.mail_id)),
    Paper: (_with(Paper.assembly_id, Assembly.id),),
    PartyAddress: (PartyAddress.valid_from, PartyAddress.recorded_at),
    PartyBankAccount: (PartyBankAccount.valid_from, PartyBankAccount.recorded_at),
    PartyName: (PartyName.valid_from, PartyName.recorded_at),
    PaymentDue: (PaymentDue.due_on, PaymentDue.recorded_at),
    PaymentPlan: (PaymentPlan.decided_on, PaymentPlan.recorded_at),
    PaymentReceived: (PaymentReceived.received_on, PaymentReceived.recorded_at),
    PluralVotes: (PluralVotes.valid_from, PluralVotes.recorded_at),
    Presence: (_with(Presence.assembly_id, Assembly.id),),
    PrintItem: (PrintItem.ready_at, _with(PrintItem.document_id, Notification.letter_id)),
    PrintRun: (PrintRun.created_at,),
    ProposedChange: (ProposedChange.entered_at,),
    Prospect: (Prospect.recorded_at, _with(Prospect.id, Enquiry.prospect_id)),
    ProspectTalk: (ProspectTalk.held_on, ProspectTalk.recorded_at),
    PromotionExample: (PromotionExample.at, PromotionExample.year_end),
    PromotionIssue: (PromotionIssue.year_end, PromotionIssue.issued_at),
    PromotionText: (PromotionText.at, PromotionText.year_end),
    ProxyGrant: (_with(ProxyGrant.assembly_id, Assembly.id),),
    RecordedItem: (_with(RecordedItem.resolution_id, Resolution.id),),
    Redirection: (Redirection.changed_at,),
    RegisterDetail: (RegisterDetail.valid_from, RegisterDetail.recorded_at),
    RegisterFiling: (RegisterFiling.recorded_at, _with(RegisterFiling.assembly_id, Assembly.id)),
    RegisterInspection: (RegisterInspection.recorded_at,),
    Removal: (Removal.event_on, Removal.recorded_at),
    RemovalStep: (RemovalStep.happened_on, RemovalStep.recorded_at),
    Representation: (Representation.first_day, Representation.recorded_at),
    RequestAnswer: (RequestAnswer.answered_at,),
    Round: (Round.prepared_at,),
    Resolution: (Resolution.meeting_on, Resolution.opened_at, Resolution.closed_at),
    RefundedAdvance: (RefundedAdvance.recorded_at,),
    ReturnedPayment: (ReturnedPayment.returned_on, ReturnedPayment.recorded_at),
    ScaleQuantity: (ScaleQuantity.valid_from, ScaleQuantity.recorded_at),
    Settlement: (Settlement.entered_at,),
    DebtPayment: (DebtPayment.received_on, DebtPayment.recorded_at),
    SettlementEntry: (SettlementEntry.effective_on, SettlementEntry.recorded_at),
    StageMove: (StageMove.at,),
    SpecialRight: (SpecialRight.resolved_on, SpecialRight.opened_at),
    ShareEntry: (ShareEntry.effective_on, ShareEntry.recorded_at),
    PartnerOffer: (PartnerOffer.stated_at,),
    Solution: (Solution.opened_at,),
    SolutionFile: (SolutionFile.added_at,),
    SolutionNeed: (SolutionNeed.linked_at,),
    SolutionPartner: (SolutionPartner.asked_at,),
    SolutionProgress: (SolutionProgress.at,),
    SolutionVerdict: (SolutionVerdict.at,),
    Subscription: (Subscription.received_on, Subscription.recorded_at),
    Transfer: (Transfer.received_on, Transfer.recorded_at),
    CourseEntry: (CourseEntry.at,),
    Objection: (Objection.at,),
    Poll: (Poll.prepared_at,),
    Sitting: (Sitting.opened_at,),
    YearPaper: (YearPaper.year_end, YearPaper.dated_on, YearPaper.recorded_at),
}
"""Table → by what its rows came in; one of these is enough."""

OF_AN_ACT = "shown with the act it belongs to, which is bounded"
OF_THE_HOUSE = "of the house, not of a person: what counted then and what counts now explain each other"
OF_THE_READER = "of one's own account, and of who may sign in"
OF_THE_MACHINE = "work of the machine; who asked for a job alone sees what came of it"

UNBOUNDED: Mapping[str, str] = {
    "account": OF_THE_READER, "login_attempt": OF_THE_READER, "login_session": OF_THE_READER,
    "role_grant": OF_THE_READER, "need_draft": OF_THE_READER,
    "agenda_item": OF_AN_ACT, "assessment_criterion": OF_AN_ACT, "assessment_score": OF_AN_ACT,
    "assessment_subject": OF_AN_ACT, "assessment_subject_need": OF_AN_ACT,
    "attendance": OF_AN_ACT, "bias": OF_AN_ACT, "change_decision": OF_AN_ACT, "checklist_tick": OF_AN_ACT,
    "concern": OF_AN_ACT,
    "declarant": OF_AN_ACT, "declared_clause": OF_AN_ACT, "form_vote": OF_AN_ACT, "imported_entry": OF_AN_ACT,
    "print_run_sheet": OF_AN_ACT,
    "consequence": OF_AN_ACT, "ended_office": OF_AN_ACT, "right_objector": OF_AN_ACT,
    "minutes_addendum_signature": OF_AN_ACT, "minutes_attendee": OF_AN_ACT, "minutes_section": OF_AN_ACT,
    "minutes_signature": OF_AN_ACT,
    "procedure_objection": OF_AN_ACT, "request_support": OF_AN_ACT, "settlement_decision": OF_AN_ACT,
    "settlement_undoing": OF_AN_ACT,
    "synopsis_row": OF_AN_ACT, "undelivered": OF_AN_ACT,
    "cast_vote": OF_AN_ACT, "declaration": OF_AN_ACT, "election_answer": OF_AN_ACT, "hand_count": OF_AN_ACT,
    "paper_ballot": OF_AN_ACT, "secrecy_demand": OF_AN_ACT, "secrecy_taken_back": OF_AN_ACT,
    "motion": OF_AN_ACT, "poll_lot": OF_AN_ACT, "poll_option": OF_AN_ACT, "poll_result": OF_AN_ACT,
    "poll_roll": OF_AN_ACT, "speaker": OF_AN_ACT,
    "vote": OF_AN_ACT, "prospect_contact": OF_AN_ACT,
    "audit_assignment": "one's own audits, which are given after the period they are about",
    "clause_text": OF_THE_HOUSE, "dunning_term": OF_THE_HOUSE, "fiscal_year": OF_THE_HOUSE,
    "house_data": OF_THE_HOUSE, "statute_parameter": OF_THE_HOUSE, "statute_version": OF_THE_HOUSE,
    "year_close": OF_THE_HOUSE, "prospect_term": OF_THE_HOUSE, "map_area": OF_THE_HOUSE,
    "counter": OF_THE_MACHINE, "done_act": OF_THE_MACHINE, "job": OF_THE_MACHINE, "job_item": OF_THE_MACHINE,
    "journal_head": OF_THE_MACHINE, "public_use": OF_THE_MACHINE,
    "party": "people are met through membership, office or application, each of which is bounded",
}
"""Name of a table → why all of it may be read."""

DERIVED: frozenset[type[Base]] = frozenset({ShareHolding, BundledNeed})
"""Tables that follow a ledger and know no horizon: who reads an audited period is told by the ledger itself."""


class BeyondTheHorizon(Exception):
    """Raised over a statement that would tell whoever reads an audited period what came in after it."""


class _Limit(LoaderCriteriaOption):
    """A criterion that follows its table where a statement joins it by another name.

    SQLAlchemy leaves a plain criterion as it is in the ON of such a join; what it offers instead, a lambda, is kept by
    its code, and so would keep the day of whoever read first.
    """

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(found) if ext_info.is_aliased_class else found


class _Never(LoaderCriteriaOption):
    """Lets no statement be asked that names its table; better none at all than a figure that lies."""

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        raise BeyondTheHorizon(ext_info.mapper.class_.__tablename__)


def limits(horizon: Horizon) -> Sequence[LoaderCriteriaOption]:
    """The condition on each bounded table, wherever a statement of the ORM names it; none may name a derived one."""
    bounds: list[LoaderCriteriaOption] = [
        _Limit(model, _came_in(grounds, lambda attribute: attribute, horizon), include_aliases=True)
        for model, grounds in BOUNDED.items()
    ]
    return [*bounds, *(_Never(model, false(), include_aliases=True) for model in DERIVED)]


def _came_in(grounds: Sequence[Ground], column: Columns, horizon: Horizon) -> ColumnElement[bool]:
    return or_(*(_holds(ground, column, horizon) for ground in grounds))


def _holds(ground: Ground, column: Columns, horizon: Horizon) -> ColumnElement[bool]:
    if isinstance(ground, Along):
        return _comes_with(ground, column, horizon)
    if isinstance(ground, IssuedByReader):
        return _is_issued_by_reader(column, horizon)
    if isinstance(ground, LetterOf):
        return _is_letter(ground, column(IssuedDocument.id), horizon)
    found = column(ground)
    came_in: ColumnElement[bool] = (
        found <= horizon.last_day if isinstance(found.type, Date) else found < horizon.end
    )
    return came_in


def _comes_with(ground: Along, column: Columns, horizon: Horizon) -> ColumnElement[bool]:
    """Whether the other row came in; its table bears another name, for the statement may name it as well."""
    model: Any = ground.pairs[0][1].class_
    other, other_column = _under_another_name(model)
    joined = (column(mine) == other_column(its) for mine, its in ground.pairs)
    came_in = _came_in(ground.by or BOUNDED[model], other_column, horizon)
    return select(literal(1)).select_from(other).where(*joined, came_in).exists()


def _is_letter(ground: LetterOf, document_id: Any, horizon: Horizon) -> ColumnElement[bool]:
    """Whether an act that came in names the document; these are looked for once, not for each document."""
    named = []
    for column in ground.columns:
        model: Any = column.class_
        _acts, column_of = _under_another_name(model)
        named.append(select(column_of(column)).where(_came_in(BOUNDED[model], column_of, horizon)))
    found: ColumnElement[bool] = document_id.in_(union_all(*named))
    return found


def _under_another_name(model: type[Base]) -> tuple[FromClause, Columns]:
    other = table_of(model).alias()
    return other, lambda attribute: other.c[attribute.key]


def _is_issued_by_reader(column: Columns, horizon: Horizon) -> ColumnElement[bool]:
    line = table_of(JournalLine).alias()
    told = literal("document:") + cast(column(IssuedDocument.id), String)
    own = (line.c.subject == told, line.c.act == "document_issued", line.c.actor_id == horizon.account_id)
    return select(literal(1)).select_from(line).where(*own).exists()
