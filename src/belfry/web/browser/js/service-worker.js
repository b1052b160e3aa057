// Shows a page for reports where there is no connection, and keeps a report that could not be sent (drafts.js).
// Shows that there is something to read, also when no page of Belfry is open. What is pushed says no word of
// the message: {"t": "new" or "urgent", "l": language, "u": path of the page, "r": token of the receipt}.
// The sentences are these, in the reader's language. That a notification was shown is told with the token.
import icon from "../icons/icon-192.png";
import words from "../words/notifications.json";
import { keepDraft } from "./drafts.js";

const OFFLINE = "/report/offline/";
const WRITE = "/report/write/";

const ATTEMPTS = 3;
const PAUSE = 3_000;

function read(data) {
  let told = {};
  try {
    told = data.json();
  } catch {
    // Every push must be seen (userVisibleOnly), also one that cannot be read.
  }
  const sentences = words[told.l] ?? words[self.navigator.language?.slice(0, 2)] ?? words.nl;
  const isUrgent = told.t === "urgent";
  return {
    body: isUrgent ? sentences.urgent : sentences.new,
    isUrgent,
    language: told.l,
    page: ownAddress(told.u),
    token: typeof told.r === "string" ? told.r : "",
  };
}

// Nothing that is pushed leads away from Belfry.
function ownAddress(path) {
  const start = new URL("/", self.location.origin);
  if (typeof path !== "string") return start.href;
  const address = new URL(path, start);
  return address.origin === start.origin ? address.href : start.href;
}

async function show(message) {
  await self.registration.showNotification("Belfry", {
    body: message.body,
    lang: message.language,
    icon,
    // A copy takes the place of the first; an urgent one is heard again.
    tag: message.token,
    renotify: message.isUrgent && message.token !== "",
    requireInteraction: message.isUrgent,
    data: { page: message.page },
  });
  if (message.token) await tell(message.token);
}

async function tell(token) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const answer = await fetch(`/push/shown/${encodeURIComponent(token)}/`, {
      method: "POST",
      credentials: "omit",
    }).catch(() => null);
    if (answer && answer.status < 500) return;
    await new Promise((later) => setTimeout(later, PAUSE));
  }
}

async function open(page) {
  const [shown] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!shown) return self.clients.openWindow(page);
  // A page that no service worker controls cannot be sent elsewhere.
  const opened = await shown.navigate(page).catch(() => null);
  return opened ? opened.focus() : self.clients.openWindow(page);
}

// A browser may renew its subscription by itself; who is still signed in stays reached.
async function renew(old) {
  const subscription = await self.registration.pushManager.subscribe(old.options);
  const token = await fetch("/alive/", { redirect: "error" });
  await fetch("/settings/devices/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": await token.text() },
    body: JSON.stringify(subscription),
  });
}

async function fromShelf(asked) {
  return (await caches.match(asked, { ignoreVary: true })) ?? Response.error();
}

// What did not reach Belfry stays on this device and is not sent again from here.
async function sendReport(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    await keepDraft(await copy.formData());
    return Response.redirect(`${OFFLINE}#kept`, 303);
  }
}

function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === WRITE) {
    event.respondWith(sendReport(request));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => fromShelf(OFFLINE)));
  } else if (pathname.startsWith("/static/built/")) {
    event.respondWith(fetch(request).catch(() => fromShelf(request)));
  }
}

self.addEventListener("fetch", answer);
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.page));
});
self.addEventListener("pushsubscriptionchange", (event) => {
  if (event.oldSubscription) event.waitUntil(renew(event.oldSubscription).catch(() => {}));
});
