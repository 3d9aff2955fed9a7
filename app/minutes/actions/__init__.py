"""What is done with minutes: worded, printed for signature, taken back, signed, added to."""

from app.minutes.actions.acts import add, board_on, draft_again, fix, seal, take_back, word
from app.minutes.actions.printing import facts_of

__all__ = ["add", "board_on", "draft_again", "facts_of", "fix", "seal", "take_back", "word"]
