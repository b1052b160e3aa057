// Passkeys (WebAuthn): a form with data-passkey="get" or "create" fetches its question from
// data-options, or has it in data-question, lets the device answer, and sends the answer in its field "credential".
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

function readable(options) {
  const question = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (question.user) question.user = { ...question.user, id: toBytes(question.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    question[list] = (question[list] ?? []).map((known) => ({ ...known, id: toBytes(known.id) }));
  }
  return { publicKey: question };
}

function sendable(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function asked(form) {
  if (form.dataset.question) return JSON.parse(form.dataset.question);
  const reply = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (!reply.ok || reply.redirected) throw new Error("no question");
  return reply.json();
}

async function answer(form) {
  const question = readable(await asked(form));
  const credential = await navigator.credentials[form.dataset.passkey](question);
  form.elements.credential.value = sendable(credential);
  form.submit();
}

// A passkey belongs to a name; browsers refuse one for a bare number such as 127.0.0.1.
const isPossible = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(window.location.hostname);
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  const button = form.querySelector("[data-passkey-button]");
  if (!isPossible) {
    form.querySelector("[data-passkey-impossible]")?.removeAttribute("hidden");
    continue;
  }
  form.closest("[data-passkey-part]")?.removeAttribute("hidden");
  button.disabled = false;
  button.addEventListener("click", () => {
    if (!form.reportValidity()) return;
    failed.hidden = true;
    button.disabled = true;
    answer(form)
      .catch(() => {
        failed.hidden = false;
      })
      .finally(() => {
        button.disabled = false;
      });
  });
}
