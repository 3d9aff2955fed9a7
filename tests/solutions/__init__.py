"""Needs: how alike they are, on needs written for it."""
