"""Voting: the conduct of a general assembly (Leitung, Anträge, Abstimmungen und Wahlen, §§ 8, 16, 36, 43, 47, 51 GenG).

A sitting is opened, items are called, polls are opened, cast, closed, counted and declared; objections are noted. Who
is there and for whom stands in `attendance`, what was announced in `assemblies`. The secret ballot has a room of its
own; until then a secret vote is taken on paper.
"""
