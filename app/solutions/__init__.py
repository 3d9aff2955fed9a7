"""Solutions: what answers needs, who contributes, how far it is, what owners say of it (R-NEED-03, R-NEED-04).

Here stand solutions with their progress and files, the needs they answer, owners' verdicts, what members offer, and
which offers and needs resemble each other. It builds upon needs.
"""
