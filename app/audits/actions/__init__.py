"""What is done about audits: let somebody audit, end it, have the folder written, hand it out."""

from app.audits.actions.giving import assign, end_assignment
from app.audits.actions.handing_out import keep_folder, note_download, order_folder
from app.audits.actions.writing import write_folder

__all__ = ["assign", "end_assignment", "keep_folder", "note_download", "order_folder", "write_folder"]
