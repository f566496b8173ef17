"""An OpenID Connect provider for tests: it keeps to the standard (code, PKCE, nonce, RS256), and knows one person."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, HTTPException
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "dondoc", "a-secret"


class Provider:
    """The provider and what it will say of whoever comes."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.says: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
        self.asked: dict[str, dict[str, str]] = {}
        self.signs_with = self.key

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def described() -> dict[str, Any]:
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorized(redirect_uri: str, state: str, nonce: str, code_challenge: str) -> RedirectResponse:
            code = secrets.token_urlsafe(8)
            self.asked[code] = {"nonce": nonce, "challenge": code_challenge}
            return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

        @app.post("/token")
        def token(code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> dict[str, Any]:
            asked = self.asked.pop(code, None)
            digest = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
            if asked is None or digest != asked["challenge"]:
                raise HTTPException(400)
            now = int(time.time())
            claims = {"iss": self.address, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60,
                      "nonce": asked["nonce"], **self.says}  # fmt: skip
            signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with)
            return {"access_token": "x", "token_type": "Bearer", "id_token": signed, "expires_in": 60}

        return app


@contextmanager
def provider(port: int) -> Iterator[Provider]:
    """The provider at work on this machine."""
    made = Provider(port)
    server = uvicorn.Server(uvicorn.Config(made.app(), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join()
