"""Signatures of issued documents: scans of the signed paper, and signatures in the PDF itself (PAdES).

Nothing here reads the database; rows and rights are `documents.services.signing` and `.scans`.
"""
