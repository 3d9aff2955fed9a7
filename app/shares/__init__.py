"""Shares: the share ledger and the ledger of paid-in credit (Geschäftsanteile, Geschäftsguthaben, §§ 7, 15b, 22 GenG).

Both ledgers are append-only; a mistake is undone by a reversal. Certificates are issued here and kept in `archive`.
Payment files and bank statements are `treasury`'s matter.
"""
