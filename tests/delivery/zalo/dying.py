"""A deliverer that kills itself: `python -m tests.delivery.zalo.dying DATABASE BASE WHEN`.

WHEN: ``answered`` (the provider gave a new pair, it is not stored), ``stored`` (it is, and nothing was sent with it yet),
``leaving`` (the first part of a long message was accepted, the second is noted as leaving), ``lost`` (the first was accepted,
and that is not noted).
"""

import os
import signal
import sys
from functools import partial

from config.database import open_database, session
from engine.delivery.deliver import deliver
from engine.delivery.zalo.bot import Bot, BotSender
from engine.delivery.zalo.official_account import OfficialAccountSender
from engine.delivery.zalo.plugin import NotifyZaloBot, NotifyZaloOA, ZaloChannel
from engine.delivery.zalo.tokens import OfficialAccount, Tokens
from tests.delivery.cast import moment, wordy
from tests.delivery.zalo.provider import APP, BOT, FIRST, SECRET


def die():
    os.kill(os.getpid(), signal.SIGKILL)


class MortalTokens(Tokens):
    when = ""

    def store(self, *pair):
        if self.when == "answered":
            die()
        super().store(*pair)
        if self.when == "stored":
            die()


class MortalBot(BotSender):
    when, parts = "", 0

    def _one(self, envelope, text):
        if self.when == "leaving" and self.parts:
            die()
        self.parts += 1
        answer = super()._one(envelope, text)
        if self.when == "lost":
            die()
        return answer


if __name__ == "__main__":
    url, base, when = sys.argv[1:]
    sessions = partial(session, open_database(url))
    tokens = MortalTokens(OfficialAccount(APP, SECRET, FIRST, base, 5), sessions)
    bot = MortalBot(Bot(BOT, base, 5), sessions)
    tokens.when = bot.when = when
    channels = [
        ZaloChannel(NotifyZaloBot, bot),
        ZaloChannel(NotifyZaloOA, OfficialAccountSender(tokens, sessions, base=base)),
    ]
    deliver(sessions, wordy(), channels, clock=lambda: moment("2024-01-08"))
