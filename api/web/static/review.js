// The review queue by keyboard: j and k walk through the pairs, 1 to 4 press the buttons of the one that has the focus.
"use strict";

const pairs = () => [...document.querySelectorAll("article.pair")];
const current = () => document.activeElement?.closest("article.pair") ?? null;

const walk = (step) => {
  const all = pairs();
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if ("1234".includes(event.key)) (current() ?? pairs()[0])?.querySelector(`[data-key="${event.key}"]`)?.click();
  else return;
  event.preventDefault(); // or a digit would end up in the field that asks for a name
});

const author = document.getElementById("author");
const boxes = () => [...document.querySelectorAll("article.pair [type=checkbox]")];

// Judging needs a name, and several at once need to be chosen: the forms of the pairs borrow the name from the field at
// the top.
document.addEventListener("submit", (event) => {
  const several = event.target.id === "bulk";
  if (!event.target.matches(".verdicts")) return;
  if (several) event.target.querySelector("[data-author]").value = author.value;
  const nameless = !author.value.trim();
  author.setAttribute("aria-invalid", nameless);
  const missing = nameless ? author : several && !boxes().some((box) => box.checked) ? boxes()[0] : null;
  if (!missing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  missing.focus();
  say(nameless ? author.dataset.missing : event.target.dataset.missing);
}, true);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-choose-all]")) return;
  const all = boxes().every((box) => box.checked);
  for (const box of boxes()) box.checked = !all;
});

document.addEventListener("htmx:load", (event) => {
  const pair = event.detail.elt;
  if (!pair.matches?.("article.pair")) return;
  pair.focus();
  say(pair.querySelector("[data-judgement]")?.textContent ?? "");
});
