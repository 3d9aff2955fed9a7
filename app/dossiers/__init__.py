"""Dossiers: one member across the rooms: register entry, share sheet, certificates, letters, timeline."""
