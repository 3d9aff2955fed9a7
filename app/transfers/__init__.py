"""Transfers: how a member's credit goes to another (Übertragung des Geschäftsguthabens, § 76 GenG).

A declaration comes in, is judged by the statute and laid before the board, which agrees to it and admits the acquirer
with the shares it needs for it; where it needs neither, nothing waits for the board. Then both legs are entered in one
act: on the day the transferor still holds, from the next day the acquirer. Entered by mistake, both are undone in one.
"""
