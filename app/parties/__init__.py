"""Parties: people and organisations, whether members or not, with their names, addresses and representatives.

Applicants, directors, representatives, contacts and heirs are parties; a member is a party with a period in
`members`. Which of them may sign in is `accounts`' matter.
"""
