"""One bot runs on a database: whoever holds its lease. Others wait, and take over when it dies."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import StoreError
from bot.domain.upkeep import Lease, Leases

log = logging.getLogger(__name__)

BEAT = 5.0  # seconds between two signs of life
DEAD = 20.0  # seconds without one: the holder has died, or stands still
LOOK = 0.5  # seconds between two looks of who waits

_BETWEEN = "|"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A process, so that others on the machine can see whether it is alive."""

    host: str
    space: str  # of process ids: of two machines or containers, both may have a process 1
    pid: int
    nonce: str

    @classmethod
    def this(cls) -> "Holder":
        return cls(host=socket.gethostname(), space=_space(), pid=os.getpid(), nonce=secrets.token_hex(4))

    @classmethod
    def parse(cls, text: str) -> "Holder | None":
        host, _, rest = text.partition(_BETWEEN)
        space, _, rest = rest.partition(_BETWEEN)
        pid, _, nonce = rest.partition(_BETWEEN)
        return cls(host=host, space=space, pid=int(pid), nonce=nonce) if pid.isdigit() else None

    def __str__(self) -> str:
        return _BETWEEN.join((self.host, self.space, str(self.pid), self.nonce))

    @property
    def words(self) -> str:
        return f"process {self.pid} on {self.host}"

    def has_died(self, me: "Holder") -> bool:
        """Surely: a process id beside ours that nobody has, or that is ours by now."""
        if not self.space or (self.host, self.space) != (me.host, me.space):
            return False
        if self.pid == me.pid:
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:  # it lives, and is somebody else's
            pass
        return False


def _space() -> str:
    """Where the process ids are counted: the machine's start and, of containers on it, the namespace."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}:{Path('/proc/self/ns/pid').stat().st_ino}"
    return ""


class Tenancy:
    """This process's share in the lease. Waiting is counted by the loop's clock, which nobody can set."""

    def __init__(
        self,
        leases: Leases,
        *,
        beat: float = BEAT,
        dead: float = DEAD,
        me: Holder | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._leases = leases
        self._beat = beat
        self._dead = dead
        self._sleep = sleep
        self._me = me or Holder.this()

    @asynccontextmanager
    async def hold(self, stopped: asyncio.Event) -> AsyncIterator[asyncio.Event | None]:
        """Wait for the lease and keep it inside the block; the event is set when another process has taken it.

        None if ``stopped`` was set while waiting. Raises StoreError where the database cannot be asked.
        """
        lease = await self._win(stopped)
        if lease is None:
            yield None
            return
        lost = asyncio.Event()
        beating = asyncio.create_task(self._keep(lease, lost))
        try:
            yield lost
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            await self._give_back()

    async def _win(self, stopped: asyncio.Event) -> Lease | None:
        seen: Lease | None = None
        since = _now()
        told = False
        while not stopped.is_set():
            found = await self._leases.look()
            if found != seen:
                seen, since = found, _now()
            holder = Holder.parse(found.holder) if found else None
            if found is None or (holder and holder.has_died(self._me)) or _now() - since >= self._dead:
                if taken := await self._leases.take(str(self._me), after=found):
                    if found:
                        log.warning("taking over from %s, which has died", holder.words if holder else found.holder)
                    return taken
            elif not told:
                told = True
                log.warning(
                    "%s runs on this database; this one waits, and takes over when that one ends",
                    holder.words if holder else found.holder,
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), LOOK)
        return None

    async def _keep(self, lease: Lease, lost: asyncio.Event) -> None:
        while True:
            await self._sleep(self._beat)
            try:
                renewed = await self._leases.renew(lease)
            except Exception as failure:  # the ledger guards every slot, lease or not
                log.warning("the lease of the database could not be renewed: %s", failure)
                continue
            if renewed is None:
                log.error("another process has taken over: this one stood still for too long, and waits now")
                lost.set()
                return
            lease = renewed

    async def _give_back(self) -> None:
        """So that who waits need not wait for long."""
        try:
            found = await self._leases.look()
            if found and found.holder == str(self._me):
                await self._leases.release(found)
        except StoreError as failure:
            log.warning("the lease of the database could not be given back: %s", failure)


def _now() -> float:
    return asyncio.get_running_loop().time()
