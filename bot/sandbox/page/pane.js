// One chat as one phone shows it: head, pinned bar, messages. Knows how to keep its place while messages arrive.

import { el, icon, reconcile, refill } from "./dom.js";
import { brief, draw, tags } from "./message.js";

const NEAR = 16; // pixels from the bottom that still count as "reading the newest": less than a row of buttons

/** A pane; `empty(model)` gives what to show without messages, `foot` is an element below the messages. */
export function pane({ name, empty, foot = null }) {
  const head = el("header", { class: "pane-head" });
  const pinned = el("div", { class: "pinned-place" });
  const find = el("div", { class: "find-place", "aria-live": "polite" });
  const items = el("div", { class: "items" });
  const blank = el("div", { class: "blank-place" });
  const log = el("div", { class: "log", role: "log", tabindex: "0" }, items, blank);
  const newest = el("button", { type: "button", class: "newest", hidden: true, onclick: () => toNewest("smooth") }, icon("down"));
  const root = el("section", { class: `pane ${name}`, "data-testid": name }, head, pinned, find, el("div", { class: "wall" }, log, newest), foot);

  let drawn = null; // the id of the chat on show
  let stuck = true; // follows the newest message until the person scrolls away
  let anchor = null; // key of the last message that arrived: a card taller than the pane is shown from its top
  let placed = 0; // where we last put the scroll, to tell our own scrolling from the person's

  function settle() {
    if (!stuck || log.clientHeight === 0) return;
    const bottom = log.scrollHeight - log.clientHeight;
    const first = anchor && nodeOf(anchor);
    log.scrollTop = Math.max(0, first ? Math.min(bottom, first.offsetTop - 10) : bottom);
    placed = log.scrollTop;
    aside();
  }

  const nodeOf = (key) => items.querySelector(`[data-key="${key}"]`);

  function aside() {
    newest.hidden = log.scrollHeight - log.clientHeight - log.scrollTop <= NEAR;
  }

  function toNewest(behavior = "instant") {
    stuck = true;
    anchor = null;
    placed = log.scrollHeight - log.clientHeight;
    log.scrollTo({ top: placed, behavior });
  }

  log.addEventListener("scroll", () => {
    aside();
    if (Math.abs(log.scrollTop - placed) <= 2) return;
    stuck = newest.hidden;
    if (stuck) anchor = null;
  });
  items.addEventListener("load", settle, true); // a picture has got its size
  new ResizeObserver(settle).observe(log); // the window, the keyboard or the composer took or gave room

  function render(chat, chats, model) {
    const { t, language, state, search } = model;
    const title = chat ? titleOf(chat, model) : t("no_channel_title");
    root.setAttribute("aria-label", chat?.type === "private" ? t("seen_by", { name: model.person?.name ?? "" }) : title);
    log.setAttribute("aria-label", t("messages", { title }));
    newest.setAttribute("aria-label", t("to_newest"));
    refill(head, JSON.stringify([chat && [chat.id, chat.title, chat.members], chats.map(({ id }) => id), title, language]), () =>
      headOf(chat, chats, title, model),
    );
    const pin = chat && pinOf(chat, t);
    refill(pinned, JSON.stringify([language, chat?.id, pin]), () => pin && pinBar(pin, chat, model));

    const messages = chat?.messages ?? [];
    const fresh = reconcile(items, itemsOf(messages, chat, model)).filter((node) => node.matches(".message"));
    const found = filter(chat, messages, search);
    refill(find, JSON.stringify([language, found]), () => found && findBar(found, model));
    refill(blank, JSON.stringify([language, state !== null, messages.length === 0, model.person?.id, chat?.id]), () =>
      state && messages.length === 0 ? empty(chat, model) : null,
    );
    if (drawn !== (chat?.id ?? null)) {
      drawn = chat?.id ?? null;
      stuck = true;
      anchor = fresh.at(-1)?.dataset.key ?? null;
      settle();
    } else if (fresh.length > 0) {
      anchor = fresh.at(-1).dataset.key;
      if (fresh.some((node) => node.matches(".mine"))) stuck = true; // one's own words are always followed
      for (const node of fresh) node.classList.add("arriving");
      settle();
      aside();
    } else aside();
  }

  function itemsOf(messages, chat, { t, times, language, person, state, actions }) {
    const view = { t, times, person, state, actions };
    const items = [];
    let day = null;
    for (const message of messages) {
      const date = times.day(message.date);
      if (date !== day) {
        day = date;
        items.push({ key: `day ${date}`, mark: language, build: () => el("div", { class: "day" }, el("span", {}, date)) });
      }
      const answered = message.reply_to ? brief(messages.find(({ id }) => id === message.reply_to) ?? {}, t) : "";
      items.push({
        key: `${chat.id}:${message.id}`,
        mark: JSON.stringify([message, answered, language, times.minute(message.date), person?.id, chat.title]),
        build: () => draw(message, chat, view),
      });
    }
    return items;
  }

  /** Hides what lacks the searched hashtag; returns {tag, count} or null. */
  function filter(chat, messages, search) {
    const active = search && chat?.type === "channel" ? search.toLowerCase() : null;
    let count = 0;
    const carrying = new Set(messages.filter((message) => active && tags(message).includes(active)).map(({ id }) => `${chat.id}:${id}`));
    for (const node of items.children) {
      const hit = carrying.has(node.dataset.key);
      if (hit) count += 1;
      node.hidden = active !== null && !hit && node.matches(".message");
      for (const tag of node.querySelectorAll("[data-tag]")) tag.classList.toggle("hit", tag.dataset.tag === active);
    }
    return active ? { tag: search, count } : null;
  }

  /** Brings one message into view and makes it glow. */
  function show(id) {
    const node = nodeOf(`${drawn}:${id}`);
    if (!node) return;
    stuck = false;
    node.scrollIntoView({ block: node.clientHeight > log.clientHeight ? "start" : "center", behavior: "smooth" });
    node.classList.remove("glow");
    requestAnimationFrame(() => node.classList.add("glow"));
    node.focus({ preventScroll: true });
  }

  return { root, render, show, toNewest };
}

