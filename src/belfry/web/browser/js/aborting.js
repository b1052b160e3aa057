// The browser itself writes to the console which request failed. htmx does so too, also for one that a newer one
// replaces or that is left behind with its page, and that is no error: an error of its own keeps it silent.
document.addEventListener("htmx:beforeSend", (event) => {
  event.detail.error = "";
});
