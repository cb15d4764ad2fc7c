"""Who may receive what, why, and what is still missing: pure functions over facts and rows of law."""
