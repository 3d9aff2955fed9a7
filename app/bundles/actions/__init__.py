"""What is done with bundles: opened, filled, split, merged, worded, dissolved, undone."""

from app.bundles.actions.bundling import dissolve, merge, open_bundle, place, split, word
from app.bundles.actions.undoing import undo

__all__ = ["dissolve", "merge", "open_bundle", "place", "split", "undo", "word"]
