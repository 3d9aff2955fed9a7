"""Reads of joint assessment: rounds, who is asked, own assessments, results once a round is over, what waits."""

from app.assessments.queries.assessed import assessed_ids, assessed_in, assessed_with, to_be_assessed
from app.assessments.queries.assessing import (
    SHOWN,
    Task,
    Waiting,
    assessments_of,
    find_own,
    get_own,
    get_task,
    is_running,
    known_of,
    left_out_of,
    own_rounds,
    scores_of,
    task_among,
    tasks_of,
    waiting_for,
)
from app.assessments.queries.reached import first_assessed
from app.assessments.queries.results import (
    Heard,
    Priorities,
    Turnout,
    Voice,
    find_item,
    priorities_of,
    result_of,
    round_on_agenda,
    turnout_of,
    waiting_on_agenda,
    weights_of,
)
from app.assessments.queries.rounds import (
    ANY_MEMBER,
    OFFICE,
    SORTS,
    Progress,
    Subject,
    acting_for,
    acts_no_more,
    count_by_state,
    find_assessor,
    get_assessor,
    get_criterion,
    get_round,
    history_of,
    list_rounds,
    missing_in,
    names_of,
    person_of,
    persons_of,
    progress_of,
    rounds_of_bundle,
    rounds_of_need,
    search,
    subject_of,
    subjects_of,
    sum_of,
)
from app.assessments.queries.tasks import to_close, to_lay

__all__ = [
    "ANY_MEMBER", "OFFICE", "SHOWN", "SORTS", "Heard", "Priorities", "Progress", "Subject", "Task", "Turnout", "Voice",
    "Waiting", "acting_for", "acts_no_more", "assessed_ids", "assessed_in", "assessed_with", "assessments_of",
    "count_by_state", "find_assessor", "find_item", "find_own", "first_assessed", "get_assessor", "get_criterion",
    "get_own", "get_round", "get_task", "history_of", "is_running", "known_of", "left_out_of", "list_rounds",
    "missing_in", "names_of", "own_rounds", "person_of", "persons_of", "priorities_of", "progress_of", "result_of",
    "round_on_agenda", "rounds_of_bundle", "rounds_of_need", "scores_of", "search", "subject_of", "subjects_of",
    "sum_of", "task_among", "tasks_of", "to_be_assessed", "to_close", "to_lay", "turnout_of", "waiting_for",
    "waiting_on_agenda", "weights_of",
]
