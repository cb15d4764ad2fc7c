"""Why and how a command ends early: a refusal in one Vietnamese sentence, or a signal."""

import signal


class Refusal(Exception):
    """The command cannot go on; the text tells the user what to do."""


class Interrupted(BaseException):
    """Ctrl-C, SIGTERM or the end of the terminal. Not an Exception: no `except Exception` may swallow it."""

    def __init__(self, signal_number: int):
        super().__init__(signal_number)
        self.signal_number = signal_number


def _raise_once(signal_number, _frame):
    ignore_signals()  # a second Ctrl-C must not break the orderly stop that the first one began
    raise Interrupted(signal_number)


def raise_on_signals() -> None:
    """Turn the three ways to stop us into `Interrupted`. SIGHUP stays ignored under nohup."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue
        signal.signal(number, _raise_once)


def ignore_signals() -> None:
    """Ignore them here. A handler, unlike SIG_IGN, is not handed down to children."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
