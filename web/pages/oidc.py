"""Sign-in through the office's own OpenID Connect provider; the account must exist here, the provider only says who it is."""

from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError

from config.settings import Settings
from engine.access.accounts import account_named, sign_in
from models.errors import NotAllowedError, NotFoundError
from web.door import OfficeDoor
from web.guard import own_address, public, set_cookie

router = APIRouter(prefix="/dang-nhap/oidc")
ONWARD = "tiep"


class UnknownHereError(NotAllowedError):
    """Tài khoản cơ quan này chưa được mở ở đây; xin người quản trị tạo tài khoản cùng tên."""


class ProviderAwayError(NotAllowedError):
    """Máy chủ đăng nhập chung của cơ quan không trả lời; thử lại sau, hoặc đăng nhập bằng mật khẩu."""


def provider_of(settings: Settings) -> Any:
    """The provider that is set up; None if there is none. Its own document says where everything is."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret
    return OAuth().register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )


def _provider(request: Request) -> Any:
    provider = request.app.state.oidc
    if provider is None:
        raise NotFoundError("cơ quan chưa cài đăng nhập bằng tài khoản chung")
    return provider


@router.get("")
@public
async def sent(request: Request, door: OfficeDoor, tiep: str = "/") -> Response:
    """Off to the provider; where to go on to waits in this browser's signed session."""
    provider = _provider(request)
    request.session[ONWARD] = own_address(tiep)
    try:
        answer: Response = await provider.authorize_redirect(request, f"{door.signer.base_url}/dang-nhap/oidc/ve")
    except httpx2.HTTPError:
        raise ProviderAwayError from None
    return answer


@router.get("/ve")
@public
async def back(request: Request, door: OfficeDoor) -> Response:
    """Back from the provider: state, nonce, signature and audience are checked by the library, the name by us."""
    provider = _provider(request)
    try:
        said = (await provider.authorize_access_token(request)).get("userinfo") or {}
    except httpx2.HTTPError:
        raise ProviderAwayError from None
    except (OAuthError, JoseError) as refused:
        raise NotAllowedError(f"đăng nhập bằng tài khoản cơ quan không thành ({refused.error})") from None
    onward = own_address(request.session.pop(ONWARD, "/"))
    key = _opened(door, said)
    response = RedirectResponse(onward, status_code=303)
    set_cookie(request, response, key)
    return response


def _opened(door: OfficeDoor, said: dict[str, Any]) -> str:
    claim = door.settings.oidc_claim
    name = str(said.get(claim) or "")
    if not name or (claim == "email" and not said.get("email_verified")):
        raise UnknownHereError
    with door.writing() as session:
        try:
            account = account_named(session, name)
        except NotFoundError:
            raise UnknownHereError from None
        if account.is_disabled:
            raise UnknownHereError
        return sign_in(session, account, now=door.clock())
