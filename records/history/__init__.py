"""The school's own Excel of past years: read as it was made, matched with people, written, taken back.

`words`, `days`, `columns`, `reading` are pure; `people` and `desk` compare with the record; `table` is the importer.
"""
