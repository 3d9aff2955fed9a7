"""The whole suite in one run: the tools that read the code, then pytest, then what was not run.

``python -m tests.runner`` runs all of it, ``python -m tests.runner PATH …`` hands its arguments to pytest alone.
"""
