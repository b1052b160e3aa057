// Reporting without a connection. On pages of members, the page for that (data-offline on <body>) is put by; the
// service worker shows it when nothing else comes. What was written is listed on <section data-drafts>, and goes into
// the form of a report on a press, after the first question was answered again: nothing is ever sent by itself.
import { drafts, dropDraft, keepDraft } from "./drafts.js";

const DAY = 24 * 60 * 60 * 1000;
// How many days before the writing something was, where only words said when.
const DAYS_BEFORE = { last_hours: 0, last_night: 0, yesterday: 1 };
const { offline } = document.body.dataset;
const section = document.querySelector("[data-drafts]");

// It holds no word about anybody: a page in the reader's language with the numbers to call.
async function putBy() {
  await navigator.serviceWorker.register("/service-worker.js");
  const shelf = await caches.open("offline");
  const known = await shelf.match(offline);
  const text = known ? await known.clone().text() : "";
  const script = document.querySelector("script[src*='/built/app-']").getAttribute("src");
  const isNew = known && Date.now() - Date.parse(known.headers.get("Date")) < DAY;
  if (isNew && text.includes(`lang="${document.documentElement.lang}"`) && text.includes(script)) return;
  const page = await fetch(offline, { redirect: "error" });
  if (!page.ok) return;
  const files = (await page.clone().text()).match(/\/static\/built\/[^"]+/g);
  await caches.delete("offline");
  const fresh = await caches.open("offline");
  await fresh.addAll([...new Set(files)]);
  await fresh.put(offline, page);
}

const day = (at) => {
  const date = new Date(at);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

// "Yesterday" of some days ago is another day by now.
function told({ at, entries }) {
  const before = DAYS_BEFORE[new Map(entries).get("moment")];
  if (before === undefined || day(at) === day(Date.now())) return entries;
  const others = entries.filter(([name]) => name !== "moment");
  if (others.some(([name]) => name === "day")) return [...others, ["moment", "earlier"]];
  return [...others, ["moment", "earlier"], ["day", day(at - before * DAY)]];
}

function fill(form, entries) {
  for (const name of new Set(entries.map(([one]) => one))) {
    const values = entries.filter(([one]) => one === name).map(([, value]) => value);
    const field = form.elements[name];
    if (!field) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name });
      hidden.value = values[0];
      form.append(hidden);
    } else if (field.type === "file") {
      const files = new DataTransfer();
      for (const file of values) files.items.add(file);
      field.files = files.files;
    } else if (field.type !== "select-one" || [...field.options].some(({ value }) => value === values[0])) {
      [field.value] = values;
    }
    const part = field?.closest?.("details");
    if (part) part.open = true;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new Event("draft-filled"));
}

async function list() {
  const found = await drafts();
  section.hidden = !found.length;
  const rows = section.querySelector("[data-drafts-list]");
  rows.replaceChildren();
  for (const draft of found) {
    const row = section.querySelector("[data-draft]").content.cloneNode(true);
    const when = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
    row.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, when);
    row.querySelector("time").dateTime = new Date(draft.at).toISOString();
    row.querySelector("[data-draft-delete]").addEventListener("click", async () => {
      await dropDraft(draft.key);
      await list();
    });
    row.querySelector("[data-draft-fill]")?.addEventListener("click", () => {
      const form = document.querySelector("form[data-report]");
      fill(form, [...told(draft), ["key", draft.key]]);
      section.hidden = true;
      section.parentElement.querySelector("[data-draft-filled]").hidden = false;
      form.scrollIntoView();
    });
    rows.append(row);
  }
}

// The page without a connection asks one thing after the other, too.
function step() {
  const steps = [...document.querySelectorAll("[data-step]")];
  const now = steps.find(({ dataset }) => `#${dataset.step}` === location.hash) ?? steps[0];
  for (const one of steps) one.hidden = one !== now;
  window.scrollTo(0, 0);
}

if (offline && "serviceWorker" in navigator) putBy().catch(() => {});
if (section && "indexedDB" in window) list().catch(() => {});
for (const done of document.querySelectorAll("[data-report-done]")) {
  dropDraft(done.dataset.reportDone).catch(() => {});
}
if (document.querySelector("[data-step]")) {
  step();
  window.addEventListener("hashchange", step);
}
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await keepDraft(new FormData(form));
    } catch {
      // No room, or a browser that keeps nothing: what was typed stays where it is.
      form.querySelector("[data-not-kept]").hidden = false;
      return;
    } finally {
      delete form.dataset.pressed;
    }
    form.reset();
    location.hash = "kept";
    await list();
  });
}
