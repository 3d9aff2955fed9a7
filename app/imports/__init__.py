"""Imports: a list of members from elsewhere, mapped, tried, then taken over in one transaction."""
