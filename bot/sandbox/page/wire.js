// The page's only contact with the world: the sandbox's control API, same origin.

/** The whole state, or an error when the sandbox does not answer. */
export async function readState() {
  const answer = await fetch("/sandbox/state", { cache: "no-store" });
  if (!answer.ok) throw new Error(`GET /sandbox/state: ${answer.status}`);
  return answer.json();
}

async function ask(method, path, payload) {
  const answer = await fetch(`/sandbox/${path}`, {
    method,
    headers: payload === undefined ? {} : { "content-type": "application/json" },
    body: payload === undefined ? undefined : JSON.stringify(payload),
  });
  const reply = await answer.json().catch(() => ({}));
  if (!answer.ok || reply.ok === false) {
    const failure = new Error(reply.error ?? reply.description ?? `${answer.status} ${answer.statusText}`);
    failure.status = answer.status;
    throw failure;
  }
  return reply;
}

export const post = (path, payload = {}) => ask("POST", path, payload);
export const clear = (path) => ask("DELETE", path);

/** Calls `changed` now and after every change, one read at a time; `connected` hears whether the line is up. */
export function follow(changed, connected) {
  let reading = false;
  let again = false;

  async function read() {
    if (reading) {
      again = true; // a change that arrives while we read may not be in what we read
      return;
    }
    reading = true;
    do {
      again = false;
      try {
        changed(await readState());
      } catch (failure) {
        console.warn(failure);
      }
    } while (again);
    reading = false;
  }

  function listen() {
    const line = new EventSource("/sandbox/events");
    line.addEventListener("open", () => connected(true)); // the first event follows at once, and with it a reading
    line.addEventListener("changed", read);
    line.addEventListener("error", () => {
      connected(false);
      // A browser reopens a cut line by itself, but gives up for good on an error status.
      if (line.readyState !== EventSource.CLOSED) return;
      line.close();
      setTimeout(listen, 1500);
    });
  }

  read();
  listen();
}
