"""Removals: how a membership ends that the member does not declare (§§ 68, 77, 77a GenG; R-EXIT-09 to R-EXIT-11).

Somebody is excluded: heard, the organ decides, the letter is sent, an appeal may follow. A death or the dissolution of
an organisation is noted with its proof, and who follows: heirs with their joint representative, a universal successor.
"""
