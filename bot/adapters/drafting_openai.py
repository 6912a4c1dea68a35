"""Drafts from an OpenAI-compatible endpoint, a local one too, by the official client."""

import asyncio
import ipaddress
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.drafting_manners import Manner, about_roles
from bot.domain.drafter import NoAnswer, Prompt, Reply, Unusable, Usage
from bot.domain.drafting_request import tokens_asked, tokens_of
from bot.domain.faults import Fault, FaultsError
from bot.formats.nearest import shown

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletion

PATIENCE = 300.0  # seconds for one answer: a local model without a graphics card is slow
TRIES = 4  # of one prompt, where the server is to blame
SLOW_TRIES = 2  # where it takes too long: it may have worked, and be paid, all the same
FIRST_PAUSE = 1.0  # seconds, doubled with each try
LONGEST_PAUSE = 120.0  # a server that asks for more is not waited for
NO_KEY = "none"  # local servers want none, the client wants one
HIDDEN = "<key>"

Sleep = Callable[[float], Awaitable[None]]

_TRY_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_OTHER_MANNER = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED}
_NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}


@asynccontextmanager
async def open_drafter(
    *, url: str, model: str, key: str = "", patience: float = PATIENCE, sleep: Sleep = asyncio.sleep
) -> AsyncIterator["OpenAiDrafter"]:
    """``url``: the root of the endpoint, such as ``http://localhost:11434/v1``. Raises FaultsError."""
    import openai

    # Of the environment only the proxy counts, and not for this machine. The client would also send what OPENAI_*
    # names, which is meant for another server.
    try:
        http = openai.DefaultAsyncHttpxClient(trust_env=not _on_this_machine(url))
    except (ImportError, ValueError):  # SOCKS, or a scheme that is none
        what, remedy = "the proxy for the endpoint is not supported", "name an http:// one, or set NO_PROXY"
        raise FaultsError([Fault(place="environment", key="HTTPS_PROXY", what=what, remedy=remedy)]) from None
    async with openai.AsyncOpenAI(
        base_url=url, api_key=key or NO_KEY, max_retries=0, timeout=patience, http_client=http
    ) as client:
        client.organization = client.project = client.admin_api_key = None
        client._custom_headers = {}
        yield OpenAiDrafter(client, model, key=key, patience=patience, sleep=sleep)


