// Notifications on this device, on the page of settings: <section data-devices> holds a part for each state
// (data-device-state), of which one is shown. The browser asks its own question only after a press.
const section = document.querySelector("[data-devices]");
const UNSUBSCRIBE_SECONDS = 2;

const canPush = () =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
// iPadOS calls itself a Mac; it is one with a touch screen.
const isApplePhone = () =>
  /iPhone|iPad/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

async function subscription() {
  if (!canPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function show(state, why) {
  for (const part of section.querySelectorAll("[data-device-state]")) {
    part.hidden = part.dataset.deviceState !== state;
  }
  if (why) section.querySelector("[data-device-state='failed'] p").textContent = why;
}

async function look() {
  if (!canPush()) return show(isApplePhone() ? "iphone" : "impossible");
  if (Notification.permission === "denied") return show("blocked");
  const own = await subscription();
  const row = [...section.querySelectorAll("[data-device-url]")].find(
    (one) => own && one.dataset.deviceUrl === own.endpoint,
  );
  row?.querySelector("[data-this-device]")?.removeAttribute("hidden");
  return show(row ? "on" : "off");
}

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const isSame = (buffer, bytes) =>
  Boolean(buffer) && String(new Uint8Array(buffer)) === String(bytes);

async function subscribe() {
  await navigator.serviceWorker.register("/service-worker.js");
  const pushManager = (await navigator.serviceWorker.ready).pushManager;
  const key = toBytes(section.dataset.key);
  const known = await pushManager.getSubscription();
  if (known && isSame(known.options.applicationServerKey, key)) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function turnOn() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return show(permission === "denied" ? "blocked" : "off");
  const answer = await fetch(section.dataset.add, {
    method: "POST",
    redirect: "error",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": section.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(await subscribe()),
  });
  if (answer.ok) return window.location.reload();
  return show("failed", answer.status === 409 ? (await answer.json()).why : "");
}

// What the server sends to a subscription that the browser ended comes back as gone.
async function unsubscribe() {
  const own = await subscription();
  const late = new Promise((later) => setTimeout(later, UNSUBSCRIBE_SECONDS * 1000));
  await Promise.race([own?.unsubscribe(), late]);
}

function afterwards(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // `submit()` raises no event: this is not called again.
    work().catch(() => {}).finally(() => form.submit());
  });
}

if (section) {
  look().catch(() => show("impossible"));
  for (const button of section.querySelectorAll("[data-device-on]")) {
    button.addEventListener("click", () => {
      button.disabled = true;
      turnOn()
        .catch(() => show("failed"))
        .finally(() => {
          button.disabled = false;
        });
    });
  }
  for (const form of section.querySelectorAll("form[data-device-off]")) {
    afterwards(form, async () => {
      const own = await subscription();
      if (own?.endpoint === form.closest("[data-device-url]").dataset.deviceUrl) await unsubscribe();
    });
  }
  // Chrome and Edge offer to install Belfry; a quiet button takes them up on it.
  const install = section.querySelector("[data-install]");
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install.hidden = false;
    install.addEventListener("click", () => event.prompt(), { once: true });
  });
  window.addEventListener("appinstalled", () => {
    install.hidden = true;
  });
}

// Who signs out gets nothing more on this device, and nobody after them in their place.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  afterwards(form, async () => {
    const own = await subscription();
    if (own) form.elements.device.value = JSON.stringify(own);
    await unsubscribe();
  });
}
