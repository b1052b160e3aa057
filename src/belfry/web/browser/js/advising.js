// What people can do at home, taken over from the library: one press adds the sentence in each language that is open.
// Another language must not be begun by it: what is begun must be whole.

document.addEventListener("click", (event) => {
  const offer = event.target.closest("button[data-measure]");
  if (!offer) return;
  for (const [language, sentence] of Object.entries(JSON.parse(offer.dataset.measure))) {
    const field = document.querySelector(`[data-language="${language}"][open] [name$=-what_to_do]`);
    if (!field || field.value.includes(sentence)) continue;
    field.value = [field.value.trim(), sentence].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  offer.setAttribute("aria-pressed", "true");
});
