// Nobody loses a text because the session ended meanwhile: <form data-guard> asks now and then, while
// somebody writes, whether they are still signed in, and once more before it is sent. If not, it says
// so and keeps the text: after signing in in another window, sending works.
const ASK_AFTER = 120_000;
let askedAt = Date.now();

async function stillSignedIn() {
  askedAt = Date.now();
  const answer = await fetch("/alive/", { redirect: "manual" });
  if (answer.type === "opaqueredirect") return false;
  if (answer.ok) {
    // Whoever signed in anew has a new token; the one of this page is of no use any more.
    const token = await answer.text();
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  }
  return true;
}

function say(form, isOut) {
  form.querySelector("[data-signed-out]")?.remove();
  if (!isOut) return;
  form.append(document.getElementById("signed-out").content.cloneNode(true));
  form.lastElementChild.scrollIntoView({ block: "center" });
}

document.addEventListener("input", async (event) => {
  const form = event.target.closest("form[data-guard]");
  if (!form || Date.now() - askedAt < ASK_AFTER) return;
  say(form, !(await stillSignedIn().catch(() => true)));
});
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("form[data-guard]") || Date.now() - askedAt < ASK_AFTER) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const isIn = await stillSignedIn().catch(() => true);
    say(form, !isIn);
    if (isIn) form.requestSubmit(event.submitter);
  },
  true,
);
