"""Needs: what members and prospects want answered, from raised to answered (Bedarfe, R-NEED-01 to R-NEED-04).

Here stands what is said of a need, with versions, files, comments and questions; who may see it; how alike two are and
why. Bundles, joint assessment and solutions build upon it.
"""
