// A second press on the same button does nothing while the first is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.pressed) {
    event.preventDefault();
    return;
  }
  form.dataset.pressed = "yes";
  event.submitter?.classList.add("is-busy");
});
// Back in the history shows the page as it was left: the buttons work again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-pressed]")) {
    delete form.dataset.pressed;
    form.querySelector(".is-busy")?.classList.remove("is-busy");
  }
});
