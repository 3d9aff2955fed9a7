"""Minutes: what the general assembly did, drafted, signed and kept for good (Niederschrift, § 47 GenG).

The course of the meeting and its votes are `voting`'s, who took part is `attendance`'s; here it becomes a document that
chair and board sign, that every member may read, and that is corrected by addenda only.
"""
