"""What nearly every bot of the tests does with the same outcome, and is done once in each process of theirs.

A third of the suite's time went into compiling the shipped templates and reading the certificates of all authorities
(0.27 s and 0.04 s a bot), hundreds of times. Whoever compiles another text, or the same one with other filters, or
wants other certificates, gets what is made anew: what a test proves stays proven.
"""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import jinja2
import pytest

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@contextmanager
def done_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for step in ("compile", "parse"):
            patch.setattr(jinja2.Environment, step, _once(getattr(jinja2.Environment, step), _of_a_template))
        patch.setattr(httpx, "create_ssl_context", _once(httpx.create_ssl_context, _of_certificates))
        yield


def _once(make: Callable[..., Any], key_of: Callable[..., Hashable]) -> Callable[..., Any]:
    """``make``, which remembers what it made. A failure is not remembered."""
    made: dict[Hashable, Any] = {}

    def remembering(*given: Any, **named: Any) -> Any:
        key = key_of(*given, **named)
        if key not in made:
            made[key] = make(*given, **named)
        return made[key]

    return remembering


def _of_a_template(environment: jinja2.Environment, source: Any, *more: Any, **named: Any) -> Hashable:
    """A compiled template knows which filters there are and what they want to be given, but not the filters."""
    filters = ((name, getattr(each, "jinja_pass_arg", None)) for name, each in environment.filters.items())
    globals_ = tuple(environment.globals)
    how = (type(environment), environment.trim_blocks, environment.lstrip_blocks, environment.autoescape)
    return source, more, tuple(named.items()), how, tuple(filters), globals_


def _of_certificates(*given: Any, **named: Any) -> Hashable:
    return given, tuple(named.items()), *(os.environ.get(name) for name in _CERTIFICATES)
