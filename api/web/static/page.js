// What every page does beside links and forms: copy its address, show a slider's value, say what happened.
"use strict";

let unsaid = 0;

const say = (text) => {
  const place = document.querySelector("[data-said]");
  if (!place) return;
  place.textContent = text;
  clearTimeout(unsaid);
  unsaid = setTimeout(() => { place.textContent = ""; }, 8000);
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    // No clipboard over plain HTTP on another machine: the old way still works there.
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-link]");
  if (!button) return;
  await copy(location.href);
  button.textContent = button.dataset.copied;
  button.dataset.done = "true";
  say(button.dataset.copied);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A menu closes when one goes elsewhere, as menus do.
const close = (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.key !== "Escape" && menu.contains(event.target)) continue;
    if (event.key === "Escape" && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
};
document.addEventListener("click", close);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(event); });

document.addEventListener("input", (event) => {
  const shown = event.target.dataset?.shownIn;
  if (!shown) return;
  const form = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  document.getElementById(shown).textContent = Number(event.target.value).toLocaleString(document.documentElement.lang, form);
});

document.documentElement.dataset.ready = "true";
