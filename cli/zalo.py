"""Setting up Zalo: whose chat is whose, and whether the Official Account still lets us in."""

from cli.opening import office
from cli.printing import say
from config.clock import now
from config.opening import Opened
from engine.delivery.channels import Answer
from engine.delivery.zalo.bot import Bot, BotSender
from engine.delivery.zalo.opening import account_of
from engine.delivery.zalo.tokens import Tokens
from models.errors import ConfigurationError

WAIT = 30  # seconds of one question to Zalo


def listen(seconds: int) -> None:
    """Print the chat id of everybody who writes to the bot meanwhile."""
    with office(fill=False) as here:
        values = here.settings.zalo
        if not values["bot_token"]:
            raise ConfigurationError("chưa đặt DONDOC_ZALO_BOT_TOKEN")
        bot = BotSender(Bot(values["bot_token"], values["bot_base"]), here.sessions)
        say(f"Nghe {seconds} giây: mời từng người nhắn cho bot một câu…")
        for _ in range(max(1, seconds // WAIT)):
            heard = bot.next_heard(min(WAIT, seconds))
            if heard is not None:
                say(f"{heard.name}: zalobot {heard.chat_id}")
        bot.close()


def check() -> None:
    """Say whether the Official Account gives us a token, renewing it if it is time: that also keeps it from lapsing."""
    with office(fill=False) as here:
        token = _tokens(here).current(now())
    if isinstance(token, Answer):
        raise ConfigurationError(token.text)
    say("Zalo OA: access token dùng được.")


def _tokens(here: Opened) -> Tokens:
    values = here.settings.zalo
    account = account_of(values["oa_app_id"], values["oa_secret"], values["oa_refresh_token"], values["oauth_base"])
    if account is None:
        raise ConfigurationError("chưa đặt zalo_oa_app_id, zalo_oa_secret và zalo_oa_refresh_token")
    return Tokens(account, here.sessions)
