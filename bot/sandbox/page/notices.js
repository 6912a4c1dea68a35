// What comes over the page for a moment: toasts, alerts, the share sheet.

import { el, icon } from "./dom.js";

export function notices() {
  const live = el("div", { class: "toast-place", role: "status", "aria-live": "polite" });
  const layer = el("div", {}, live);
  let going;

  /** A line of text for a few seconds, longer when there is more to read. */
  function toast(text) {
    clearTimeout(going);
    live.replaceChildren(el("div", { class: "toast", "data-testid": "toast" }, text));
    going = setTimeout(() => live.replaceChildren(), 3500 + 45 * text.length);
  }

  function open(attributes, ...children) {
    const dialog = el(
      "dialog",
      {
        ...attributes,
        onclose: () => dialog.remove(),
        onclick: (event) => event.target === dialog && dialog.close(), // a tap beside it
      },
      el("div", { class: "dialog-body" }, ...children),
    );
    layer.append(dialog);
    dialog.showModal();
    return dialog;
  }

  const closer = (label, kind = "filled") =>
    el("button", { type: "button", class: kind, onclick: (event) => event.target.closest("dialog").close() }, label);

  /** An answer that wants to be read and closed. */
  function alert(text, t) {
    open({ class: "alert", "data-testid": "alert", role: "alertdialog" }, el("p", {}, text), el("div", { class: "actions" }, closer(t("ok"))));
  }

  function share({ url, text }, t, copy) {
    const whole = [text, url].filter(Boolean).join("\n");
    open(
      { class: "share", "data-testid": "share", "aria-label": t("share_title") },
      el("h2", {}, icon("share"), t("share_title")),
      el("p", { class: "hint" }, t("share_note")),
      el("div", { class: "bubble shared" }, text && el("p", {}, text), el("p", { class: "shared-link" }, url)),
      el(
        "div",
        { class: "actions" },
        el("button", { type: "button", class: "plain", onclick: () => copy(whole) }, t("copy")),
        closer(t("close")),
      ),
    );
  }

  /** A picture as large as the window allows; a click anywhere or Esc puts it away. */
  function enlarge(photo, name, t) {
    const dialog = el(
      "dialog",
      { class: "viewer", "data-testid": "viewer", "aria-label": name, onclose: () => dialog.remove(), onclick: () => dialog.close() },
      el("img", { src: photo.url, alt: name, width: photo.width, height: photo.height }),
      el("button", { type: "button", class: "viewer-close", "aria-label": t("close") }, icon("close")),
    );
    layer.append(dialog);
    dialog.showModal();
  }

  return { root: layer, toast, alert, share, enlarge };
}
