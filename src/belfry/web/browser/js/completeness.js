// While somebody writes: which fields the class asks for, and whether a language is whole.
// The page as it is served says the same for what was saved last.
const sheet = document.querySelector("form[data-sheet]");

// A text for SMS is asked for where a chosen network sends this class by SMS.
function isAsked(field, chosen) {
  if (!("short" in field.dataset)) return field.dataset.asked.split(" ").includes(chosen);
  const networks = [...sheet.querySelectorAll("[name=networks]:checked")];
  return networks.some((network) => network.dataset.short.split(" ").includes(chosen));
}

function refresh() {
  const chosen = sheet.querySelector("[name=bulletin_class]:checked")?.value;
  for (const part of sheet.querySelectorAll("[data-language]")) {
    const fields = [...part.querySelectorAll("[data-asked], textarea[data-short]")];
    for (const field of fields) {
      const optional = field.closest(".field").querySelector(".field__optional");
      optional.hidden = isAsked(field, chosen);
    }
    const asked = fields.filter((field) => isAsked(field, chosen));
    const isWhole = asked.every((field) => field.value.trim());
    const isBegun = fields.some((field) => field.value.trim());
    const mark = part.querySelector(".whole");
    mark.classList.toggle("whole--yes", isWhole);
    mark.classList.toggle("whole--half", isBegun && !isWhole);
    mark.textContent = isWhole ? mark.dataset.whole : isBegun ? mark.dataset.part : mark.dataset.empty;
  }
}

function open(event) {
  if (event.target.name !== "networks" || !event.target.checked) return;
  for (const language of event.target.dataset.languages.split(" ")) {
    sheet.querySelector(`[data-language="${language}"]`).open = true;
  }
}

// The short text followed title or place: what the check says of it is no longer true.
function follow(event) {
  if (event.target.matches(".short")) event.target.dispatchEvent(new Event("followed", { bubbles: true }));
}

if (sheet) {
  sheet.addEventListener("input", refresh);
  sheet.addEventListener("change", open);
  sheet.addEventListener("htmx:afterSettle", refresh);
  sheet.addEventListener("htmx:afterSettle", follow);
}
