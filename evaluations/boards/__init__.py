"""Boards: who got what in the periods of a year, and who is missing, as one reader may see it.

Stored results are read, nothing is computed anew, and the number of queries does not grow with the people. What a
reader may see is said by `evaluations.visibility` alone: rows by `listed_sheets`, results by `with_shown_results`.
"""
