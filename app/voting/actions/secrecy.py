"""A secret vote demanded: recorded, judged, from then on taken on paper alone, or taken back (R-ELE-04, R-VOTE-10)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaItem, Sitting
from app.core.formats import local
from app.core.values import Actor, check_reason
from app.statutes import queries as statutes
from app.voting import queries, rules
from app.voting.actions.course import happened
from app.voting.models import Motion, Poll, SecrecyDemand, SecrecyTakenBack
from app.voting.rules import DEMANDER_WORDS, CourseKind, Demander, HallWay, PollState, Secrecy


def demand_secrecy(
    session: Session, sitting: Sitting, item: AgendaItem, motion: Motion | None, by: Demander,
    votes: tuple[int | None, int | None], actor: Actor, now: datetime,
) -> SecrecyDemand:
    """Record that a secret vote is demanded on an item or a motion to it, and whether it has to be (R-ELE-04).

    What was prepared on it is from then on secret and on paper; what is prepared later has to be. A demand that found
    too few votes stands as well.
    """
    for_it, against_it = rules.check_demand(by, *votes)
    polls = queries.polls_on(session, sitting.assembly_id, item.id, motion.id if motion else None)
    rules.check_demandable((each.state, each.declaration.outcome if each.declaration else None) for each in polls)
    if motion is not None:
        rules.check_motion_suits(item.id, motion.item_id)
        rules.check_motion_open(motion.state, False)
    fraction = statutes.statute_on(session, local(now).date()).secret_vote_fraction
    demand = SecrecyDemand(
        assembly_id=sitting.assembly_id, item_id=item.id, motion_id=motion.id if motion else None, demanded_by=by,
        votes_for=for_it, votes_against=against_it, share_top=fraction.numerator, share_base=fraction.denominator,
        is_granted=rules.is_granted(by, for_it, against_it, fraction), demanded_at=now, recorded_by=actor.name,
    )
    session.add(demand)
    session.flush()
    if demand.is_granted and rules.has_hall(assemblies.get_assembly(session, sitting.assembly_id).form):
        for poll in polls:
            if poll.state is PollState.PREPARED and poll.secrecy is not Secrecy.PAPER_ONLY:
                poll.secrecy_before, poll.hall_before = poll.secrecy, poll.hall
                poll.secrecy, poll.hall = Secrecy.PAPER_ONLY, HallWay.PAPER
    happened(session, sitting, CourseKind.SECRECY_DEMANDED, _told(demand), actor, now, item=item)
    return demand


def take_back_demand(
    session: Session, sitting: Sitting, demand: SecrecyDemand, reason: str, actor: Actor, now: datetime
) -> SecrecyTakenBack:
    """Take a demand of a secret vote back that was noted by mistake, or that an organ no longer keeps up (R-ELE-04).

    Of one that the votes carried the course says that it was a mistake: nobody lifts it otherwise. Where no other one
    binds, what it made secret is voted on again as it was prepared.
    """
    polls = queries.polls_on(session, sitting.assembly_id, demand.item_id, demand.motion_id)
    rules.check_taken_back(
        demand.taken_back is not None, demand.demanded_at, [(each.state, each.opened_at) for each in polls]
    )
    why = check_reason(reason)
    row = SecrecyTakenBack(demand_id=demand.id, reason=why, taken_back_at=now, recorded_by=actor.name)
    session.add(row)
    session.flush()
    session.refresh(demand, ["taken_back"])
    stays_secret = queries.is_secrecy_demanded(session, demand.item_id, demand.motion_id)
    for poll in () if stays_secret else polls:
        _as_before(poll)
    item = assemblies.get_item(assemblies.get_assembly(session, sitting.assembly_id), demand.item_id)
    stands = rules.STAYS_SECRET if stays_secret else rules.MAY_BE_OPEN
    mistake = " Versehentlich vermerkt." if rules.is_mistake(demand.demanded_by, demand.is_granted) else ""
    told = f"{_who(demand)}.{mistake} Grund: {why.rstrip('.')}. {stands}"
    happened(session, sitting, CourseKind.SECRECY_WITHDRAWN, told, actor, now, item=item)
    return row


def _as_before(poll: Poll) -> None:
    """What a demand made secret and is not opened is voted on as it was prepared."""
    if poll.state is PollState.PREPARED and poll.secrecy_before is not None and poll.hall_before is not None:
        poll.secrecy, poll.hall = poll.secrecy_before, poll.hall_before
        poll.secrecy_before = poll.hall_before = None


def _told(demand: SecrecyDemand) -> str:
    """What the course keeps of a demand, in German as the minutes are."""
    result = "geheim abzustimmen" if demand.is_granted else "nicht geheim abzustimmen, die nötigen Stimmen fehlen"
    return f"{_who(demand)}; {result}"


def _who(demand: SecrecyDemand) -> str:
    """Who demands it, by how many votes, on which motion."""
    about = f", zum Antrag „{demand.motion.text}“" if demand.motion is not None else ""
    if demand.demanded_by is not Demander.MEMBERS:
        return f"{DEMANDER_WORDS[demand.demanded_by]}{about}"
    return f"Mitglieder, dafür {demand.votes_for}, dagegen {demand.votes_against}{about}"
