"""The folder of messages: whole or not there, and a broken one stops nobody."""

from __future__ import annotations

from queue import Empty
from threading import Thread

import pytest
from kombu import Connection

import thiduakhenthuong.celery  # noqa: F401 (names the transport)
from thiduakhenthuong import broker


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.channel()


def take(channel):
    """The next message, or None where there is none."""
    try:
        return channel._get("celery")
    except Empty:
        return None


def test_our_transport_serves_the_folder(channel):
    assert isinstance(channel, broker.Channel)


def test_messages_come_back_whole_while_they_are_being_put(channel):
    def put_all():
        for number in range(200):
            channel._put("celery", {"number": number, "text": "ộ" * 2000})

    writer = Thread(target=put_all)
    writer.start()
    seen = set()
    while writer.is_alive() or len(seen) < 200:
        message = take(channel)
        if message:
            seen.add(message["number"])
        elif not writer.is_alive():
            break
    writer.join()

    assert seen == set(range(200))


def test_message_that_cannot_be_read_is_passed_over(channel, tmp_path):
    (tmp_path / "000000000001_x.celery.msg").write_bytes(b"")
    channel._put("celery", {"number": 7})

    assert take(channel)["number"] == 7
    assert take(channel) is None
