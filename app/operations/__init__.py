"""Operations: mailbox, jobs, journal and check, for the office and the administrator."""
