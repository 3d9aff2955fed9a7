"""Admissions: how somebody asks to become a member (Beitritt, §§ 15 to 15b GenG).

An application is submitted, completed and proposed to the board as an item in `organs`.
Deciding is `boardroom`'s matter; the entry it leads to stands in `members`.
"""
