// The QR code of a letter carries the code behind "#", where no server and no log sees it. Without this script, or without the
// QR code, somebody types it.
const field = document.querySelector("[data-code]");

if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button").focus();
}
