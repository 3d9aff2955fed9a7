"""Reports: the register of members and other lists as of a day."""
