"""Set-up: the guided first run, and what is still missing before a certificate may be issued."""