const titleOf = (chat, { state }) => (chat.type === "private" ? (state.bot?.name ?? chat.title) : chat.title);

function headOf(chat, chats, title, { t, state, person, actions }) {
  const subtitle = !chat
    ? ""
    : chat.type === "private"
      ? `${t("bot")} · @${state.bot?.username ?? ""} · ${person?.name ?? ""}`
      : [t(chat.type === "channel" ? "channel" : "group"), chat.username && `@${chat.username}`, chat.members && t("members", { n: chat.members })]
          .filter(Boolean)
          .join(" · ");
  return [
    el("span", { class: `avatar ${chat?.type ?? ""}`, "aria-hidden": "true" }, [...title][0] ?? "?"),
    el("div", { class: "pane-title" }, el("h2", {}, title), el("p", {}, subtitle)),
    chats.length > 1 &&
      el(
        "div",
        { class: "chats", role: "group", "aria-label": t("chats") },
        chats.map((other) =>
          el(
            "button",
            { type: "button", class: "chip", "aria-pressed": String(other.id === chat?.id), onclick: () => actions.choose(other) },
            titleOf(other, { state }),
          ),
        ),
      ),
  ];
}

function pinOf(chat, t) {
  const message = chat.messages.find(({ id }) => id === chat.pinned?.at(-1));
  return message ? { id: message.id, line: brief(message, t).split("\n").slice(0, 3).join(" ").slice(0, 140) } : null;
}

function pinBar({ id, line }, chat, { t, actions }) {
  return el(
    "button",
    { type: "button", class: "pinned", onclick: () => actions.show(chat, id) },
    el("span", { class: "pinned-words" }, el("strong", {}, t("pinned")), el("span", {}, line)),
    icon("pin"),
  );
}

function findBar({ tag, count }, { t, actions }) {
  return el(
    "div",
    { class: "find", "data-testid": "found" },
    el("span", {}, t("tag_count", { n: count, tag })),
    el("button", { type: "button", class: "round", "aria-label": t("close_search"), onclick: () => actions.findTag(null) }, icon("close")),
  );
}
