// The place of a report: <div data-place> has a hidden field that a press on the map fills, or, only when somebody asks
// for it and lets the browser tell, where the device is now. No other page asks for that.
const WAIT = 15_000;

for (const part of document.querySelectorAll("[data-place]")) {
  const field = part.querySelector("[name=point]");
  const [here, away] = ["here", "away"].map((name) => part.querySelector(`[data-place-${name}]`));
  const [there, unknown] = ["there", "unknown"].map((name) => part.querySelector(`[data-place-${name}]`));
  const mark = (place) => {
    field.value = place;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    there.hidden = away.hidden = !field.value;
    if (field.value) unknown.hidden = true;
  };
  here.hidden = !("geolocation" in navigator);
  field.addEventListener("input", show);
  field.form.addEventListener("draft-filled", () => mark(field.value));
  field.form.addEventListener("reset", () => setTimeout(show));
  away.addEventListener("click", () => mark(""));
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => mark(`${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`),
      () => {
        unknown.hidden = false;
      },
      { enableHighAccuracy: true, timeout: WAIT },
    );
  });
  show();
}