class OpenAiDrafter:
    """Remembers in which manner the server could be asked."""

    def __init__(self, client: "openai.AsyncOpenAI", model: str, *, key: str, patience: float, sleep: Sleep) -> None:
        self._client = client
        self._model = model
        self._key = key
        self._patience = patience
        self._sleep = sleep
        self._manner = Manner()

    async def answer(self, prompt: Prompt) -> Reply:
        """Raises NoAnswer and Unusable."""
        number = 0
        while True:
            number += 1
            try:
                return _reply(await self._asked(prompt), prompt)
            except _Later as later:
                if number >= later.tries:
                    raise NoAnswer(f"{later}, after {number} tries") from None
                await self._sleep(later.pause or min(FIRST_PAUSE * 2 ** (number - 1), LONGEST_PAUSE))

    async def _asked(self, prompt: Prompt) -> "ChatCompletion":
        """Once, but for refusals of the manner. Raises _Later too."""
        manner = self._manner
        while True:
            try:
                completion = await self._called(manner, prompt)
            except _OtherManner as refusal:
                poorer = manner.poorer(str(refusal))
                if poorer is None:
                    raise NoAnswer(str(refusal)) from None
                manner = poorer
            else:
                self._manner = manner  # not before: it may have been this prompt alone that was refused
                return completion

    async def _called(self, manner: Manner, prompt: Prompt) -> "ChatCompletion":
        import openai

        try:
            async with asyncio.timeout(self._patience):  # the client's own is for each silence in between
                completion: ChatCompletion = await self._client.chat.completions.create(
                    model=self._model, **manner.arguments(prompt)
                )
        except (TimeoutError, openai.APITimeoutError):
            raise _Later(f"the endpoint gave no answer within {self._patience:g} s", tries=SLOW_TRIES) from None
        except openai.APIConnectionError as failure:
            raise _Later(f"the endpoint cannot be reached ({self._words(failure.__cause__ or failure)})") from None
        except openai.APIStatusError as refusal:
            raise self._meant(refusal) from None
        except (openai.OpenAIError, ValueError) as failure:  # a page that is no JSON, or another JSON
            raise _Later(f"the endpoint's answer cannot be read ({self._words(failure)})") from None
        if not isinstance(getattr(completion, "choices", None), list) or not completion.choices:
            said = self._words(getattr(completion, "error", None))  # some say so with status 200
            raise _Later(f"the endpoint's answer is none{f' ({said})' if said else ''}")
        return completion

    def _meant(self, refusal: "openai.APIStatusError") -> Exception:
        status, words = refusal.status_code, self._words(refusal)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            what = f"the endpoint does not take the key (status {status})" if self._key else "the endpoint wants a key"
            return Unusable(what, "set DIGEST_DRAFT_KEY, or DIGEST_DRAFT_KEY_FILE, to one of this endpoint's")
        if status == HTTPStatus.PAYMENT_REQUIRED or refusal.code in _NO_MONEY:
            return Unusable(f"the endpoint wants to be paid ({words})", "see the account of the key")
        if status == HTTPStatus.NOT_FOUND:
            what = f"the endpoint has no model {shown(self._model)}, or is none ({words})"
            return Unusable(what, "check DIGEST_DRAFT_MODEL, and DIGEST_DRAFT_URL, which often ends with /v1")
        if status in _OTHER_MANNER or about_roles(words):
            return _OtherManner(f"the endpoint refuses this record with status {status} ({words})")
        if status not in _TRY_LATER and status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return NoAnswer(f"the endpoint refuses this record with status {status} ({words})")
        pause = _pause(refusal.response.headers)
        if pause > LONGEST_PAUSE:
            return Unusable(f"the endpoint asks for a pause of {pause:.0f} s (status {status})", "go on after it")
        return _Later(f"the endpoint answered with status {status} ({words})", pause=pause)

    def _words(self, failure: object) -> str:
        """What it says, on one line, and never the key, which some servers repeat; empty where it says nothing."""
        body = getattr(failure, "body", failure)
        told = body.get("message") if isinstance(body, dict) else None
        said = str(told or getattr(failure, "message", None) or failure or "")
        said = said.replace(self._key, HIDDEN) if self._key else said
        if not said and failure is not None:
            said = type(failure).__name__
        return shown(" ".join(said.split()), 200) if said else ""


class _Later(Exception):
    """Worth another try; ``pause`` in seconds where the server has said how long."""

    def __init__(self, words: str, *, pause: float = 0.0, tries: int = TRIES) -> None:
        super().__init__(words)
        self.pause = pause
        self.tries = tries


class _OtherManner(Exception):
    """What the server says of a call that it may take in another manner."""


def _reply(completion: "ChatCompletion", prompt: Prompt) -> Reply:
    """Some servers leave out what the protocol has; the client checks nothing of it."""
    choice: Any = completion.choices[0]
    message: Any = getattr(choice, "message", None)
    text, refusal = getattr(message, "content", None), getattr(message, "refusal", None)
    reason = getattr(choice, "finish_reason", None)
    text = text if isinstance(text, str) else ""
    refused = ""
    if isinstance(refusal, str) and refusal.strip():
        refused = f"the model refuses: {shown(' '.join(refusal.split()), 200)}"
    elif reason == "content_filter":
        refused = "a content filter of the endpoint has stopped the answer"
    return Reply(text=text, usage=_usage(completion, prompt, text), cut=reason == "length", refusal=refused)


def _usage(completion: "ChatCompletion", prompt: Prompt, text: str) -> Usage:
    usage: Any = getattr(completion, "usage", None)
    read, written = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if isinstance(read, int) and isinstance(written, int) and read >= 0 and written >= 0:
        return Usage(read=read, written=written)
    return Usage(read=tokens_asked(prompt), written=tokens_of(text), guessed=True)


def _pause(headers: Any) -> float:
    """Seconds that the server asks for, 0 where it does not. A date counts from the server's own."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) > 0:
        return milliseconds / 1000
    wanted = headers.get("retry-after", "")
    if (seconds := _number(wanted)) > 0:
        return seconds
    try:
        until, now = parsedate_to_datetime(wanted), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
