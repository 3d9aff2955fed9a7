"""Assemblies: planning and convening the general assembly (Einberufung der Generalversammlung, §§ 43b to 48 GenG).

Day and form, agenda, papers, deadlines and the invitation of every member stand here. Attendance, votes and minutes
have rooms of their own.
"""
