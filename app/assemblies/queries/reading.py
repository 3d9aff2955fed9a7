"""Reads of one assembly, its items, papers and dispatches."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, AgendaRequest, Assembly, Dispatch, Paper
from app.core.values import NotFound


def get_assembly(session: Session, assembly_id: int) -> Assembly:
    """An assembly that must be there."""
    found = session.get(Assembly, assembly_id)
    if found is None:
        raise NotFound
    return found


def get_item(assembly: Assembly, item_id: int) -> AgendaItem:
    """An item of this assembly's agenda; raises NotFound."""
    for item in assembly.items:
        if item.id == item_id:
            return item
    raise NotFound


def get_paper(assembly: Assembly, paper_id: int) -> Paper:
    """A paper of this assembly that was not taken back; raises NotFound."""
    for paper in assembly.papers:
        if paper.id == paper_id and paper.taken_back_at is None:
            return paper
    raise NotFound


def get_dispatch(assembly: Assembly, dispatch_id: int) -> Dispatch:
    """A dispatch of this assembly; raises NotFound."""
    for dispatch in assembly.dispatches:
        if dispatch.id == dispatch_id:
            return dispatch
    raise NotFound


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper for the members, a demand of theirs or the proof of a publication has these bytes."""
    papers = select(Paper.id).where(Paper.sha256 == sha256)
    proofs = select(Dispatch.id).where(Dispatch.proof_sha256 == sha256)
    demands = select(AgendaRequest.id).where(AgendaRequest.sha256 == sha256)
    return session.scalar(papers.union_all(proofs, demands).limit(1)) is not None
