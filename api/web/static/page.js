// What every page does beside links and forms: copy its address, show a slider's value, say what happened.
"use strict";

const say = (text) => {
  const place = document.querySelector("[data-said]");
  if (place) place.textContent = text;
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

document.addEventListener("input", (event) => {
  const shown = event.target.dataset?.shownIn;
  if (shown) document.getElementById(shown).textContent = Number(event.target.value).toFixed(2);
});

document.documentElement.dataset.ready = "true";
