"""A file of a form that is hashed while it arrives and kept nowhere, neither in memory nor on the disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MOST_BYTES = 40 * 1024 * 1024
ENVELOPE = 64 * 1024  # what a form may add to its file


@dataclass(frozen=True)
class HashedFile:
    sha256: str
    size: int


class HashingHandler(FileUploadHandler):
    is_too_big = False

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self._digest, self._size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self.is_too_big = True
            raise StopUpload(connection_reset=True)
        self._digest.update(raw_data)
        return

    def file_complete(self, file_size):
        return HashedFile(self._digest.hexdigest(), self._size)


class TooBigError(Exception):
    """The rest of the file was not read."""


def hashed_upload(request: HttpRequest, name: str) -> HashedFile | None:
    """The file of a form's field; None where none was sent. Nobody may have read the form before."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ENVELOPE:
        raise TooBigError
    handler = HashingHandler(request)
    request.upload_handlers = [handler]
    found = request.FILES.get(name)
    if handler.is_too_big:
        raise TooBigError
    return found
