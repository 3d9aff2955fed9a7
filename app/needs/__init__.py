"""Needs: what organisations want answered, and which needs resemble each other (Bedarfe, R-NEED-03).

Here stands how alike two needs are and why; raising, bundling and assessing a need build upon it.
"""
