"""Sign in by an account elsewhere (OpenID Connect, authorization code with PKCE, state and nonce).

allauth asks the provider; `identities` decides whom the answer stands for. The id token's signature, issuer, audience,
nonce and time are always checked. The protocol's modules are large: they are loaded with the first who wants them.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import jwt
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

from tasuki.platform.entry import door
from tasuki.platform.entry.identities import Identity, person_of
from tasuki.platform.entry.providers import Provider
from tasuki.platform.refusals import NotSignedIn
from tasuki.platform.time.now import on_other_clocks
from tasuki.rules.wording import N_, Sentence

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only those where the provider alone can sign."""
OFF = timedelta(minutes=2)
"""How far the provider's clock may be off."""
MULTI_FACTOR = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face"})


def start(request: HttpRequest, provider: Provider, wanted: str) -> HttpResponse:
    """Off to the provider. Raises `NotSignedIn` where it cannot be reached."""
    nonce = secrets.token_urlsafe(24)
    house = _House(request, app=_app(provider))
    try:
        away = house.redirect(request, "login", next_url=wanted, auth_params={"nonce": nonce}, nonce=nonce)
    except (RequestException, ValueError, KeyError) as error:
        raise _unreachable(provider) from error
    return cast(HttpResponse, away)


def come_back(request: HttpRequest, provider: Provider, at: datetime) -> tuple[door.Step, str]:
    """Back from the provider: the next step, and where the person wanted to go. Raises `NotSignedIn`."""
    state = statekit.unstash_state(request, provider_id=provider.id, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotSignedIn(Sentence(N_("That took too long: sign in again.")))
    if "code" not in request.GET:
        raise NotSignedIn(Sentence(N_("%(name)s did not let you in."), {"name": provider.name}))
    identity = _identity(request, provider, state, at)
    person = person_of(identity, provider, at)
    wanted = str(state.get("next") or "/")
    has_second = provider.second_factor or identity.has_second
    return door.go_on(request, person, "oidc", wanted, at, has_second=has_second), wanted


class _Wire(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's client, led back to our own address."""

    def get_provider(self) -> _House:
        return _House(self.request, app=self.app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("provider_back", args=[app.provider_id]))


class _House(OpenIDConnectProvider):  # type: ignore[misc]
    """One provider as allauth sees it, without rows or settings of its own."""

    oauth2_adapter_class = _Wire

    def get_oauth2_adapter(self, request: HttpRequest) -> _Wire:
        wire = _Wire(request, self.app.provider_id)
        wire.app = self.app
        return wire


def _app(provider: Provider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.secret,
        settings={
            "server_url": provider.issuer,
            "oauth_pkce_enabled": True,
            "scope": list(provider.scopes),
        },
    )


def _identity(request: HttpRequest, provider: Provider, state: dict[str, Any], at: datetime) -> Identity:
    app = _app(provider)
    wire = _House(request, app=app).get_oauth2_adapter(request)
    try:
        client = wire.get_client(request, app)
        given = client.get_access_token(
            request.GET["code"], pkce_code_verifier=state.get("pkce_code_verifier")
        )
        claims = _claims(wire, provider, str(given.get("id_token", "")), str(state.get("nonce", "")), at)
        if "email" not in claims:
            claims = _more(wire, claims, str(given["access_token"]))
    except RequestException as error:
        raise _unreachable(provider) from error
    except (OAuth2Error, jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        text = N_("What %(name)s said cannot be trusted: its answer is not signed, timed or meant for us.")
        raise NotSignedIn(Sentence(text, {"name": provider.name})) from error
    email = str(claims.get("email") or "").strip()
    domain = email.rpartition("@")[2].casefold()
    verified = claims.get("email_verified")
    return Identity(
        subject=str(claims["sub"]),
        email=email,
        is_verified=verified is True or verified == "true" or domain in provider.verified_domains,
        name=str(claims.get("name") or email),
        has_second=bool(MULTI_FACTOR & set(claims.get("amr") or ())),
    )


def _claims(wire: _Wire, provider: Provider, token: str, nonce: str, at: datetime) -> dict[str, Any]:
    """What the id token says, once everything about it holds. Raises PyJWTError, ValueError."""
    config = wire.openid_config
    if str(config["issuer"]).rstrip("/") != provider.issuer:
        raise ValueError("the provider calls itself by another issuer")
    key = _key(wire, config["jwks_uri"], jwt.get_unverified_header(token))
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=list(ALGORITHMS),
        audience=provider.client_id,
        issuer=config["issuer"],
        options={
            "require": ["exp", "iat", "sub", "aud", "iss"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )
    now = on_other_clocks(at)
    if not _moment(claims["iat"]) - OFF <= now < _moment(claims["exp"]) + OFF:
        raise ValueError("the id token is of another time")
    if not nonce or not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
        raise ValueError("the id token answers another request")
    return claims


def _key(wire: _Wire, place: str, header: dict[str, Any]) -> jwt.PyJWK:
    keys = jwt.PyJWKSet.from_dict(_fetched(place)).keys
    named = header.get("kid")
    fitting = [one for one in keys if named is None or one.key_id == named]
    if len(fitting) != 1:
        raise ValueError("the id token is signed with a key that the provider does not publish")
    return fitting[0]


def _more(wire: _Wire, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    """The provider's userinfo, for those that keep the address out of the token; it must speak of the same subject."""
    told = _fetched(wire.openid_config["userinfo_endpoint"], access_token)
    if told.get("sub") != claims["sub"]:
        raise ValueError("the userinfo speaks of somebody else")
    return {**told, **claims}


def _fetched(place: str, access_token: str = "") -> dict[str, Any]:
    from allauth.socialaccount.adapter import get_adapter

    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    with get_adapter().get_requests_session() as session:
        answer = session.get(place, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    return found


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _unreachable(provider: Provider) -> NotSignedIn:
    text = N_("%(name)s cannot be reached now: try again, or sign in by password.")
    return NotSignedIn(Sentence(text, {"name": provider.name}))
