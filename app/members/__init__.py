"""Members: the register of members (Mitgliederliste, § 30 GenG): which party is a member, and when.

An entry is never deleted; it is corrected by a new one. How many shares a member holds stands in `shares`,
who asks to become a member in `admissions`.
"""
