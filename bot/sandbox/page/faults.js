// Switches for what goes wrong on the way to Telegram.

import { el, icon, reconcile, refill } from "./dom.js";
import { faultKinds } from "./strings.js";

const USUAL = ["sendMessage", "sendPhoto", "sendRichMessage", "editMessageText", "editMessageMedia", "editMessageReplyMarkup", "answerCallbackQuery", "getUpdates", "getMe"];
const WAITS = { 429: 5, late: 30, hang: 30, hang_after: 30, slow: 5 }; // kinds that take seconds, and how many to propose

export function faults(actions) {
  const title = el("span", {});
  const count = el("span", { class: "count" });
  const place = el("div", {});
  const list = el("ul", { class: "fault-list" });
  const server = el("div", { class: "server" });
  const root = el(
    "details",
    { class: "card faults", "data-testid": "faults" },
    el("summary", {}, el("h2", {}, title), count, icon("chevron")),
    el("div", { class: "faults-body" }, place, list, server),
  );

  function render({ t, language, state }) {
    title.textContent = t("faults");
    count.textContent = state.faults.length > 0 ? String(state.faults.length) : "";
    const methods = [...new Set([...USUAL, ...state.calls.map(({ method }) => method)])].sort();
    refill(place, JSON.stringify([language, methods, state.faults.length > 0]), () => form(t, methods, state.faults.length > 0, place));
    refill(server, JSON.stringify([language, state.server]), () =>
      el("label", { class: "switch" }, knowsRich(state.server.knows_rich), el("span", {}, t("server_rich"))),
    );
    reconcile(
      list,
      state.faults.map((fault) => ({
        key: String(fault.id),
        mark: JSON.stringify([fault, language]),
        build: () =>
          el(
            "li",
            {},
            el("strong", {}, kindName(fault.kind, t)),
            el("span", {}, t(fault.times ? "fault_left" : "fault_until", { method: methodName(fault.method, t), n: fault.times })),
          ),
      })),
    );
  }

  const knowsRich = (checked) =>
    el("input", {
      type: "checkbox",
      checked,
      "data-testid": "server-rich",
      onchange: (event) => actions.server({ knows_rich: event.target.checked }),
    });

  function form(t, methods, clearable, old) {
    const before = Object.fromEntries([...old.querySelectorAll("select, input")].map(({ name, value }) => [name, value]));
    const kind = select("kind", faultKinds.map((value) => [value, kindName(value, t)]), before.kind);
    const method = select("method", ["*", ...methods].map((value) => [value, methodName(value, t)]), before.method);
    const number = (name, value, max) => el("input", { type: "number", name, value: before[name] ?? value, min: "1", max, required: true });
    const wait = el("label", {}, el("span", {}, t("fault_wait")), number("wait", "5", "120"));
    const propose = () => {
      wait.hidden = !(kind.value in WAITS);
      wait.querySelector("input").value = WAITS[kind.value] ?? 5;
    };
    kind.addEventListener("change", propose);
    propose();
    return el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          const fields = new FormData(event.target);
          const seconds = Number(fields.get("wait"));
          const waiting = kind.value === "429" ? { retry_after: seconds } : kind.value in WAITS ? { seconds } : {};
          actions.fault({ kind: kind.value, method: method.value, times: Number(fields.get("times")), ...waiting });
        },
      },
      el("p", { class: "hint" }, t("faults_note")),
      el("label", { class: "wide" }, el("span", {}, t("fault_kind")), kind),
      el("label", { class: "wide" }, el("span", {}, t("fault_method")), method),
      el("label", {}, el("span", {}, t("fault_times")), number("times", "1", "99")),
      wait,
      el(
        "div",
        { class: "wide actions" },
        el("button", { type: "submit", class: "filled", "data-testid": "fault-add" }, t("fault_add")),
        clearable && el("button", { type: "button", class: "plain", "data-testid": "fault-clear", onclick: actions.clearFaults }, t("fault_clear")),
      ),
    );
  }

  return { root, render };
}

const methodName = (method, t) => (method === "*" ? t("fault_any") : method);
const kindName = (kind, t) => (faultKinds.includes(kind) ? t(`fault_${kind}`) : kind);

function select(name, choices, value) {
  const node = el("select", { name, "data-testid": `fault-${name}` }, choices.map(([code, text]) => el("option", { value: code }, text)));
  if (choices.some(([code]) => code === value)) node.value = value;
  return node;
}
