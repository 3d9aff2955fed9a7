"""Archive: every document the cooperative has issued, with its exact bytes, its hash and its number.

Certificates and letters wait here in the print tray; the public check page says whether a certificate is valid,
replaced or void. What a document states is decided by the room that issues it.
"""
