"""What is done with lists: printed, issued under a number, shown to who asks."""

from app.reports.actions.inspecting import Request, inspect_as_member, issue_extract, note_inspection
from app.reports.actions.printing import issue_register, print_movement

__all__ = ["Request", "inspect_as_member", "issue_extract", "issue_register", "note_inspection", "print_movement"]
