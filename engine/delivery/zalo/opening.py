"""The channels of Zalo that an office has set up, made from plain values that a door has read."""

from collections.abc import Mapping

from engine.delivery.channels import Channel
from engine.delivery.zalo import bot, official_account, tokens, zns
from engine.delivery.zalo.plugin import NotifyZaloBot, NotifyZaloOA, NotifyZNS, ZaloChannel
from engine.delivery.zalo.progress import Sessions
from models.errors import ConfigurationError

TemplateFields = Mapping[str, tuple[str, int]]


def zalo_channels(
    sessions: Sessions,
    *,
    bot_token: str | None = None,
    bot_base: str = bot.BASE,
    oa_app_id: str | None = None,
    oa_secret: str | None = None,
    oa_refresh_token: str | None = None,
    oa_base: str = official_account.BASE,
    oauth_base: str = tokens.OAUTH,
    zns_base: str = zns.BASE,
    zns_templates: Mapping[str, tuple[str, TemplateFields]] | None = None,
    zns_mode: str = "",
) -> list[Channel]:
    """Those that have what they need: the bot its token; the Official Account its three; ZNS these and a template."""
    found: list[Channel] = []
    if bot_token:
        found.append(ZaloChannel(NotifyZaloBot, bot.BotSender(bot.Bot(bot_token, bot_base), sessions)))
    account = account_of(oa_app_id, oa_secret, oa_refresh_token, oauth_base)
    if account is None:
        return found
    sender = official_account.OfficialAccountSender(tokens.Tokens(account, sessions), sessions, base=oa_base)
    found.append(ZaloChannel(NotifyZaloOA, sender))
    if zns_templates:
        templates = {purpose: zns.Template(id_, data) for purpose, (id_, data) in zns_templates.items()}
        own = tokens.Tokens(account, sessions)
        found.append(ZaloChannel(NotifyZNS, zns.ZnsSender(own, templates, base=zns_base, mode=zns_mode)))
    return found


def account_of(
    app_id: str | None, secret: str | None, refresh_token: str | None, oauth: str
) -> tokens.OfficialAccount | None:
    """The app of an Official Account, None if nothing of it is set; half of it is refused."""
    if app_id and secret and refresh_token:
        return tokens.OfficialAccount(app_id, secret, refresh_token, oauth)
    if app_id or secret or refresh_token:
        raise ConfigurationError("Zalo OA cần đủ ba: zalo_oa_app_id, zalo_oa_secret và zalo_oa_refresh_token")
    return None
