// Reports that could not be sent wait in this browser alone, until their writer sends or deletes them. Signing out
// erases them with everything else that Belfry keeps here, and so do 30 days.
const LASTS = 30 * 24 * 60 * 60 * 1000;
// Belongs to the page on which it was written, or has to be answered anew when it is sent.
const LEFT_OUT = ["csrfmiddlewaretoken", "now", "read", "to"];

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("reports", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction("drafts", mode);
      const asked = act(change.objectStore("drafts"));
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
  return within("readwrite", (store) => store.put({ key, at: Date.now(), entries }));
}

export function dropDraft(key) {
  return within("readwrite", (store) => store.delete(key));
}

export async function drafts() {
  const found = await within("readonly", (store) => store.getAll());
  const isOld = ({ at }) => Date.now() - at > LASTS;
  for (const { key } of found.filter(isOld)) await dropDraft(key);
  return found.filter((one) => !isOld(one)).sort((one, other) => other.at - one.at);
}
