// A map comes only when somebody asks for it: <div data-map="address of the bundle"> has a button that
// loads it. Beside it always stands the list that says the same.
for (const button of document.querySelectorAll("[data-map-show]")) button.hidden = false;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-map-show]");
  if (!button) return;
  const frame = button.closest("[data-map]");
  button.disabled = true;
  try {
    const map = await import(frame.dataset.map);
    await map.show(frame);
    button.hidden = true;
  } catch {
    // An old browser, or one without WebGL.
    button.disabled = false;
    frame.querySelector("[data-map-failed]").hidden = false;
    frame.querySelector("[data-map-open]").hidden = true;
  }
});
