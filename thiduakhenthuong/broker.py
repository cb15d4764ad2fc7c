"""The broker of the demo and of small installations: files in a folder, put there whole.

kombu opens a message's file before it writes it, so that a worker may take it while it is empty, fail to read it and
end. Here a message appears under its name only when it is complete, and one that cannot be read is passed over: the
row it speaks of is the truth, and a sweeper sends it again.
"""

from __future__ import annotations

import logging
import os
import uuid
from pathlib import Path

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

from core import clock

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        name = f"{clock.real_seconds():012d}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f".{name}.part"
        try:
            unfinished.write_text(dumps(payload), encoding="utf-8")
            os.replace(unfinished, folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {folder}") from error

    def _get(self, queue):
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # it has been moved aside, so the next turn meets another one
                logger.warning("Passed over a message that could not be read.")


class Transport(filesystem.Transport):
    Channel = Channel
