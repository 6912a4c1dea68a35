// The bar on top: who one is, in which language, what time the bot thinks it is.

import { el, icon, refill } from "./dom.js";

const THEMES = { auto: "sun", light: "sun", dark: "moon" };

export function header(actions) {
  const brand = el("div", { class: "brand" });
  const people = el("div", { class: "segments people", role: "group" });
  const clock = el("div", { class: "clock", "data-testid": "clock" });
  const looks = el("div", { class: "looks" });
  const root = el("header", { class: "bar" }, brand, people, clock, looks);
  let tick = () => {};
  setInterval(() => tick(), 1000);

  function render(model) {
    const { t, language, state, person, theme } = model;
    refill(brand, JSON.stringify([language, state.bot]), () => [
      el("img", { src: "/page/icon.svg", alt: "", width: "32", height: "32" }),
      el("div", {}, el("h1", {}, t("sandbox")), el("p", {}, t("sandbox_note"))),
    ]);
    people.setAttribute("aria-label", t("act_as"));
    refill(people, JSON.stringify([language, state.people, person?.id]), () =>
      state.people.map((other) =>
        el(
          "button",
          {
            type: "button",
            "data-testid": `person-${other.id}`,
            "aria-pressed": String(other.id === person?.id),
            onclick: () => actions.become(other),
          },
          el("strong", {}, other.name),
          el("span", {}, t(other.role)),
        ),
      ),
    );
    refill(looks, JSON.stringify([language, theme]), () => [languages(t, language, actions), themeButton(t, theme, actions)]);
    drawClock(model);
  }

  function drawClock({ t, times, language, state, read, jumping }) {
    const zone = state.clock?.zone;
    const next = state.clock?.next;
    const behind = state.clock ? new Date(state.clock.now) - read : 0; // the bot's time less the browser's
    refill(clock, JSON.stringify([language, zone, next, jumping]), () => [
      el("div", { class: "now" }, el("time", { class: "digits" }), el("span", { class: "date" })),
      state.clock &&
        el(
          "button",
          {
            type: "button",
            class: "jump",
            "data-testid": "jump",
            disabled: jumping || !next,
            "aria-describedby": "next-slot",
            onclick: actions.jump,
          },
          icon("next"),
          el("span", {}, t("jump")),
        ),
      el(
        "p",
        { class: "next-slot", id: "next-slot" },
        !state.clock ? t("no_clock") : next ? t("next_slot", { at: times.slot(next.at), channel: next.channel }) : t("no_slot"),
      ),
    ]);
    clock.setAttribute("aria-label", t("clock"));
    tick = () => {
      const now = new Date(Date.now() + behind);
      clock.querySelector(".digits").textContent = times.second(now);
      clock.querySelector(".date").textContent = `${times.date(now)}${zone ? ` · ${zone}` : ""}`;
    };
    tick();
  }

  return { root, render };
}

function languages(t, language, actions) {
  const choice = (code, name, lang) =>
    el(
      "button",
      { type: "button", lang, "data-testid": `language-${code}`, "aria-pressed": String(code === language), onclick: () => actions.speak(code) },
      name,
    );
  return el("div", { class: "segments", role: "group", "aria-label": t("language") }, choice("en", "English", "en"), choice("zh", "中文", "zh-CN"));
}

function themeButton(t, theme, actions) {
  const label = t(`theme_${theme}`);
  return el(
    "button",
    { type: "button", class: "round", "data-testid": "theme", "aria-label": label, title: label, onclick: actions.retheme },
    icon(THEMES[theme]),
    theme === "auto" && el("small", { "aria-hidden": "true" }, "A"),
  );
}
