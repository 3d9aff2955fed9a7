"""The general assembly."""
