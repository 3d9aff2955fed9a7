"""Audits: who audits which period until when, and the folder that is handed over (Prüfung, §§ 53, 53a GenG; R-AUD-02).

The room reads all others and changes none. What the folder holds is written by a job, with the hash of every file.
"""
