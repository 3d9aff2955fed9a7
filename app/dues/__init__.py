"""Dues: what the office does about payments owed (§§ 7, 15a, 22, 50 GenG; §§ 286, 288 BGB).

Dunning in levels, instalments agreed with one member, the contribution of a year. What is owed and what came in stands
in the ledgers of `shares`.
"""
