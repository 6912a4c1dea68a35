// What a tapped address means. Addresses come from messages, so they are never trusted beyond their shape.

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** The address as a browser would open it, or null when it must stay text (javascript:, data:, nonsense). */
export function openable(address) {
  if (typeof address !== "string" || address.trim() === "") return null;
  const text = address.trim();
  const bare = !SCHEME.test(text) || /^[^/?#]+:\d/.test(text); // "example.org" and "example.org:8080/x" lack a scheme
  try {
    const url = new URL(bare ? `https://${text}` : text);
    return ["http:", "https:", "mailto:", "tg:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** The short name of a site, as link previews show it. */
export const site = (url) => url.hostname.replace(/^www\./, "");

/**
 * What opening `url` does in this sandbox:
 * {does: "start", payload} · {does: "share", url, text} · {does: "message", chat, id} · {does: "chat", chat} · {does: "leave"}.
 */
export function meaning(url, state) {
  if (!["t.me", "telegram.me", "www.t.me"].includes(url.hostname)) return { does: "leave" };
  const [first = "", second = "", third = ""] = url.pathname.split("/").filter(Boolean);
  const query = url.searchParams;
  if (first === "share") return { does: "share", url: query.get("url") ?? "", text: query.get("text") ?? "" };
  if (first === "c") {
    const chat = state.chats.find(({ id }) => String(id) === `-100${second}`);
    return chat ? { does: "message", chat, id: Number(third) } : { does: "leave" };
  }
  const same = (name) => typeof name === "string" && name.toLowerCase() === first.toLowerCase();
  if (same(state.bot?.username)) return { does: "start", payload: query.get("start") ?? "" };
  const chat = state.chats.find(({ username }) => same(username));
  if (!chat) return { does: "leave" };
  return /^\d+$/.test(second) ? { does: "message", chat, id: Number(second) } : { does: "chat", chat };
}
