// Brings the page to life: keeps what is chosen here, draws the rest from the sandbox's state.

import { calls } from "./calls.js";
import { composer } from "./composer.js";
import { el, refill } from "./dom.js";
import { faults } from "./faults.js";
import { header } from "./header.js";
import { meaning } from "./links.js";
import { notices } from "./notices.js";
import { pane } from "./pane.js";
import { phrases, times } from "./strings.js";
import { clear, follow, post } from "./wire.js";

const PATIENCE = 15_000; // ms until a pressed button stops spinning without an answer

const view = {
  state: null,
  read: 0, // the browser's time when `state` was read
  person: Number(sessionStorage.getItem("person")) || null,
  language: null, // set once the person has chosen one; until then each person's own
  theme: localStorage.getItem("theme") ?? "auto",
  tab: "channel",
  channel: null,
  chat: null,
  search: null,
  jumping: false,
  offline: false,
};
const open = new Set(); // quotes and spoilers that were opened, by message
const answered = new Map(); // callback query id → who waits for its answer
let toasted = null; // ids of answers already shown
const newest = { channel: null, chat: null };
const unread = new Set();

const actions = {
  isOpen: (key) => open.has(key),
  setOpen: (key, is) => (is ? open.add(key) : open.delete(key)),

  async say(text, answers) {
    const { person, chat } = model();
    goTo("chat");
    await attempt(post("say", { person: person.id, chat: chat?.id ?? person.id, text, reply_to: answers }));
  },
  async press(chat, message, payload) {
    const reply = await attempt(post("press", { person: model().person.id, chat: chat.id, message_id: message, data: payload }));
    if (!reply || view.state.toasts.some(({ id }) => id === reply.query_id)) return;
    await new Promise((resolve) => {
      answered.set(reply.query_id, resolve);
      setTimeout(resolve, PATIENCE);
    });
    answered.delete(reply.query_id);
  },
  /** The query's id, undefined when it could not be asked. */
  async askInline(text, offset) {
    const { person, chat } = model();
    return (await attempt(post("inline", { person: person.id, chat: chat?.id ?? person.id, text, offset })))?.query_id;
  },
  async chooseInline(query, result) {
    const { person, chat } = model();
    await attempt(post("choose", { person: person.id, chat: chat?.id ?? person.id, query_id: query, result_id: result }));
  },
  /** Puts "@bot words" into the field of the chat on show. */
  inline(words) {
    goTo("chat");
    writing.fill(`@${view.state.bot?.username} ${words}`);
  },
  start(payload) {
    view.chat = null;
    goTo("chat");
    if (payload) attempt(post("start", { person: model().person.id, payload }));
  },
  async copy(text) {
    const { t } = model();
    try {
      await navigator.clipboard.writeText(text);
      notice.toast(t("copied"));
    } catch {
      notice.toast(t("copy_failed", { text })); // allowed on https and localhost only
    }
  },

  /** True when the address was dealt with here; otherwise the browser may open it. */
  follow(url) {
    const { state, t } = model();
    const wish = meaning(url, state);
    if (wish.does === "leave") return false;
    if (wish.does === "share") notice.share(wish, t, actions.copy);
    if (wish.does === "chat") actions.choose(wish.chat);
    if (wish.does === "message") actions.show(wish.chat, wish.id);
    if (wish.does === "start") actions.start(wish.payload);
    return true;
  },
  enlarge: (photo, name) => notice.enlarge(photo, name, model().t),
  findTag(tag) {
    view.search = tag;
    if (tag !== null) goTo("channel");
    render();
  },
  choose(chat) {
    const side = chat.type === "channel" ? "channel" : "chat";
    view[side] = chat.id;
    goTo(side);
  },
  show(chat, id) {
    actions.choose(chat);
    actions.findTag(null);
    (chat.type === "channel" ? left : right).show(id);
  },

  become(person) {
    view.person = person.id;
    view.chat = null;
    sessionStorage.setItem("person", person.id);
    if (view.language && person.language !== view.language) speakAs(person, view.language);
    goTo(view.tab === "bot" ? "bot" : "chat");
    render();
  },
  speak(language) {
    view.language = language;
    speakAs(model().person, language);
    render();
  },
  retheme() {
    view.theme = { auto: "light", light: "dark", dark: "auto" }[view.theme];
    localStorage.setItem("theme", view.theme);
    render();
  },
  async jump() {
    view.jumping = true;
    render();
    await attempt(post("jump"), "no_clock");
    view.jumping = false;
    goTo("channel");
  },
  fault: (wish) => attempt(post("faults", wish)),
  server: (wish) => attempt(post("server", wish)),
  clearFaults: () => attempt(clear("faults")),
};

