"""Organs: board, supervisory board and general assembly: offices, terms and resolutions (§§ 24 to 40 GenG).

A resolution has items, votes, a quorum and a gapless number. Rooms propose items here and ask here how they fared;
carrying a decided item out is `boardroom`'s matter.
"""
