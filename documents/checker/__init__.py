"""An independent judge of a finished official document: the form that Nghị định 30/2020/NĐ-CP asks for.

A PDF or .docx, whoever made it, is read into one neutral `picture` (characters, fonts, lines, rules, tables); `paper`
finds in it what the decree calls its components; `rules` judges them. Nothing here knows how our own papers are made:
it imports neither `documents.content` nor `layout`, `rendering` or `word`. `files.check_file` and `files.check_upload`
are the way in; they read in a process of its own with a bound on memory and time.
"""
