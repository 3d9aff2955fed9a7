"""The rules of joining: states, content and form of the declaration, what is missing, uploads (§§ 15 to 15b GenG)."""

from app.admissions.rules.facts import ApplicationState, Channel, ClauseKind, UploadPurpose

__all__ = ["ApplicationState", "Channel", "ClauseKind", "UploadPurpose"]
