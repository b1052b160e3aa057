// Reports that could not be sent wait in this browser alone, until their writer sends or deletes them. Signing out
// erases them with everything else that Belfry keeps here, and so do 30 days. The photographs of a form that is being
// filled in lie beside them for a day at most.
const DAY = 24 * 60 * 60 * 1000;
const LASTS = 30 * DAY;
// Belongs to the page on which it was written, or has to be answered anew when it is sent.
const LEFT_OUT = ["csrfmiddlewaretoken", "now", "read", "to"];

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("reports", 2);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "photographs"]) {
        if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, { keyPath: "key" });
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(name, mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => resolve(asked.result);
      change.onabort = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

const isThere = (value) => (typeof value === "string" ? value !== "" : value.size > 0);

export function keepDraft(form) {
  const entries = [...form].filter(([name, value]) => !LEFT_OUT.includes(name) && isThere(value));
  const key = form.get("key") || crypto.randomUUID();
  return within("drafts", "readwrite", (store) => store.put({ key, at: Date.now(), entries }));
}

export function dropDraft(key) {
  return within("drafts", "readwrite", (store) => store.delete(key));
}

export async function drafts() {
  const found = await within("drafts", "readonly", (store) => store.getAll());
  const isOld = ({ at }) => Date.now() - at > LASTS;
  for (const { key } of found.filter(isOld)) await dropDraft(key);
  return found.filter((one) => !isOld(one)).sort((one, other) => other.at - one.at);
}

export function keepPhotographs(key, files) {
  return within("photographs", "readwrite", (store) => store.put({ key, at: Date.now(), files }));
}

export function dropPhotographs(key) {
  return within("photographs", "readwrite", (store) => store.delete(key));
}

export async function photographsOf(key) {
  const kept = await within("photographs", "readonly", (store) => store.getAll());
  for (const one of kept.filter(({ at }) => Date.now() - at > DAY)) await dropPhotographs(one.key);
  return kept.find((one) => one.key === key)?.files ?? [];
}
