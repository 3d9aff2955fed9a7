"""Core: what every room stands on and none of them owns (database, clock, journal, outbox, jobs, files, links, web)."""
