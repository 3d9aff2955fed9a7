"""Departures: how somebody leaves by notice (Kündigung, §§ 65 to 67b GenG), wholly or with some of the shares.

A notice is received, judged by statute and fiscal years, where the law wants it decided by the board, and entered in
the register with the day it ends; it is told to the member, and undone by a counter-entry.
"""