const notice = notices();
const bar = header(actions);
const writing = composer(actions);
const left = pane({ name: "channel", empty: emptyChannel });
const right = pane({ name: "chat", empty: emptyChat, foot: writing.root });
const called = calls();
const trouble = faults(actions);
const tabs = el("nav", { class: "tabs" });
const line = el("div", { class: "offline", role: "status" });
document.querySelector("#page").append(
  bar.root,
  line,
  tabs,
  el("main", { class: "floor" }, left.root, right.root, el("aside", { class: "side" }, called.root, trouble.root)),
  notice.root,
);

/** Everything the drawing needs, derived from the state and what was chosen here. */
function model() {
  const { state } = view;
  const person = state.people.find(({ id }) => id === view.person) ?? state.people[0] ?? null;
  const language = view.language ?? person?.language ?? "en";
  const channels = state.chats.filter(({ type }) => type === "channel");
  const own = state.chats.find(({ id, type }) => type === "private" && id === person?.id);
  const chats = [
    own ?? (person && { id: person.id, type: "private", title: person.name, messages: [] }),
    ...state.chats.filter(({ type }) => !["channel", "private"].includes(type)),
  ].filter(Boolean);
  return {
    ...view,
    person,
    language,
    t: phrases(language),
    times: times(language, state.clock?.zone),
    channels,
    chats,
    channel: channels.find(({ id }) => id === view.channel) ?? channels[0] ?? null,
    chat: chats.find(({ id }) => id === view.chat) ?? chats[0] ?? null,
    actions,
  };
}

function render() {
  if (!view.state) return;
  const now = model();
  const { t, language } = now;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = view.theme;
  document.body.dataset.tab = view.tab;
  document.title = `${now.state.bot?.name ?? ""} · ${t("sandbox")}`;
  for (const side of ["channel", "chat"]) {
    const last = now[side] && `${now[side].id}:${now[side].messages.at(-1)?.id}`;
    if (newest[side] !== null && last !== newest[side] && view.tab !== side) unread.add(side);
    newest[side] = last;
  }
  unread.delete(view.tab);
  bar.render(now);
  drawTabs(now);
  refill(line, JSON.stringify([language, view.offline]), () => view.offline && el("span", {}, t("offline")));
  left.render(now.channel, now.channels, now);
  right.render(now.chat, now.chats, now);
  writing.render(now);
  called.render(now);
  trouble.render(now);
}

function drawTabs({ t, language }) {
  refill(tabs, JSON.stringify([language, view.tab, [...unread]]), () =>
    ["channel", "chat", "bot"].map((name) =>
      el(
        "button",
        {
          type: "button",
          class: unread.has(name) ? "unread" : null,
          "data-testid": `tab-${name}`,
          "aria-pressed": String(view.tab === name),
          onclick: () => goTo(name),
        },
        t(`tab_${name}`),
      ),
    ),
  );
}

/** On a narrow screen only one of the three is to be seen. */
function goTo(tab) {
  view.tab = tab;
  render();
}

function speakAs(person, language) {
  if (person) attempt(post("language", { person: person.id, language }));
}

/** The reply, or undefined after having said what went wrong (404 in the given phrase, if any). */
async function attempt(asked, absent) {
  try {
    return await asked;
  } catch (failure) {
    const { t } = model();
    notice.toast(absent && failure.status === 404 ? t(absent) : failure.message);
    return undefined;
  }
}

/** Answers to presses: each stops its spinner; those with words for this person are shown, once. */
function hearAnswers({ toasts }) {
  for (const { id } of toasts) answered.get(id)?.();
  const { t, person } = model();
  for (const { id, person: whom, text, alert, url } of toasts) {
    if (toasted === null || toasted.has(id) || whom !== person?.id) continue;
    if (text) alert ? notice.alert(text, t) : notice.toast(text);
    if (url) actions.follow(new URL(url));
  }
  toasted = new Set(toasts.map(({ id }) => id));
}

function emptyChannel(chat, { t }) {
  const name = chat ? "empty_channel" : "no_channel";
  return el("div", { class: "blank" }, el("h3", {}, t(`${name}_title`)), el("p", {}, t(name)));
}

function emptyChat(_, { t, person }) {
  return el(
    "div",
    { class: "blank" },
    el("h3", {}, t("empty_chat_title")),
    el("p", {}, t("empty_chat")),
    person?.role === "admin" && el("p", {}, t("empty_chat_admin")),
    el("button", { type: "button", class: "filled", "data-testid": "start", onclick: () => actions.say("/start") }, t("start")),
  );
}

follow(
  (state) => {
    view.state = state;
    view.read = Date.now();
    render();
    hearAnswers(state);
  },
  (connected) => {
    view.offline = !connected;
    render();
  },
);
