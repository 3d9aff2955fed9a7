"""Desk (Heute): what waits for the signed-in person, search over everything, the sidebar.

It derives its tasks from the rooms below and stores nothing.
"""
