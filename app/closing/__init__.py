"""Closing: what follows the end of a fiscal year (Jahresabschluss, §§ 33, 48 GenG, §§ 336 to 339 HGB).

The annual accounts are prepared, adopted by the general assembly and disclosed; each of it is a line that only grows.
"""
