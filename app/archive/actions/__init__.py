"""What the archive does: keep a document for good, print and post it, say that it speaks no longer, erase it."""

from app.archive.actions.documents import (
    ERASE_JOB,
    check_address,
    erase,
    erase_bytes,
    issue,
    keep_bytes,
    make_void,
    new_check_code,
    print_again,
    replace,
    withdraw,
)
from app.archive.actions.following import Follower, hand_in
from app.archive.actions.tray import (
    BUNDLE_JOB,
    discard,
    keep_bundle,
    mark_posted,
    mark_printed,
    print_all,
    put_back,
    start_run,
    tick_off_posted,
    tick_off_printed,
)

__all__ = [
    "BUNDLE_JOB",
    "ERASE_JOB",
    "Follower",
    "check_address",
    "discard",
    "erase",
    "erase_bytes",
    "hand_in",
    "issue",
    "keep_bundle",
    "keep_bytes",
    "make_void",
    "mark_posted",
    "mark_printed",
    "new_check_code",
    "print_again",
    "print_all",
    "put_back",
    "replace",
    "start_run",
    "tick_off_posted",
    "tick_off_printed",
    "withdraw",
]
