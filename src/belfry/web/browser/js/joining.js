// Streets and areas say which networks a message is for: their boxes follow, and the languages in which it is written.
const reach = document.getElementById("reach");

function join() {
  const found = reach.querySelector("[data-joined]");
  if (!found) return;
  const joined = found.dataset.joined.split(" ");
  const known = found.dataset.known.split(" ");
  for (const box of document.querySelectorAll("#audience [name=networks]")) {
    if (known.includes(box.value)) box.checked = joined.includes(box.value);
    if (!box.checked) continue;
    for (const language of box.dataset.languages.split(" ")) {
      document.querySelector(`[data-language="${language}"]`).open = true;
    }
  }
}

reach?.addEventListener("htmx:afterSettle", join);
