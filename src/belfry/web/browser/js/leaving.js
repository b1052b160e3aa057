// Warns before leaving a form with unsaved text: <form data-guard>, or <form data-keep> without a connection.
const unsaved = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard], form[data-keep]");
  if (form) unsaved.add(form);
});
document.addEventListener("submit", (event) => unsaved.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
