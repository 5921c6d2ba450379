"""An OpenID provider as a process of its own: discovery, keys, authorization code with PKCE, signed tokens, userinfo.

``python provider_process.py PORT``. What nobody types in at a login page here is set by ``POST /as``: who is signed in
at the provider, what time it is there, and in which way it misbehaves. Everything else follows OpenID Connect Core 1.0
and RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tasuki", "between us"
LASTS = 300
OURS, FOREIGN = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
KNOWN: dict[str, Any] = {"user": {}, "now": 0, "fault": "", "codes": {}, "tokens": {}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/.well-known/openid-configuration":
            self.tell(self.configuration())
        elif place.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
            self.tell({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif place.path == "/authorize":
            self.authorize(asked)
        elif place.path == "/userinfo":
            claims = KNOWN["tokens"].get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            if claims and KNOWN["fault"] == "other_userinfo":
                claims = {**claims, "sub": "somebody else"}
            self.tell(claims or {"error": "invalid_token"}, 200 if claims else 401)
        else:
            self.tell({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/as":
            KNOWN.update(json.loads(body))
            self.tell({})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self.tell({"error": "not_found"}, 404)

    def configuration(self) -> dict[str, Any]:
        issuer = f"http://{self.headers['Host']}"
        return {
            "issuer": f"{issuer}/other" if KNOWN["fault"] == "other_issuer" else issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> None:
        right = (
            asked.get("client_id") == CLIENT
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and asked.get("state")
        )
        if not right:
            self.tell({"error": "invalid_request"}, 400)
            return
        answer = {"state": asked["state"]}
        if KNOWN["fault"] == "denied":
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(16)
            KNOWN["codes"][answer["code"]] = {**asked, "user": KNOWN["user"]}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def token(self, asked: dict[str, str]) -> None:
        given = KNOWN["codes"].pop(asked.get("code", ""), None)  # good once
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = (
            given
            and (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)
            and asked.get("redirect_uri") == given["redirect_uri"]
            and challenge == given["code_challenge"]
        )
        if not given or not right:
            self.tell({"error": "invalid_grant"}, 400)
            return
        access = secrets.token_urlsafe(16)
        KNOWN["tokens"][access] = given["user"]
        self.tell(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": LASTS,
                "id_token": self.id_token(given),
            }
        )

    def id_token(self, given: dict[str, Any]) -> str:
        fault, now = KNOWN["fault"], KNOWN["now"]
        claims = {
            "iss": f"http://{self.headers['Host']}",
            "aud": "another client" if fault == "other_audience" else CLIENT,
            "iat": now,
            "exp": now + LASTS,
            "nonce": "another" if fault == "other_nonce" else given.get("nonce", ""),
            **given["user"],
        }
        if fault in ("email_in_userinfo", "other_userinfo"):
            claims.pop("email")
        if fault == "no_signature":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": "one"})
        if fault == "shared_secret":
            return jwt.encode(claims, SECRET.ljust(32), algorithm="HS256", headers={"kid": "one"})
        if fault == "unknown_key":
            return jwt.encode(claims, FOREIGN, algorithm="RS256", headers={"kid": "two"})
        signer = FOREIGN if fault == "forged" else OURS
        return jwt.encode(claims, signer, algorithm="RS256", headers={"kid": "one"})

    def tell(self, body: object, status: int = 200) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
