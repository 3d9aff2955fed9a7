"""Boardroom: meetings and circulars (Umlauf) of board and supervisory board, and carrying out what they decide.

The one table from kind of item to the lower room's action stands here. The general assembly has rooms of its own.
"""
