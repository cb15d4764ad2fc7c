"""Official documents as .docx: written from the content model, and read back after somebody edited them in Word."""

from documents.word.writer import word_file

__all__ = ["word_file"]
