"""Attendance: who may vote in an assembly, who comes for whom, who is there (§ 43 (3) to (7), § 47 GenG).

Who may vote is read from the register of the day; powers of attorney, presence, guests and bans stand here. Motions and
votes have rooms of their own.
"""
