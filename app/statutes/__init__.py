"""Statutes: what the Satzung says, as dated parameters (§§ 6 to 8, 16 GenG).

A version is resolved on one day and registered on another; every rule reads the version registered on the day
of the event. The fiscal years (Geschäftsjahre), short ones too, and the calendar of the seat stand here as well.
Who may change the statute is the general assembly's matter, not this room's.
"""
