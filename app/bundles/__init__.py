"""Bundles: needs that belong together, put in order by the office, and members who meet by them (Bündel, R-NEED-01).

Here stands where each need lies, every act that moved one and how it is undone, what may fit beside it, and who asks
whom for contact. Joint assessment and solutions build upon it.
"""
