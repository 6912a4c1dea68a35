// What the bot called, newest first: the sandbox's proof that every claim on the left is one request on the right.

import { el, reconcile, refill } from "./dom.js";

export function calls() {
  const head = el("div", { class: "card-head" });
  const list = el("ol", { class: "calls", "data-testid": "calls", reversed: true, tabindex: "0" });
  const blank = el("div", {});
  const root = el("section", { class: "card grow" }, head, blank, list);

  function render({ t, times, language, state }) {
    refill(head, JSON.stringify([language, state.calls.length]), () => [
      el("h2", {}, t("calls")),
      el("span", { class: "count" }, t("call_count", { n: state.calls.length })),
    ]);
    list.setAttribute("aria-label", t("calls"));
    refill(blank, JSON.stringify([language, state.calls.length === 0]), () =>
      state.calls.length === 0 ? el("p", { class: "hint" }, t("calls_none")) : null,
    );
    const names = new Map(state.chats.flatMap(({ id, username, title }) => [[String(id), title], [`@${username}`, title]]));
    const newestFirst = [...state.calls].reverse();
    const open = new Set([...list.querySelectorAll("details[open]")].map((node) => node.parentElement.dataset.key));
    const fresh = reconcile(
      list,
      newestFirst.map((call) => ({
        key: String(call.n),
        mark: JSON.stringify([call, language, names.get(String(call.chat))]),
        build: () => row(call, names, t, times, open.has(String(call.n))),
      })),
    );
    if (fresh.length < newestFirst.length) for (const node of fresh) node.classList.add("arriving");
  }

  return { root, render };
}

function row(call, names, t, times, open) {
  const chat = call.chat === null || call.chat === undefined ? "" : (names.get(String(call.chat)) ?? String(call.chat));
  const facts = [
    ["call_at", times.second(call.at)],
    ["call_chat", chat && `${chat} (${call.chat})`],
    ["call_error", call.error],
    ["call_upload", call.uploaded > 0 && `${Math.ceil(call.uploaded / 1000)} kB`],
    ["call_text", call.brief],
  ].filter(([, value]) => value);
  return el(
    "li",
    { class: call.ok ? "call" : "call failed" },
    el(
      "details",
      { open },
      el(
        "summary",
        {},
        el("span", { class: "method" }, call.method),
        el("span", { class: "where" }, chat),
        el("span", { class: "status" }, call.ok ? String(call.status) : `${call.status ?? ""} ${t("refused")}`),
        el("span", { class: "ms" }, call.ms === null || call.ms === undefined ? "" : `${Math.round(call.ms)} ms`),
      ),
      el("dl", {}, facts.flatMap(([name, value]) => [el("dt", {}, t(name)), el("dd", {}, value)])),
      !call.brief && el("p", { class: "hint" }, t("call_empty")),
    ),
    !call.ok && call.error && el("p", { class: "error" }, call.error),
  );
}
